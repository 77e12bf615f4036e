"""How long the sum of an expression over the rows of a table can grow.

A denominator that is the same in every row (that of a parameter, of a field) counts once; one that changes from row to
row counts as often as the table may have rows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from poincon.cahier.formulas import tree
from poincon.cahier.formulas.tree import Node

if TYPE_CHECKING:
    from poincon.cahier.formulas.sizes import Size

SizeOf = Callable[[Node], "Size"]
"""The size of what a node can give in one row."""


@dataclass(frozen=True, slots=True)
class Denominator:
    """Digits of what divides a value: of a power of ten, of what is the same in every row, of what is not."""

    decimal: int
    shared: int
    varying: int

    def over_rows(self, rows: int) -> int:
        """Digits of a denominator that the values of so many rows have in common."""
        return self.decimal + self.shared + rows * self.varying


def denominator(node: Node, size: SizeOf) -> Denominator:
    """What divides the value of a node in a row. Only kinds of node that stand in a calculation go on below."""
    if not _varies(node):
        own = size(node)
        return Denominator(own.below, 0, 0) if own.decimal else Denominator(0, own.below, 0)
    match node:
        case tree.Arithmetic():
            return _arithmetic(node, size)
        case tree.Negative():
            return denominator(node.operand, size)
        case tree.Extreme():
            return _either([denominator(operand, size) for operand in node.operands])
        case tree.If():
            return _either([denominator(node.then, size), denominator(node.otherwise, size)])
    own = size(node)
    return Denominator(own.below, 0, 0) if own.decimal else Denominator(0, 0, own.below)


def _varies(node: Node) -> bool:
    """Whether it changes from row to row."""
    return any(isinstance(part, tree.ColumnValue) for part in tree.walk(node))


def _arithmetic(node: tree.Arithmetic, size: SizeOf) -> Denominator:
    first, second = denominator(node.first, size), denominator(node.second, size)
    return _OPERATORS[node.operator](first, second, node.second, size)


def _sum(first: Denominator, second: Denominator, *_: Any) -> Denominator:
    return Denominator(max(first.decimal, second.decimal), first.shared + second.shared, first.varying + second.varying)


def _product(first: Denominator, second: Denominator, *_: Any) -> Denominator:
    return Denominator(first.decimal + second.decimal, first.shared + second.shared, first.varying + second.varying)


def _quotient(first: Denominator, _second: Denominator, divisor: Node, size: SizeOf) -> Denominator:
    """What is above in the divisor goes below."""
    above = size(divisor).above
    if _varies(divisor):
        return Denominator(first.decimal, first.shared, first.varying + above)
    return Denominator(first.decimal, first.shared + above, first.varying)


def _either(choices: list[Denominator]) -> Denominator:
    """Of a choice that each row makes for itself: what the choices share is not the same."""
    return Denominator(
        max(choice.decimal for choice in choices),
        sum(choice.shared for choice in choices),
        max(choice.varying for choice in choices),
    )


_OPERATORS: Mapping[str, Callable[[Denominator, Denominator, Node, SizeOf], Denominator]] = {
    "+": _sum,
    "-": _sum,
    "*": _product,
    "/": _quotient,
}
