"""Closures over years: the year before, and what becomes of a value from the first year to the one judged."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from typing import Any

from poincon.cahier.evaluation import ranges
from poincon.cahier.evaluation.context import Context
from poincon.cahier.evaluation.values import (
    NO_SUCH_YEAR,
    NOT_APPLICABLE,
    Compile,
    Run,
    Step,
    Unknown,
    all_bounds,
    merged,
)
from poincon.cahier.formulas import tree


def compile_before(compile_node: Compile, node: tree.Before) -> Run:
    operand = compile_node(node.operand)

    def run(context: Context) -> Step:
        year = context.year
        if year - 1 not in context.years:
            return Step(node, NO_SUCH_YEAR)
        context.enter(year - 1)
        step = operand(context)
        context.enter(year)
        return Step(node, step.value, (step,), year - 1)

    return run


def compile_over_years(compile_node: Compile, node: tree.OverYears) -> Run:
    operand, combine = compile_node(node.operand), _OVER_YEARS[node.function]

    def run(context: Context) -> Step:
        year = context.year
        steps = []
        for past in range(context.first_year, year + 1):
            context.enter(past)
            steps.append(operand(context))
        context.enter(year)
        return Step(node, combine([step.value for step in steps]), tuple(steps), year)

    return run


def _total(values: list[Any]) -> Any:
    if any(value is NOT_APPLICABLE for value in values):
        return NOT_APPLICABLE
    if not any(value.__class__ is Unknown for value in values):
        return sum(values)
    bounds = all_bounds(values)
    return merged(values, None if bounds is None else ranges.total(bounds))


def _rising(values: list[Any]) -> Any:
    """No year falls and the last exceeds the first: settled by two known years as soon as they contradict it.

    A value that is not known exactly is a hole. Two years at least: one is followed by nothing.
    """
    if any(value is NOT_APPLICABLE for value in values):
        return NOT_APPLICABLE
    known_years = [value for value in values if value.__class__ is not Unknown]
    if any(later < earlier for earlier, later in combinations(known_years, 2)):
        return False
    first, last = values[0], values[-1]
    if len(values) > 1 and first.__class__ is not Unknown and last.__class__ is not Unknown and first == last:
        return False
    if len(values) < 2:
        return merged([*values, NO_SUCH_YEAR])
    return True if len(known_years) == len(values) else merged(values)


_OVER_YEARS: dict[str, Callable[[list[Any]], Any]] = {
    "somme": _total,
    "premier": lambda values: values[0],
    "dernier": lambda values: values[-1],
    "croissant": _rising,
}
