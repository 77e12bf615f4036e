"""What would change if a parameter moved: counts before and after, and who changes status."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

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
from poincon.cahier.model import Rule
from poincon.cahier.model.kinds import Type
from poincon.cahier.simulation.value_changes import ValueChanges, value_changes


@dataclass(frozen=True, slots=True)
class Change:
    """A dossier-year whose status moves; `year` is None when the population has no years, a status None when known.

    Or whose verdict moves: that is told by its identifier, None where none is reached.
    """

    dossier: str
    year: int | None
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class OutcomeCounts:
    """Rows by status (`known` counts values that have nothing to meet), or by verdict."""

    before: dict[str, int]
    after: dict[str, int]
    changes: list[Change]

    def to_json(self) -> dict[str, Any]:
        changes = [
            {"dossier": change.dossier, "annee": change.year, "from": change.before, "to": change.after}
            for change in self.changes
        ]
        return {"before": self.before, "after": self.after, "changes": changes}


@dataclass(frozen=True, slots=True)
class Simulation:
    rows: int
    outcomes: dict[str, OutcomeCounts]
    verdicts: dict[str, OutcomeCounts]
    """Rows by verdict, for the rules that give one; who changes verdict."""
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
            "outcomes": {name: counts.to_json() for name, counts in self.outcomes.items()},
            "verdicts": {name: counts.to_json() for name, counts in self.verdicts.items()},
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
    verdicts = {
        rule.id: OutcomeCounts(before.verdicts(rule.id), after.verdicts(rule.id), _verdict_changes(before, after, rule))
        for rule in package.programme.rules
        if rule.lines
    }
    day = on or _latest_day(package, population)
    parameters = {name: (package.programme.valued[name].at(day), value) for name, value in changes.items()}
    numbers = {
        checked.rule.id: (checked.unit or COUNT).name
        for checked in package.rulebook.rules
        if checked.type is Type.NUMBER
    }
    values = value_changes(before, after, numbers)
    return Simulation(population.rows, outcomes, verdicts, parameters, values, len(after.exact_rows))


def _latest_day(package: Package, population: Population) -> date:
    """The day at which the programme's own value of a changed parameter is told: that of the latest year."""
    if population.years is None or not population.rows:
        return package.programme.day
    return date(int(population.years.max()), 12, 31)


def _changes(before: PopulationOutcomes, after: PopulationOutcomes, name: str) -> list[Change]:
    first, second = before.statuses[name], after.statuses[name]
    if first is second:
        return []
    return _moves(before.population, first, second, lambda code: _word(int(code)))


def _verdict_changes(before: PopulationOutcomes, after: PopulationOutcomes, rule: Rule) -> list[Change]:
    first, second = before.values[rule.id], after.values[rule.id]
    if first is second:
        return []
    names = {position: option.id for position, option in enumerate(rule.options)}
    none = float(len(names))
    first, second = (np.nan_to_num(values, nan=none) for values in (first, second))
    return _moves(before.population, first, second, lambda position: names.get(int(position)))


def _moves(
    population: Population,
    first: npt.NDArray[Any],
    second: npt.NDArray[Any],
    word: Callable[[Any], str | None],
) -> list[Change]:
    """The rows that hold something else after than before, in the order of the file."""
    rows = np.flatnonzero(first != second)
    rows = rows[np.argsort(population.order[rows], kind="stable")]
    return [
        Change(
            population.name(int(row)),
            None if population.years is None else int(population.years[row]),
            word(first[row]),
            word(second[row]),
        )
        for row in rows
    ]


def _word(code: int) -> str | None:
    status = STATUS_CODES[code]
    return status.value if status is not None else None
