"""Sums that are exact, and so the same whatever the order of what is added up: binary floats are never added."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

import numpy as np

from poincon.cahier.basics.numbers import Number, simplest
from poincon.cahier.columns.population import Floats

_INT64 = 2.0**63


def whole_sum(values: Floats, scale: Fraction) -> Number:
    """The sum of whole numbers that floats hold exactly, in the unit that `scale` gives. None of them is NaN."""
    largest = float(np.abs(values).max(initial=0.0))
    fits = largest * len(values) < _INT64
    total = int(values.astype(np.int64).sum()) if fits else sum(map(int, values.tolist()))
    return simplest(total * scale)


def sum_of(numbers: Iterable[Number]) -> Number:
    """The sum of exact numbers.

    Those of one denominator are added as whole numbers, then halves are added to halves: a fraction grows with each
    denominator that joins it, and must not be carried through a million additions.
    """
    by_denominator: dict[int, int] = {}
    for number in numbers:
        by_denominator[number.denominator] = by_denominator.get(number.denominator, 0) + number.numerator
    fractions = sorted((denominator, numerator) for denominator, numerator in by_denominator.items())
    while len(fractions) > 1:
        pairs = zip(fractions[::2], fractions[1::2], strict=False)
        odd = fractions[-1:] if len(fractions) % 2 else []
        fractions = [_added(*pair) for pair in pairs] + odd
    return simplest(Fraction(fractions[0][1], fractions[0][0])) if fractions else 0


def _added(first: tuple[int, int], second: tuple[int, int]) -> tuple[int, int]:
    """Denominator and numerator of the sum, not reduced: that costs more than it saves."""
    return first[0] * second[0], first[1] * second[0] + second[1] * first[0]
