"""What differs between two states of a dossier: by name first, then in words, row by row for tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from poincon.cahier.basics.text import Language
from poincon.cahier.explanation import Names
from poincon.cahier.model import Field, FieldKind, Programme
from poincon.dossiers.answers import FREE_PARTS, Answer, Answers, Name, parse_name, row_count
from poincon.dossiers.models import Attachment
from poincon.dossiers.standing import Standing
from poincon.ui.widgets import AnswerTexts

Documents = Mapping[str, str]
"""The digest and the name of each document, by the name of its input."""
AsksFor = Callable[[str, str], bool]
"""Whether a section's field was asked for (its base name)."""


class RowChange(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class RowDifference:
    """A row of a table. `number`: its place from 1 where it stands now, or where it stood if it was removed."""

    change: RowChange
    number: int
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()

    @property
    def cells(self) -> tuple[tuple[str, str], ...]:
        """Before and after, column by column."""
        width = max(len(self.before), len(self.after))
        before, after = (tuple(row) + ("",) * (width - len(row)) for row in (self.before, self.after))
        return tuple(zip(before, after, strict=True))


@dataclass(frozen=True, slots=True)
class Difference:
    """One answer that differs. Of a table: the rows that differ, under its columns."""

    section: str
    name: str
    label: str
    before: str
    after: str
    asked: bool
    """Whether the request named it; else an answer that it named made it asked for."""
    columns: tuple[str, ...] = ()
    rows: tuple[RowDifference, ...] = ()


def changed_bases(
    before: Answers, after: Answers, documents: tuple[Documents, Documents], programme: Programme
) -> dict[str, str]:
    """The fields whose answer, or document, is not the same: base name → section."""
    names = [name for name in {**before, **after} if (before.get(name) or None) != (after.get(name) or None)]
    old, new = documents
    names += [name for name in {**old, **new} if old.get(name) != new.get(name)]
    parsed = (parse_name(name, programme) for name in names)
    return {one.base: one.field.section for one in parsed if one is not None}


def changed_between(before: Standing, after: Standing) -> dict[str, str]:
    """The same, of two readings of a dossier."""
    documents = (digests(before.attachments), digests(after.attachments))
    return changed_bases(before.answers, after.answers, documents, after.package.programme)


def digests(attachments: Iterable[Attachment]) -> dict[str, str]:
    """What tells one document from another: its content and its name."""
    return {one.name: f"{one.file.digest} {one.file.name}" for one in attachments}


def differences(before: Standing, after: Standing, language: Language, asks_for: AsksFor) -> list[Difference]:
    """All that differs, in words, in the order of the form. Both are read under the programme of `after`."""
    programme = after.package.programme
    found = changed_between(before, after)
    place = {field: number for number, field in enumerate(programme.fields)}
    parsed = [one for one in (parse_name(base, programme) for base in found) if one is not None]
    telling = _Telling(before, after, language)
    ordered = sorted(parsed, key=lambda one: (place[one.field.id], one.year or 0))
    return [telling.difference(one, asked=asks_for(one.field.section, one.base)) for one in ordered]


class _Telling:
    def __init__(self, before: Standing, after: Standing, language: Language) -> None:
        self.before, self.after = before, after
        self.names = Names(after.package.programme, language)
        self.texts = AnswerTexts(self.names)
        self.files = tuple({one.name: one for one in where.attachments} for where in (before, after))

    def difference(self, one: Name, *, asked: bool) -> Difference:
        field, base = one.field, one.base
        label = self.names.path(base)
        if field.kind is FieldKind.TABLE:
            columns = tuple(self.names.column(field, column) for column in field.columns)
            rows = tuple(self.rows(field, base))
            before, after = (self.count(field, where.answers, base) for where in (self.before, self.after))
            return Difference(field.section, base, label, before, after, asked, columns, rows)
        before, after = (self.value(field, base, side) for side in (0, 1))
        return Difference(field.section, base, label, before, after, asked)

    def value(self, field: Field, base: str, side: int) -> str:
        if field.kind is FieldKind.FILE:
            return self.document(base, side)
        answers = (self.before, self.after)[side].answers
        if field.kind is FieldKind.FREE_STATEMENT:
            return self.texts.of(field, {part: str(answers.get(f"{base}.{part}", "")) for part in FREE_PARTS})
        return self.texts.of(field, answers.get(base))

    def document(self, name: str, side: int) -> str:
        """« bilan.pdf (empreinte 3f2a91c4…) »: two documents of the same name are told apart."""
        given = self.files[side].get(name)
        if given is None:
            return ""
        word = "empreinte" if self.names.language == "fr" else "digest"
        return f"{given.file.name} ({word} {given.file.digest[:12]}…)"

    def count(self, field: Field, answers: Answers, base: str) -> str:
        return self.texts.of(field, [{}] * row_count(answers, base)) if f"{base}[]" in answers else ""

    # tables

    def rows(self, field: Field, base: str) -> Iterable[RowDifference]:
        """Rows put beside each other as they follow: one that was inserted does not change those below."""
        before, after = (self.cells(field, base, side) for side in (0, 1))
        for tag, start, end, new_start, new_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
            if tag == "equal":
                continue
            old, new = before[start:end], after[new_start:new_end]
            both = min(len(old), len(new))
            for place in range(both):
                yield RowDifference(RowChange.CHANGED, new_start + place + 1, old[place], new[place])
            for place in range(both, len(old)):
                yield RowDifference(RowChange.REMOVED, start + place + 1, old[place], ())
            for place in range(both, len(new)):
                yield RowDifference(RowChange.ADDED, new_start + place + 1, (), new[place])

    def cells(self, field: Field, base: str, side: int) -> list[tuple[str, ...]]:
        answers = (self.before, self.after)[side].answers
        return [
            tuple(self.cell(column, f"{base}[{index}].{column.id}", answers, side) for column in field.columns)
            for index in range(row_count(answers, base))
        ]

    def cell(self, column: Field, name: str, answers: Mapping[str, Answer], side: int) -> str:
        return self.document(name, side) if column.kind is FieldKind.FILE else self.texts.of(column, answers.get(name))
