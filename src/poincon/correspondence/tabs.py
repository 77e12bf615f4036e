"""Messages and notes, among the tabs of a dossier (`settings.DOSSIER_TABS`)."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from poincon.correspondence.querysets import unread_counts
from poincon.dossiers.models import Dossier
from poincon.dossiers.permissions import is_of_structure
from poincon.dossiers.tabs import tab
from poincon.people.requests import SignedInRequest
from poincon.ui.components import Link


def tabs(request: SignedInRequest, dossier: Dossier) -> list[Link]:
    """Both sides have the messages of a dossier that was handed over; officials have their notes."""
    if not dossier.was_received:
        return []
    if is_of_structure(request.person, dossier, request.now):
        return [_messages(request, dossier, from_authority=True)]
    notes = tab(request, "correspondence:notes", dossier, _("Notes entre agents"))
    return [_messages(request, dossier, from_authority=False), notes]


def _messages(request: SignedInRequest, dossier: Dossier, *, from_authority: bool) -> Link:
    """With how many of the other side the person has not read; not on their own page, where they are being read."""
    plain = tab(request, "correspondence:messages", dossier, _("Messages"))
    if plain.current:
        return plain
    count = unread_counts(request.person, [dossier.pk], from_authority=from_authority).get(dossier.pk, 0)
    if not count:
        return plain
    label = ngettext("Messages (%(count)d non lu)", "Messages (%(count)d non lus)", count)
    return replace(plain, label=label % {"count": count})
