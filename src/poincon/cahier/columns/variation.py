"""Whether an earlier row may hold another value than the one that the row judged reads for that year."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from poincon.cahier.formulas import tree
from poincon.cahier.formulas.tree import Node

IsDated = Callable[[str], bool]
"""Whether a parameter is read as of the row's own year."""


def varies(node: Node, is_dated: IsDated) -> bool:
    """Of the node itself: what is below it is asked apart."""
    return VARIES[type(node)](node, is_dated)


def _never(node: Node, is_dated: IsDated) -> bool:
    return False


def _always(node: Node, is_dated: IsDated) -> bool:
    return True


def _answer_given_once(node: tree.FieldValue, is_dated: IsDated) -> bool:
    return not node.field.yearly


def _level_given_once(node: tree.LevelValue | tree.GivenLevel, is_dated: IsDated) -> bool:
    return not node.yearly


def _dated(node: tree.ParameterValue, is_dated: IsDated) -> bool:
    return is_dated(node.parameter.id)


VARIES: dict[type[Node], Callable[[Any, IsDated], bool]] = {
    tree.Constant: _never,
    tree.FieldValue: _answer_given_once,
    tree.ParameterValue: _dated,
    tree.RuleValue: _never,
    tree.StatusTest: _never,
    tree.LevelValue: _level_given_once,
    tree.GivenLevel: _level_given_once,
    tree.CountCriteria: _always,
    tree.ColumnValue: _never,
    tree.Known: _never,
    tree.DeclaredAbsent: _never,
    tree.Not: _never,
    tree.Logic: _never,
    tree.Compare: _never,
    tree.OptionIs: _never,
    tree.Arithmetic: _never,
    tree.Negative: _never,
    tree.DatePlus: _never,
    tree.MonthsBetween: _never,
    tree.Extreme: _never,
    tree.Rounded: _never,
    tree.If: _never,
    tree.Before: _never,
    tree.OverYears: _never,
    tree.OverTable: _always,
    tree.ForEach: _always,
}
