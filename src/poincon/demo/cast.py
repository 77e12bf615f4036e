"""Who is in the demonstration: everybody and every structure, registered as an administrator would."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from poincon.demo import world
from poincon.demo.world import PersonPlan
from poincon.people import services as people
from poincon.people.enums import STRUCTURE_ROLES
from poincon.people.models import Organisation, Person


@dataclass(frozen=True, slots=True)
class Actors:
    """Who acts for a structure."""

    organisation: Organisation
    head: Person
    editor: Person


@dataclass(frozen=True, slots=True)
class Cast:
    """`structures` by acronym, `officials` by their name."""

    structures: dict[str, Actors]
    officials: dict[str, Person]


def register(at: datetime) -> Cast:
    """Everybody and every structure, at that instant."""
    organisations = _organisations(at)
    plans = list(world.persons())
    for plan in plans:
        _person(plan, organisations.get(plan.organisation), at)
    # One password for all, hashed once: hashing is slow on purpose, and eighty times slower is no safer here.
    Person.objects.update(password=make_password(world.password()))
    persons = {person.email: person for person in Person.objects.prefetch_related("memberships")}
    return Cast(
        structures={
            each.acronym: Actors(organisations[each.name], persons[each.head.email], persons[each.editor.email])
            for each in world.structures()
        },
        officials={plan.full_name: persons[plan.email] for plan in plans if not plan.organisation},
    )


def _organisations(at: datetime) -> dict[str, Organisation]:
    """Each by its name; what is a part comes after what it is a part of."""
    by_acronym: dict[str, Organisation] = {}
    for each in sorted(world.structures(), key=lambda structure: bool(structure.part_of)):
        by_acronym[each.acronym] = people.register_organisation(
            None,
            name=each.name,
            siren=each.siren,
            region=each.region,
            city=each.city,
            kind=each.kind,
            parent=by_acronym.get(each.part_of),
            now=at,
        )
    return {organisation.name: organisation for organisation in by_acronym.values()}


def _person(plan: PersonPlan, organisation: Organisation | None, at: datetime) -> None:
    person = people.register_person(None, email=plan.email, full_name=plan.full_name, language=plan.language, now=at)
    people.give_role(
        None,
        person,
        plan.role,
        organisation=organisation,
        region="" if plan.role in STRUCTURE_ROLES else plan.region,
        programme=plan.programme,
        starts=timezone.localdate(at),
        now=at,
    )
