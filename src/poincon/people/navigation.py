"""Where a person's roles lead among the pages of this room, for the head of every page (`poincon.site.navigation`)."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from poincon.people.enums import STRUCTURE_ROLES
from poincon.people.models import Person
from poincon.people.permissions import can_administer, handles_accounts
from poincon.ui.components import Link


def places(person: Person, day: date) -> list[Link]:
    """One's structures, the requests that one decides on, the accounts that one administers."""
    links = [Link(name, reverse("people:organisation", args=[pk])) for name, pk in _own(person, day)]
    if handles_accounts(person, day):
        links.append(Link(_("Demandes de compte"), reverse("people:requests")))
    if can_administer(person, day):
        links.append(Link(_("Personnes"), reverse("people:persons")))
    return links


def _own(person: Person, day: date) -> list[tuple[str, object]]:
    """« Mon équipe », or the name of each structure when there are several."""
    names = {
        membership.organisation.pk: membership.organisation.name
        for membership in person.memberships_on(day)
        if membership.role in STRUCTURE_ROLES and membership.organisation is not None
    }
    if len(names) == 1:
        return [(_("Mon équipe"), pk) for pk in names]
    return [(name, pk) for pk, name in names.items()]
