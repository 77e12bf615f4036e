"""Ceremonies between a browser and the device that holds its passkey: making it known, signing with it."""

from __future__ import annotations

import json
from typing import Any

from django.test import Client

from poincon.people.authentication import passkeys
from poincon.people.models import Passkey, Person
from tests.people.authenticator import Authenticator
from tests.people.makers import person
from tests.people.proofs import give_password

DEVICE = Authenticator()
_OPTIONS, _STATE = passkeys.begin_registration(Person(email="a@essai.example", full_name="A"), [])
KNOWN = Passkey(
    person=Person(),
    credential_id="a",
    credential=passkeys.complete_registration(_STATE, DEVICE.make(_OPTIONS)).credential,
)
"""A passkey of that device, in no database."""


def send(client: Client, address: str, sent: object) -> Any:
    return client.post(
        address, json.dumps(sent), content_type="application/json", headers={"Accept": "application/json"}
    )


def enrol(client: Client, device: Authenticator, name: str = "téléphone") -> Any:
    """In a session that is open and fresh."""
    options = send(client, "/compte/preuves/cles/demande/", {}).json()
    return send(client, "/compte/preuves/cles/", {"name": name, "credential": device.make(options)})


def use(client: Client, device: Authenticator, *, purpose: str = "sign_in", following: str = "", **how: Any) -> Any:
    options = send(client, "/connexion/cle/demande/", {"purpose": purpose})
    if options.status_code != 200:
        return options
    credential = device.use(options.json(), **how)
    return send(client, "/connexion/cle/", {"credential": credential, "next": following})


def with_passkey(device: Authenticator, *roles: Any) -> Person:
    """Somebody who made that device known a while ago, in another browser."""
    someone, browser = person(*roles), Client()
    give_password(browser, someone)
    assert enrol(browser, device).status_code == 200
    return someone
