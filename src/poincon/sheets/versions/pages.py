"""Which version of its programme a page of a section was made under, as what it posts says."""

from __future__ import annotations

import json

from django.http import HttpRequest

from poincon.campaigns.models import ProgrammeVersion
from poincon.sheets.models import Sheet
from poincon.sheets.versions.stale_pages import PAGE, version_of_page


def version_posted(request: HttpRequest, sheet: Sheet) -> ProgrammeVersion:
    """The sheet's own version, but for a page that was made before it followed another one."""
    if request.content_type != "application/json":
        return version_of_page(sheet, request.POST.get(PAGE, ""))
    try:
        body = json.loads(request.body)
        digest = body.get(PAGE, "")
    except (ValueError, AttributeError, RecursionError):
        digest = ""
    return version_of_page(sheet, digest if isinstance(digest, str) else "")
