"""What tests of columns compare: every row and rule of a population against the exact evaluator."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path

import numpy as np

from poincon.cahier.basics.numbers import Number
from poincon.cahier.columns import STATUS_CODES, Population, PopulationOutcomes, read_population
from poincon.cahier.columns.lanes import Precision
from poincon.cahier.columns.population import NumberColumn
from poincon.cahier.evaluation import Judge, RuleResult
from poincon.cahier.loading import Package


def population(package: Package, text: str, beside: Mapping[str, str] | None = None) -> Population:
    """A population from the text of a CSV file, and of those beside it, by name."""
    with tempfile.TemporaryDirectory() as folder:
        for name, content in {"population": text, **(beside or {})}.items():
            middle = "" if name == "population" else f".{name}"
            (Path(folder) / f"population{middle}.csv").write_text(content, encoding="utf-8", newline="")
        return read_population(Path(folder) / "population.csv", package.programme)


def words(outcomes: PopulationOutcomes, name: str) -> list[str | None]:
    """The statuses of a rule, row by row of the sorted population."""
    statuses = [STATUS_CODES[int(code)] for code in outcomes.statuses[name]]
    return [status.value if status else None for status in statuses]


def column_value(outcomes: PopulationOutcomes, name: str, row: int) -> float:
    """A value in the rule's own unit; rules judged row by row have no lane, and hold it as it is."""
    lane = outcomes.lanes.get(name)
    return float(outcomes.values[name][row]) * (float(lane.scale) if lane else 1.0)


def largest(outcomes: PopulationOutcomes) -> float:
    """How large the terms of a sum can be: the greatest answer times the greatest parameter."""
    columns = [column for column in outcomes.population.columns.values() if isinstance(column, NumberColumn)]
    cells = [column.bound / 10**column.decimals for column in columns]
    values = [value for valued in outcomes.package.programme.valued.values() for _, value in valued.values]
    figures = [abs(float(value)) for value in values if value is not None]
    figures += [abs(float(value)) for value in outcomes.parameters.values()]
    return float(max([1.0, *cells]) * max([1.0, *figures]))


def close(outcomes: PopulationOutcomes, name: str, value: float, expected: float) -> bool:
    lane = outcomes.lanes.get(name)
    is_rough = lane is not None and lane.precision is Precision.ROUGH
    return abs(value - expected) <= 1e-9 * abs(expected) + (1e-12 * largest(outcomes) if is_rough else 0)


def verdict_differences(result: RuleResult, position: float, row: int) -> list[str]:
    """Where a column does not hold the verdict of a row, by its position."""
    rule = result.checked.rule
    in_column = None if np.isnan(position) else rule.options[int(position)].id
    verdict = result.value if result.status is None else None
    return [] if in_column == verdict else [f"row {row} {rule.id}: {verdict} exactly, {in_column} in columns"]


def as_number(people: Population, value: object) -> float | None:
    """A value as columns hold it, a date by its day and a text by its rank; None for none."""
    if isinstance(value, date):
        return float(value.toordinal())
    if isinstance(value, str):
        return float(people.words.rank(value))
    return float(value) if isinstance(value, int | Fraction) else None


def disagreements(
    package: Package,
    people: Population,
    outcomes: PopulationOutcomes,
    on: date | None = None,
    parameters: dict[str, Number] | None = None,
) -> list[str]:
    """Where columns and the exact evaluator, given the row as a dossier, do not say the same.

    Values agree within 1e-9 of themselves; those of a rough lane, within 1e-12 of the terms that made them.
    """
    judge, differences = Judge(package), []
    for row in range(people.rows):
        for name, result in judge.assess(people.dossier(row), on, parameters).results.items():
            status = STATUS_CODES[int(outcomes.statuses[name][row])]
            if status != result.status:
                differences.append(f"row {row} {name}: {result.status} exactly ({result.value}), {status} in columns")
            if name not in outcomes.values:
                continue
            value, expected = column_value(outcomes, name, row), as_number(people, result.value)
            if result.checked.rule.lines:
                differences += verdict_differences(result, value, row)
                continue
            if (expected is None) is bool(np.isfinite(value)):
                differences.append(f"row {row} {name}: {result.value} exactly, {value} in columns")
            elif expected is not None and not close(outcomes, name, value, expected):
                differences.append(f"row {row} {name}: {expected} exactly, {value} in columns")
    return differences
