"""Whether somebody may still be told of something: asked of the room that knows it, at the moment of telling."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.utils.module_loading import import_string

from poincon.journal.chain import Subject
from poincon.people.models import Person


def may_be_told(person: Person, about: Subject, now: datetime) -> bool:
    """Raises `KeyError` when no room speaks for such a subject: nobody is told by default."""
    ask: Callable[[Person, str, datetime], bool] = import_string(settings.AUDIENCES[about.kind])
    return ask(person, about.id, now)


def is_oneself(person: Person, subject_id: str, now: datetime) -> bool:
    """What is about a person is told to that person only."""
    return str(person.pk) == subject_id
