"""Requests for accounts, as the public form posts them."""

from __future__ import annotations

from typing import Any

from django.test import Client

from poincon.people.accounts.requesting import Asked, ask
from poincon.people.models import AccountRequest
from tests.people.makers import siren
from tests.platform_fixtures import NOW

ADDRESS = "/compte/demander/"
SIREN = siren(900)


def typed(**changes: str) -> dict[str, str]:
    return {
        "full_name": "Zoé Lantier",
        "email": "zoe.lantier@essai.example",
        "position": "Directrice",
        "role": "structure_head",
        "siren": f"{SIREN[:3]} {SIREN[3:6]} {SIREN[6:]}",
        "structure_name": "Centre d’essais de Brest",
        "city": "Brest",
        "region": "53",
        "message": "Paul Ost me connaît.",
        **changes,
    }


def post(client: Client, **changes: str) -> Any:
    return client.post(ADDRESS, typed(**changes))


def asked(**changes: Any) -> AccountRequest:
    """A request that waits."""
    answers = typed() | {"siren": SIREN} | changes
    return ask(Asked(**answers), now=NOW)
