"""How to sign in to a demonstration: some persons of each role, and the password they all share there."""

from __future__ import annotations

from typing import TypedDict

from poincon.demo import world
from poincon.people.enums import Role


class SignIn(TypedDict):
    role: str
    email: str
    password: str
    organisation: str
    region: str


def sign_ins() -> list[SignIn]:
    """In the order of roles; the region is an INSEE code, empty for who has none."""
    order = list(Role)
    shown = sorted((one for one in world.persons() if one.shown), key=lambda one: order.index(one.role))
    return [
        SignIn(
            role=one.role.value,
            email=one.email,
            password=world.password(),
            organisation=one.organisation,
            region=one.region,
        )
        for one in shown
    ]
