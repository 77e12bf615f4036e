"""Closures of numbers and days: « sans objet » goes through them, and so do the bounds of what is not known exactly."""

from __future__ import annotations

import operator
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from poincon.cahier.basics.numbers import ROUND, ROUNDING_STEPS
from poincon.cahier.evaluation import ranges
from poincon.cahier.evaluation.context import Context
from poincon.cahier.evaluation.dates import shifted, whole_months
from poincon.cahier.evaluation.values import (
    DIVISION_BY_ZERO,
    NOT_APPLICABLE,
    Compile,
    Run,
    Step,
    Unknown,
    all_bounds,
    bounds_of,
    merged,
)
from poincon.cahier.formulas import tree
from poincon.cahier.model import Comparison

_PLAIN: frozenset[Any] = frozenset((int, Fraction))
"""The types of a number that is known: what most operands are."""


def compared(comparison: Comparison, first: Any, second: Any) -> Any:
    """Whether a comparison holds between two values: True, False, « sans objet », or an unknown."""
    if first.__class__ in _PLAIN and second.__class__ in _PLAIN:
        return ranges.HOLDS[comparison](first, second)
    if first is NOT_APPLICABLE or second is NOT_APPLICABLE:
        return NOT_APPLICABLE
    if first.__class__ is not Unknown and second.__class__ is not Unknown:
        return ranges.HOLDS[comparison](first, second)
    first_bounds, second_bounds = bounds_of(first), bounds_of(second)
    if first_bounds is not None and second_bounds is not None:
        holds = ranges.compared(comparison, first_bounds, second_bounds)
        if holds is not None:
            return holds
    return merged((first, second))


def compile_comparison(compile_node: Compile, node: tree.Compare) -> Run:
    first, second, comparison = compile_node(node.first), compile_node(node.second), node.comparison

    def run(context: Context) -> Step:
        steps = (first(context), second(context))
        return Step(node, compared(comparison, steps[0].value, steps[1].value), steps)

    return run


def compile_arithmetic(compile_node: Compile, node: tree.Arithmetic) -> Run:
    first, second = compile_node(node.first), compile_node(node.second)
    if node.operator == "/":
        return _division(node, first, second)
    compute, through = _ARITHMETIC[node.operator], ranges.ARITHMETIC[node.operator]

    def run(context: Context) -> Step:
        steps = (first(context), second(context))
        x, y = steps[0].value, steps[1].value
        if x.__class__ in _PLAIN and y.__class__ in _PLAIN:
            return Step(node, compute(x, y), steps)
        return Step(node, _not_exact(x, y, through), steps)

    return run


def _division(node: tree.Arithmetic, first: Run, second: Run) -> Run:
    def run(context: Context) -> Step:
        steps = (first(context), second(context))
        x, y = steps[0].value, steps[1].value
        if x.__class__ in _PLAIN and y.__class__ in _PLAIN:
            return Step(node, Fraction(x, y) if y else DIVISION_BY_ZERO, steps)
        if y == 0 and x is not NOT_APPLICABLE:
            return Step(node, merged((x, DIVISION_BY_ZERO)), steps)
        return Step(node, _not_exact(x, y, ranges.divided), steps)

    return run


def _not_exact(x: Any, y: Any, through: Callable[[ranges.Range, ranges.Range], ranges.Range | None]) -> Any:
    """What two operands give of which one at least is « sans objet », or not known exactly."""
    if x is NOT_APPLICABLE or y is NOT_APPLICABLE:
        return NOT_APPLICABLE
    operands = all_bounds((x, y))
    return merged((x, y), through(*operands) if operands is not None else None)


_ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {"+": operator.add, "-": operator.sub, "*": operator.mul}


def compile_negative(compile_node: Compile, node: tree.Negative) -> Run:
    operand = compile_node(node.operand)

    def run(context: Context) -> Step:
        step = operand(context)
        value = step.value
        if value.__class__ is Unknown:
            value = merged((value,), ranges.negated(value.bounds) if value.bounds is not None else None)
        elif value is not NOT_APPLICABLE:
            value = -value
        return Step(node, value, (step,))

    return run


def compile_rounding(compile_node: Compile, node: tree.Rounded) -> Run:
    operand, step_size = compile_node(node.operand), ROUNDING_STEPS[node.step]
    compute = ROUND[node.rounding]

    def run(context: Context) -> Step:
        step = operand(context)
        value = step.value
        if value.__class__ is Unknown:
            bounds = value.bounds
            rounded_bounds = None if bounds is None else ranges.rounded_range(bounds, node.step, node.rounding)
            value = merged((value,), rounded_bounds)
        elif value is not NOT_APPLICABLE:
            value = compute(value, step_size)
        return Step(node, value, (step,))

    return run


def compile_extreme(compile_node: Compile, node: tree.Extreme) -> Run:
    operands = tuple(compile_node(operand) for operand in node.operands)
    choose: Callable[[list[Any]], Any] = max if node.greatest else min

    def run(context: Context) -> Step:
        steps = tuple([operand(context) for operand in operands])
        values = [step.value for step in steps]
        if all(value.__class__ in _PLAIN for value in values):
            return Step(node, choose(values), steps)
        if any(value is NOT_APPLICABLE for value in values):
            return Step(node, NOT_APPLICABLE, steps)
        bounds = all_bounds(values)
        extreme = None if bounds is None else ranges.extreme(bounds, greatest=node.greatest)
        return Step(node, merged(values, extreme), steps)

    return run


def compile_date_plus(compile_node: Compile, node: tree.DatePlus) -> Run:
    start, duration, sign = compile_node(node.date), compile_node(node.duration), node.sign
    unit = node.duration.unit
    assert unit is not None  # the checker let only durations through
    name = unit.powers[0][0]

    def run(context: Context) -> Step:
        steps = (start(context), duration(context))
        day, length = steps[0].value, steps[1].value
        if day is NOT_APPLICABLE or length is NOT_APPLICABLE:
            return Step(node, NOT_APPLICABLE, steps)
        if day.__class__ is Unknown or length.__class__ is Unknown:
            return Step(node, merged((day, length)), steps)
        return Step(node, shifted(day, sign * length, name), steps)

    return run


def compile_months_between(compile_node: Compile, node: tree.MonthsBetween) -> Run:
    first, second = compile_node(node.first), compile_node(node.second)

    def run(context: Context) -> Step:
        steps = (first(context), second(context))
        start, end = steps[0].value, steps[1].value
        if start is NOT_APPLICABLE or end is NOT_APPLICABLE:
            return Step(node, NOT_APPLICABLE, steps)
        if start.__class__ is Unknown or end.__class__ is Unknown:
            return Step(node, merged((start, end)), steps)
        return Step(node, whole_months(start, end), steps)

    return run
