"""A statistic of a population (a national average), exactly, to be published as a dated value of a parameter.

Of a rule that divides, the sum of what it divides over the sum of what it divides by, as the source of `crt-2022` asks:
a structure weighs what it is. Of any other rule, the mean. Only the rows whose value is known count.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction

import numpy as np

from poincon.cahier.basics.numbers import Number, rounded, simplest
from poincon.cahier.basics.sums import sum_of
from poincon.cahier.columns import Population, PopulationOutcomes, evaluate
from poincon.cahier.columns.population import Integers
from poincon.cahier.evaluation import NOT_APPLICABLE, Cause, Judge, RuleResult
from poincon.cahier.formulas import tree
from poincon.cahier.formulas.checked_rules import CheckedRule
from poincon.cahier.loading import Package
from poincon.cahier.model import Parameter, Strength
from poincon.cahier.simulation.exact_sums import whole_sum

CENT = Fraction(1, 100)
_DIVIDED, _DIVISOR = "/divided", "/divisor"
"""Names of the two parts of a quotient: no rule of a package can have them."""


class StatisticKind(StrEnum):
    RATIO_OF_SUMS = "ratio_of_sums"
    MEAN = "mean"


@dataclass(frozen=True, slots=True)
class RowAside:
    """A row that does not count. `cause` is None where the rule is « sans objet »."""

    dossier: str
    year: int | None
    cause: Cause | None
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Statistic:
    """`total` over `divisor`: both sums of a quotient, or the sum of the values and how many there are."""

    year: int | None
    """None of every year together, or of a population without years."""
    rows: int
    counted: int
    total: Number
    divisor: Number
    aside: tuple[RowAside, ...]
    """In the order of the file."""

    @property
    def exact(self) -> Number | None:
        """None where nothing counts, or where what would divide adds up to zero."""
        return simplest(Fraction(self.total) / Fraction(self.divisor)) if self.counted and self.divisor else None

    def value(self, step: Fraction = CENT) -> Number | None:
        """The nearest multiple of `step`, halves away from zero."""
        exact = self.exact
        return None if exact is None else rounded(exact, step)


@dataclass(frozen=True, slots=True)
class PopulationStatistic:
    """`whole`: of every row looked at; `by_year`: of each year, where the population has years."""

    checked: CheckedRule
    kind: StatisticKind
    divided: str
    """Formula of what is added up; that of the whole value for a mean."""
    divisor: str | None
    """Formula of what it is divided by; None for a mean."""
    parameter: Parameter | None
    """The parameter that the rule is compared with (`comparee`), which the statistic may set; None of a threshold."""
    whole: Statistic
    by_year: tuple[Statistic, ...]


def statistic(
    package: Package, population: Population, name: str, on: date | None = None, year: int | None = None
) -> PopulationStatistic:
    """The statistic of a rule whose value is a number; of one year of the population when `year` is given.

    `on`: the day at which dated parameters are read, by default 31 December of the year of each row.
    """
    return _Counting(package, population, name, on).of(year)


def quotient_of(package: Package, checked: CheckedRule) -> tuple[CheckedRule, tree.Arithmetic] | None:
    """The division whose outcome a rule is, rounded or not, after the rule where it is written; None of any other."""
    node = checked.formula
    while node is not None:
        match node:
            case tree.Rounded():
                node = node.operand
            case tree.RuleValue():
                checked = package.rulebook.by_id[node.rule.id]
                node = checked.formula
            case tree.Arithmetic(operator="/"):
                return checked, node
            case _:
                return None
    return None


class _Counting:
    def __init__(self, package: Package, population: Population, name: str, on: date | None) -> None:
        self.population, self.name, self.on = population, name, on
        self.checked = package.rulebook.by_id[name]
        quotient = quotient_of(package, self.checked)
        self.formulas: tuple[str, str | None] = (name, None)
        if quotient is not None:
            self.formulas = quotient[1].first.text, quotient[1].second.text
        self.kind = StatisticKind.MEAN if quotient is None else StatisticKind.RATIO_OF_SUMS
        self.package = package if quotient is None else _with_parts(package, *quotient)
        parts = [name] if quotient is None else [_DIVIDED, _DIVISOR]
        self.outcomes = evaluate(self.package, population, on, only=[name, *parts])
        self.counts = ~np.isnan(self.outcomes.values[name])
        self.sums = [_Sums(self.outcomes, part, on) for part in parts]
        self.judge = Judge(package, only=[name])
        self.reasons: dict[int, RowAside] = {}

    def of(self, year: int | None) -> PopulationStatistic:
        years = self.population.years
        if years is None:
            return self.statistics(self.statistic(None, np.arange(self.population.rows)), ())
        looked_at = np.unique(years) if year is None else np.array([year])
        by_year = tuple(self.statistic(int(each), np.flatnonzero(years == each)) for each in looked_at)
        whole = by_year[0] if len(by_year) == 1 else self.statistic(None, np.arange(self.population.rows))
        return self.statistics(whole, by_year)

    def statistics(self, whole: Statistic, by_year: tuple[Statistic, ...]) -> PopulationStatistic:
        parameter = compared_parameter(self.checked)
        return PopulationStatistic(self.checked, self.kind, *self.formulas, parameter, whole, by_year)

    def statistic(self, year: int | None, rows: Integers) -> Statistic:
        counted = rows[self.counts[rows]]
        aside = rows[~self.counts[rows]]
        aside = aside[np.argsort(self.population.order[aside], kind="stable")]
        total = self.sums[0].of(counted)
        divisor = len(counted) if self.kind is StatisticKind.MEAN else self.sums[1].of(counted)
        return Statistic(year, len(rows), len(counted), total, divisor, tuple(self.rows_aside(aside)))

    def rows_aside(self, rows: Integers) -> Iterator[RowAside]:
        """Why each of these rows does not count: only the exact evaluator knows, and each is judged once."""
        for row in map(int, rows):
            if row not in self.reasons:
                result = self.judge.assess(self.population.dossier(row), self.on).results[self.name]
                year = None if self.population.years is None else int(self.population.years[row])
                self.reasons[row] = RowAside(self.population.name(row), year, *_why(result))
            yield self.reasons[row]


class _Sums:
    """Exact sums of a rule over rows where it is known: of whole numbers in columns, else row by row."""

    def __init__(self, outcomes: PopulationOutcomes, name: str, on: date | None) -> None:
        self.population, self.name, self.on = outcomes.population, name, on
        self.values = outcomes.values[name]
        lane = outcomes.lanes.get(name)
        self.scale = lane.scale if lane is not None and lane.is_whole else None
        self.judge = Judge(outcomes.package, only=[name]) if self.scale is None else None
        self.exact: dict[int, Number] = {}

    def of(self, rows: Integers) -> Number:
        if self.scale is not None:
            return whole_sum(self.values[rows], self.scale)
        return sum_of(self.value(int(row)) for row in rows)

    def value(self, row: int) -> Number:
        """The exact value in a row, judged once: a row is read for its year, then for all years."""
        if row not in self.exact:
            assert self.judge is not None
            value = self.judge.assess(self.population.dossier(row), self.on).results[self.name].value
            self.exact[row] = value
        return self.exact[row]


def _with_parts(package: Package, checked: CheckedRule, quotient: tree.Arithmetic) -> Package:
    """The package, with two more rules: what is divided, and what it is divided by."""
    parts = tuple(
        replace(
            checked,
            rule=replace(checked.rule, id=name),
            unit=node.unit,
            formula=node,
            target=None,
            applicable=None,
        )
        for name, node in ((_DIVIDED, quotient.first), (_DIVISOR, quotient.second))
    )
    return replace(package, rulebook=replace(package.rulebook, rules=(*package.rulebook.rules, *parts)))


def compared_parameter(checked: CheckedRule) -> Parameter | None:
    """The parameter that a rule is only compared with: a threshold is not what the others do."""
    if checked.rule.strength is not Strength.COMPARED:
        return None
    target = checked.target.second if checked.target is not None else None
    return target.parameter if isinstance(target, tree.ParameterValue) else None


def _why(result: RuleResult) -> tuple[Cause | None, tuple[str, ...]]:
    if result.value is NOT_APPLICABLE:
        return None, ()
    return result.value.cause, tuple(result.holes)
