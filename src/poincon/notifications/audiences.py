"""Who is told of something, and whether they still may: asked of the room that knows it, at the moment of telling."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from poincon.journal.chain import Subject
from poincon.people.enums import STRUCTURE_ROLES
from poincon.people.memberships import holding
from poincon.people.models import Person


def has_audience(about: Subject) -> bool:
    """Whether a room says who may be told of such a subject."""
    return about.kind in settings.AUDIENCES


def may_be_told(person: Person, about: Subject, now: datetime) -> bool:
    """Raises `KeyError` when no room speaks for such a subject: nobody is told by default."""
    ask: Callable[[Person, str, datetime], bool] = import_string(settings.AUDIENCES[about.kind])
    return ask(person, about.id, now)


def people_of_organisation(organisation_id: UUID, day: date) -> list[Person]:
    """Those who write or head for that structure on that day."""
    memberships = holding(day).filter(role__in=STRUCTURE_ROLES, organisation=organisation_id)
    return list(Person.objects.filter(pk__in=memberships.values("person")).order_by("full_name", "pk"))


def is_oneself(person: Person, subject_id: str, now: datetime) -> bool:
    """What is about a person is told to that person only."""
    return str(person.pk) == subject_id
