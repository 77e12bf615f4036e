"""Intervals hold every value that their operands can take; comparisons decide only what all of them agree on."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poincon.cahier.basics.numbers import ROUND, ROUNDING_STEPS, Number, Rounding
from poincon.cahier.evaluation.ranges import (
    ARITHMETIC,
    HOLDS,
    Range,
    compared,
    extreme,
    negated,
    or_zero,
    point,
    rounded_range,
    total,
)
from poincon.cahier.model import Comparison

NUMBERS = st.fractions(min_value=-9, max_value=9, max_denominator=12)
OPERATIONS = {"+": Fraction.__add__, "-": Fraction.__sub__, "*": Fraction.__mul__, "/": Fraction.__truediv__}


@st.composite
def ranges_with_a_value(draw: st.DrawFn) -> tuple[Range, Fraction]:
    """An interval, open to the infinite on either side or not, and a number in it."""
    value, below, above = draw(NUMBERS), abs(draw(NUMBERS)), abs(draw(NUMBERS))
    lowest: Number | None = value - below if draw(st.booleans()) else None
    highest: Number | None = value + above if draw(st.booleans()) else None
    return Range(lowest, highest), value


HELD = ranges_with_a_value()


def holds(bounds: Range, value: Number) -> bool:
    return (bounds.lowest is None or bounds.lowest <= value) and (bounds.highest is None or value <= bounds.highest)


@given(first=HELD, second=HELD, operator=st.sampled_from("+-*/"))
def test_an_operation_holds_what_its_operands_give(
    first: tuple[Range, Fraction], second: tuple[Range, Fraction], operator: str
) -> None:
    bounds = ARITHMETIC[operator](first[0], second[0])
    if operator == "/" and holds(second[0], 0):
        assert bounds is None
        return
    assert bounds is not None
    assert holds(bounds, OPERATIONS[operator](first[1], second[1]))


@given(operands=st.lists(HELD, min_size=1, max_size=4), greatest=st.booleans())
def test_extremes_sums_and_what_may_not_count_hold_their_values(
    operands: list[tuple[Range, Fraction]], greatest: bool
) -> None:
    bounds, values = [bounds for bounds, _ in operands], [value for _, value in operands]
    assert holds(extreme(bounds, greatest=greatest), max(values) if greatest else min(values))
    assert holds(total(bounds), sum(values))
    assert holds(negated(bounds[0]), -values[0])
    assert holds(or_zero(bounds[0]), values[0])
    assert holds(or_zero(bounds[0]), 0)


@given(operand=HELD, step=st.sampled_from(sorted(ROUNDING_STEPS)), rounding=st.sampled_from(Rounding))
def test_rounding_holds_its_value(operand: tuple[Range, Fraction], step: str, rounding: Rounding) -> None:
    value = ROUND[rounding](operand[1], ROUNDING_STEPS[step])
    assert holds(rounded_range(operand[0], step, rounding), value)


@given(first=HELD, second=HELD, comparison=st.sampled_from(Comparison))
def test_a_comparison_is_decided_only_as_every_value_would(
    first: tuple[Range, Fraction], second: tuple[Range, Fraction], comparison: Comparison
) -> None:
    verdict = compared(comparison, first[0], second[0])
    if verdict is not None:
        assert verdict is HOLDS[comparison](first[1], second[1])


@given(first=NUMBERS, second=NUMBERS, comparison=st.sampled_from(Comparison))
def test_two_points_compare_like_two_numbers(first: Fraction, second: Fraction, comparison: Comparison) -> None:
    assert compared(comparison, point(first), point(second)) is HOLDS[comparison](first, second)


@pytest.mark.parametrize(
    ("comparison", "verdict"),
    [("=", False), ("<>", True), ("<", True), ("<=", True), (">", False), (">=", False)],
)
def test_disjoint_intervals_settle_every_comparison(comparison: str, verdict: bool) -> None:
    assert compared(Comparison(comparison), Range(1, 2), Range(3, None)) is verdict


@pytest.mark.parametrize(("comparison", "verdict"), [("<=", True), (">", False), ("<", None), ("=", None)])
def test_intervals_that_touch_settle_what_their_common_end_does(comparison: str, verdict: bool | None) -> None:
    assert compared(Comparison(comparison), Range(1, 2), Range(2, 3)) is verdict


def test_equality_needs_one_and_the_same_point() -> None:
    assert compared(Comparison.EQUAL, Range(1, 2), Range(1, 2)) is None
    assert compared(Comparison.EQUAL, Range(2, 2), Range(2, 2)) is True
    assert compared(Comparison.EQUAL, Range(None, None), Range(2, 2)) is None
