"""Answers as text by name, and as the engine reads them.

Names are those of the form's inputs: `siren`, `annees.2021.ca_total`, `recettes[0].montant`, `autre_A.reponse`,
`statuts.motif` (why the structure does not have that document). A table also keeps how many rows it has, under
`recettes[]`: an empty table is an answer too. Text is parsed where it comes in, from a form or from the database; the
code between passes `Name`s.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from poincon.cahier.basics import located
from poincon.cahier.basics.located import Located, Scalar, Sequence
from poincon.cahier.basics.problems import Place, Problem
from poincon.cahier.basics.text import Text
from poincon.cahier.dossiers import Dossier as EngineDossier
from poincon.cahier.dossiers import read_answers
from poincon.cahier.dossiers.absences import ABSENT, REASON
from poincon.cahier.model import Field, FieldKind, Programme

Answer = str | list[str]
Answers = dict[str, Answer]
"""As they are stored: by the text of their name."""

ROOT = Place("dossier", 0, "reponses")
FREE_PARTS = ("reponse", "bareme", "intitule")
_NAME = re.compile(
    r"(?:annees\.(?P<year>[0-9]{4})\.)?(?P<field>[^.\[\]]+)"
    r"(?:(?P<count>\[\])|\[(?P<row>0|[1-9][0-9]{0,3})\]\.(?P<column>[A-Za-z0-9_]+)|\.(?P<part>[a-z]+))?"
)


@dataclass(frozen=True, slots=True, eq=False)
class Name:
    """A name taken apart: the field, its year, and the cell or the part of a free statement.

    Two names are the same when their texts are, whatever version of the programme each was read under.
    """

    field: Field
    year: int | None = None
    row: int | None = None
    part: str = ""
    """The column of a cell, the part of a free statement, or the reason why a document is absent."""
    counts_rows: bool = False
    """Whether it stands for how many rows a table has (`recettes[]`)."""
    text: str = dataclasses.field(init=False, repr=False)
    """What the input is called, and what the answer is stored under."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", self._text())

    def _text(self) -> str:
        if self.counts_rows:
            return f"{self.base}[]"
        if self.row is not None:
            return f"{self.base}[{self.row}].{self.part}"
        return f"{self.base}.{self.part}" if self.part else self.base

    def __eq__(self, other: object) -> bool:
        return self.text == other.text if isinstance(other, Name) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.text)

    def __str__(self) -> str:
        return self.text

    @property
    def asked(self) -> Field:
        """What the input is for: the field, or the column of a cell."""
        column = self.field.column(self.part) if self.row is not None else None
        return column or self.field

    @property
    def base(self) -> str:
        """The text of the field's own name, with its year."""
        return self.field.id if self.year is None else f"annees.{self.year:04d}.{self.field.id}"

    @property
    def section(self) -> str:
        """The section that asks for it."""
        return self.field.section

    # names beside it

    @property
    def whole(self) -> Name:
        """The field's own name, of a cell or a part."""
        return Name(self.field, self.year)

    @property
    def row_count(self) -> Name:
        """What a table keeps its number of rows under."""
        return Name(self.field, self.year, counts_rows=True)

    def cells(self, row: int) -> tuple[Name, ...]:
        """The cells of a row of the table, in the order of its columns."""
        return tuple(Name(self.field, self.year, row, column.id) for column in self.field.columns)

    def of_part(self, part: str) -> Name:
        """A part of the free statement."""
        return Name(self.field, self.year, part=part)

    @property
    def absence(self) -> Name:
        """What says why there is no such document: given, it declares it absent."""
        return self.of_part(REASON)

    @property
    def declares_absence(self) -> bool:
        """Whether it is the reason why a document is absent."""
        return self.field.kind is FieldKind.FILE and bool(self.part)

    def under(self, programme: Programme) -> Name | None:
        """The same name as another version reads it; None when it has no such field, column or year."""
        if programme.fields.get(self.field.id) is self.field:
            return self
        return _name(programme, self.field.id, self.year, self.row, self.part, counts_rows=self.counts_rows)


NamedAnswers = dict[Name, Answer]
Changes = dict[Name, Answer | None]
"""What a save writes; None empties."""
_Value = TypeVar("_Value")


def parse_name(text: str, programme: Programme) -> Name | None:
    """The name of that text; None when the structure is asked for no such field, column or year."""
    match = _NAME.fullmatch(text)
    if match is None:
        return None
    year, row = match["year"], match["row"]
    return _name(
        programme,
        match["field"],
        None if year is None else int(year),
        None if row is None else int(row),
        match["column"] or match["part"] or "",
        counts_rows=match["count"] is not None,
    )


def _name(
    programme: Programme, identifier: str, year: int | None, row: int | None, part: str, *, counts_rows: bool
) -> Name | None:
    field = programme.fields.get(identifier)
    if field is None or not field.at_entry or field.yearly is (year is None):
        return None
    if counts_rows:
        exists = field.kind is FieldKind.TABLE
    elif row is not None:
        exists = field.column(part) is not None
    else:
        exists = not part or part in _parts(field)
    return Name(field, year, row, part, counts_rows) if exists else None


def _parts(field: Field) -> tuple[str, ...]:
    """What an answer to the field is made of, beside its own name."""
    if field.kind is FieldKind.FREE_STATEMENT:
        return FREE_PARTS
    return (REASON,) if field.kind is FieldKind.FILE else ()


def named(values: Mapping[str, _Value], programme: Programme) -> dict[Name, _Value]:
    """What is stored or posted by text, by name; without what the programme has no name for."""
    names = ((parse_name(text, programme), value) for text, value in values.items())
    return {name: value for name, value in names if name is not None}


def by_text(values: Mapping[Name, _Value]) -> dict[str, _Value]:
    """The way back, to what is stored and told."""
    return {name.text: value for name, value in values.items()}


def is_asked(name: Name, reference_year: int) -> bool:
    """Whether a form has an input of that name: a year of the window, a row that the table may have, a whole part."""
    field = name.field
    if not is_in_window(name, reference_year):
        return False
    if field.kind is FieldKind.TABLE:
        return name.row is not None and name.row < field.maximum_rows
    return field.kind is not FieldKind.FREE_STATEMENT or bool(name.part)


def is_typed_in(name: Name, section: str, reference_year: int) -> bool:
    """Whether the form of that section has an input of that name to type in. Documents have a door of their own."""
    if name.section != section or (name.asked.kind is FieldKind.FILE and not name.declares_absence):
        return False
    return is_asked(name, reference_year)


def is_in_window(name: Name, reference_year: int) -> bool:
    """Whether its year is one of those that the form asks for, if it has a year."""
    return name.year is None or reference_year - name.field.window < name.year <= reference_year


# tables and free statements, read whole


def count_of(answer: Answer | None) -> int:
    """How many rows a table has, as it keeps it."""
    return int(answer) if isinstance(answer, str) and answer.isdigit() else 0


def row_count(answers: Mapping[Name, Answer], table: Name) -> int:
    return count_of(answers.get(table.row_count))


def rows_of(answers: Mapping[Name, Answer], table: Name) -> list[dict[str, str]]:
    """The cells of a table row by row, by column."""
    rows = range(row_count(answers, table))
    return [{cell.part: str(answers.get(cell, "")) for cell in table.cells(row)} for row in rows]


def parts_of(answers: Mapping[Name, Answer], statement: Name) -> dict[str, str]:
    """The parts of a free statement."""
    return {part: str(answers.get(statement.of_part(part), "")) for part in FREE_PARTS}


# the engine


def to_tree(answers: Mapping[Name, Answer], documents: Mapping[Name, str]) -> Located:
    """The answers of a whole sheet as the located tree of a dossier file; `documents`: file names."""
    once: dict[str, Located] = {}
    years: dict[str, dict[str, Located]] = {}
    for name, answer in {**answers, **documents}.items():
        into = once if name.year is None else years.setdefault(str(name.year), {})
        _store(into, name, answer, answers, documents)
    entries: dict[str, Located] = dict(once)
    if years:
        entries["annees"] = located.Mapping(
            ROOT.at("annees"), {year: located.Mapping(ROOT.at(year), each) for year, each in years.items()}
        )
    return located.Mapping(ROOT, {"reponses": located.Mapping(ROOT, entries)})


def _store(
    into: dict[str, Located],
    name: Name,
    answer: Answer,
    answers: Mapping[Name, Answer],
    documents: Mapping[Name, str],
) -> None:
    field, place = name.field, Place(ROOT.file, 0, name.text)
    if field.kind is FieldKind.TABLE:
        if field.id not in into:
            into[field.id] = _table(name, answers, documents)
    elif name.part:
        parts = into.get(field.id)
        entries = dict(parts.entries) if isinstance(parts, located.Mapping) else {}
        entries[name.part] = _scalar(answer, place)
        if name.declares_absence:
            entries[ABSENT] = Scalar(place, "oui")
        into[field.id] = located.Mapping(place, entries)
    elif isinstance(answer, list):
        into[field.id] = Sequence(place, tuple(Scalar(place, text) for text in answer))
    else:
        into[field.id] = _scalar(answer, place)


def _scalar(answer: Answer, place: Place) -> Scalar:
    text = answer if isinstance(answer, str) else ", ".join(answer)
    return Scalar(place, text or None)


def _table(name: Name, answers: Mapping[Name, Answer], documents: Mapping[Name, str]) -> Sequence:
    place = Place(ROOT.file, 0, name.base)
    rows = []
    for row in range(row_count(answers, name)):
        cells: dict[str, Located] = {}
        for cell in name.cells(row):
            answer = documents.get(cell) if cell.asked.kind is FieldKind.FILE else answers.get(cell)
            if answer:
                cells[cell.part] = _scalar(answer, Place(ROOT.file, 0, cell.text))
        rows.append(located.Mapping(place, cells))
    return Sequence(place, tuple(rows))


def read(
    answers: Mapping[Name, Answer],
    programme: Programme,
    documents: Mapping[Name, str],
    reference_year: int,
    parameters: dict[str, Any],
) -> tuple[EngineDossier, dict[str, list[Problem]]]:
    """What the engine judges, and the problems by the name of the input that they are about."""
    dossier, problems = read_answers(to_tree(answers, documents), programme)
    by_name: dict[str, list[Problem]] = {}
    for problem in [*problems, *_absent_and_there(answers, documents)]:
        by_name.setdefault(problem.place.path, []).append(problem)
    return EngineDossier(dossier.answers, dossier.years, parameters, {}, reference_year), by_name


_ABSENT_AND_THERE = Text(
    "Ce document est joint\u00a0: retirez-le pour le déclarer absent, ou effacez ce motif.",
    "This document is attached: take it back to declare it absent, or erase this reason.",
)


def _absent_and_there(answers: Mapping[Name, Answer], documents: Mapping[Name, str]) -> list[Problem]:
    """Documents that one person attached while another said that there is none: neither is lost, one has to go."""
    both = [name.absence for name in documents if name.row is None and answers.get(name.absence)]
    return [Problem(Place(ROOT.file, 0, name.text), "absent_and_there", _ABSENT_AND_THERE) for name in both]
