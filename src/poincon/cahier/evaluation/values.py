"""What a formula can be worth: a value, an unknown that says why, or « sans objet ». And the steps that led to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from poincon.cahier.evaluation.ranges import Range, point
from poincon.cahier.formulas.tree import Node

if TYPE_CHECKING:
    from poincon.cahier.evaluation.context import Context


class Cause(StrEnum):
    """Why something is unknown; the first of this list wins when several apply."""

    MISSING = "missing"
    HIDDEN = "hidden"
    DIVISION_BY_ZERO = "division_by_zero"
    NO_SUCH_YEAR = "no_such_year"


_RANK = {cause: rank for rank, cause in enumerate(Cause)}


class Unknown:
    """Not no, not zero: unknown, with its cause and the paths of the answers that a person must give.

    `bounds`: what a number can still be, where its holes have bounds; None of anything else.
    """

    __slots__ = ("bounds", "cause", "missing")

    def __init__(self, cause: Cause, missing: frozenset[str] = frozenset(), bounds: Range | None = None) -> None:
        self.cause = cause
        self.missing = missing
        self.bounds = bounds


class _NotApplicable:
    """Neutral in `et` and `ou`; whatever is computed of it is « sans objet » too."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "NOT_APPLICABLE"


NOT_APPLICABLE: Final = _NotApplicable()
DIVISION_BY_ZERO: Final = Unknown(Cause.DIVISION_BY_ZERO)
NO_SUCH_YEAR: Final = Unknown(Cause.NO_SUCH_YEAR)
HIDDEN: Final = Unknown(Cause.HIDDEN)
"""The answer to a question that is not asked."""
DECLARED_ABSENT: Final = Unknown(Cause.MISSING)
"""A document that the structure says it does not have: there is nothing to ask again."""


def missing(path: str, bounds: Range | None = None) -> Unknown:
    return Unknown(Cause.MISSING, frozenset((path,)), bounds)


def merged(values: Iterable[Any], bounds: Range | None = None) -> Unknown:
    """One unknown out of several: the strongest cause, everything that is missing. Known values do not count."""
    unknowns = [value for value in values if value.__class__ is Unknown]
    if len(unknowns) == 1 and unknowns[0].bounds is bounds:
        only: Unknown = unknowns[0]
        return only
    cause = min((unknown.cause for unknown in unknowns), key=_RANK.__getitem__)
    return Unknown(cause, frozenset().union(*(unknown.missing for unknown in unknowns)), bounds)


def bounds_of(value: Any) -> Range | None:
    """Where a number can be: a known one at itself; None of an unknown without bounds, and of what is no number."""
    if value.__class__ is Unknown:
        bounds: Range | None = value.bounds
        return bounds
    return point(value) if value.__class__ is int or value.__class__ is Fraction else None


def all_bounds(values: Iterable[Any]) -> list[Range] | None:
    """The bounds of each; None as soon as one has none."""
    bounds = []
    for value in values:
        own = bounds_of(value)
        if own is None:
            return None
        bounds.append(own)
    return bounds


class Step:
    """One node as it was evaluated: its value, and the steps below. `at`: the year, row or group it stood in."""

    __slots__ = ("at", "children", "node", "value")

    def __init__(self, node: Node, value: Any, children: tuple[Any, ...] = (), at: Any = None) -> None:
        self.node = node
        self.value = value
        self.children = children
        self.at = at


class DoubtfulStep(Step):
    """What was read of a row that may not count. `doubt`: what leaves it so."""

    __slots__ = ("doubt",)

    def __init__(self, step: Step, path: str, doubt: Unknown) -> None:
        super().__init__(step.node, step.value, step.children, path)
        self.doubt = doubt


Run = Callable[["Context"], Step]
"""A compiled node."""
Compile = Callable[[Node], Run]
