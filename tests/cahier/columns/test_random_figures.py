"""Sums, statistics and quantiles of random programmes are those of exact numbers, row by row."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from hypothesis import given

from poincon.cahier.basics.numbers import Number
from poincon.cahier.basics.sums import QUANTILES, quantile
from poincon.cahier.columns import Population, evaluate
from poincon.cahier.evaluation import Judge
from poincon.cahier.formulas import tree
from poincon.cahier.loading import Package
from poincon.cahier.model.kinds import Type
from poincon.cahier.simulation import ValueSummary, simulate, statistic
from tests.cahier.columns.agreement import largest, population
from tests.cahier.columns.random_populations import Example, examples
from tests.cahier.columns.trials import loaded, random_examples

Row = dict[str, Any]
"""Results of the exact evaluator, by rule."""


def judged(package: Package, people: Population, changes: dict[str, Number] | None = None) -> list[Row]:
    judge = Judge(package)
    return [judge.assess(people.dossier(row), None, changes).results for row in range(people.rows)]


def number_rules(package: Package) -> list[str]:
    return [checked.rule.id for checked in package.rulebook.rules if checked.type is Type.NUMBER]


def numbers(rows: list[Row], name: str) -> list[Number]:
    values = [row[name].value for row in rows]
    return [value for value in values if value.__class__ in (int, Fraction)]


def parts(step: Any) -> tuple[Number, Number] | None:
    """What a step divides, and by what, as the explanation has them; None of a step that divides nothing."""
    while True:
        node = getattr(step, "node", None)
        if isinstance(node, tree.Rounded):
            step = step.children[0]
        elif isinstance(node, tree.RuleValue):
            step = step.children[0].step
        elif isinstance(node, tree.Arithmetic) and node.operator == "/":
            return step.children[0].value, step.children[1].value
        else:
            return None


def expected(rows: list[Row], name: str) -> Fraction | None:
    """The statistic by hand, from the explanation of each row."""
    counted = [row[name] for row in rows if row[name].value.__class__ in (int, Fraction)]
    pairs = [parts(result.step) or (result.value, 1) for result in counted]
    divisor = sum((Fraction(below) for _, below in pairs), Fraction())
    return sum((Fraction(above) for above, _ in pairs), Fraction()) / divisor if divisor else None


@random_examples
@given(examples())
def test_statistics_are_those_of_the_explanations(example: Example) -> None:
    package = loaded(example)
    people = population(package, example.csv)
    rows = judged(package, people)
    for name in number_rules(package):
        whole = statistic(package, people, name).whole
        assert whole.counted == len(numbers(rows, name)), name
        assert whole.exact == expected(rows, name), name
        assert whole.counted + len(whole.aside) == people.rows


def agrees(summary: ValueSummary, values: list[Number], *, exact: bool, room: Fraction) -> bool:
    """Whether a summary is that of these numbers: exactly, else within what floats lose of the terms."""
    if not values:
        return summary.count == 0 and summary.sum is None
    total = Fraction(sum(values, Fraction()))
    figures: dict[str, tuple[Number | None, Number]] = {
        "sum": (summary.sum, total),
        "mean": (summary.mean, total / len(values)),
    }
    figures |= {name: (summary.quantiles[name], quantile(sorted(values), share)) for name, share in QUANTILES.items()}
    for name, (figure, true) in figures.items():
        assert figure is not None, name
        tolerance = 0 if exact else abs(Fraction(true)) / 10**10 + room * len(values)
        if abs(Fraction(figure) - true) > tolerance:
            return False
    return summary.count == len(values)


@random_examples
@given(examples())
def test_figures_before_and_after_are_those_of_the_exact_evaluator(example: Example) -> None:
    package = loaded(example)
    people = population(package, example.csv)
    simulation = simulate(package, people, example.changes)
    before, after = judged(package, people), judged(package, people, example.changes)
    room = Fraction(largest(evaluate(package, people, None, example.changes))) ** 2 / 10**12
    for name in number_rules(package):
        changes = simulation.values[name]
        assert agrees(changes.whole.before, numbers(before, name), exact=changes.exact, room=room), name
        assert agrees(changes.whole.after, numbers(after, name), exact=changes.exact, room=room), name
        if changes.exact:
            pairs = zip(before, after, strict=True)
            assert changes.whole.changed == sum(numbers([old], name) != numbers([new], name) for old, new in pairs)
