""" "Check your answers": every answer of a dossier, in words, with where to change it."""

from __future__ import annotations

from collections.abc import Callable

from poincon.cahier.basics.text import Language
from poincon.cahier.explanation import Names
from poincon.cahier.model import Field, FieldKind, Section
from poincon.dossiers.answers import FREE_PARTS, row_count
from poincon.dossiers.standing import Standing
from poincon.ui.components import SummaryList, SummaryRow
from poincon.ui.widgets import AnswerTexts

FieldUrl = Callable[[str, str], str]
"""Where to change an answer: its section and its name (empty for the section itself); "" when it is read only."""


class Summaries:
    """`field_url`: None when nothing can be changed any more."""

    def __init__(self, where: Standing, language: Language, field_url: FieldUrl | None) -> None:
        self.where = where
        self.names = Names(where.package.programme, language)
        self.texts = AnswerTexts(self.names)
        self.field_url = field_url
        self.documents = {one.name: one.file.name for one in where.attachments}

    def all(self) -> list[SummaryList]:
        return [self._section(section) for section in self.where.package.programme.sections]

    def _section(self, section: Section) -> SummaryList:
        rows = [
            self._row(section, state.field, state.path, state.year, required=state.lacking)
            for state in self.where.fields_of(section.id)
            if state.shown is not False
        ]
        change = self.field_url(section.id, "") if self.field_url else ""
        return SummaryList(self.names.section(section), tuple(rows), change)

    def _row(self, section: Section, field: Field, name: str, year: int | None, *, required: bool) -> SummaryRow:
        label = self.names.field(field) + (f" ({year})" if year is not None else "")
        change = self.field_url(section.id, name) if self.field_url else ""
        problems = self.where.problems.get(name, [])
        errors = tuple(one.message.into(self.names.language) for one in problems)
        if field.kind is FieldKind.TABLE:
            return self._table(field, name, label, change, required=required)
        value = self.documents.get(name, "") if field.kind is FieldKind.FILE else self._value(field, name)
        return SummaryRow(label, value, change, required, errors)

    def _value(self, field: Field, name: str) -> str:
        answers = self.where.answers
        if field.kind is FieldKind.FREE_STATEMENT:
            return self.texts.of(field, {part: str(answers.get(f"{name}.{part}", "")) for part in FREE_PARTS})
        return self.texts.of(field, answers.get(name))

    def _table(self, field: Field, name: str, label: str, change: str, *, required: bool) -> SummaryRow:
        answers = self.where.answers
        raw = [
            {column.id: str(answers.get(f"{name}[{index}].{column.id}", "")) for column in field.columns}
            for index in range(row_count(answers, name))
        ]
        columns = tuple(self.names.column(field, column) for column in field.columns)
        value = self.texts.of(field, raw) if f"{name}[]" in answers else ""
        return SummaryRow(label, value, change, required, columns=columns, rows=self.texts.rows(field, raw))
