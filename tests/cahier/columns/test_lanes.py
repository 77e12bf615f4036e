"""Lanes: what is proven before any row is read. Every proof is held against exact fractions."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from poincon.cahier.columns.lanes import (
    Lane,
    Precision,
    common_scale,
    constant_lane,
    quotient_threshold,
    rough,
    whole,
    whole_threshold,
)

ONE = Fraction(1)


def quotient(divisor_bound: float, scale: Fraction = ONE) -> Lane:
    return Lane(Precision.QUOTIENT, scale, 2.0**53, divisor_bound=divisor_bound)


def test_a_threshold_is_refused_when_the_divisor_is_too_large() -> None:
    assert quotient_threshold(quotient(2.0**45), Fraction(7, 20)) == 0.35
    assert quotient_threshold(quotient(2.0**53), Fraction(7, 20)) is None
    assert quotient_threshold(quotient(2.0**40), Fraction(1, 10**12 - 11)) is not None
    assert quotient_threshold(quotient(2.0**53), Fraction(10**11, 10**12 - 11)) is None


def test_the_refusal_is_where_two_quotients_can_meet() -> None:
    """Just below the bound, a quotient beside the threshold still rounds to another float."""
    threshold = Fraction(7, 20)
    highest = 1 / (20 * math.ulp(0.35))
    assert quotient_threshold(quotient(highest * 0.999), threshold) is not None
    assert quotient_threshold(quotient(highest), threshold) is None


@given(
    st.integers(1, 2**53 - 1),
    st.integers(1, 10**12),
    st.integers(1, 10**12),
    st.integers(-1, 1),
    st.sampled_from([1, 100, 10**4]),
)
def test_an_accepted_threshold_decides_as_fractions_do_even_one_unit_beside(
    below: int, top: int, bottom: int, beside: int, scale: int
) -> None:
    threshold, unit = Fraction(top, bottom), Fraction(1, scale)
    limit = quotient_threshold(quotient(float(below), unit), threshold)
    assume(limit is not None)
    assert limit is not None
    above = math.floor(threshold / unit * below) + beside
    assume(abs(above) < 2**53)
    ratio = float(above) / float(below)
    exact = Fraction(above, below) * unit
    assert (ratio > limit, ratio == limit, ratio < limit) == (exact > threshold, exact == threshold, exact < threshold)


@given(st.integers(1, 2**46), st.integers(1, 40), st.integers(1, 40), st.sampled_from([-1, 0, 1]))
def test_a_quotient_exactly_on_a_simple_threshold_is_equal_to_it(
    factor: int, top: int, bottom: int, beside: int
) -> None:
    below, above = factor * bottom, factor * top + beside
    limit = quotient_threshold(quotient(float(below)), Fraction(top, bottom))
    if limit is None:
        return
    ratio = float(above) / float(below)
    assert (ratio == limit) is (beside == 0)
    assert (ratio > limit) is (beside > 0)


def test_a_sum_that_would_pass_the_bound_is_not_whole() -> None:
    assert whole(ONE, 2.0**53 - 1) is not None
    assert whole(ONE, 2.0**53) is None
    assert whole(ONE, math.inf) is None
    assert whole(ONE, math.nan) is None


def test_what_could_overflow_is_not_even_rough() -> None:
    assert rough(1e119) is not None
    assert rough(1e120) is None
    assert rough(math.inf) is None
    assert rough(math.nan) is None


def test_a_constant_is_a_whole_number_times_a_scale() -> None:
    lane = constant_lane(Fraction(-7, 20))
    assert lane is not None
    assert (lane.scale, lane.bound, lane.constant, lane.has_missing) == (Fraction(1, 20), 7.0, Fraction(-7, 20), False)
    assert constant_lane(2**53) is None
    assert constant_lane(Fraction(1, 2**53)) is None


@given(st.fractions(min_value=Fraction(1, 10**9), max_value=1), st.fractions(min_value=Fraction(1, 10**9), max_value=1))
def test_the_common_scale_divides_both(first: Fraction, second: Fraction) -> None:
    k1, k2, scale = common_scale(Lane(Precision.WHOLE, first, 1.0), Lane(Precision.WHOLE, second, 1.0))
    assert (k1 * scale, k2 * scale) == (first, second)
    assert math.gcd(k1, k2) == 1


def test_the_threshold_of_whole_numbers_may_lie_between_two() -> None:
    assert whole_threshold(Lane(Precision.WHOLE, Fraction(1, 100), 1.0), Fraction(1, 3)) == Fraction(100, 3)


@pytest.mark.parametrize(
    "value",
    [
        10**400,
        Fraction(1, 10**400),
        Fraction(10**400, 3),
    ],
)
def test_a_threshold_beyond_floats_is_refused_and_does_not_overflow(value: Fraction) -> None:
    for divisor_bound in (1.0, 2.0**40):
        assert quotient_threshold(quotient(divisor_bound), value) in (None, 0.0)
