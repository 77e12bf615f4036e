"""Answers as text by name, and as the engine reads them.

Names are those of the form's inputs: `siren`, `annees.2021.ca_total`, `recettes[0].montant`, `autre_A.reponse`. A table
also keeps how many rows it has, under `recettes[]`: an empty table is an answer too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from poincon.cahier.basics.located import Located, Mapping, Scalar, Sequence
from poincon.cahier.basics.problems import Place, Problem
from poincon.cahier.dossiers import Dossier as EngineDossier
from poincon.cahier.dossiers import read_answers
from poincon.cahier.model import Field, FieldKind, Programme

Answer = str | list[str]
Answers = dict[str, Answer]

ROOT = Place("dossier", 0, "reponses")
_CELL = re.compile(r"(?P<table>.+)\[(?P<row>0|[1-9][0-9]{0,3})\]\.(?P<column>[A-Za-z0-9_]+)")
FREE_PARTS = ("reponse", "bareme", "intitule")


@dataclass(frozen=True, slots=True)
class Name:
    """A name taken apart: the field, its year, and the cell or the part of a free statement."""

    field: Field
    year: int | None = None
    row: int | None = None
    part: str = ""

    @property
    def asked(self) -> Field:
        """What the input is for: the field, or the column of a cell."""
        column = self.field.column(self.part) if self.row is not None else None
        return column or self.field

    @property
    def base(self) -> str:
        return self.field.id if self.year is None else f"annees.{self.year}.{self.field.id}"


def parse_name(name: str, programme: Programme) -> Name | None:
    """The field that an input's name stands for; None when there is no such field, column or year."""
    year, rest = None, name
    if name.startswith("annees."):
        _, _, after = name.partition(".")
        text, _, rest = after.partition(".")
        if not (text.isascii() and text.isdigit() and len(text) == 4):
            return None
        year = int(text)
    cell = _CELL.fullmatch(rest)
    identifier, _, part = rest.partition(".") if cell is None else (cell["table"], "", cell["column"])
    field = programme.fields.get(identifier.removesuffix("[]"))
    if field is None or field.yearly is (year is None):
        return None
    if identifier.endswith("[]") and (field.kind is not FieldKind.TABLE or part):
        return None
    if cell is not None:
        known = field.column(part) is not None
        return Name(field, year, int(cell["row"]), part) if known else None
    if part and (field.kind is not FieldKind.FREE_STATEMENT or part not in FREE_PARTS):
        return None
    return Name(field, year, None, part)


def is_asked(parsed: Name, reference_year: int) -> bool:
    """Whether a form has an input of that name: a year of the window, a row that the table may have, a whole part."""
    field = parsed.field
    if parsed.year is not None and not reference_year - field.window < parsed.year <= reference_year:
        return False
    if field.kind is FieldKind.TABLE:
        return parsed.row is not None and parsed.row < field.maximum_rows
    return field.kind is not FieldKind.FREE_STATEMENT or bool(parsed.part)


def row_count(answers: Answers, base: str) -> int:
    text = answers.get(f"{base}[]")
    return int(text) if isinstance(text, str) and text.isdigit() else 0


def to_tree(answers: Answers, programme: Programme, documents: dict[str, str]) -> Located:
    """The answers of a whole dossier as the located tree of a dossier file; `documents`: file names by input name."""
    once: dict[str, Located] = {}
    years: dict[str, dict[str, Located]] = {}
    for name, answer in {**answers, **documents}.items():
        parsed = parse_name(name, programme)
        if parsed is None:
            continue
        place = Place(ROOT.file, 0, name)
        into = once if parsed.year is None else years.setdefault(str(parsed.year), {})
        _store(into, parsed, answer, place, answers, documents)
    entries: dict[str, Located] = dict(once)
    if years:
        entries["annees"] = Mapping(
            ROOT.at("annees"), {year: Mapping(ROOT.at(year), each) for year, each in years.items()}
        )
    return Mapping(ROOT, {"reponses": Mapping(ROOT, entries)})


def _store(
    into: dict[str, Located],
    parsed: Name,
    answer: Answer,
    place: Place,
    answers: Answers,
    documents: dict[str, str],
) -> None:
    field = parsed.field
    if field.kind is FieldKind.TABLE:
        if field.id not in into:
            into[field.id] = _table(parsed, answers, documents)
    elif parsed.part:
        known = into.get(field.id)
        entries = dict(known.entries) if isinstance(known, Mapping) else {}
        entries[parsed.part] = _scalar(answer, place)
        into[field.id] = Mapping(place, entries)
    elif isinstance(answer, list):
        into[field.id] = Sequence(place, tuple(Scalar(place, one) for one in answer))
    else:
        into[field.id] = _scalar(answer, place)


def _scalar(answer: Answer, place: Place) -> Scalar:
    text = answer if isinstance(answer, str) else ", ".join(answer)
    return Scalar(place, text or None)


def _table(parsed: Name, answers: Answers, documents: dict[str, str]) -> Sequence:
    place = Place(ROOT.file, 0, parsed.base)
    rows = []
    for index in range(row_count(answers, parsed.base)):
        cells: dict[str, Located] = {}
        for column in parsed.field.columns:
            name = f"{parsed.base}[{index}].{column.id}"
            answer = documents.get(name) if column.kind is FieldKind.FILE else answers.get(name)
            if answer:
                cells[column.id] = _scalar(answer, Place(ROOT.file, 0, name))
        rows.append(Mapping(place, cells))
    return Sequence(place, tuple(rows))


def read(
    answers: Answers, programme: Programme, documents: dict[str, str], reference_year: int, parameters: dict[str, Any]
) -> tuple[EngineDossier, dict[str, list[Problem]]]:
    """What the engine judges, and the problems by the name of the input that they are about."""
    dossier, problems = read_answers(to_tree(answers, programme, documents), programme)
    by_name: dict[str, list[Problem]] = {}
    for problem in problems:
        by_name.setdefault(problem.place.path, []).append(problem)
    return EngineDossier(dossier.answers, dossier.years, parameters, {}, reference_year), by_name
