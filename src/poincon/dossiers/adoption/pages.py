"""Which version of its programme a page of a section was made under, as what it posts says."""

from __future__ import annotations

import json

from django.http import HttpRequest

from poincon.campaigns.models import ProgrammeVersion
from poincon.dossiers.adoption.stale_pages import PAGE, version_of_page
from poincon.dossiers.models import Dossier


def version_posted(request: HttpRequest, dossier: Dossier) -> ProgrammeVersion:
    """The dossier's own version, but for a page that was made before the dossier followed its campaign."""
    if request.content_type != "application/json":
        return version_of_page(dossier, request.POST.get(PAGE, ""))
    try:
        body = json.loads(request.body)
        digest = body.get(PAGE, "")
    except (ValueError, AttributeError, RecursionError):
        digest = ""
    return version_of_page(dossier, digest if isinstance(digest, str) else "")
