"""Files beside a population's, for what does not fit in one cell: `p.depenses.csv` beside `p.csv`, a line a row.

A table has its columns there, a field of several choices a column `option`, and what people appraised a file
`p.appreciations.csv` with `critere` and `niveau`. A dossier that has no line is silent: what it would say is missing.
One line with nothing but the dossier (and its year) says that the table is empty, or that no option is chosen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from poincon.cahier.basics.characters import is_blank, visible_text
from poincon.cahier.basics.problems import Place, Problems, Unusable, suggestion
from poincon.cahier.basics.text import Text
from poincon.cahier.columns.cells import CellReader, Tell, read_level
from poincon.cahier.columns.keys import DOSSIER, YEAR, read_name, read_year
from poincon.cahier.columns.population import (
    ChoiceColumn,
    Column,
    Integers,
    LongFile,
    OtherColumn,
    Population,
)
from poincon.cahier.columns.table_column import TableColumn
from poincon.cahier.columns.tables import Table, Texts, read_table
from poincon.cahier.dossiers.kinds import WrongValue
from poincon.cahier.model import Field, FieldKind, Programme, Rule, RuleKind

APPRAISALS = "appreciations"
CRITERION, LEVEL, OPTION = "critere", "niveau", "option"
_NOWHERE = -1
_ENDINGS = (".csv", ".parquet")


def is_long(field: Field) -> bool:
    """Whether a field is given in a file of its own."""
    return field.kind in (FieldKind.TABLE, FieldKind.CHOICES)


def files_beside(path: Path) -> list[tuple[str, Path]]:
    """Each file named `p.NAME.csv` or `p.NAME.parquet` beside `p.csv`, with its NAME. Raises `OSError`."""
    start = f"{path.stem}."
    names = [
        (child.name[len(start) : -len(child.suffix)], child)
        for child in path.parent.iterdir()
        if child.name.startswith(start) and child.suffix.lower() in _ENDINGS
    ]
    return sorted((name, child) for name, child in names if name and "." not in name and child.is_file())


def with_files_beside(path: Path, population: Population, problems: Problems) -> Population:
    """The population with what the files beside its own say; what is wrong with them goes to `problems`."""
    programme = population.programme
    columns: dict[str, Column] = dict(population.columns)
    appraisals: dict[str, ChoiceColumn] = {}
    files: list[LongFile] = []
    strangers: list[str] = []
    by_name: dict[str, str] = {}
    for name, child in files_beside(path):
        field = programme.fields.get(name)
        if field is None and name != APPRAISALS:
            strangers.append(child.name)
            continue
        if _is_refused(field, name, child, by_name, problems):
            continue
        by_name[name] = child.name
        try:
            table = read_table(child, problems)
        except Unusable as unusable:
            problems.extend(unusable.problems)
            continue
        lines = _Lines(population, str(child), table, problems)
        if field is None:
            appraisals = lines.appraisals()
        else:
            column = lines.rows_of_table(field) if field.kind is FieldKind.TABLE else lines.options(field)
            columns.update({} if column is None else {name: column})
        files.append(LongFile(child.name, len(lines.table.lines)))
    return replace(population, columns=columns, appraisals=appraisals, files=tuple(files), strangers=tuple(strangers))


def _is_refused(field: Field | None, name: str, child: Path, by_name: dict[str, str], problems: Problems) -> bool:
    place = Place(str(child))
    if field is not None and not is_long(field):
        problems.add(
            place,
            "not_a_long_field",
            f"« {name} » n'est ni un tableau ni un choix multiple.",
            f'"{name}" is neither a table nor a field of several choices.',
            Text("Donnez-le dans une colonne de la population.", "Give it in a column of the population."),
        )
    elif name in by_name:
        problems.add(
            place,
            "two_files",
            f"« {name} » est déjà donné par {by_name[name]}.",
            f'"{name}" is given by {by_name[name]} already.',
            Text("Retirez l'un des deux fichiers.", "Remove one of the two files."),
        )
    else:
        return False
    return True


class _Lines:
    """The lines of one file, each about a dossier of the population, or a year of it."""

    def __init__(self, population: Population, name: str, table: Table, problems: Problems) -> None:
        self.population = population
        self.programme: Programme = population.programme
        self.table = table
        self.problems = problems
        self.place = Place(name)
        self.cells = CellReader(population.programme, french=table.french)

    # what the lines say

    def rows_of_table(self, field: Field) -> TableColumn | None:
        columns = {column.id: column for column in field.columns}
        texts = self.columns(yearly=field.yearly, needed=(), possible=columns)
        if texts is None:
            return None
        targets = self.targets(texts, yearly=field.yearly)
        values = {
            name: self.cells.values(column, texts[name], self.tell(name))
            for name, column in columns.items()
            if name in texts
        }
        order = np.argsort(targets, kind="stable")
        order = order[targets[order] != _NOWHERE]
        self.check_sizes(field, targets, values)
        own = self.own_targets(yearly=field.yearly)
        starts, stops = (np.searchsorted(targets[order], own, side) for side in ("left", "right"))
        return TableColumn(
            {name: tuple([cells[line] for line in order]) for name, cells in values.items()}, starts, stops
        )

    def check_sizes(self, field: Field, targets: Integers, values: dict[str, list[Any]]) -> None:
        """A table with more rows than its form takes is told once, at the first row too many."""
        counts: dict[int, int] = {}
        for line, target in enumerate(targets):
            if target == _NOWHERE or not any(cells[line] is not None for cells in values.values()):
                continue
            counts[int(target)] = counts.get(int(target), 0) + 1
            if counts[int(target)] == field.maximum_rows + 1:
                most = field.maximum_rows
                fr = f"ce tableau a plus de {most} lignes pour ce dossier ; {most} au plus."
                en = f"this table has more than {most} rows for this dossier; {most} at most."
                self.problem(line, DOSSIER, "too_many_rows", fr, en)

    def options(self, field: Field) -> OtherColumn | None:
        texts = self.columns(yearly=field.yearly, needed=(OPTION,), possible=(OPTION,))
        if texts is None:
            return None
        targets = self.targets(texts, yearly=field.yearly)
        chosen: dict[int, dict[str, None]] = {}
        for target, option in zip(targets, self.cells.values(field, texts[OPTION], self.tell(OPTION)), strict=True):
            options = chosen.setdefault(int(target), {})
            if option is not None:
                options[option] = None
        tuples = {target: tuple(options) for target, options in chosen.items()}
        shared: dict[tuple[str, ...], tuple[str, ...]] = {}
        values = [tuples.get(int(target)) for target in self.own_targets(yearly=field.yearly)]
        return OtherColumn(tuple([None if value is None else shared.setdefault(value, value) for value in values]))

    def appraisals(self) -> dict[str, ChoiceColumn]:
        texts = self.columns(yearly=False, needed=(CRITERION, LEVEL), possible=(CRITERION, LEVEL))
        if texts is None:
            return {}
        targets = self.targets(texts, yearly=False)
        criteria = {rule.id: rule for rule in self.programme.rules if rule.kind is RuleKind.CRITERION}
        levels = {rule.id: np.full(self.population.rows, -1, dtype=np.int16) for rule in criteria.values()}
        lines: dict[tuple[int, str], int] = {}
        for line, (target, criterion, level) in enumerate(zip(targets, texts[CRITERION], texts[LEVEL], strict=True)):
            rule = self.read(line, CRITERION, _criterion, criteria, criterion)
            if rule is None or target == _NOWHERE or level is None or is_blank(level):
                continue
            position = self.read(line, LEVEL, self.position, rule, level)
            first_line = lines.setdefault((int(target), rule.id), line)
            if first_line != line:
                self.twice(line, first_line)
            elif position is not None:
                levels[rule.id][target] = position
        first_row = self.population.first_row
        return {
            name: ChoiceColumn(positions[first_row], self.level_names(criteria[name]))
            for name, positions in levels.items()
        }

    def level_names(self, rule: Rule) -> tuple[str, ...]:
        return tuple(level.id for level in self.programme.scale[rule.scale or ""].levels)

    def position(self, rule: Rule, text: str) -> int:
        names = self.level_names(rule)
        return names.index(read_level(names, visible_text(text)))

    def twice(self, line: int, first_line: int) -> None:
        number = self.table.lines[first_line]
        fr = f"ce critère est déjà apprécié pour ce dossier (ligne {number})."
        en = f"this criterion is appraised for this dossier already (line {number})."
        self.problem(line, CRITERION, "criterion_twice", fr, en)

    # where the lines belong

    def columns(self, *, yearly: bool, needed: Iterable[str], possible: Iterable[str]) -> dict[str, Texts] | None:
        """The columns by name; None when the header is not that of such a file, which is told."""
        before = len(self.problems)
        keys = [DOSSIER, *([YEAR] if yearly and self.population.years is not None else [])]
        names, header = [*keys, *possible], self.table.header
        for position, name in enumerate(header):
            if name in header[:position]:
                self.header_problem(name, "duplicate_column", "cette colonne est répétée.", "this column is repeated.")
            elif name not in names:
                fr = f"la colonne « {name[:60]} » n'a pas sa place dans ce fichier."
                en = f'the column "{name[:60]}" has no place in this file.'
                free = [each for each in names if each not in header]
                self.header_problem(name, "unknown_column", fr, en, suggestion(name, free or names))
        lacking = [name for name in (*keys, *needed) if name not in header]
        for name in lacking if len(lacking) > len(self.problems) - before else ():
            fr, en = f"il faut une colonne « {name} ».", f'a column "{name}" is needed.'
            self.header_problem(name, "no_such_column", fr, en)
        if not self.population.rows:
            fr, en = "la population n'a aucune ligne sous ses noms de colonnes.", "the population has no line."
            self.header_problem(DOSSIER, "no_row", fr, en, Text("Ajoutez-en une par dossier.", "Add one a dossier."))
        elif not self.population.dossiers:
            self.header_problem(
                DOSSIER,
                "nameless_dossiers",
                "la population ne nomme pas ses dossiers : ces lignes ne peuvent leur être rattachées.",
                "the population does not name its dossiers: these lines belong to none.",
                Text("Ajoutez-y une colonne « dossier ».", 'Add a column "dossier" to it.'),
            )
        if len(self.problems) > before:
            return None
        return dict(zip(header, self.table.columns, strict=True))

    def targets(self, texts: dict[str, Texts], *, yearly: bool) -> Integers:
        """For each line, the row that it is about: that of the year, or the first of the dossier; -1 for none."""
        by_year = yearly and self.population.years is not None
        years = texts[YEAR] if by_year else [None] * len(self.table.lines)
        rows = [
            self.row_of(line, name, year, by_year=by_year)
            for line, (name, year) in enumerate(zip(texts[DOSSIER], years, strict=True))
        ]
        return np.array(rows, dtype=np.int64)

    def row_of(self, line: int, name_text: str | None, year_text: str | None, *, by_year: bool) -> int:
        population = self.population
        name = self.read(line, DOSSIER, read_name, name_text)
        year = self.read(line, YEAR, read_year, year_text) if by_year else None
        if name is not None and name not in population.starts:
            fr, en = (
                f"la population n'a pas de dossier « {name[:60]} ».",
                f'the population has no dossier "{name[:60]}".',
            )
            self.problem(line, DOSSIER, "unknown_dossier", fr, en)
            return _NOWHERE
        if name is None or (by_year and year is None):
            return _NOWHERE
        start = population.starts[name]
        row = start if year is None else population.rows_by_year.get((start, year))
        if row is None:
            fr = f"la population n'a pas de ligne pour « {name[:60]} » en {year}."
            en = f'the population has no row for "{name[:60]}" in {year}.'
            self.problem(line, YEAR, "unknown_year", fr, en)
            return _NOWHERE
        return row

    def own_targets(self, *, yearly: bool) -> Integers:
        """For each row of the population, the row that lines about it are about."""
        return np.arange(self.population.rows, dtype=np.int64) if yearly else self.population.first_row

    # telling

    def read(self, line: int, column: str, reading: Callable[..., Any], *texts: Any) -> Any:
        """What is read in a cell; None when it is wrong, which is told."""
        try:
            return reading(*texts)
        except WrongValue as wrong:
            self.tell(column)(line, wrong)
            return None

    def tell(self, column: str) -> Tell:
        return lambda line, wrong: self.problem(line, column, wrong.code, wrong.text.fr, wrong.text.en, wrong.remedy)

    def problem(self, line: int, column: str, code: str, fr: str, en: str, remedy: Text | None = None) -> None:
        self.problems.add(replace(self.place, line=self.table.lines[line], path=column), code, fr, en, remedy)

    def header_problem(self, name: str, code: str, fr: str, en: str, remedy: Text | None = None) -> None:
        place = replace(self.place, line=self.table.header_line, path=name[:60])
        self.problems.add(place, code, fr, en, remedy)


def _criterion(criteria: dict[str, Rule], text: str | None) -> Rule:
    name = visible_text(text or "")
    if name not in criteria:
        raise WrongValue(
            "unknown_criterion",
            f"le critère « {name[:60]} » n'existe pas.",
            f'there is no criterion "{name[:60]}".',
            suggestion(name, criteria),
        )
    return criteria[name]
