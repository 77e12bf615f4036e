""" "Check your answers": every answer of a sheet, in words, with where to change it."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _

from poincon.cahier.basics.text import Language
from poincon.cahier.explanation import Names
from poincon.cahier.model import FieldKind, Section
from poincon.sheets.answers import Name, parts_of
from poincon.sheets.shown import rows_that_say
from poincon.sheets.standing import Standing
from poincon.ui.components import SummaryList, SummaryRow
from poincon.ui.widgets import AnswerTexts

FieldUrl = Callable[[str, Name | None], str]
"""Where to change an answer: its section and its name (None for the section itself); "" when it is read only."""


def others_part(standing: Standing, language: Language, section: Section | None = None) -> SummaryList | None:
    """What others fill, and when, in that section or in all: for whoever reads the dossier. None where they do not."""
    names = Names(standing.package.programme, language)
    groups = [group for group in standing.filled_by_others if section is None or group in section.groups]
    words = [(names.group(group), names.filler(group)) for group in groups]
    rows = tuple(SummaryRow(title, filler[:1].upper() + filler[1:]) for title, filler in words)
    return SummaryList(_("Ce que d’autres personnes rempliront"), rows) if rows else None


class Summaries:
    """`field_url`: None when nothing can be changed any more."""

    def __init__(self, standing: Standing, language: Language, field_url: FieldUrl | None) -> None:
        self.standing = standing
        self.names = Names(standing.package.programme, language)
        self.texts = AnswerTexts(self.names)
        self.field_url = field_url

    def all(self) -> list[SummaryList]:
        return [self._section(section) for section in self.standing.asked_sections]

    def _section(self, section: Section) -> SummaryList:
        rows = [
            self._row(section, Name(state.field, state.year), required=state.lacking)
            for state in self.standing.fields_of(section.id)
            if state.shown is not False
        ]
        change = self.field_url(section.id, None) if self.field_url else ""
        return SummaryList(self.names.section(section), tuple(rows), change)

    def _row(self, section: Section, name: Name, *, required: bool) -> SummaryRow:
        label = self.names.field(name.field) + (f" ({name.year})" if name.year is not None else "")
        change = self.field_url(section.id, name) if self.field_url else ""
        names = (name.text, name.absence.text) if name.field.kind is FieldKind.FILE else (name.text,)
        problems = [problem for text in names for problem in self.standing.problems.get(text, [])]
        errors = tuple(problem.message.into(self.names.language) for problem in problems)
        if name.field.kind is FieldKind.TABLE:
            return self._table(name, label, change, required=required)
        return SummaryRow(label, self._value(name), change, required, errors)

    def _value(self, name: Name) -> str:
        answers = self.standing.shown_answers
        if name.field.kind is FieldKind.FILE:
            document = self.standing.documents.get(name)
            return document.file.name if document is not None else self.texts.absence(answers.get(name.absence))
        if name.field.kind is FieldKind.FREE_STATEMENT:
            return self.texts.of(name.field, parts_of(answers, name))
        return self.texts.of(name.field, answers.get(name))

    def _table(self, name: Name, label: str, change: str, *, required: bool) -> SummaryRow:
        field, answers = name.field, self.standing.shown_answers
        places = rows_that_say(answers, self.standing.documents, name)
        columns = tuple(self.names.column(field, column) for column in field.columns)
        value = self.texts.of(field, [{}] * len(places)) if name.row_count in answers else ""
        rows = tuple(tuple(self._cell(cell) for cell in name.cells(place)) for place in places)
        numbers = tuple(place + 1 for place in places)
        return SummaryRow(label, value, change, required, columns=columns, rows=rows, numbers=numbers)

    def _cell(self, cell: Name) -> str:
        document = self.standing.documents.get(cell)
        return (
            document.file.name if document is not None else self.texts.of(cell.asked, self.standing.by_name.get(cell))
        )
