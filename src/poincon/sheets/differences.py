"""What differs between two states of a sheet: by name first, then in words, row by row for tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from poincon.cahier.basics.text import Language
from poincon.cahier.explanation import Names
from poincon.cahier.model import FieldKind, Programme
from poincon.sheets.answers import Answer, Name, parts_of
from poincon.sheets.models import Attachment
from poincon.sheets.shown import rows_that_say
from poincon.sheets.standing import Standing
from poincon.ui.widgets import AnswerTexts

Documents = Mapping[Name, str]
"""The digest and the name of each document."""
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
    """An answer that differs. Of a table: the rows that differ, under its columns."""

    section: str
    name: str
    label: str
    before: str
    after: str
    in_request: bool
    """Whether the request named it; else an answer that it named made it asked for."""
    columns: tuple[str, ...] = ()
    rows: tuple[RowDifference, ...] = ()


def changed_bases(
    before: Mapping[Name, Answer],
    after: Mapping[Name, Answer],
    documents: tuple[Documents, Documents],
    programme: Programme,
) -> dict[str, Name]:
    """The fields whose answer, or document, is not the same: by their text, under that programme."""
    names = [name for name in {**before, **after} if (before.get(name) or None) != (after.get(name) or None)]
    old, new = documents
    names += [name for name in {**old, **new} if old.get(name) != new.get(name)]
    under = (name.under(programme) for name in names)
    return {name.base: name.whole for name in under if name is not None}


def changed_between(before: Standing, after: Standing) -> dict[str, Name]:
    """The same, of what two readings of a sheet say: nothing of hidden fields, nor of blank rows."""
    documents = (digests(before.shown_documents), digests(after.shown_documents))
    bases = changed_bases(before.shown_answers, after.shown_answers, documents, after.package.programme)
    return {base: name for base, name in bases.items() if not _same_rows(name, before, after)}


def _same_rows(table: Name, before: Standing, after: Standing) -> bool:
    """Whether a table says the same, blank rows that came or went aside."""
    if table.field.kind is not FieldKind.TABLE:
        return False
    rows = [_rows(table, standing) for standing in (before, after)]
    return rows[0] == rows[1] and (table.row_count in before.shown_answers) is (table.row_count in after.shown_answers)


def _rows(table: Name, standing: Standing) -> list[list[Answer | None]]:
    answers, documents = standing.shown_answers, digests(standing.shown_documents)
    places = rows_that_say(answers, documents, table)
    return [[documents.get(cell, answers.get(cell)) for cell in table.cells(place)] for place in places]


def digests(documents: Mapping[Name, Attachment]) -> dict[Name, str]:
    """What tells one document from another: its content and its name."""
    return {name: f"{document.file.digest} {document.file.name}" for name, document in documents.items()}


def differences(before: Standing, after: Standing, language: Language, asks_for: AsksFor) -> list[Difference]:
    """All that differs, in words, in the order of the form. Both are read under the programme of `after`."""
    programme = after.package.programme
    changed = changed_between(before, after).values()
    place = {field: number for number, field in enumerate(programme.fields)}
    telling = _Telling(before, after, language)
    ordered = sorted(changed, key=lambda name: (place[name.field.id], name.year or 0))
    return [telling.difference(name, in_request=asks_for(name.section, name.base)) for name in ordered]


class _Telling:
    def __init__(self, before: Standing, after: Standing, language: Language) -> None:
        self.before, self.after = before, after
        self.names = Names(after.package.programme, language)
        self.texts = AnswerTexts(self.names)

    def difference(self, name: Name, *, in_request: bool) -> Difference:
        field, base = name.field, name.base
        label = self.names.path(base)
        if field.kind is FieldKind.TABLE:
            columns = tuple(self.names.column(field, column) for column in field.columns)
            rows = tuple(self.rows(name))
            before, after = (self.count(name, standing) for standing in (self.before, self.after))
            return Difference(field.section, base, label, before, after, in_request, columns, rows)
        before, after = (self.value(name, standing) for standing in (self.before, self.after))
        return Difference(field.section, base, label, before, after, in_request)

    def value(self, name: Name, standing: Standing) -> str:
        if name.field.kind is FieldKind.FREE_STATEMENT:
            return self.texts.of(name.field, parts_of(standing.shown_answers, name))
        return self.cell(name, standing)

    def document(self, name: Name, standing: Standing) -> str:
        """« bilan.pdf (empreinte 3f2a91c4…) »: two documents of the same name are told apart."""
        attachment = standing.shown_documents.get(name)
        if attachment is None:
            return self.texts.absence(standing.shown_answers.get(name.absence)) if name.row is None else ""
        word = "empreinte" if self.names.language == "fr" else "digest"
        return f"{attachment.file.name} ({word} {attachment.file.digest[:12]}…)"

    def count(self, table: Name, standing: Standing) -> str:
        rows: list[dict[str, str]] = [{}] * len(self.cells(table, standing))
        return self.texts.of(table.field, rows) if table.row_count in standing.shown_answers else ""

    # tables

    def rows(self, table: Name) -> Iterable[RowDifference]:
        """Rows put beside each other as they follow: a row that was inserted does not change those below."""
        before, after = (self.cells(table, standing) for standing in (self.before, self.after))
        matcher = SequenceMatcher(None, [row for _, row in before], [row for _, row in after], autojunk=False)
        for tag, start, end, new_start, new_end in matcher.get_opcodes():
            if tag == "equal":
                continue
            old, new = before[start:end], after[new_start:new_end]
            for (_, cells), (number, new_cells) in zip(old, new, strict=False):
                yield RowDifference(RowChange.CHANGED, number, cells, new_cells)
            for number, cells in old[len(new) :]:
                yield RowDifference(RowChange.REMOVED, number, cells, ())
            for number, cells in new[len(old) :]:
                yield RowDifference(RowChange.ADDED, number, (), cells)

    def cells(self, table: Name, standing: Standing) -> list[tuple[int, tuple[str, ...]]]:
        """The rows that say something, each with its number from 1."""
        places = rows_that_say(standing.shown_answers, standing.shown_documents, table)
        return [(place + 1, tuple(self.cell(cell, standing) for cell in table.cells(place))) for place in places]

    def cell(self, name: Name, standing: Standing) -> str:
        if name.asked.kind is FieldKind.FILE:
            return self.document(name, standing)
        return self.texts.of(name.asked, standing.shown_answers.get(name))
