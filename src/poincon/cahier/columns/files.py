"""Populations from CSV and Parquet: every cell is typed by its field, every error is told with its line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import numpy as np

from poincon.cahier.basics.problems import Place, Problem, Problems, Unusable
from poincon.cahier.basics.text import Text
from poincon.cahier.columns.beside import is_long, with_files_beside
from poincon.cahier.columns.cells import CellReader
from poincon.cahier.columns.header_remedies import is_no_header, names_of_columns, of_column_name
from poincon.cahier.columns.keys import DOSSIER, YEAR, read_name, read_year
from poincon.cahier.columns.population import Column, Integers, Population
from poincon.cahier.columns.tables import Table, Texts, read_table
from poincon.cahier.dossiers.kinds import WrongValue
from poincon.cahier.dossiers.reader import FIRST_YEAR
from poincon.cahier.model import Field, Programme
from poincon.cahier.model.kinds import KINDS

Key = TypeVar("Key", str, int)


def read_population(path: Path, programme: Programme) -> Population:
    """A population, one row a dossier-year. Raises `Unusable` with every error."""
    problems = Problems()
    table = read_table(path, problems)
    population = _PopulationReader(programme, str(path), table, problems).read()
    population = with_files_beside(path, population, problems)
    problems.refuse()
    return population


class _PopulationReader:
    def __init__(self, programme: Programme, name: str, table: Table, problems: Problems) -> None:
        self.programme = programme
        self.table = table
        self.cells = CellReader(programme, french=table.french)
        self.lines = table.lines
        self.problems = problems
        self.place = Place(name)
        self.header_place = replace(self.place, line=table.header_line)

    def read(self) -> Population:
        table = self.table
        if table.header and is_no_header(table.header, self.programme):
            raise Unusable([self.no_header()])  # nothing of the rows can be told
        malformed_rows = len(self.problems)
        self.check_header(table.header)
        if len(self.problems) > malformed_rows:
            self.problems.refuse()
        cells = dict(zip(table.header, table.columns, strict=True))
        rows = len(table.lines)
        dossiers, years = self.keys(cells.pop(DOSSIER, None), cells.pop(YEAR, None))
        order = self.order(rows, dossiers, years)
        rows_are_sure = not self.problems
        columns = {name: self.column(name, texts, order) for name, texts in cells.items()}
        if not rows_are_sure:  # the lines of other files cannot be told to belong to none of them
            self.problems.refuse()
        names = tuple(dossiers[row] for row in order) if dossiers is not None else ()
        sorted_years = np.array(years, dtype=np.int64)[order] if years is not None else None
        return Population(self.programme, rows, columns, names, sorted_years, order)

    def column(self, name: str, texts: Texts, order: Integers) -> Column:
        def tell(row: int, wrong: WrongValue) -> None:
            self.problem(row, name, wrong.code, wrong.text.fr, wrong.text.en, wrong.remedy)

        return self.cells.column(self.programme.fields[name], texts, tell).at_rows(order)

    def check_header(self, header: list[str]) -> None:
        fields = self.programme.fields
        for position, name in enumerate(header):
            place = replace(self.header_place, path=name[:60])
            if name in header[:position]:
                fr, en = "cette colonne est répétée.", "this column is repeated."
                self.problems.add(place, "duplicate_column", fr, en, Text("Gardez-en une seule.", "Keep only one."))
            elif name not in (DOSSIER, YEAR) and name not in fields:
                self.problems.add(
                    place,
                    "unknown_column",
                    f"la colonne « {name[:60]} » n'est pas un champ du programme.",
                    f'the column "{name[:60]}" is not a field of the programme.',
                    of_column_name(name, self.programme),
                )
            elif name in fields and name not in (DOSSIER, YEAR) and not KINDS[fields[name].kind].in_populations:
                self.problems.add(
                    place,
                    "not_a_column",
                    "ce champ ne tient pas dans une colonne.",
                    "this field does not fit in a column.",
                    self.file_of(fields[name]),
                )
        if not header and not self.problems:
            fr, en = "ce fichier est vide.", "this file is empty."
            self.problems.add(self.place, "empty_file", fr, en, self.first_line())

    def no_header(self) -> Problem:
        message = Text(
            "cette ligne ne donne le nom d'aucun champ du programme.", "this line names no field of the programme."
        )
        first = self.first_line()
        remedy = Text(
            f"{first.fr} Retirez les titres au-dessus ; séparez par des virgules ou des points-virgules.",
            f"{first.en} Remove titles above; separate with commas or semicolons.",
        )
        return Problem(self.header_place, "no_header", message, remedy)

    def first_line(self) -> Text:
        names = names_of_columns(self.programme)
        return Text(
            f"La première ligne donne les noms des colonnes ({names}).", f"The first line names the columns ({names})."
        )

    def file_of(self, field: Field) -> Text:
        """What to do of a field that no cell can hold."""
        if not is_long(field):
            return Text("Jugez ces dossiers un par un.", "Judge these dossiers one by one.")
        path = Path(self.place.file)
        name = f"{path.stem}.{field.id}{path.suffix}"
        return Text(f"Donnez-le à côté, dans « {name} ».", f'Give it beside this file, in "{name}".')

    def keys(self, dossiers: Texts | None, years: Texts | None) -> tuple[list[str] | None, list[int] | None]:
        names = None
        if dossiers is not None:
            names = [self.read_key(row, DOSSIER, read_name, text, "") for row, text in enumerate(dossiers)]
        numbers = None
        if years is not None:
            numbers = [self.read_key(row, YEAR, read_year, text, FIRST_YEAR) for row, text in enumerate(years)]
        return names, numbers

    def read_key(
        self, row: int, column: str, reading: Callable[[str | None], Key], text: str | None, instead: Key
    ) -> Key:
        try:
            return reading(text)
        except WrongValue as wrong:
            self.problem(row, column, wrong.code, wrong.text.fr, wrong.text.en, wrong.remedy)
            return instead

    def order(self, rows: int, dossiers: list[str] | None, years: list[int] | None) -> Integers:
        """Rows by dossier (as they first appear), then by year; a dossier-year given twice is a problem."""
        if dossiers is None:
            return np.arange(rows, dtype=np.int64)
        rank: dict[str, int] = {}
        for name in dossiers:
            rank.setdefault(name, len(rank))
        first_rows: dict[tuple[str, int | None], int] = {}
        lone = years is None and len(rank) < len(dossiers)
        if lone and any(field.yearly for field in self.programme.fields.values()):
            place = replace(self.header_place, path=YEAR)
            fr, en = "il faut une colonne « annee » : un dossier y est plusieurs fois.", 'a column "annee" is needed.'
            remedy = Text("Ajoutez-la, avec l'année de chaque ligne.", "Add it, with the year of each row.")
            self.problems.add(place, "no_year_column", fr, en, remedy)
            return np.arange(rows, dtype=np.int64)
        for row, name in enumerate(dossiers):
            key = (name, years[row] if years is not None else None)
            if key in first_rows:
                self.repeated(row, self.lines[first_rows[key]], has_years=years is not None)
            first_rows.setdefault(key, row)
        ranks = np.array([rank[name] for name in dossiers], dtype=np.int64)
        return np.lexsort((ranks if years is None else np.array(years, dtype=np.int64), ranks)).astype(np.int64)

    def repeated(self, row: int, first: int, *, has_years: bool) -> None:
        year = Text(" pour la même année", " for the same year") if has_years else Text("", "")
        self.problem(
            row,
            DOSSIER,
            "dossier_twice",
            f"ce dossier y est déjà{year.fr} (ligne {first}).",
            f"this dossier is there already{year.en} (line {first}).",
            Text("Gardez une seule de ces lignes, ou corrigez l'une.", "Keep only one of these rows, or mend one."),
        )

    def problem(self, row: int, column: str, code: str, fr: str, en: str, remedy: Text | None = None) -> None:
        self.problems.add(replace(self.place, line=self.lines[row], path=column), code, fr, en, remedy)
