"""Writing persons and organisations: what every way to come in comes down to. Callers have checked who may."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from poincon.cahier.basics.identifiers import read_siren
from poincon.journal.services import record
from poincon.people.enums import Language
from poincon.people.models import Organisation, Person, normalised_email
from poincon.workflow.inserting import insert


def new_person(
    actor: str,
    *,
    email: str,
    full_name: str,
    now: datetime,
    language: str = Language.FRENCH,
    password: str | None = None,
) -> Person:
    """A person; without a password, one who cannot sign in yet. Raises `ValidationError`."""
    person = Person(email=normalised_email(email), full_name=full_name.strip(), language=language)
    person.set_password(password)
    with transaction.atomic():
        insert(person)
        record(person, "person_registered", actor=actor, now=now)
    return person


def new_organisation(
    actor: str,
    *,
    name: str,
    siren: str,
    region: str,
    city: str,
    now: datetime,
    kind: str = "",
    parent: Organisation | None = None,
) -> Organisation:
    """An organisation, or a part of one. Raises `ValidationError`."""
    organisation = Organisation(
        name=name.strip(), siren=read_siren(siren) or siren, region=region, city=city.strip(), kind=kind, parent=parent
    )
    with transaction.atomic():
        insert(organisation)
        details = {"parent": str(parent.pk)} if parent else {}
        record(organisation, "organisation_registered", actor=actor, details=details, now=now)
    return organisation
