"""Registering persons and organisations, giving and ending roles. `actor` None is the platform itself."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from poincon.journal.services import SYSTEM, record
from poincon.people import memberships, registering
from poincon.people.enums import Language, Role
from poincon.people.models import Membership, Organisation, Person
from poincon.people.permissions import can_administer
from poincon.workflow.refusals import require


def register_person(
    actor: Person | None,
    *,
    email: str,
    full_name: str,
    now: datetime,
    language: str = Language.FRENCH,
    password: str | None = None,
) -> Person:
    """A person who may sign in; without a password, not yet. Raises `ValidationError`, `NotAllowed`."""
    require(can_administer(actor, timezone.localdate(now)))
    return registering.new_person(
        name_of(actor), email=email, full_name=full_name, language=language, password=password, now=now
    )


def register_organisation(
    actor: Person | None,
    *,
    name: str,
    siren: str,
    region: str,
    city: str,
    now: datetime,
    kind: str = "",
    parent: Organisation | None = None,
) -> Organisation:
    """An organisation, or a part of one. Raises `ValidationError`, `NotAllowed`."""
    require(can_administer(actor, timezone.localdate(now)))
    return registering.new_organisation(
        name_of(actor), name=name, siren=siren, region=region, city=city, kind=kind, parent=parent, now=now
    )


def give_role(
    actor: Person | None,
    person: Person,
    role: Role,
    *,
    starts: date,
    now: datetime,
    organisation: Organisation | None = None,
    region: str = "",
    programme: str = "",
    ends: date | None = None,
) -> Membership:
    """A role with its scope; `programme` limits an official to one. Raises `ValidationError`, `NotAllowed`."""
    require(can_administer(actor, timezone.localdate(now)))
    return memberships.grant(
        name_of(actor),
        person,
        role,
        organisation=organisation,
        region=region,
        programme=programme,
        starts=starts,
        ends=ends,
        now=now,
    )


def end_role(actor: Person | None, membership: Membership, *, ends: date, now: datetime) -> None:
    """The role stops after that day. Raises `ValidationError`, `NotAllowed`."""
    require(can_administer(actor, timezone.localdate(now)))
    with transaction.atomic():
        _keep_an_administrator(actor, membership, now)
        memberships.end(name_of(actor), membership, ends=ends, now=now)


def end_role_now(actor: Person | None, membership: Membership, *, now: datetime) -> None:
    """The role stops at once, whatever day it began. Raises `NotAllowed`."""
    require(can_administer(actor, timezone.localdate(now)))
    with transaction.atomic():
        _keep_an_administrator(actor, membership, now)
        memberships.cut_short(name_of(actor), membership, now=now)


def _keep_an_administrator(actor: Person | None, membership: Membership, now: datetime) -> None:
    if actor is not None and membership.role == Role.ADMINISTRATOR:
        memberships.keep_an_administrator(membership.person, now)


def choose_language(person: Person, language: str, *, now: datetime) -> None:
    """Anybody chooses the language they are spoken to in. Raises `ValueError` for one that we do not speak."""
    chosen = Language(language).value
    if chosen == person.language:
        return
    with transaction.atomic():
        person.language = chosen
        person.save(update_fields=["language"])
        record(person, "language_chosen", actor=str(person.pk), details={"language": chosen}, now=now)


def name_of(actor: Person | None) -> str:
    """The name of an actor in the journal."""
    return str(actor.pk) if actor else SYSTEM
