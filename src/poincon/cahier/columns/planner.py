"""Typed trees to column parts, for one population: one function for each kind of node, as in the exact compiler."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from poincon.cahier.columns import branches, days, leaves, levels, logic, numbers, roundings, years
from poincon.cahier.columns.judged import JudgedRules
from poincon.cahier.columns.lookups import lookup
from poincon.cahier.columns.parts import CodePart, Mask, NumberPart, Part, Unsupported
from poincon.cahier.columns.population import NOT_MET, Population
from poincon.cahier.columns.varying import ParameterValues, Varying
from poincon.cahier.formulas import tree
from poincon.cahier.formulas.rulebook import Rulebook
from poincon.cahier.formulas.tree import Node
from poincon.cahier.model import Field
from poincon.cahier.model.kinds import Type


class Planner:
    """Compiles the formulas of a programme for a population; `judged` says how to read the rules done so far."""

    def __init__(self, rulebook: Rulebook, population: Population, parameters: ParameterValues) -> None:
        self.rulebook = rulebook
        self.programme = rulebook.programme
        self.population = population
        self.parameters = parameters
        self.judged = JudgedRules()
        self.varying = Varying(rulebook, population, parameters)
        self._conditions: dict[Node, CodePart] = {}
        self._hidden: dict[tuple[Node, ...], Mask] = {}

    def part(self, node: Node) -> Part:
        return _PLANS[type(node)](self, node)

    def numbers(self, node: Node) -> NumberPart:
        part = self.part(node)
        if not isinstance(part, NumberPart):
            raise Unsupported
        return part

    def codes(self, node: Node) -> CodePart:
        part = self.part(node)
        if not isinstance(part, CodePart):
            raise Unsupported
        return part

    def hidden(self, field: Field) -> Mask | None:
        """The rows in which the form does not ask for a field; None for one that is always asked for."""
        conditions = self.rulebook.conditions_of(field)
        if not conditions:
            return None
        if conditions not in self._hidden:
            parts = [self.condition(node) for node in conditions]
            self._hidden[conditions] = Mask(
                lambda chunk: np.logical_or.reduce([part.get(chunk) == NOT_MET for part in parts])
            )
        return self._hidden[conditions]

    def condition(self, node: Node) -> CodePart:
        """A condition of fields: one part for all those that have it."""
        if node not in self._conditions:
            self._conditions[node] = self.codes(node)
        return self._conditions[node]

    # logic

    def negation(self, node: tree.Not) -> Part:
        return logic.negation(self.codes(node.operand))

    def logic(self, node: tree.Logic) -> Part:
        parts = [self.codes(operand) for operand in node.operands]
        return logic.conjunction(parts) if node.conjunction else logic.disjunction(parts)

    def compare(self, node: tree.Compare) -> Part:
        return logic.compare(node.comparison, self.numbers(node.first), self.numbers(node.second))

    def conditional(self, node: tree.If) -> Part:
        condition = self.codes(node.condition)
        if node.type is Type.BOOLEAN:
            return branches.chosen_codes(condition, self.codes(node.then), self.codes(node.otherwise))
        return branches.chosen_numbers(condition, self.numbers(node.then), self.numbers(node.otherwise))

    # numbers

    def arithmetic(self, node: tree.Arithmetic) -> Part:
        first, second = self.numbers(node.first), self.numbers(node.second)
        return _ARITHMETIC[node.operator](first, second)

    def negative(self, node: tree.Negative) -> Part:
        return numbers.negative(self.numbers(node.operand))

    def extreme(self, node: tree.Extreme) -> Part:
        return numbers.extreme([self.numbers(operand) for operand in node.operands], greatest=node.greatest)

    def rounding(self, node: tree.Rounded) -> Part:
        return roundings.rounding(self.numbers(node.operand), node.step, node.rounding)

    def date_plus(self, node: tree.DatePlus) -> Part:
        unit = node.duration.unit
        assert unit is not None  # the checker let only durations through
        return days.plus(self.numbers(node.date), self.numbers(node.duration), unit.powers[0][0], node.sign)

    def months_between(self, node: tree.MonthsBetween) -> Part:
        return days.months_between(self.numbers(node.first), self.numbers(node.second))

    def unsupported(self, node: Node) -> Part:
        raise Unsupported

    # tables

    def over_table(self, node: tree.OverTable) -> Part:
        # Imported here: lines are planned by a planner.
        from poincon.cahier.columns.over_lines import over_table

        return over_table(self, node)

    def for_each(self, node: tree.ForEach) -> Part:
        from poincon.cahier.columns.over_lines import for_each

        return for_each(self, node)

    # years

    def before(self, node: tree.Before) -> Part:
        self.varying.refuse(node.operand)
        part = self.part(node.operand)
        return years.before(part) if isinstance(part, NumberPart) else years.before_codes(part)

    def over_years(self, node: tree.OverYears) -> Part:
        self.varying.refuse(node.operand)
        part = self.part(node.operand)
        if isinstance(part, CodePart):
            return _CODES_OVER_YEARS[node.function](part)
        return _OVER_YEARS[node.function](part, self.population.longest)


_ARITHMETIC: dict[str, Callable[[NumberPart, NumberPart], NumberPart]] = {
    "+": numbers.add,
    "-": numbers.subtract,
    "*": numbers.multiply,
    "/": numbers.divide,
}
_OVER_YEARS: dict[str, Callable[[NumberPart, int], Part]] = {
    "somme": years.total,
    "premier": years.first,
    "dernier": years.last,
    "croissant": years.rising,
}
"""From a part, and the number of years of the longest dossier; what columns cannot compute raises `Unsupported`."""
_CODES_OVER_YEARS: dict[str, Callable[[CodePart], Part]] = {"premier": years.first_codes, "dernier": years.last_codes}
"""Of yes or no: those that take any value."""
_PLANS: dict[type[Node], Callable[[Planner, Any], Part]] = {
    tree.Constant: leaves.constant,
    tree.FieldValue: leaves.field_value,
    tree.ParameterValue: leaves.parameter_value,
    tree.Lookup: lookup,
    tree.RuleValue: leaves.rule_value,
    tree.StatusTest: leaves.status_test,
    tree.LevelValue: leaves.level_value,
    tree.GivenLevel: Planner.unsupported,
    tree.CountCriteria: levels.count,
    tree.ColumnValue: Planner.unsupported,
    tree.Known: leaves.known,
    tree.DeclaredAbsent: leaves.declared_absent,
    tree.Not: Planner.negation,
    tree.Logic: Planner.logic,
    tree.Compare: Planner.compare,
    tree.OptionIs: leaves.option_is,
    tree.Arithmetic: Planner.arithmetic,
    tree.Negative: Planner.negative,
    tree.DatePlus: Planner.date_plus,
    tree.MonthsBetween: Planner.months_between,
    tree.Extreme: Planner.extreme,
    tree.Rounded: Planner.rounding,
    tree.If: Planner.conditional,
    tree.Before: Planner.before,
    tree.OverYears: Planner.over_years,
    tree.OverTable: Planner.over_table,
    tree.ForEach: Planner.for_each,
}
