"""A population: one row a dossier-year, one column a field, entries so that comparisons can be exact.

Numbers are float64 that hold whole numbers (money in cents, FTE in the decimals that the column uses); NaN is missing.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from poincon.cahier.basics.numbers import Number, of_float, simplest
from poincon.cahier.columns.table_column import TableColumn
from poincon.cahier.dossiers import Dossier
from poincon.cahier.model import Field, FieldKind, Programme
from poincon.cahier.model.kinds import Type

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int8]
Integers = npt.NDArray[np.int64]

EXACT_BOUND = 2.0**53
"""Whole numbers up to here are exact in float64."""
LAST_DAY = float(date.max.toordinal())
MAXIMUM_RANK = 2**40
"""Beyond the words that any population holds."""
MOST_DECIMALS = 6
NOT_MET, UNDETERMINED, MET, NOT_APPLICABLE = 0, 1, 2, 3
"""How statuses, and yes or no, are coded in columns: « et » is then a minimum."""


@dataclass(frozen=True, slots=True)
class NumberColumn:
    """`values` × 10^-`decimals` is the true value; `whole` when every value is whole and so exact.

    `bound`: the greatest absolute value; `exact`: the true values when `whole` is False.
    """

    values: Floats
    decimals: int
    bound: float
    has_missing: bool
    has_zero: bool = True
    whole: bool = True
    exact: tuple[Number | None, ...] = ()

    def at(self, row: int) -> Number | None:
        """The true value in a row, exactly; None when it is missing."""
        if not self.whole:
            return self.exact[row]
        value = self.values[row]
        return None if np.isnan(value) else simplest(Fraction(int(value), 10**self.decimals))

    def at_rows(self, rows: Integers) -> NumberColumn:
        """The same figures in these rows, which may be fewer, or written several times."""
        exact = self.exact if self.whole else tuple([self.exact[row] for row in rows])
        return replace(self, values=self.values[rows], exact=exact)


@dataclass(frozen=True, slots=True)
class YesNoColumn:
    values: Codes

    def at(self, row: int) -> bool | None:
        value = int(self.values[row])
        return None if value == UNDETERMINED else value == MET

    def at_rows(self, rows: Integers) -> YesNoColumn:
        return YesNoColumn(self.values[rows])


@dataclass(frozen=True, slots=True)
class ChoiceColumn:
    """Options or levels as positions in `names`; -1 is missing."""

    values: npt.NDArray[np.int16]
    names: tuple[str, ...]

    def at(self, row: int) -> str | None:
        position = int(self.values[row])
        return None if position < 0 else self.names[position]

    def at_rows(self, rows: Integers) -> ChoiceColumn:
        return replace(self, values=self.values[rows])


@dataclass(frozen=True, slots=True)
class DayColumn:
    """Dates as numbers of days, since 1 January of the year 1; NaN is missing."""

    values: Floats

    def at(self, row: int) -> date | None:
        value = self.values[row]
        return None if np.isnan(value) else date.fromordinal(int(value))

    def at_rows(self, rows: Integers) -> DayColumn:
        return DayColumn(self.values[rows])


@dataclass(frozen=True, slots=True)
class OtherColumn:
    """Texts, names of files: typed values, None when missing."""

    values: tuple[Any, ...]

    def at(self, row: int) -> Any:
        return self.values[row]

    def at_rows(self, rows: Integers) -> OtherColumn:
        return OtherColumn(tuple([self.values[row] for row in rows]))


Column = NumberColumn | YesNoColumn | ChoiceColumn | DayColumn | OtherColumn | TableColumn


@dataclass(frozen=True, slots=True)
class LongFile:
    """A file beside the population's own, and how many lines it has."""

    name: str
    lines: int


class Words:
    """Ranks of options and texts: equal words have the same, whatever their column."""

    def __init__(self) -> None:
        self._ranks: dict[str, int] = {}

    def rank(self, word: str) -> int:
        """Less than `MAXIMUM_RANK`; a word that was never met gets the next."""
        return self._ranks.setdefault(word, len(self._ranks))


@dataclass(frozen=True, eq=False)
class Population:
    """Rows sorted by dossier, then by year; `order[i]` is where row i stood in the file."""

    programme: Programme
    rows: int
    columns: dict[str, Column]
    dossiers: tuple[str, ...] = ()
    """The dossier of each row; empty when the file names none: then each row is a dossier."""
    years: Integers | None = None
    order: Integers = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    appraisals: dict[str, ChoiceColumn] = field(default_factory=dict)
    """The levels that people gave, by criterion; empty where no file holds them."""
    files: tuple[LongFile, ...] = ()
    """The files beside the population's own that were read."""
    strangers: tuple[str, ...] = ()
    """Files that are named like them, and hold nothing that the programme knows."""
    words: Words = field(default_factory=Words)

    def name(self, row: int) -> str:
        return self.dossiers[row] if self.dossiers else str(int(self.order[row]) + 1)

    @cached_property
    def first_row(self) -> Integers:
        """For each row, the first row of its dossier."""
        rows = np.arange(self.rows, dtype=np.int64)
        if not self.dossiers:
            return rows
        names = np.asarray(self.dossiers, dtype=object)
        starts = np.ones(self.rows, dtype=bool)
        starts[1:] = names[1:] != names[:-1]
        return np.maximum.accumulate(np.where(starts, rows, 0))

    @cached_property
    def starts(self) -> dict[str, int]:
        """Where each dossier begins, by name; empty when the file names none."""
        return {self.dossiers[row]: int(row) for row in np.unique(self.first_row)} if self.dossiers else {}

    @cached_property
    def rows_by_year(self) -> dict[tuple[int, int], int]:
        """The row of each year, by where its dossier begins; empty where the file has no years."""
        if self.years is None:
            return {}
        return {(int(self.first_row[row]), int(year)): row for row, year in enumerate(self.years)}

    @cached_property
    def after_gap(self) -> npt.NDArray[np.bool_]:
        """Rows before which a year of the dossier is missing: where years matter, the exact evaluator judges them."""
        if self.years is None or not self.rows:
            return np.zeros(self.rows, dtype=bool)
        rows = np.arange(self.rows, dtype=np.int64)
        gaps: npt.NDArray[np.bool_] = (self.years - self.years[self.first_row]) != rows - self.first_row
        return gaps

    @cached_property
    def longest(self) -> int:
        """The greatest number of years that a dossier has."""
        return int((np.arange(self.rows) - self.first_row).max(initial=0)) + 1

    @cached_property
    def tables(self) -> dict[str, Any]:
        """The lines of tables that were read so far (`lines.TableLines`), by field."""
        return {}

    @cached_property
    def _ranks(self) -> dict[str, Floats]:
        return {}

    def ranks(self, name: str) -> Floats:
        """The options or texts of a column as ranks of `words`; NaN is missing."""
        if name not in self._ranks:
            self._ranks[name] = self._ranked(self.columns[name])
        return self._ranks[name]

    def _ranked(self, column: Column) -> Floats:
        if isinstance(column, ChoiceColumn):
            by_position = [float(self.words.rank(word)) for word in column.names]
            return np.array([*by_position, np.nan])[column.values]
        assert isinstance(column, OtherColumn)
        rank = self.words.rank
        return np.array([np.nan if value is None else rank(value) for value in column.values], dtype=np.float64)

    @cached_property
    def _steady(self) -> dict[str, bool]:
        return {}

    def is_steady(self, name: str) -> bool:
        """Whether a column holds the same in each row of a dossier; one that is absent does."""
        if name not in self.columns:
            return True
        if name not in self._steady:
            self._steady[name] = self._is_repeated(self.columns[name])
        return self._steady[name]

    def _is_repeated(self, column: Column) -> bool:
        if isinstance(column, TableColumn):
            return bool(np.array_equal(column.starts, column.starts[self.first_row]))
        entries = column.values
        if isinstance(column, NumberColumn) and not column.whole:
            entries = column.exact
        if isinstance(entries, tuple):
            return all(entries[row] == entries[first] for row, first in enumerate(self.first_row))
        return bool(np.array_equal(entries, entries[self.first_row], equal_nan=entries.dtype.kind == "f"))

    @cached_property
    def tells_of_a_year(self) -> bool:
        """Whether a column holds figures of a year."""
        return any(self.programme.fields[name].yearly for name in self.columns if name in self.programme.fields)

    def dossier(self, row: int) -> Dossier:
        """A row as a dossier, with the earlier years of the same dossier: what the exact evaluator reads."""
        answers = self._answers(row, yearly=False)
        appraisals = {name: level for name, column in self.appraisals.items() if (level := column.at(row)) is not None}
        if self.years is None:
            return self._without_year(row, answers, appraisals)
        past_rows = range(int(self.first_row[row]), row + 1)
        years = {int(self.years[past_row]): self._answers(past_row, yearly=True) for past_row in past_rows}
        return Dossier(answers, years, appraisals=appraisals, reference_year=int(self.years[row]))

    def _without_year(self, row: int, answers: dict[str, Any], appraisals: dict[str, str]) -> Dossier:
        """A row of a file without years: what it says of a year is taken as that of the programme's date."""
        yearly, year = self._answers(row, yearly=True), self.programme.day.year
        if not self.tells_of_a_year:
            return Dossier(answers, appraisals=appraisals)
        return Dossier(answers, {year: yearly}, appraisals=appraisals, reference_year=year)

    def _answers(self, row: int, *, yearly: bool) -> dict[str, Any]:
        answers = {}
        for name, column in self.columns.items():
            if self.programme.fields[name].yearly is yearly:
                value = column.at(row)
                if value is not None:
                    answers[name] = value
        return answers


def number_column(values: Floats) -> NumberColumn:
    """A column from floats, each the decimal that it was written from; whole when 6 decimals suffice."""
    missing = np.isnan(values)
    has_missing = bool(missing.any())
    for decimals in range(MOST_DECIMALS + 1):
        scaled = np.rint(values * 10.0**decimals)
        bound = float(np.nanmax(np.abs(scaled), initial=0.0))
        if bound < EXACT_BOUND and bool(np.all((scaled / 10.0**decimals == values) | missing)):
            return NumberColumn(scaled, decimals, bound, has_missing, bool((scaled == 0).any()))
    exact = tuple(None if np.isnan(value) else of_float(value) for value in values)
    bound = float(np.nanmax(np.abs(values), initial=0.0))
    return NumberColumn(values.astype(np.float64), 0, bound, has_missing, whole=False, exact=exact)


def exact_column(numbers: list[Number | None]) -> NumberColumn:
    """A column from exact numbers."""
    has_missing = any(number is None for number in numbers)
    scale, decimals = _common_decimals({number.denominator for number in numbers if number is not None})
    if scale is not None:
        scaled = [None if number is None else number.numerator * (scale // number.denominator) for number in numbers]
        bound = max((abs(number) for number in scaled if number is not None), default=0)
        if bound < EXACT_BOUND:
            values = np.array([np.nan if number is None else number for number in scaled], dtype=np.float64)
            return NumberColumn(values, decimals, float(bound), has_missing, bool((values == 0).any()))
    values = np.array([np.nan if number is None else float(number) for number in numbers])
    largest = float(np.nanmax(np.abs(values), initial=0.0))
    return NumberColumn(values, 0, largest, has_missing, whole=False, exact=tuple(numbers))


def _common_decimals(denominators: set[int]) -> tuple[int | None, int]:
    """The power of ten that makes these fractions whole, and its exponent; None when `MOST_DECIMALS` do not suffice."""
    for decimals in range(MOST_DECIMALS + 1):
        if all(10**decimals % denominator == 0 for denominator in denominators):
            return 10**decimals, decimals
    return None, MOST_DECIMALS


def choice_names(field_: Field, programme: Programme) -> tuple[str, ...] | None:
    """The options or levels that a column of this field codes; None for other kinds."""
    if field_.type is Type.CHOICE:
        return tuple(option.id for option in field_.options)
    if field_.kind is FieldKind.STATEMENT:
        return tuple(level.id for level in programme.scale[field_.scale or ""].levels)
    return None


def population_from_arrays(
    programme: Programme, arrays: dict[str, npt.NDArray[Any]], years: Integers | None = None
) -> Population:
    """A population from float arrays (NaN missing; yes or no as 1 and 0), each row its own dossier.

    Raises `ValueError` for an infinite number.
    """
    for name, values in arrays.items():
        if np.isinf(np.asarray(values, dtype=np.float64)).any():
            raise ValueError(f"{name} holds an infinite number")
    rows = len(next(iter(arrays.values()))) if arrays else 0
    columns: dict[str, Column] = {}
    for name, values in arrays.items():
        if programme.fields[name].type is Type.BOOLEAN:
            coded = np.full(rows, UNDETERMINED, dtype=np.int8)
            coded[values == 0] = NOT_MET
            coded[values == 1] = MET
            columns[name] = YesNoColumn(coded)
        else:
            columns[name] = number_column(np.asarray(values, dtype=np.float64))
    return Population(programme, rows, columns, (), years, np.arange(rows, dtype=np.int64))
