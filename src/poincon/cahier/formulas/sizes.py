"""How long an exact number can grow: bounded when a package is loaded, so that no dossier can fill the memory.

Inputs have bounded digits; each operation adds at most so many. Squares of squares of squares are refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from math import lcm
from typing import Any

from poincon.cahier.basics.numbers import finite_decimals
from poincon.cahier.basics.problems import Place, Problems
from poincon.cahier.basics.text import Text
from poincon.cahier.formulas import tree
from poincon.cahier.formulas.row_sizes import denominator
from poincon.cahier.formulas.table_functions import TABLE_FUNCTIONS
from poincon.cahier.formulas.tree import Node
from poincon.cahier.formulas.year_functions import YEAR_FUNCTIONS

MAXIMUM_DIGITS = 4_000
"""Digits above or below the fraction bar; Python itself refuses to write numbers of more than 4 300."""
LONGEST_SPAN = 31
"""Years that a dossier may go through, and so a function of years."""


@dataclass(frozen=True, slots=True)
class Size:
    """Digits above and below the bar at most; `decimal` when what is below is a power of ten."""

    above: int
    below: int
    decimal: bool = True

    @property
    def too_long(self) -> bool:
        return max(self.above, self.below) > MAXIMUM_DIGITS


PARAMETER = Size(28, 28, False)
DECIMAL_PARAMETER = Size(28, 13)
"""15 digits and 12 decimals, as a whole number over a power of ten."""
SMALL = Size(22, 7)
"""An answer: 15 digits and 6 decimals, as a whole number over a power of ten."""


def size_of(node: Node, rules: Mapping[str, Size]) -> Size:
    """The size of what a tree can give; `rules`: the sizes of the rules that it reads."""
    return _SIZES[type(node)](node, rules)


def _small(node: Node, rules: Mapping[str, Size]) -> Size:
    return SMALL


def _parameter(node: tree.ParameterValue, rules: Mapping[str, Size]) -> Size:
    return PARAMETER


def _table(node: tree.Lookup, rules: Mapping[str, Size]) -> Size:
    """A cell: a table holds few fractions, and whatever adds cells up over rows meets the same ones again."""
    values = [value for cell in node.parameter.cells for _, value in cell.values if value is not None]
    return DECIMAL_PARAMETER if all(finite_decimals(value) is not None for value in values) else PARAMETER


def _rule(node: tree.RuleValue, rules: Mapping[str, Size]) -> Size:
    return rules.get(node.rule.id, SMALL)


def _widest(node: Node, rules: Mapping[str, Size]) -> Size:
    """The size of a choice among what is below."""
    sizes = [size_of(child, rules) for child in tree.children(node)]
    above, below = max(size.above for size in sizes), max(size.below for size in sizes)
    return Size(above, below, all(size.decimal for size in sizes))


def _computed(node: tree.Arithmetic, rules: Mapping[str, Size]) -> Size:
    return _arithmetic(node.operator, size_of(node.first, rules), size_of(node.second, rules))


def _rounded(node: tree.Rounded, rules: Mapping[str, Size]) -> Size:
    return Size(size_of(node.operand, rules).above, 2)


def _over_years(node: tree.OverYears, rules: Mapping[str, Size]) -> Size:
    size = size_of(node.operand, rules)
    return _repeated(size) if YEAR_FUNCTIONS[node.function].adds_up else size


def _over_table(node: tree.OverTable, rules: Mapping[str, Size]) -> Size:
    if node.operand is None:
        return SMALL
    size = size_of(node.operand, rules)
    if not TABLE_FUNCTIONS[node.function].adds_up:
        return size
    divisor = denominator(node.operand, lambda part: size_of(part, rules))
    below = divisor.over_rows(node.table.maximum_rows)
    more = len(str(node.table.maximum_rows))
    return Size(size.above + below + more, below, not divisor.shared and not divisor.varying)


_SIZES: dict[type[Node], Callable[[Any, Mapping[str, Size]], Size]] = {
    tree.Constant: _small,
    tree.FieldValue: _small,
    tree.ParameterValue: _parameter,
    tree.Lookup: _table,
    tree.RuleValue: _rule,
    tree.StatusTest: _small,
    tree.LevelValue: _small,
    tree.GivenLevel: _small,
    tree.CountCriteria: _small,
    tree.ColumnValue: _small,
    tree.Known: _widest,
    tree.DeclaredAbsent: _small,
    tree.Not: _widest,
    tree.Logic: _widest,
    tree.Compare: _widest,
    tree.OptionIs: _widest,
    tree.Arithmetic: _computed,
    tree.Negative: _widest,
    tree.DatePlus: _widest,
    tree.MonthsBetween: _small,
    tree.Extreme: _widest,
    tree.Rounded: _rounded,
    tree.If: _widest,
    tree.Before: _widest,
    tree.OverYears: _over_years,
    tree.OverTable: _over_table,
    tree.ForEach: _widest,
}


def report_too_long(place: Place, problems: Problems) -> None:
    problems.add(
        place,
        "numbers_too_long",
        "ce calcul peut donner un nombre trop long : trop de produits ou de quotients s'enchaînent.",
        "this calculation can give too long a number: too many products or quotients follow each other.",
        Text("Arrondissez une étape (« arrondi(x, centime) »).", 'Round a step ("arrondi(x, centime)").'),
    )


def score_size(denominators: Iterable[int], weights: int, linked: Size | None) -> Size:
    """The size of a score: points over the common denominator of its levels, linked to another score or not."""
    digits = len(str(lcm(*denominators) * max(weights, 1))) + 1
    ratio = Size(digits, digits, False)
    if linked is None:
        return ratio
    shared = _arithmetic("*", _arithmetic("*", PARAMETER, ratio), linked)
    return _arithmetic("+", _arithmetic("*", PARAMETER, ratio), shared)


def _arithmetic(operator: str, first: Size, second: Size) -> Size:
    return _ARITHMETIC[operator](first, second)


def _product(first: Size, second: Size) -> Size:
    return Size(first.above + second.above, first.below + second.below, first.decimal and second.decimal)


def _quotient(first: Size, second: Size) -> Size:
    return Size(first.above + second.below, first.below + second.above, False)


def _sum(first: Size, second: Size) -> Size:
    if first.decimal and second.decimal:
        return Size(max(first.above, second.above) + max(first.below, second.below) + 1, max(first.below, second.below))
    above = max(first.above + second.below, second.above + first.below) + 1
    return Size(above, first.below + second.below, False)


_ARITHMETIC: dict[str, Callable[[Size, Size], Size]] = {"+": _sum, "-": _sum, "*": _product, "/": _quotient}


def _repeated(size: Size) -> Size:
    """A sum over as many years as a dossier may have."""
    if size.decimal:
        return Size(size.above + 3, size.below)
    return Size(size.above + LONGEST_SPAN * size.below, LONGEST_SPAN * size.below, False)
