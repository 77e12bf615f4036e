"""What differs between two states of a sheet: by name first, then in words, row by row for tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from poincon.cahier.basics.text import Language
from poincon.cahier.explanation import Names
from poincon.cahier.model import FieldKind, Programme
from poincon.sheets.answers import Answer, Name, parts_of, row_count
from poincon.sheets.models import Attachment
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
    """The same, of two readings of a sheet."""
    documents = (digests(before.documents), digests(after.documents))
    return changed_bases(before.by_name, after.by_name, documents, after.package.programme)


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
            return self.texts.of(name.field, parts_of(standing.by_name, name))
        return self.cell(name, standing)

    def document(self, name: Name, standing: Standing) -> str:
        """« bilan.pdf (empreinte 3f2a91c4…) »: two documents of the same name are told apart."""
        attachment = standing.documents.get(name)
        if attachment is None:
            return ""
        word = "empreinte" if self.names.language == "fr" else "digest"
        return f"{attachment.file.name} ({word} {attachment.file.digest[:12]}…)"

    def count(self, table: Name, standing: Standing) -> str:
        rows: list[dict[str, str]] = [{}] * row_count(standing.by_name, table)
        return self.texts.of(table.field, rows) if table.row_count in standing.by_name else ""

    # tables

    def rows(self, table: Name) -> Iterable[RowDifference]:
        """Rows put beside each other as they follow: a row that was inserted does not change those below."""
        before, after = (self.cells(table, standing) for standing in (self.before, self.after))
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

    def cells(self, table: Name, standing: Standing) -> list[tuple[str, ...]]:
        rows = range(row_count(standing.by_name, table))
        return [tuple(self.cell(cell, standing) for cell in table.cells(row)) for row in rows]

    def cell(self, name: Name, standing: Standing) -> str:
        if name.asked.kind is FieldKind.FILE:
            return self.document(name, standing)
        return self.texts.of(name.asked, standing.by_name.get(name))
