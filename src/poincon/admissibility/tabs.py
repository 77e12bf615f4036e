"""The pages of an examination, among the tabs of a dossier (`settings.DOSSIER_TABS`)."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from poincon.admissibility.course import course_of
from poincon.dossiers.enums import Event
from poincon.dossiers.models import Dossier
from poincon.dossiers.permissions import is_of_structure
from poincon.people.requests import SignedInRequest
from poincon.ui.components import Link

CONCLUSIONS = (Event.ADMIT, Event.CLOSE)


def tabs(request: SignedInRequest, dossier: Dossier) -> list[Link]:
    """Officials have the pages of the phases that the programme has; the structure reads what was concluded."""
    if not dossier.was_received:
        return []
    official = not is_of_structure(request.person, dossier, request.now)
    course = course_of(dossier.package.programme)
    pages = []
    if official:
        pages.append(("show", _("Instruction")))
        if course.completeness:
            pages.append(("completeness", _("Complétude")))
        if course.prerequisites:
            pages.append(("prerequisites", _("Prérequis")))
    if any(transition.event in CONCLUSIONS for transition in dossier.transitions.all()):
        pages.append(("outcome", _("Suites")))
    return [_tab(request, name, dossier, label) for name, label in pages]


def _tab(request: SignedInRequest, name: str, dossier: Dossier, label: str) -> Link:
    """Current on its own page and on those below it."""
    address = reverse(f"admissibility:{name}", args=[dossier.pk])
    here = request.path == address or (name != "show" and request.path.startswith(address))
    return Link(label, address, current=here)
