"""Who may change persons, organisations, memberships, account requests."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from poincon.people.enums import STRUCTURE_ROLES, Role
from poincon.people.models import Organisation, Person
from poincon.workflow.refusals import Allowed, Decision, Refused


def can_administer(person: Person | None, day: date) -> Decision:
    """`None` is the platform itself: installation and commands."""
    if person is None or Role.ADMINISTRATOR in person.roles_on(day):
        return Allowed()
    return Refused(_("Seule une personne qui administre la plateforme peut modifier les comptes."))


def handles_region(person: Person, region: str, day: date) -> Decision:
    """Whether somebody decides on accounts and corrects structures there: `Membership.accounts_region`."""
    if any(membership.accounts_region in ("", region) for membership in person.memberships_on(day)):
        return Allowed()
    return Refused(_("Les comptes et les structures de cette région reviennent à son service instructeur."))


def handles_accounts(person: Person, day: date) -> bool:
    """Whether requests for accounts come to that person at all."""
    return any(membership.accounts_region is not None for membership in person.memberships_on(day))


def roles_in(person: Person, organisation: Organisation, day: date) -> frozenset[Role]:
    """What that person is in that structure."""
    memberships = person.memberships_on(day)
    return frozenset(
        Role(membership.role) for membership in memberships if membership.organisation_id == organisation.pk
    )


def is_member(person: Person, organisation: Organisation, day: date) -> bool:
    return bool(roles_in(person, organisation, day))


def may_lead(person: Person, organisation: Organisation, day: date) -> Decision:
    """Ending a colleague's role, changing sites, handing the lead over."""
    if Role.STRUCTURE_HEAD in roles_in(person, organisation, day):
        return Allowed()
    return Refused(_("Seule la direction de la structure peut faire cela."))


def may_invite(person: Person, organisation: Organisation, role: Role, day: date) -> Decision:
    """A writer invites writers; a head invites anybody to the structure."""
    roles = roles_in(person, organisation, day)
    if Role.STRUCTURE_HEAD in roles or (role == Role.STRUCTURE_EDITOR and roles & set(STRUCTURE_ROLES)):
        return Allowed()
    if roles:
        return Refused(_("Seule la direction de la structure peut inviter quelqu’un à la diriger."))
    return Refused(_("Vous ne faites pas partie de cette structure."))


def may_read_addresses(person: Person, organisation: Organisation, day: date) -> bool:
    """Electronic addresses of a structure's team: its own people, and those who decide on its accounts."""
    return is_member(person, organisation, day) or bool(handles_region(person, organisation.region, day))
