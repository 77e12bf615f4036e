"""What a number can still be while answers are missing: exact arithmetic on intervals, wide rather than wrong.

A hole in a table, an unanswered statement of a score leave a number between two ends. Correlated operands are taken as
free of each other: an interval may come out wider than need be, never too narrow (docs/adr/0024).
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import inf
from typing import Any

from poincon.cahier.basics.numbers import ROUND, ROUNDING_STEPS, Number, Rounding, simplest
from poincon.cahier.model import Comparison


@dataclass(frozen=True, slots=True)
class Range:
    """Both ends included; None where there is no bound."""

    lowest: Number | None
    highest: Number | None


_End = Number | float
"""An end as a number to compute with: exact, or an infinity."""


def point(value: Number) -> Range:
    return Range(value, value)


def _ends(bounds: Range) -> tuple[_End, _End]:
    return (
        -inf if bounds.lowest is None else bounds.lowest,
        inf if bounds.highest is None else bounds.highest,
    )


def _bounds(lowest: _End, highest: _End) -> Range:
    return Range(
        None if isinstance(lowest, float) else simplest(Fraction(lowest)),
        None if isinstance(highest, float) else simplest(Fraction(highest)),
    )


def added(first: Range, second: Range) -> Range:
    return Range(_sum(first.lowest, second.lowest), _sum(first.highest, second.highest))


def _sum(first: Number | None, second: Number | None) -> Number | None:
    return None if first is None or second is None else first + second


def negated(bounds: Range) -> Range:
    return Range(None if bounds.highest is None else -bounds.highest, None if bounds.lowest is None else -bounds.lowest)


def subtracted(first: Range, second: Range) -> Range:
    return added(first, negated(second))


def multiplied(first: Range, second: Range) -> Range:
    products = [_product(x, y) for x in _ends(first) for y in _ends(second)]
    return _bounds(min(products), max(products))


def _product(first: _End, second: _End) -> _End:
    """Of two ends; an infinity is never multiplied as a float, which a long fraction would overflow."""
    if first == 0 or second == 0:
        return 0
    if isinstance(first, float) or isinstance(second, float):
        return inf if (first > 0) is (second > 0) else -inf
    return first * second


def divided(first: Range, second: Range) -> Range | None:
    """None when the divisor may be zero."""
    lowest, highest = _ends(second)
    if lowest <= 0 <= highest:
        return None
    return multiplied(first, _bounds(_inverse(highest), _inverse(lowest)))


def _inverse(end: _End) -> _End:
    return 0 if isinstance(end, float) else Fraction(1, 1) / end


ARITHMETIC: dict[str, Callable[[Range, Range], Range | None]] = {
    "+": added,
    "-": subtracted,
    "*": multiplied,
    "/": divided,
}


def total(terms: Sequence[Range]) -> Range:
    bounds = point(0)
    for term in terms:
        bounds = added(bounds, term)
    return bounds


def extreme(operands: Sequence[Range], *, greatest: bool) -> Range:
    choose: Callable[..., _End] = max if greatest else min
    ends = [_ends(operand) for operand in operands]
    return _bounds(choose(lowest for lowest, _ in ends), choose(highest for _, highest in ends))


def rounded_range(bounds: Range, step: str, rounding: Rounding) -> Range:
    """Rounding keeps the order of numbers, so each end is rounded."""
    compute, size = ROUND[rounding], ROUNDING_STEPS[step]
    return Range(
        None if bounds.lowest is None else compute(bounds.lowest, size),
        None if bounds.highest is None else compute(bounds.highest, size),
    )


def or_zero(bounds: Range) -> Range:
    """That number, or 0 where it may not count."""
    lowest, highest = _ends(bounds)
    return _bounds(min(lowest, 0), max(highest, 0))


# comparisons

HOLDS: dict[Comparison, Callable[[Any, Any], bool]] = {
    Comparison.EQUAL: operator.eq,
    Comparison.DIFFERENT: operator.ne,
    Comparison.LESS: operator.lt,
    Comparison.AT_MOST: operator.le,
    Comparison.MORE: operator.gt,
    Comparison.AT_LEAST: operator.ge,
}


def compared(comparison: Comparison, first: Range, second: Range) -> bool | None:
    """Whether the comparison holds wherever both numbers are; None while it depends on where."""
    return _COMPARED[comparison](_ends(first), _ends(second))


_Ends = tuple[_End, _End]


def _equal(first: _Ends, second: _Ends) -> bool | None:
    if first[1] < second[0] or second[1] < first[0]:
        return False
    return True if first[0] == first[1] == second[0] == second[1] else None


def _different(first: _Ends, second: _Ends) -> bool | None:
    equal = _equal(first, second)
    return None if equal is None else not equal


def _less(first: _Ends, second: _Ends) -> bool | None:
    return True if first[1] < second[0] else False if first[0] >= second[1] else None


def _at_most(first: _Ends, second: _Ends) -> bool | None:
    return True if first[1] <= second[0] else False if first[0] > second[1] else None


_COMPARED: dict[Comparison, Callable[[_Ends, _Ends], bool | None]] = {
    Comparison.EQUAL: _equal,
    Comparison.DIFFERENT: _different,
    Comparison.LESS: _less,
    Comparison.AT_MOST: _at_most,
    Comparison.MORE: lambda first, second: _less(second, first),
    Comparison.AT_LEAST: lambda first, second: _at_most(second, first),
}
