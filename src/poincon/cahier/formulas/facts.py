"""What certainly holds where a part of a formula matters: in « ouvert et taux > 0 », `taux` counts only if `ouvert`.

A fact is less than a truth: were it false, what is read beside it would change nothing.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field, fields, replace

from poincon.cahier.formulas import tree
from poincon.cahier.formulas.choices import choices_of
from poincon.cahier.formulas.tree import Node
from poincon.cahier.model import Comparison, Field
from poincon.cahier.model.kinds import Type

_OF_EVERY_NODE = {attribute.name for attribute in fields(Node)}
_TURNED = {Comparison.LESS: Comparison.MORE, Comparison.AT_MOST: Comparison.AT_LEAST}
_STRICT = (
    tree.Arithmetic,
    tree.Compare,
    tree.DatePlus,
    tree.Extreme,
    tree.Known,
    tree.Lookup,
    tree.MonthsBetween,
    tree.Negative,
    tree.OptionIs,
    tree.Rounded,
)
"""Kinds of node that are known only if all that stands below them is."""


@dataclass(frozen=True, slots=True)
class Fact:
    """`subject` is a condition, whatever its spaces and the side on which it is written, that is true or false."""

    subject: Hashable
    holds: bool
    yearly: bool = field(default=False, compare=False)


Facts = frozenset[Fact]


def shape(node: Node) -> Hashable:
    """Equal for two parts of formulas that are the same tree, wherever they were written."""
    own = [getattr(node, name) for name in (attribute.name for attribute in fields(node)) if name not in _OF_EVERY_NODE]
    return (type(node), *(_shape_of_part(part) for part in own))


def fact(node: Node, holds: bool = True) -> Fact:
    """That a yes or no is so; « x <= y » is told as « x > y » that is not, « non_atteint(r) » as `r` that is not."""
    match node:
        case tree.Not():
            return fact(node.operand, not holds)
        case tree.StatusTest():
            return Fact((tree.RuleValue, node.rule), holds is node.goal, node.yearly)
        case tree.Logic():
            parts = frozenset(fact(operand, holds) for operand in node.operands)
            return Fact((tree.Logic, node.conjunction is holds, parts), True, node.yearly)
        case tree.Compare():
            return _comparison(node, holds)
    return Fact(shape(node), holds, node.yearly)


def facts_of(node: Node, holds: bool = True) -> Facts:
    """All that is settled by a condition that is so."""
    match node:
        case tree.Not():
            return facts_of(node.operand, not holds)
        case tree.Logic() if node.conjunction is holds:
            return frozenset[Fact]().union(*(facts_of(operand, holds) for operand in node.operands))
        case tree.Known() if holds:
            return frozenset({fact(node), *(known(answer, node.yearly) for answer in _read_strictly(node))})
    return frozenset({fact(node, holds)})


def implied(condition: Node, facts: Facts, holds: bool = True) -> bool:
    """Whether these facts settle that a condition is so."""
    if fact(condition, holds) in facts:
        return True
    match condition:
        case tree.Not():
            return implied(condition.operand, facts, not holds)
        case tree.Logic():
            settle = all if condition.conjunction is holds else any
            return settle(implied(operand, facts, holds) for operand in condition.operands)
        case tree.OptionIs() if not holds and condition.operand.type is Type.CHOICE:
            return any(fact(other) in facts for other in _other_options(condition))
    return False


def known(answered: Field, yearly: bool = False) -> Fact:
    """That a field has an answer."""
    return Fact((tree.Known, answered), True, yearly)


def has_row(table: Field, condition: Node | None, facts: Facts) -> bool:
    """Whether these facts say that rows of a table meet a condition, if any: « nombre(t où …) > 0 »."""
    count = (tree.OverTable, "nombre", table, None, _shape_of_part(condition))
    none = (tree.Constant, 0)
    more_than_none = Fact((Comparison.MORE, count, none), True)
    return more_than_none in facts or Fact((Comparison.EQUAL, frozenset((count, none))), False) in facts


def of_any_year(facts: Facts) -> Facts:
    """What still holds when another year is read."""
    return frozenset(each for each in facts if not each.yearly)


def _other_options(test: tree.OptionIs) -> list[tree.OptionIs]:
    """The same test, of every other name of the choice."""
    choices = choices_of(test.operand)
    names = choices.names if choices is not None else ()
    return [replace(test, option=name) for name in names if name != test.option]


def _shape_of_part(part: object) -> Hashable:
    if isinstance(part, Node):
        return shape(part)
    if isinstance(part, tuple):
        return tuple(_shape_of_part(member) for member in part)
    assert isinstance(part, Hashable)
    return part


def _comparison(node: tree.Compare, holds: bool) -> Fact:
    """Every order is told by `>`, every equality by `=`, in whatever order its sides stand."""
    comparison, sides = node.comparison, (shape(node.first), shape(node.second))
    if comparison in (Comparison.EQUAL, Comparison.DIFFERENT):
        subject: Hashable = (Comparison.EQUAL, frozenset(sides))
        return Fact(subject, holds is (comparison is Comparison.EQUAL), node.yearly)
    if comparison in _TURNED:
        comparison, sides = _TURNED[comparison], sides[::-1]
    if comparison is Comparison.AT_LEAST:
        return Fact((Comparison.MORE, *sides[::-1]), not holds, node.yearly)
    return Fact((Comparison.MORE, *sides), holds, node.yearly)


def _read_strictly(node: Node) -> list[Field]:
    """Fields that have an answer if the node is known."""
    match node:
        case tree.FieldValue():
            return [node.field]
        case tree.LevelValue(subject=Field() as field) | tree.GivenLevel(subject=Field() as field):
            return [field]
        case tree.OverTable():
            return [node.table]
    below = tree.children(node) if isinstance(node, _STRICT) else ()
    return [answered for child in below for answered in _read_strictly(child)]
