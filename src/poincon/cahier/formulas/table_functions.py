"""Functions over the rows of a table, a row each: what they take of each row, and what a blank cell leaves of them."""

from __future__ import annotations

from dataclasses import dataclass

from poincon.cahier.model.kinds import Type


@dataclass(frozen=True, slots=True)
class TableFunction:
    """`takes`: the types of what is read of each row; empty for a count, which reads nothing of them.

    `has_bounds`: whether a blank cell stands between the bounds of its column, rather than for nothing known.
    `adds_up`: whether its value may be a sum over the rows, and so a longer number.
    `zero_when_empty`: whether it is 0 over no row, rather than « sans objet ».
    """

    takes: frozenset[Type]
    has_bounds: bool
    adds_up: bool
    zero_when_empty: bool


_ORDERED = frozenset({Type.NUMBER, Type.DATE})
_VALUES = frozenset({Type.NUMBER, Type.BOOLEAN, Type.DATE, Type.TEXT, Type.CHOICE})
TABLE_FUNCTIONS: dict[str, TableFunction] = {
    "somme": TableFunction(takes=frozenset({Type.NUMBER}), has_bounds=True, adds_up=True, zero_when_empty=True),
    "nombre": TableFunction(takes=frozenset(), has_bounds=False, adds_up=False, zero_when_empty=True),
    "min": TableFunction(takes=_ORDERED, has_bounds=True, adds_up=False, zero_when_empty=False),
    "max": TableFunction(takes=_ORDERED, has_bounds=True, adds_up=False, zero_when_empty=False),
    "premier": TableFunction(takes=_VALUES, has_bounds=False, adds_up=False, zero_when_empty=False),
    "dernier": TableFunction(takes=_VALUES, has_bounds=False, adds_up=False, zero_when_empty=False),
}
