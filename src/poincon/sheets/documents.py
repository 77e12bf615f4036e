"""Documents given as answers. Whoever calls has locked the owner of the sheet, and decides who may."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from poincon.cahier.model import FieldKind
from poincon.files.models import StoredFile
from poincon.people.models import Person
from poincon.sheets.answers import Name, is_asked, parse_name
from poincon.sheets.models import Attachment, Sheet
from poincon.sheets.saving import Effect, write


@dataclass(frozen=True, slots=True)
class WithdrawnAbsence:
    """A document was declared absent, and is there now: what was said, and what the owner's journal keeps."""

    reason: str
    effect: Effect


def document_name(sheet: Sheet, text: str) -> Name | None:
    """The name of that text, when a document is asked for under it."""
    name = parse_name(text, sheet.package.programme)
    if name is None or name.asked.kind is not FieldKind.FILE or name.declares_absence:
        return None
    return name if is_asked(name, sheet.reference_year) else None


def attach(sheet: Sheet, name: Name, file: StoredFile, actor: Person, now: datetime) -> Attachment:
    """Make it the answer of that name, in place of what is there."""
    detach(sheet, name, now)
    return Attachment.objects.create(sheet=sheet, name=name.text, file=file, added_at=now, added_by=actor)


def withdraw_absence(sheet: Sheet, name: Name, actor: Person, now: datetime) -> WithdrawnAbsence | None:
    """Take back the declaration that there is no such document; None when nothing was declared."""
    row = sheet.sections.filter(section=name.section).first() if name.row is None else None
    reason = row.answers.get(name.absence.text) if row is not None else None
    if row is None or not reason:
        return None
    return WithdrawnAbsence(str(reason), write(row, {name.absence: None}, actor, now))


def detach(sheet: Sheet, name: Name, now: datetime) -> bool:
    """Take a document back: it is no longer an answer; what was stored stays until nothing needs it.

    Gives whether there was one.
    """
    return bool(sheet.attachments.filter(name=name.text, removed_at__isnull=True).update(removed_at=now))
