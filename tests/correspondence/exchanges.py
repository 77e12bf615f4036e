"""Messages and notes of a dossier, as their pages take and show them, and everybody who might read them."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from poincon.dossiers.models import Dossier
from poincon.people.enums import Role
from poincon.people.models import Person
from tests.admissibility.factories import ELSEWHERE, REGION, address, officer, signed_in
from tests.casework.desk import Desk, leave, ministry, received
from tests.people.makers import person

HERE = "Voici le devis de la halle couverte."


NOTE = "Le devis me semble léger : à vérifier entre nous."


INSTRUCTING, OWN = "officer or ministry", "the structure"


def page_of(someone: Person, dossier: Dossier, route: str = "messages") -> str:
    response = signed_in(someone).get(address(route, dossier))
    assert response.status_code == 200
    return str(response.content.decode())


def post(someone: Person, dossier: Dossier, text: str = HERE, route: str = "messages", **more: Any) -> Any:
    return signed_in(someone).post(address(route, dossier), {"texte": text, **more})


def everybody(here: Desk) -> dict[str, list[Person]]:
    """Who sees the dossier, on each side, and who does not."""
    former = officer()
    leave(former, timezone.now())
    former_head = person((Role.STRUCTURE_HEAD, here.structure.organisation))
    leave(former_head, timezone.now())
    other = received("Bravo", here.campaign)
    return {
        OWN: [here.structure.head, here.structure.editor],
        INSTRUCTING: [here.ines, here.paul, ministry()],
        "nobody": [
            other.created_by,
            officer(region=ELSEWHERE),
            person((Role.COMMITTEE_MEMBER, REGION)),
            person((Role.EXPERT, None)),
            person((Role.ADMINISTRATOR, None)),
            person(),
            former,
            former_head,
        ],
    }
