"""Who may change persons, organisations and memberships."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from poincon.people.access import Allowed, Decision, Refused
from poincon.people.enums import Role
from poincon.people.models import Person


def can_administer(person: Person | None, day: date) -> Decision:
    """`None` is the platform itself: installation and commands."""
    if person is None or Role.ADMINISTRATOR in person.roles_on(day):
        return Allowed()
    return Refused(_("Seule une personne qui administre la plateforme peut modifier les comptes."))
