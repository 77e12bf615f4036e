"""The tab of answers that were set aside, once there are any: for the structure alone (`settings.DOSSIER_TABS`)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from poincon.dossiers.models import Dossier
from poincon.dossiers.permissions import is_of_structure
from poincon.dossiers.tabs import tab
from poincon.people.requests import SignedInRequest
from poincon.ui.components import Link


def tabs(request: SignedInRequest, dossier: Dossier) -> list[Link]:
    if not is_of_structure(request.person, dossier, request.now) or not dossier.sheet.set_aside.exists():
        return []
    return [tab(request, "adoption:set_aside", dossier, _("Mis de côté"))]
