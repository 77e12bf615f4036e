"""Sums and quantiles of exact numbers: the same whatever the order of what is added up or sorted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from poincon.cahier.basics.numbers import Number, simplest

QUANTILES: dict[str, Fraction] = {
    "min": Fraction(0),
    "p10": Fraction(1, 10),
    "median": Fraction(1, 2),
    "p90": Fraction(9, 10),
    "max": Fraction(1),
}
"""Between two neighbours, in proportion: as spreadsheets and NumPy compute them."""


def sum_of(numbers: Iterable[Number]) -> Number:
    """The sum of exact numbers.

    Those of one denominator are added as whole numbers, then halves are added to halves: a fraction grows with each
    denominator that joins it, and must not be carried through a million additions.
    """
    by_denominator: dict[int, int] = {}
    for number in numbers:
        by_denominator[number.denominator] = by_denominator.get(number.denominator, 0) + number.numerator
    return sum_by_denominator(by_denominator)


def sum_by_denominator(numerators: Mapping[int, int]) -> Number:
    """The sum of fractions, the numerators of each denominator already added up."""
    fractions = sorted(numerators.items())
    while len(fractions) > 1:
        pairs = zip(fractions[::2], fractions[1::2], strict=False)
        odd = fractions[-1:] if len(fractions) % 2 else []
        fractions = [_added(*pair) for pair in pairs] + odd
    return simplest(Fraction(fractions[0][1], fractions[0][0])) if fractions else 0


def _added(first: tuple[int, int], second: tuple[int, int]) -> tuple[int, int]:
    """Denominator and numerator of the sum, not reduced: that costs more than it saves."""
    return first[0] * second[0], first[1] * second[0] + second[1] * first[0]


def quantile(ordered: Sequence[Number], share: Fraction) -> Number:
    """The value that this share of sorted numbers does not exceed; there is at least one number."""
    last = len(ordered) - 1
    place, part = divmod(share * last, 1)
    low, high = ordered[place], ordered[min(place + 1, last)]
    return simplest(Fraction(low + part * (high - low)))
