"""What functions over a table make of its rows: sums, greatest and least, first and last, with their holes.

A row whose `où` is unknown may count or not: a sum, or the greatest of numbers, then lies between two ends.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from poincon.cahier.evaluation import ranges
from poincon.cahier.evaluation.ranges import Range, added, or_zero, point
from poincon.cahier.evaluation.values import NOT_APPLICABLE, Unknown, all_bounds, bounds_of, merged

Term = tuple[Any, Unknown | None]
"""What is read of a row that counts or may: its value, and what leaves the row in doubt."""


def _total(terms: list[Term]) -> Any:
    total: Any = 0
    unknown: list[Unknown] = []
    bounds: Range | None = point(0)
    """Of what is not known exactly; None when nothing bounds it."""
    for value, doubt in terms:
        if value is NOT_APPLICABLE and doubt is None:
            return NOT_APPLICABLE
        if doubt is None and value.__class__ is not Unknown:
            total += value
            continue
        unknown.append(value if doubt is None else doubt)
        own = bounds_of(value)
        bounds = None if own is None or bounds is None else added(bounds, own if doubt is None else or_zero(own))
    if not unknown:
        return total
    return merged(unknown, None if bounds is None else added(point(total), bounds))


def _extreme(terms: list[Term], *, greatest: bool) -> Any:
    """« Sans objet » over no row: there is no greatest of nothing, and 0 would be a figure that nobody gave."""
    certain = [value for value, doubt in terms if doubt is None]
    if not terms or any(value is NOT_APPLICABLE for value in certain):
        return NOT_APPLICABLE
    unknown = [value if doubt is None else doubt for value, doubt in terms]
    if not any(value.__class__ is Unknown for value in unknown):
        return max(certain) if greatest else min(certain)
    counting, possible = all_bounds(certain), all_bounds(value for value, _ in terms)
    if not counting or possible is None:
        return merged(unknown)
    inner, outer = (ranges.extreme(bounds, greatest=greatest) for bounds in (counting, possible))
    bounds = Range(inner.lowest, outer.highest) if greatest else Range(outer.lowest, inner.highest)
    return merged(unknown, bounds)


def _first(terms: list[Term]) -> Any:
    """What the first row that counts holds; rows that may count before it leave it known where they hold the same."""
    values: list[Any] = []
    doubts: list[Unknown] = []
    for value, doubt in terms:
        values.append(value)
        if doubt is None:
            break
        doubts.append(doubt)
    else:
        return merged(doubts) if doubts else NOT_APPLICABLE
    if not doubts:
        return values[0]
    agree = not any(value.__class__ is Unknown for value in values) and all(value == values[0] for value in values)
    return values[0] if agree else merged([*doubts, values[-1]])


OVER_TABLE: dict[str, Callable[[list[Term]], Any]] = {
    "somme": _total,
    "nombre": _total,
    "min": lambda terms: _extreme(terms, greatest=False),
    "max": lambda terms: _extreme(terms, greatest=True),
    "premier": _first,
    "dernier": lambda terms: _first(terms[::-1]),
}
