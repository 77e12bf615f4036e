"""The ways into this room from pages of rooms before it (`settings.PERSON_LINKS`)."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from poincon.people.enums import RECEIVING_ROLES
from poincon.people.models import Person
from poincon.people.requests import SignedInRequest
from poincon.ui.components import Link


def of_person(request: SignedInRequest, person: Person) -> list[Link]:
    """Where the dossiers of an official who leaves are given to others."""
    if not person.roles_on(request.day) & RECEIVING_ROLES:
        return []
    return [Link(_("Faire partir un agent en confiant ses dossiers à d’autres"), reverse("casework:departure"))]
