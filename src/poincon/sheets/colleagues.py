"""Several people on one sheet: notes on a section, and who has it open."""

from __future__ import annotations

from datetime import datetime, timedelta

from poincon.people.models import Person
from poincon.sheets.models import Comment, Presence, Sheet

HERE = timedelta(minutes=2)
"""How long after a section was opened, or saved, somebody is said to be there."""


def comment(sheet: Sheet, section: str, text: str, author: Person, now: datetime) -> Comment:
    """Leave a note for colleagues."""
    return Comment.objects.create(sheet=sheet, section=section, author=author, text=text, made_at=now)


def notice_presence(sheet: Sheet, section: str, person: Person, now: datetime) -> list[Presence]:
    """Say that a person has this section open. Gives whoever else had it open just now."""
    Presence.objects.update_or_create(sheet=sheet, person=person, defaults={"section": section, "seen_at": now})
    recent = sheet.presences.filter(section=section, seen_at__gte=now - HERE)
    return list(recent.exclude(person=person).select_related("person"))
