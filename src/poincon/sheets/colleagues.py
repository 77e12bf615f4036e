"""Several people on one sheet: notes on a section, and who has it open."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q

from poincon.people.models import Person
from poincon.sheets.models import Comment, Presence, Sheet

HERE = timedelta(minutes=2)
"""How long after a section was opened, or saved, somebody is said to be there."""
_NOTED_EVERY = timedelta(seconds=20)
"""How often that is written of somebody who stays in a section: a save every few seconds says nothing new."""


def comment(sheet: Sheet, section: str, text: str, author: Person, now: datetime) -> Comment:
    """Leave a note for colleagues."""
    return Comment.objects.create(sheet=sheet, section=section, author=author, text=text, made_at=now)


def notice_presence(sheet: Sheet, section: str, person: Person, now: datetime) -> list[Presence]:
    """Say that a person has this section open. Gives whoever else had it open just now."""
    recent = Q(section=section, seen_at__gte=now - HERE)
    presences = list(sheet.presences.filter(recent | Q(person=person)).select_related("person"))
    own = next((presence for presence in presences if presence.person_id == person.pk), None)
    if own is None or own.section != section or not now - _NOTED_EVERY < own.seen_at <= now:
        Presence.objects.bulk_create(
            [Presence(sheet=sheet, person=person, section=section, seen_at=now)],
            update_conflicts=True,
            unique_fields=("sheet", "person"),
            update_fields=("section", "seen_at"),
        )
    return [presence for presence in presences if presence.person_id != person.pk]
