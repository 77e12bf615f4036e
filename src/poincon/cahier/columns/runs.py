"""Judging a population: chunk by chunk through the compiled columns, then the rows left to the exact evaluator."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import Any

import numpy as np

from poincon.cahier.basics.numbers import Number
from poincon.cahier.columns.kernels import RuleKernel
from poincon.cahier.columns.outcomes import STATUS_CODES, PopulationOutcomes
from poincon.cahier.columns.parts import Chunk
from poincon.cahier.columns.planner import Planner
from poincon.cahier.columns.population import Codes, Floats, Integers, Population
from poincon.cahier.columns.rule_plans import RulePlans
from poincon.cahier.columns.varying import ParameterValues
from poincon.cahier.evaluation import Judge, RuleResult
from poincon.cahier.formulas.checked_rules import CheckedRule
from poincon.cahier.loading import Package
from poincon.cahier.model import Parameter

CHUNK_ROWS = 32768
"""Small enough for the working arrays to stay in the processor's cache."""
_CODE_OF = {status: code for code, status in STATUS_CODES.items()}


def evaluate(
    package: Package,
    population: Population,
    on: date | None = None,
    parameters: dict[str, Number] | None = None,
    only: Iterable[str] | None = None,
) -> PopulationOutcomes:
    """Judge every row. `parameters` override the programme's; `only` keeps these outcomes and what they read."""
    return _Run(package, population, on, parameters or {}).outcomes(package.rulebook.needed(only))


def reform(base: PopulationOutcomes, changes: dict[str, Number]) -> PopulationOutcomes:
    """The same population with some parameters changed: only what depends on them is judged again."""
    package, parameters = base.package, {**base.parameters, **changes}
    touched = package.rulebook.depending_on(frozenset(changes))
    rules = [checked for checked in package.rulebook.rules if checked.rule.id in touched & base.statuses.keys()]
    return _Run(package, base.population, base.on, parameters, base, frozenset(changes)).outcomes(rules)


class _Run:
    def __init__(
        self,
        package: Package,
        population: Population,
        on: date | None,
        parameters: dict[str, Number],
        base: PopulationOutcomes | None = None,
        changed: frozenset[str] = frozenset(),
    ) -> None:
        self.package = package
        self.population = population
        self.on = on
        self.parameters = parameters
        self.base = base
        self.statuses: dict[str, Codes] = {}
        self.values: dict[str, Floats] = {}
        self.planner = Planner(package.rulebook, population, self.parameter_values())
        self.plans = RulePlans(self.planner, self.statuses, self.values, base, changed)

    def outcomes(self, rules: list[CheckedRule]) -> PopulationOutcomes:
        names = [checked.rule.id for checked in rules]
        if self.base is not None:
            self.plans.again = frozenset(names)
            self.start_from(self.base)
        kernels: list[RuleKernel] = []
        one_by_one: list[str] = []
        for checked in rules:
            self.planner.varying.note(checked)
            compiled = self.plans.kernels(checked)
            if compiled is None:
                one_by_one.append(checked.rule.id)
            else:
                kernels.extend(compiled)
        near = self.run_chunks(kernels)
        if self.base is not None:
            near = np.union1d(near, self.base.exact_rows)
        self.judge_rows(near, [name for name in names if name not in one_by_one])
        self.judge_rows(np.arange(self.population.rows, dtype=np.int64), one_by_one)
        by_rows = tuple(dict.fromkeys([*(self.base.by_rows if self.base else ()), *one_by_one]))
        return PopulationOutcomes(
            self.package,
            self.population,
            self.on,
            self.parameters,
            self.statuses,
            self.values,
            self.planner.judged,
            near,
            by_rows,
        )

    def start_from(self, base: PopulationOutcomes) -> None:
        """Keep what the reform does not touch; statuses that are judged again get arrays of their own."""
        for checked in self.package.rulebook.rules:
            name = checked.rule.id
            if name not in base.statuses:
                continue
            self.planner.varying.note(checked)
            if name in self.plans.again:
                continue
            self.statuses[name] = base.statuses[name]
            if name in base.values:
                self.values[name] = base.values[name]
            if name not in base.by_rows:
                self.planner.judged.take(name, base.judged)

    # parameters and days

    def day(self, year: int | None) -> date:
        """The day at which dated values are read for a row of that year."""
        if self.on is not None:
            return self.on
        if year is not None:
            return date(year, 12, 31)
        programme = self.package.programme
        return date(programme.day.year, 12, 31) if self.population.tells_of_a_year else programme.day

    def parameter_values(self) -> ParameterValues:
        """One value for all rows, unless a dated value changes between their years."""
        values: ParameterValues = {}
        years = self.population.years
        distinct = [] if years is None or self.on is not None else [int(year) for year in np.unique(years)]
        for parameter in self.package.programme.valued.values():
            if parameter.day_field:
                values[parameter.id] = self.readings_by_row(parameter)
                continue
            by_year = {year: self.reading(parameter, self.day(year)) for year in distinct}
            if len(set(by_year.values())) > 1 and years is not None:
                values[parameter.id] = tuple(by_year[int(year)] for year in years)
            else:
                values[parameter.id] = self.reading(parameter, self.day(distinct[0] if distinct else None))
        return values

    def readings_by_row(self, parameter: Parameter) -> Number | tuple[Number | None, ...] | None:
        """The values of a parameter that each row reads at a date of its own."""
        column = self.population.columns.get(parameter.day_field)
        if parameter.id in self.parameters:
            return self.parameters[parameter.id]
        if column is None:
            return None
        days = [column.at(row) for row in range(self.population.rows)]
        readings = {day: parameter.at(day) if isinstance(day, date) else None for day in set(days)}
        return tuple(readings[day] for day in days)

    def reading(self, parameter: Parameter, day: date) -> Number | None:
        """The value of a parameter that day, or what this run sets in its place."""
        is_set = parameter.id in self.parameters and parameter.may_be_set(day)
        return self.parameters[parameter.id] if is_set else parameter.at(day)

    # running

    def run_chunks(self, kernels: list[RuleKernel]) -> Integers:
        near: list[Integers] = []
        # x / 0 is unknown here, and infinities that it makes on the way are replaced
        with np.errstate(divide="ignore", invalid="ignore"):
            for start, stop in self.chunks():
                chunk = Chunk(self.population, start, stop, self.statuses, self.values)
                for kernel in kernels:
                    kernel(chunk)
                if chunk.near.any():
                    near.append(np.flatnonzero(chunk.near).astype(np.int64) + start)
        return np.concatenate(near) if near else np.empty(0, dtype=np.int64)

    def chunks(self) -> Iterable[tuple[int, int]]:
        start, rows = 0, self.population.rows
        grouped = bool(self.population.dossiers)
        while start < rows:
            stop = min(start + CHUNK_ROWS, rows)
            while grouped and stop < rows and self.population.first_row[stop] != stop:
                stop += 1
            yield start, stop
            start = stop

    def judge_rows(self, rows: Integers, names: list[str]) -> None:
        """Replace the outcomes of these rows by those of the exact evaluator."""
        if not len(rows) or not names:
            return
        for name in names:
            if name in self.values and not self.values[name].flags.writeable:
                self.values[name] = self.values[name].copy()
        judge = Judge(self.package, only=names)
        years = self.population.years
        for row in rows:
            day = self.day(None if years is None else int(years[row]))
            assessment = judge.assess(self.population.dossier(int(row)), day, self.parameters)
            for name in names:
                self.store(int(row), name, assessment.results[name])

    def store(self, row: int, name: str, result: RuleResult) -> None:
        self.statuses[name][row] = _CODE_OF[result.status]
        rule = result.checked.rule
        if rule.lines:
            names = [option.id for option in rule.options]
            self.values[name][row] = names.index(result.value) if result.status is None else np.nan
            return
        if name in self.values:
            lane = self.planner.judged.lanes.get(name)
            value = self.number_of(result.value)
            self.values[name][row] = np.nan if value is None else _nearest(value / (lane.scale if lane else 1))

    def number_of(self, value: Any) -> Fraction | None:
        """How columns hold a value; None for none."""
        if isinstance(value, date):
            return Fraction(value.toordinal())
        if isinstance(value, str):
            return Fraction(self.population.words.rank(value))
        return Fraction(value) if isinstance(value, int | Fraction) else None


def _nearest(value: Fraction) -> float:
    """The nearest float; infinite when there is none."""
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf
