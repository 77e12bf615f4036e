"""The ways into this room from pages of rooms before it (`settings.DOSSIER_LINKS`, `settings.PERSON_LINKS`)."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from poincon.dossiers.enums import State
from poincon.dossiers.models import Dossier
from poincon.dossiers.permissions import is_of_structure
from poincon.people.enums import RECEIVING_ROLES
from poincon.people.models import Person
from poincon.people.requests import SignedInRequest
from poincon.ui.components import Link


def of_dossier(request: SignedInRequest, dossier: Dossier) -> list[Link]:
    """The letter that closed the examination, for the structure that it was sent to."""
    if dossier.state != State.NOT_PROCESSED or not is_of_structure(request.person, dossier, request.now):
        return []
    return [Link(_("Lire la lettre"), reverse("admissibility:outcome", args=[dossier.pk]))]


def of_person(request: SignedInRequest, person: Person) -> list[Link]:
    """Where the dossiers of an official who leaves are given to others."""
    if not person.roles_on(request.day) & RECEIVING_ROLES:
        return []
    return [Link(_("Faire partir un agent en confiant ses dossiers à d’autres"), reverse("casework:departure"))]
