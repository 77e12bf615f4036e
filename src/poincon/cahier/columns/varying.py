"""What varies with the year of the row judged: a function of years cannot take it from the rows of earlier years."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from poincon.cahier.basics.numbers import Number
from poincon.cahier.columns.parts import Unsupported
from poincon.cahier.columns.population import Population
from poincon.cahier.formulas import tree
from poincon.cahier.formulas.checked_rules import CheckedRule
from poincon.cahier.formulas.rulebook import Rulebook
from poincon.cahier.formulas.tree import Node
from poincon.cahier.formulas.visibility import fields_at
from poincon.cahier.model import Field

ParameterValues = dict[str, Number | tuple[Number | None, ...] | None]
"""The value of each parameter: one for all rows, or one a row when it is dated and rows have different years."""


class Varying:
    """What an earlier row may hold otherwise than the row judged reads it for that year."""

    def __init__(self, rulebook: Rulebook, population: Population, parameters: ParameterValues) -> None:
        self.rulebook = rulebook
        self.population = population
        self.parameters = parameters
        self._rules: dict[str, bool] = {}
        """Whether rules noted so far vary."""

    def note(self, checked: CheckedRule) -> None:
        """Remember whether a rule varies, itself or through others that it reads."""
        nodes = [node for top in self.rulebook.trees_read(checked) for node in tree.walk(top)]
        direct = any(self.varies(node) for node in nodes) or any(map(self.answered_otherwise, checked.statements))
        self._rules[checked.rule.id] = direct or any(self._rules.get(name, True) for name in checked.reads)

    def refuse(self, node: Node) -> None:
        """Raises `Unsupported` for an operand of a function of years that varies: the exact evaluator judges it."""
        for child in self.nodes_read(node):
            if self.varies(child) or any(self._rules.get(rule.id, True) for rule in tree.rules_at(child)):
                raise Unsupported

    def nodes_read(self, *tops: Node) -> list[Node]:
        """The nodes of these trees, and of the conditions of the fields that they read, from condition to condition."""
        nodes: list[Node] = []
        todo, passed = list(tops), set[str]()
        while todo:
            for node in tree.walk(todo.pop()):
                nodes.append(node)
                for field in fields_at(node):
                    if field.id not in passed:
                        passed.add(field.id)
                        todo.extend(self.rulebook.conditions_of(field))
        return nodes

    def varies(self, node: Node) -> bool:
        """Whether a node varies of itself: what is below it is asked apart."""
        return _VARIES[type(node)](self, node)

    def never(self, node: Node) -> bool:
        return False

    def always(self, node: Node) -> bool:
        return True

    def answer_given_once(self, node: tree.FieldValue) -> bool:
        return self.answered_otherwise(node.field)

    def level_given_once(self, node: tree.LevelValue) -> bool:
        return self.answered_otherwise(node.subject) if isinstance(node.subject, Field) else not node.yearly

    def answered_otherwise(self, field: Field) -> bool:
        """Whether an answer given once is not the same in each row of a dossier."""
        return not field.yearly and not self.population.is_steady(field.id)

    def dated(self, node: tree.ParameterValue | tree.Lookup) -> bool:
        """A dated parameter is read as of the row's own year."""
        return any(isinstance(self.parameters[valued.id], tuple) for valued in node.parameter.valued)


_VARIES: dict[type[Node], Callable[[Varying, Any], bool]] = {
    tree.Constant: Varying.never,
    tree.FieldValue: Varying.answer_given_once,
    tree.ParameterValue: Varying.dated,
    tree.Lookup: Varying.dated,
    tree.RuleValue: Varying.never,
    tree.StatusTest: Varying.never,
    tree.LevelValue: Varying.level_given_once,
    tree.GivenLevel: Varying.level_given_once,
    tree.CountCriteria: Varying.always,
    tree.ColumnValue: Varying.never,
    tree.Known: Varying.never,
    tree.DeclaredAbsent: Varying.never,
    tree.Not: Varying.never,
    tree.Logic: Varying.never,
    tree.Compare: Varying.never,
    tree.OptionIs: Varying.never,
    tree.Arithmetic: Varying.never,
    tree.Negative: Varying.never,
    tree.DatePlus: Varying.never,
    tree.MonthsBetween: Varying.never,
    tree.Extreme: Varying.never,
    tree.Rounded: Varying.never,
    tree.If: Varying.never,
    tree.Before: Varying.never,
    tree.OverYears: Varying.never,
    tree.OverTable: Varying.always,
    tree.ForEach: Varying.always,
}
