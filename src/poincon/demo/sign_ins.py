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
    """In the order of roles; the region is an INSEE code, empty for whoever has none."""
    order = list(Role)
    shown = sorted((plan for plan in world.persons() if plan.shown), key=lambda plan: order.index(plan.role))
    return [
        SignIn(
            role=plan.role.value,
            email=plan.email,
            password=world.password(),
            organisation=plan.organisation,
            region=plan.region,
        )
        for plan in shown
    ]
