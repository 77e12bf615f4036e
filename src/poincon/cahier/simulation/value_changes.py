"""How the values of a population move: how many change, sums, means and quantiles before and after, by region too.

Sums, means and quantiles are exact where columns hold whole numbers; else they are rounded to what floats can tell.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from poincon.cahier.basics.numbers import Number, decimal_text, of_float, simplest
from poincon.cahier.basics.sums import QUANTILES
from poincon.cahier.columns import Population, PopulationOutcomes
from poincon.cahier.columns.lanes import Lane, Precision, common_scale
from poincon.cahier.columns.population import EXACT_BOUND, Floats, Integers
from poincon.cahier.model import FieldKind
from poincon.cahier.simulation.exact_sums import whole_sum

Flags = npt.NDArray[np.bool_]
NO_REGION = "unknown"
"""Key of the rows that name no region."""
_DIGITS, _ROUGH_DIGITS = 15, 12
"""Significant digits of what is not exact: those of correctly rounded floats, and of rough ones."""
_CLOSE = 2.0**-40
"""Two values computed in floats, closer than this part of them, are the same."""


@dataclass(frozen=True, slots=True)
class ValueSummary:
    """Of the rows whose value is known; figures are None where there is none, or where no float can hold them."""

    count: int
    sum: Number | None
    mean: Number | None
    quantiles: dict[str, Number | None]

    def to_json(self) -> dict[str, Any]:
        return {
            "known": self.count,
            "sum": _text(self.sum),
            "mean": _text(self.mean),
            "quantiles": {name: _text(value) for name, value in self.quantiles.items()},
        }


@dataclass(frozen=True, slots=True)
class ValueMove:
    """`changed`: rows whose value is another one, or becomes known or unknown."""

    before: ValueSummary
    after: ValueSummary
    changed: int

    def to_json(self) -> dict[str, Any]:
        return {"before": self.before.to_json(), "after": self.after.to_json(), "changed": self.changed}


@dataclass(frozen=True, slots=True)
class ValueChanges:
    """The values of a rule. `exact`: of before and after both."""

    unit: str
    exact: bool
    whole: ValueMove
    by_region: dict[str, ValueMove]

    def to_json(self) -> dict[str, Any]:
        return {
            "unit": self.unit,
            "exact": self.exact,
            **self.whole.to_json(),
            "by_region": {region: move.to_json() for region, move in self.by_region.items()},
        }


def value_changes(
    before: PopulationOutcomes, after: PopulationOutcomes, names: dict[str, str]
) -> dict[str, ValueChanges]:
    """How the values of these rules (with their units) move. Regions are those of the first column of that kind."""
    regions = _rows_by_region(before.population)
    return {name: _changes(_Values(before, name), _Values(after, name), unit, regions) for name, unit in names.items()}


class _Values:
    """The values of a rule: whole numbers in a scale, or true values in floats."""

    def __init__(self, outcomes: PopulationOutcomes, name: str) -> None:
        lane = outcomes.lanes.get(name)
        self.lane: Lane | None = lane if lane is not None and lane.is_whole else None
        self.values: Floats = outcomes.values[name] if self.lane is not None else outcomes.value(name)
        self.stored = outcomes.values[name]
        is_rough = lane is not None and lane.precision is Precision.ROUGH
        self.digits = _ROUGH_DIGITS if is_rough else _DIGITS

    def number(self, value: float) -> Fraction | None:
        if self.lane is not None:
            return int(value) * self.lane.scale
        return Fraction(value) if math.isfinite(value) else None

    def total(self, numbers: Floats) -> Fraction | None:
        if self.lane is not None:
            return Fraction(whole_sum(numbers, self.lane.scale))
        return self.number(_float_sum(numbers))

    def shown(self, value: Fraction | None) -> Number | None:
        """The number as it is shown: all of it when it is exact, else the digits that hold."""
        if value is None or self.lane is not None:
            return None if value is None else simplest(value)
        try:
            return of_float(float(f"{float(value):.{self.digits}g}"))
        except OverflowError:
            return None

    def summary(self, rows: Integers | None) -> ValueSummary:
        values = self.values if rows is None else self.values[rows]
        numbers = values[~np.isnan(values)]
        if not len(numbers):
            return ValueSummary(0, None, None, dict.fromkeys(QUANTILES))
        total = self.total(numbers)
        mean = None if total is None else total / len(numbers)
        return ValueSummary(len(numbers), self.shown(total), self.shown(mean), self.quantiles(numbers))

    def quantiles(self, numbers: Floats) -> dict[str, Number | None]:
        last = len(numbers) - 1
        places = {name: divmod(share * last, 1) for name, share in QUANTILES.items()}
        needed = sorted({min(place + more, last) for place, _ in places.values() for more in (0, 1)})
        ordered = np.partition(numbers, needed)
        return {
            name: self.shown(self.between(ordered[place], ordered[min(place + 1, last)], part))
            for name, (place, part) in places.items()
        }

    def between(self, first: float, second: float, part: Fraction) -> Fraction | None:
        low, high = self.number(first), self.number(second)
        return None if low is None or high is None else low + part * (high - low)


def _changes(before: _Values, after: _Values, unit: str, regions: dict[str, Integers]) -> ValueChanges:
    differs = _differs(before, after)
    whole = _move(before, after, differs, None)
    by_region = {region: _move(before, after, differs, rows) for region, rows in regions.items()}
    return ValueChanges(unit, before.lane is not None and after.lane is not None, whole, by_region)


def _move(before: _Values, after: _Values, differs: Flags, rows: Integers | None) -> ValueMove:
    changed = int(np.count_nonzero(differs if rows is None else differs[rows]))
    summary = before.summary(rows)
    return ValueMove(summary, after.summary(rows) if changed else summary, changed)


def _differs(before: _Values, after: _Values) -> Flags:
    """The rows whose value is not the same."""
    first, second = before.values, after.values
    if before.stored is after.stored or after.stored.base is before.stored:
        return np.zeros(len(first), dtype=bool)
    unknown = np.isnan(first), np.isnan(second)
    differs: Flags = unknown[0] != unknown[1]
    rows = np.flatnonzero(~(unknown[0] | unknown[1]))
    differs[rows] = _other_numbers(before, after, rows)
    return differs


def _other_numbers(before: _Values, after: _Values, rows: Integers) -> Flags:
    """Whether two known values differ: exactly where both are whole, else by more than floats lose."""
    if before.lane is None or after.lane is None:
        first, second = (_true_values(values, rows) for values in (before, after))
        same: Flags = (first == second) | (np.abs(first - second) <= _CLOSE * np.maximum(np.abs(first), np.abs(second)))
        return ~same
    factors = common_scale(before.lane, after.lane)[:2]
    first, second = before.values[rows], after.values[rows]
    if max(before.lane.bound * factors[0], after.lane.bound * factors[1]) < EXACT_BOUND:
        differs: Flags = first * float(factors[0]) != second * float(factors[1])
        return differs
    pairs = zip(first.tolist(), second.tolist(), strict=True)
    return np.array([int(old) * factors[0] != int(new) * factors[1] for old, new in pairs], dtype=bool)


def _true_values(values: _Values, rows: Integers) -> Floats:
    numbers = values.values[rows]
    return numbers if values.lane is None else numbers * float(values.lane.scale)


def _rows_by_region(population: Population) -> dict[str, Integers]:
    """The rows of each region, by code, those that name none at the end; nothing without such a column."""
    regions = [field for field in population.programme.fields.values() if field.kind is FieldKind.REGION]
    column = next((population.columns[field.id] for field in regions if field.id in population.columns), None)
    if column is None:
        return {}
    rows: dict[str, list[int]] = {}
    for row in range(population.rows):
        rows.setdefault(str(column.at(row) or NO_REGION), []).append(row)
    codes = sorted(rows, key=lambda code: (code == NO_REGION, code))
    return {code: np.array(rows[code], dtype=np.int64) for code in codes}


def _float_sum(values: Floats) -> float:
    """Correctly rounded, and so the same in any order; infinite or NaN where floats cannot hold it."""
    try:
        return math.fsum(values.tolist())
    except (OverflowError, ValueError):
        return math.nan


def _text(value: Number | None) -> str | None:
    return None if value is None else decimal_text(value)
