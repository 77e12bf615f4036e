"""The ways into this room from pages of rooms before it (`settings.DOSSIER_LINKS`)."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from poincon.dossiers.enums import State
from poincon.dossiers.models import Dossier
from poincon.dossiers.permissions import is_of_structure
from poincon.people.requests import SignedInRequest
from poincon.ui.components import Link


def of_dossier(request: SignedInRequest, dossier: Dossier) -> list[Link]:
    """The letter that closed the examination, for the structure that it was sent to."""
    if dossier.state != State.NOT_PROCESSED or not is_of_structure(request.person, dossier, request.now):
        return []
    return [Link(_("Lire la lettre"), reverse("admissibility:outcome", args=[dossier.pk]))]
