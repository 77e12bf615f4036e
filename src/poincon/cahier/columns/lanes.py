"""Lanes: what is known, before any row is read, of the numbers that a part of a formula will give.

- *whole*: float64 that hold whole numbers exactly (the bound proves it); the true value is `values × scale`.
- *quotient*: one correctly rounded division of two whole lanes. Against a rational n/d it compares exactly as long as
  `divisor_bound × d × ulp(n/d) < 1`: rounding is monotone, so only equality could be wrong, and two rationals that
  close are equal (docs/adr/0005).
- *rough*: anything else. Values come with a magnitude; a comparison closer than `ROUGHNESS × magnitude` is handed,
  row by row, to the exact evaluator.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from poincon.cahier.basics.numbers import Number
from poincon.cahier.columns.population import EXACT_BOUND

ROUGHNESS = 2.0**-40
"""Far above what 500 characters of formula can lose in float64 (about 2^-43), far below any threshold's distance."""
SMALLEST_SCALE = 1e-150
MAXIMUM_BOUND = 1e120
"""Beyond, products could overflow: such formulas are left to the exact evaluator."""


class Precision(Enum):
    WHOLE = "whole"
    QUOTIENT = "quotient"
    ROUGH = "rough"


@dataclass(frozen=True, slots=True)
class Lane:
    """`constant`: the true value when it is the same on every row. `has_missing` False: no row is NaN.

    `divisor_bound`: of a quotient, the greatest absolute value of what it was divided by.
    """

    precision: Precision
    scale: Fraction
    bound: float
    has_missing: bool = True
    has_zero: bool = True
    divisor_bound: float = 0.0
    constant: Number | None = None

    @property
    def is_whole(self) -> bool:
        return self.precision is Precision.WHOLE


def as_float(scale: Fraction) -> float:
    """A scale as a float. Raises `OverflowError` when no float holds it to full precision: too large or too small."""
    value = float(scale)
    if scale and not SMALLEST_SCALE < abs(value) < 1 / SMALLEST_SCALE:
        raise OverflowError
    return value


def whole(scale: Fraction, bound: float, *, has_missing: bool = True) -> Lane | None:
    """A whole lane, or None when the bound does not prove it exact."""
    if not bound < EXACT_BOUND or not SMALLEST_SCALE < scale < 1 / SMALLEST_SCALE:
        return None
    return Lane(Precision.WHOLE, scale, bound, has_missing)


def rough(bound: float, *, has_missing: bool = True) -> Lane | None:
    """A rough lane of true values; None when they could overflow."""
    return Lane(Precision.ROUGH, Fraction(1), bound, has_missing) if bound < MAXIMUM_BOUND else None


def constant_lane(value: Number) -> Lane | None:
    """A constant as a whole number times a scale."""
    bound = abs(value.numerator)
    if bound >= EXACT_BOUND or value.denominator >= EXACT_BOUND:
        return None
    return Lane(Precision.WHOLE, Fraction(1, value.denominator), float(bound), False, constant=value)


def common_scale(first: Lane, second: Lane) -> tuple[int, int, Fraction]:
    """The whole factors that bring two whole lanes to one scale, and that scale."""
    ratio = first.scale / second.scale
    scale = first.scale / ratio.numerator
    return ratio.numerator, ratio.denominator, scale


def quotient_threshold(lane: Lane, value: Number) -> float | None:
    """The float to compare a quotient with, when that comparison is proven exact; None when it is not."""
    threshold = Fraction(value) / lane.scale
    try:
        nearest, denominator = float(threshold), float(threshold.denominator)
    except OverflowError:
        return None
    return nearest if lane.divisor_bound * denominator * math.ulp(nearest) < 1 else None


def whole_threshold(lane: Lane, value: Number) -> Fraction:
    """What the whole numbers of a lane are compared with; it may lie between two of them."""
    return Fraction(value) / lane.scale


def true_bound(lane: Lane) -> float:
    """The greatest absolute value, in the unit of the values; infinite when no float holds it."""
    try:
        return lane.bound * as_float(lane.scale)
    except OverflowError:
        return math.inf  # beyond every lane
