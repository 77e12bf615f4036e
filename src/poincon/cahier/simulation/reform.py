"""What would change if a parameter moved: counts before and after, and who changes status."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from poincon.cahier.basics.numbers import Number, decimal_text
from poincon.cahier.basics.units import COUNT
from poincon.cahier.columns import (
    STATUS_CODES,
    Population,
    PopulationOutcomes,
    evaluate,
    read_population,
    reform,
)
from poincon.cahier.loading import Package
from poincon.cahier.model.kinds import Type
from poincon.cahier.simulation.value_changes import ValueChanges, value_changes


@dataclass(frozen=True, slots=True)
class Change:
    """A dossier-year whose status moves; `year` is None when the population has no years, a status None when known."""

    dossier: str
    year: int | None
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class OutcomeCounts:
    """Rows by status; `known` counts values that have nothing to meet."""

    before: dict[str, int]
    after: dict[str, int]
    changes: list[Change]


@dataclass(frozen=True, slots=True)
class Simulation:
    rows: int
    outcomes: dict[str, OutcomeCounts]
    parameters: dict[str, tuple[Number | None, Number]]
    """Each parameter that was set: its value before (None when the programme has none), and after."""
    values: dict[str, ValueChanges]
    """How the values of each rule that gives a number move."""
    exact_rows: int
    """Rows that were too near to call in columns and were judged one by one."""

    def to_json(self) -> dict[str, Any]:
        """The contract of `poincon simulate --json`."""
        return {
            "rows": self.rows,
            "outcomes": {
                name: {
                    "before": counts.before,
                    "after": counts.after,
                    "changes": [
                        {"dossier": change.dossier, "annee": change.year, "from": change.before, "to": change.after}
                        for change in counts.changes
                    ],
                }
                for name, counts in self.outcomes.items()
            },
            "parameters": {
                name: {"from": None if before is None else decimal_text(before), "to": decimal_text(after)}
                for name, (before, after) in self.parameters.items()
            },
            "values": {name: changes.to_json() for name, changes in self.values.items()},
        }


def simulate_file(package: Package, path: Path, changes: dict[str, Number], on: date | None = None) -> Simulation:
    """The same, on a CSV or Parquet file. Raises `Unusable`."""
    return simulate(package, read_population(path, package.programme), changes, on)


def simulate(
    package: Package, population: Population, changes: dict[str, Number], on: date | None = None
) -> Simulation:
    """Judge a population as the programme stands, then with these parameters: only what depends on them again."""
    before = evaluate(package, population, on)
    after = reform(before, changes) if changes else before
    outcomes = {
        checked.rule.id: OutcomeCounts(
            before.counts(checked.rule.id),
            after.counts(checked.rule.id),
            _changes(before, after, checked.rule.id),
        )
        for checked in package.rulebook.rules
    }
    day = on or _latest_day(package, population)
    parameters = {name: (package.programme.parameter[name].at(day), value) for name, value in changes.items()}
    numbers = {
        checked.rule.id: (checked.unit or COUNT).name
        for checked in package.rulebook.rules
        if checked.type is Type.NUMBER
    }
    values = value_changes(before, after, numbers)
    return Simulation(population.rows, outcomes, parameters, values, len(after.exact_rows))


def _latest_day(package: Package, population: Population) -> date:
    """The day at which the programme's own value of a changed parameter is told: that of the latest year."""
    if population.years is None or not population.rows:
        return package.programme.day
    return date(int(population.years.max()), 12, 31)


def _changes(before: PopulationOutcomes, after: PopulationOutcomes, name: str) -> list[Change]:
    first, second = before.statuses[name], after.statuses[name]
    if first is second:
        return []
    population = before.population
    rows = np.flatnonzero(first != second)
    rows = rows[np.argsort(population.order[rows], kind="stable")]
    return [
        Change(
            population.name(int(row)),
            None if population.years is None else int(population.years[row]),
            _word(int(first[row])),
            _word(int(second[row])),
        )
        for row in rows
    ]


def _word(code: int) -> str | None:
    status = STATUS_CODES[code]
    return status.value if status is not None else None
