"""The pages of a dossier, as tabs over each of them. Rooms that come after add theirs (`settings.DOSSIER_TABS`)."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from poincon.dossiers.models import Dossier
from poincon.dossiers.querysets import read_history
from poincon.people.requests import SignedInRequest
from poincon.ui.components import Link
from poincon.ui.links import declared_links


def tabs(request: SignedInRequest, dossier: Dossier) -> list[Link]:
    """Those of this room; of changes and receipts only once there are any."""
    pages = [("show", _("Le dossier")), ("check", _("Toutes les réponses")), ("results", _("Résultats"))]
    if dossier.was_received:
        pages.append(("receipt", _("Récépissé")))
        read_history(dossier)
        if any(request.sent_at is not None for request in dossier.change_requests.all()):
            pages.append(("changes", _("Compléments")))
    return [tab(request, f"dossiers:{name}", dossier, label) for name, label in pages]


def tab(request: SignedInRequest, route: str, dossier: Dossier, label: str) -> Link:
    """A tab of a page whose address takes the dossier alone; current when that page is open."""
    address = reverse(route, args=[dossier.pk])
    return Link(label, address, current=request.path == address)


def all_tabs(request: SignedInRequest, dossier: Dossier) -> list[Link]:
    """The tabs of every room, in the order of the settings."""
    return declared_links(settings.DOSSIER_TABS, request, dossier)
