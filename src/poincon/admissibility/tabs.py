"""The pages of an examination, among the tabs of a dossier (`settings.DOSSIER_TABS`)."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from poincon.dossiers.enums import Event
from poincon.dossiers.models import Dossier
from poincon.dossiers.permissions import is_of_structure
from poincon.people.requests import SignedInRequest
from poincon.admissibility.permissions import course_of
from poincon.casework.querysets import unread_counts
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
    if dossier.transitions.filter(event__in=CONCLUSIONS).exists():
        pages.append(("outcome", _("Suites")))
    pages.append(("messages", _messages(request, dossier, from_authority=not official)))
    if official:
        pages.append(("notes", _("Notes entre agents")))
    return [_tab(request, name, dossier, label) for name, label in pages]


def _messages(request: SignedInRequest, dossier: Dossier, *, from_authority: bool) -> str:
    """With how many of the other side the person has not read; not on their own page, where they are being read."""
    if _tab(request, "messages", dossier, "").current:
        return _("Messages")
    count = unread_counts(request.person, [dossier.pk], from_authority=from_authority).get(dossier.pk, 0)
    if not count:
        return _("Messages")
    return ngettext("Messages (%(count)d non lu)", "Messages (%(count)d non lus)", count) % {"count": count}


def _tab(request: SignedInRequest, name: str, dossier: Dossier, label: str) -> Link:
    """Current on its own page and on those below it."""
    address = reverse(f"admissibility:{name}", args=[dossier.pk])
    here = request.path == address or (name != "show" and request.path.startswith(address))
    return Link(label, address, current=here)
