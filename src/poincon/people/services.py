"""Registering persons and organisations, giving and ending roles. `actor` None is the platform itself."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from poincon.journal.services import SYSTEM, record
from poincon.people.access import require
from poincon.people.enums import Language, Role
from poincon.people.models import Membership, Organisation, Person, normalised_email
from poincon.people.permissions import can_administer


def register_person(
    actor: Person | None,
    *,
    email: str,
    full_name: str,
    now: datetime,
    language: str = Language.FRENCH,
    password: str | None = None,
) -> Person:
    """A person who may sign in; without a password, not yet. Raises `ValidationError`, `PermissionDenied`."""
    require(can_administer(actor, timezone.localdate(now)))
    person = Person(email=normalised_email(email), full_name=full_name.strip(), language=language)
    person.set_password(password)
    person.full_clean()
    with transaction.atomic():
        person.save(force_insert=True)
        record(person, "person_registered", actor=name_of(actor), now=now)
    return person


def register_organisation(
    actor: Person | None, *, name: str, siren: str, region: str, city: str, now: datetime
) -> Organisation:
    """Raises `ValidationError`, `PermissionDenied`."""
    require(can_administer(actor, timezone.localdate(now)))
    organisation = Organisation(name=name.strip(), siren=siren.replace(" ", ""), region=region, city=city.strip())
    organisation.full_clean()
    with transaction.atomic():
        organisation.save(force_insert=True)
        record(organisation, "organisation_registered", actor=name_of(actor), now=now)
    return organisation


def give_role(
    actor: Person | None,
    person: Person,
    role: Role,
    *,
    starts: date,
    now: datetime,
    organisation: Organisation | None = None,
    region: str = "",
    ends: date | None = None,
) -> Membership:
    """A role with its scope. Raises `ValidationError` when they do not fit, `PermissionDenied`."""
    require(can_administer(actor, timezone.localdate(now)))
    membership = Membership(
        person=person, organisation=organisation, role=role, region=region, starts=starts, ends=ends
    )
    membership.full_clean()
    with transaction.atomic():
        membership.save(force_insert=True)
        details = {
            "membership": membership.pk,
            "role": role.value,
            "organisation": str(organisation.pk) if organisation else None,
            "region": region,
            "starts": starts.isoformat(),
            "ends": ends.isoformat() if ends else None,
        }
        record(person, "role_given", actor=name_of(actor), details=details, now=now)
    return membership


def end_role(actor: Person | None, membership: Membership, *, ends: date, now: datetime) -> None:
    """The role stops after that day. Raises `ValidationError`, `PermissionDenied`."""
    require(can_administer(actor, timezone.localdate(now)))
    membership.ends = ends
    membership.full_clean()
    with transaction.atomic():
        membership.save(update_fields=["ends"])
        details = {"membership": membership.pk, "role": membership.role, "ends": ends.isoformat()}
        record(membership.person, "role_ended", actor=name_of(actor), details=details, now=now)


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
    """How the journal names who acts."""
    return str(actor.pk) if actor else SYSTEM
