"""What a formula can be worth: a value, an unknown that says why, or « sans objet ». And the steps that led to it."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Any, Final

from poincon.cahier.formulas.tree import Node


class Cause(StrEnum):
    """Why something is unknown; the first of this list wins when several apply."""

    MISSING = "missing"
    DIVISION_BY_ZERO = "division_by_zero"
    NO_SUCH_YEAR = "no_such_year"


_RANK = {cause: rank for rank, cause in enumerate(Cause)}


class Unknown:
    """Not no, not zero: unknown, with its cause and the paths of the answers that a person must give."""

    __slots__ = ("cause", "missing")

    def __init__(self, cause: Cause, missing: frozenset[str] = frozenset()) -> None:
        self.cause = cause
        self.missing = missing


class _NotApplicable:
    """Neutral in `et` and `ou`."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "NOT_APPLICABLE"


NOT_APPLICABLE: Final = _NotApplicable()
DIVISION_BY_ZERO: Final = Unknown(Cause.DIVISION_BY_ZERO)
NO_SUCH_YEAR: Final = Unknown(Cause.NO_SUCH_YEAR)


def missing(path: str) -> Unknown:
    return Unknown(Cause.MISSING, frozenset((path,)))


def merged(values: Iterable[Any]) -> Unknown:
    """One unknown out of several: the strongest cause, everything that is missing. Known values do not count."""
    unknowns = [value for value in values if value.__class__ is Unknown]
    if len(unknowns) == 1:
        return unknowns[0]
    cause = min((unknown.cause for unknown in unknowns), key=_RANK.__getitem__)
    return Unknown(cause, frozenset().union(*(unknown.missing for unknown in unknowns)))


class Step:
    """One node as it was evaluated: its value, and the steps below. `at`: the year, row or group it stood in."""

    __slots__ = ("at", "children", "node", "value")

    def __init__(self, node: Node, value: Any, children: tuple[Any, ...] = (), at: Any = None) -> None:
        self.node = node
        self.value = value
        self.children = children
        self.at = at
