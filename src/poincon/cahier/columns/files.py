"""Populations from CSV and Parquet: every cell is typed by its field, every error is told with its line."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from poincon.cahier.basics.characters import is_blank, visible_text
from poincon.cahier.basics.located import clean_text
from poincon.cahier.basics.problems import Place, Problems, Unusable, suggestion
from poincon.cahier.basics.text import Text
from poincon.cahier.columns.population import (
    MET,
    NOT_MET,
    UNDETERMINED,
    ChoiceColumn,
    Column,
    DayColumn,
    OtherColumn,
    Population,
    YesNoColumn,
    choice_names,
    exact_column,
)
from poincon.cahier.columns.spellings import plain_spelling
from poincon.cahier.columns.tables import Table, Texts, read_csv, read_parquet
from poincon.cahier.dossiers.kinds import WrongValue, clean_answer, read_value
from poincon.cahier.dossiers.reader import FIRST_YEAR, LAST_YEAR
from poincon.cahier.model import Field, FieldKind, Programme
from poincon.cahier.model.kinds import KINDS, Type

DOSSIER, YEAR = "dossier", "annee"


def read_population(path: Path, programme: Programme) -> Population:
    """A population, one row a dossier-year. Raises `Unusable` with every error."""
    name = str(path)
    problems = Problems()
    try:
        if not path.is_file():
            raise Unusable.because(name, "no_such_file", "ce fichier n'existe pas.", "there is no such file.")
        table = read_parquet(path) if path.suffix.lower() == ".parquet" else read_csv(path, problems)
    except (OSError, ValueError) as error:
        raise Unusable.because(
            name, "unreadable", "ce fichier ne peut pas être lu.", "this file cannot be read."
        ) from error
    return _PopulationReader(programme, name, table, problems).read()


class _PopulationReader:
    def __init__(self, programme: Programme, name: str, table: Table, problems: Problems) -> None:
        self.programme = programme
        self.table = table
        self.lines = table.lines
        self.problems = problems
        self.place = Place(name)
        self.header_place = replace(self.place, line=table.header_line)

    def read(self) -> Population:
        table = self.table
        malformed_rows = len(self.problems)
        self.check_header(table.header)
        if len(self.problems) > malformed_rows:
            self.problems.refuse()
        cells = dict(zip(table.header, table.columns, strict=True))
        rows = len(table.lines)
        dossiers, years = self.keys(cells.pop(DOSSIER, None), cells.pop(YEAR, None))
        order = self.order(rows, dossiers, years)
        columns = {name: self.column(self.programme.fields[name], texts, order) for name, texts in cells.items()}
        self.problems.refuse()
        names = tuple(dossiers[row] for row in order) if dossiers is not None else ()
        sorted_years = np.array([years[row] for row in order], dtype=np.int64) if years is not None else None
        return Population(self.programme, rows, columns, names, sorted_years, np.array(order, dtype=np.int64))

    def check_header(self, header: list[str]) -> None:
        fields = self.programme.fields
        usable = [field.id for field in fields.values() if KINDS[field.kind].in_populations]
        for position, name in enumerate(header):
            place = replace(self.header_place, path=name[:60])
            if name in header[:position]:
                self.problems.add(place, "duplicate_column", "cette colonne est répétée.", "this column is repeated.")
            elif name not in (DOSSIER, YEAR) and name not in fields:
                self.problems.add(
                    place,
                    "unknown_column",
                    f"la colonne « {name[:60]} » n'est pas un champ du programme.",
                    f'the column "{name[:60]}" is not a field of the programme.',
                    suggestion(name, [DOSSIER, YEAR, *usable]),
                )
            elif name in fields and name not in (DOSSIER, YEAR) and not KINDS[fields[name].kind].in_populations:
                self.problems.add(
                    place,
                    "not_a_column",
                    "ce champ ne tient pas dans une colonne : jugez ces dossiers un par un.",
                    "this field does not fit in a column: judge these dossiers one by one.",
                )
        if not header and not self.problems:
            self.problems.add(self.place, "empty_file", "ce fichier est vide.", "this file is empty.")

    def keys(self, dossiers: Texts | None, years: Texts | None) -> tuple[list[str] | None, list[int] | None]:
        names = None
        if dossiers is not None:
            names = [self.name(row, text or "") for row, text in enumerate(dossiers)]
        numbers = None
        if years is not None:
            numbers = [self.year(row, text) for row, text in enumerate(years)]
        return names, numbers

    def name(self, row: int, text: str) -> str:
        """The name of a dossier, in Unicode's composed form: written in two ways, it is the same."""
        clean = clean_text(text)
        if clean is None:
            self.problem(row, DOSSIER, "control_character", "caractère de contrôle.", "control character.")
        elif is_blank(clean):
            self.problem(row, DOSSIER, "no_dossier", "le dossier n'est pas nommé.", "the dossier has no name.")
        return visible_text(clean or "")

    def year(self, row: int, text: str | None) -> int:
        clean = visible_text(text or "")
        if clean.isascii() and clean.isdigit() and len(clean) == 4 and FIRST_YEAR <= int(clean) <= LAST_YEAR:
            return int(clean)
        self.problem(row, YEAR, "year", f"« {clean[:40]} » n'est pas une année.", f'"{clean[:40]}" is not a year.')
        return FIRST_YEAR

    def order(self, rows: int, dossiers: list[str] | None, years: list[int] | None) -> list[int]:
        """Rows by dossier (as they first appear), then by year; a dossier-year given twice is a problem."""
        if dossiers is None:
            return list(range(rows))
        rank: dict[str, int] = {}
        for name in dossiers:
            rank.setdefault(name, len(rank))
        first_rows: dict[tuple[str, int | None], int] = {}
        lone = years is None and len(rank) < len(dossiers)
        if lone and any(field.yearly for field in self.programme.fields.values()):
            place = replace(self.header_place, path=YEAR)
            fr, en = "il faut une colonne « annee » : un dossier y est plusieurs fois.", 'a column "annee" is needed.'
            self.problems.add(place, "no_year_column", fr, en)
            return list(range(rows))
        for row, name in enumerate(dossiers):
            key = (name, years[row] if years is not None else None)
            if key in first_rows:
                self.problem(
                    row,
                    DOSSIER,
                    "dossier_twice",
                    f"ce dossier y est déjà pour la même année (ligne {self.lines[first_rows[key]]}).",
                    f"this dossier is there already for the same year (line {self.lines[first_rows[key]]}).",
                )
            first_rows.setdefault(key, row)
        return sorted(range(rows), key=lambda row: (rank[dossiers[row]], years[row] if years is not None else 0))

    def problem(self, row: int, column: str, code: str, fr: str, en: str, remedy: Text | None = None) -> None:
        self.problems.add(replace(self.place, line=self.lines[row], path=column), code, fr, en, remedy)

    def column(self, field: Field, texts: Texts, order: Iterable[int]) -> Column:
        values = self.values(field, texts)
        return typed_column(field, [values[row] for row in order], self.programme)

    def values(self, field: Field, texts: Texts) -> list[Any]:
        """Typed values; equal texts are read once."""
        cache: dict[str, Any] = {}
        values: list[Any] = []
        for row, text in enumerate(texts):
            if text is None or is_blank(text):
                values.append(None)
                continue
            if text not in cache:
                value = self.value(field, text, row)
                if value is None:
                    values.append(None)
                    continue
                cache[text] = value
            values.append(cache[text])
        return values

    def value(self, field: Field, text: str, row: int) -> Any:
        clean = clean_text(text)
        if clean is None:
            self.problem(row, field.id, "control_character", "caractère de contrôle.", "control character.")
            return None
        typed = clean_answer(field.kind, clean)
        spelling = plain_spelling(field, typed) if self.table.french else typed
        try:
            if field.kind is FieldKind.STATEMENT:
                return self.level(field, typed)
            return read_value(field, spelling)
        except WrongValue as wrong:
            fr, en = (_quoting(typed, spelling, words) for words in (wrong.text.fr, wrong.text.en))
            self.problem(row, field.id, wrong.code, fr, en, wrong.remedy)
            return None

    def level(self, field: Field, text: str) -> str:
        names = choice_names(field, self.programme) or ()
        if text not in names:
            possible = Text(f"Possibles : {', '.join(names)}.", f"Possible: {', '.join(names)}.")
            raise WrongValue(
                "unknown_level", f"« {text[:40]} » n'est pas un niveau.", f'"{text[:40]}" is not a level.', possible
            )
        return text


def _quoting(typed: str, spelling: str, words: str) -> str:
    """A message that quotes what stands in the file, not the spelling that was read: « 2 € », not « 2 »."""
    quoted = rf'(?<=[«"])(\s?){re.escape(spelling[:40])}(?=\s?[»"])'
    return re.sub(quoted, lambda match: match[1] + typed[:40], words, count=1)


def typed_column(field: Field, values: list[Any], programme: Programme) -> Column:
    """The column of typed values that suits their kind; None is missing."""
    if field.is_number:
        return exact_column(values)
    if field.type is Type.BOOLEAN:
        codes = {True: MET, False: NOT_MET, None: UNDETERMINED}
        return YesNoColumn(np.array([codes[value] for value in values], dtype=np.int8))
    if field.type is Type.DATE:
        days = [np.nan if value is None else value.toordinal() for value in values]
        return DayColumn(np.array(days, dtype=np.float64))
    names = choice_names(field, programme)
    if names is not None:
        position: dict[Any, int] = {name: index for index, name in enumerate(names)}
        return ChoiceColumn(np.array([position.get(value, -1) for value in values], dtype=np.int16), names)
    return OtherColumn(tuple(values))
