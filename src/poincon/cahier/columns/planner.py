"""Typed trees to column parts, for one population: one function for each kind of node, as in the exact compiler."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from poincon.cahier.basics.numbers import Number
from poincon.cahier.columns import levels as counts
from poincon.cahier.columns import logic, numbers, years
from poincon.cahier.columns.lanes import Lane
from poincon.cahier.columns.parts import Chunk, CodePart, Flags, Mask, NumberKernel, NumberPart, Part, Unsupported
from poincon.cahier.columns.population import (
    NOT_APPLICABLE,
    NOT_MET,
    UNDETERMINED,
    ChoiceColumn,
    NumberColumn,
    OtherColumn,
    Population,
    exact_column,
)
from poincon.cahier.columns.variation import varies
from poincon.cahier.formulas import tree
from poincon.cahier.formulas.checked_rules import CheckedRule
from poincon.cahier.formulas.rulebook import Rulebook
from poincon.cahier.formulas.tree import Node
from poincon.cahier.formulas.visibility import fields_at
from poincon.cahier.model import Field, FieldKind, Rule
from poincon.cahier.model.kinds import Type

ParameterValues = dict[str, Number | tuple[Number | None, ...] | None]
"""The value of each parameter: one for all rows, or one a row when it is dated and rows have different years."""


class Planner:
    """Compiles the rules of a programme for a population; `lanes` says how the values of rules done so far are held."""

    def __init__(self, rulebook: Rulebook, population: Population, parameters: ParameterValues) -> None:
        self.rulebook = rulebook
        self.programme = rulebook.programme
        self.population = population
        self.parameters = parameters
        self.lanes: dict[str, Lane] = {}
        self.magnitudes: dict[str, NumberKernel] = {}
        self.ends: dict[str, tuple[NumberPart, NumberPart]] = {}
        """Between which ends the values of some rules lie where they are unknown."""
        self.neutral: dict[str, bool] = {}
        self.reads_once: dict[str, bool] = {}
        """Rules that read answers given once: a function of years over them is left to the exact evaluator."""
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

    def note_once(self, checked: CheckedRule) -> None:
        """Remember whether a rule reads, itself or through others, what a function of years cannot take from rows."""
        nodes = [node for top in self.rulebook.trees_read(checked) for node in tree.walk(top)]
        direct = any(self.varies(node) for node in nodes) or any(not field.yearly for field in checked.statements)
        self.reads_once[checked.rule.id] = direct or any(self.reads_once.get(name, True) for name in checked.reads)

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

    # leaves

    def constant(self, node: tree.Constant) -> Part:
        return numbers.constant(node.value)

    def field_value(self, node: tree.FieldValue) -> Part:
        name = node.field.id
        if node.type is Type.BOOLEAN:
            return logic.hidden(logic.field_codes(self.population, name), self.hidden_answer(node.field))
        if node.type is Type.NUMBER:
            return numbers.hidden(numbers.field_numbers(self.population, name), self.hidden_answer(node.field))
        raise Unsupported

    def hidden_answer(self, field: Field) -> Mask | None:
        """The rows whose answer is hidden; what no row answers need not be hidden."""
        return self.hidden(field) if field.id in self.population.columns else None

    def parameter_value(self, node: tree.ParameterValue) -> Part:
        value = self.parameters[node.parameter.id]
        if not isinstance(value, tuple):
            return numbers.constant(value)
        by_row = Population(self.programme, len(value), {"": exact_column(list(value))})
        return numbers.field_numbers(by_row, "")

    def rule_value(self, node: tree.RuleValue) -> Part:
        name = node.rule.id
        if node.type is Type.BOOLEAN:
            return self.rule_codes(name)
        if name not in self.lanes:
            raise Unsupported
        return self.rule_numbers(name)

    def rule_numbers(self, name: str) -> NumberPart:
        """The values of a rule, from where they were written."""
        return NumberPart(
            self.lanes[name],
            lambda chunk: chunk.values[name][chunk.rows],
            self.magnitudes.get(name),
            None,
            self.rows_set_aside(name),
            self.ends.get(name),
        )

    def rows_set_aside(self, name: str) -> Mask | None:
        """The rows that a rule does not concern."""
        if name not in self.neutral:
            raise Unsupported
        if not self.neutral[name]:
            return None
        return Mask(lambda chunk: chunk.statuses[name][chunk.rows] == NOT_APPLICABLE)

    def rule_codes(self, name: str) -> CodePart:
        if name not in self.neutral:
            raise Unsupported
        return CodePart(lambda chunk: chunk.statuses[name][chunk.rows], self.neutral[name])

    def status_test(self, node: tree.StatusTest) -> Part:
        part = self.rule_codes(node.rule.id)
        return part if node.goal else logic.negation(part)

    def level_value(self, node: tree.LevelValue) -> Part:
        subject = node.subject
        if not isinstance(subject, Field):  # no population holds what people appraise
            return replace(numbers.missing_numbers(), neutral=self.rows_set_aside(subject.id))
        if subject.kind is not FieldKind.STATEMENT:
            return numbers.missing_numbers()
        scale = self.programme.scale[subject.scale or ""]
        worth = {level.id: level.value for level in scale.levels if level.value is not None}
        return numbers.hidden(numbers.level_numbers(self.population, subject.id, worth), self.hidden_answer(subject))

    def count_criteria(self, node: tree.CountCriteria) -> Part:
        """No population holds what people appraise: a criterion may count, unless it is set aside."""
        if any(levels is None and rule.applicable_if is not None for rule, levels in node.levels):
            raise Unsupported
        masks = [self.rows_set_aside(rule.id) for rule, levels in node.levels if levels]
        return counts.count(sum(levels is None for _, levels in node.levels), masks)

    # logic

    def known(self, node: tree.Known) -> Part:
        if isinstance(node.operand, tree.FieldValue):
            return logic.known_flags(self.given(node.operand.field))
        if isinstance(node.operand, tree.RuleValue):
            return logic.known_codes(self.rule_codes(node.operand.rule.id))
        part = self.part(node.operand)
        return logic.known_numbers(part) if isinstance(part, NumberPart) else logic.known_codes(part)

    def declared_absent(self, node: tree.DeclaredAbsent) -> Part:
        """A population's file has no way to say that a document does not exist."""
        return logic.constant_codes(NOT_MET)

    def given(self, field: Field) -> Callable[[Chunk], Flags]:
        """Whether each row answers a field, whatever its kind, and is asked for it."""
        answered, mask = self.answered(field), self.hidden_answer(field)
        return answered if mask is None else lambda chunk: answered(chunk) & ~mask.get(chunk)

    def answered(self, field: Field) -> Callable[[Chunk], Flags]:
        """Whether each row holds an answer to a field."""
        column = self.population.columns.get(field.id)
        if column is None:
            return lambda chunk: np.zeros(chunk.size, dtype=bool)
        if isinstance(column, NumberColumn):
            floats = column.values
            return lambda chunk: ~np.isnan(floats[chunk.rows])
        if isinstance(column, ChoiceColumn):
            positions = column.values
            return lambda chunk: positions[chunk.rows] >= 0
        if isinstance(column, OtherColumn):
            flags = np.array([value is not None for value in column.values], dtype=bool)
            return lambda chunk: flags[chunk.rows]
        codes = column.values
        return lambda chunk: codes[chunk.rows] != UNDETERMINED

    def negation(self, node: tree.Not) -> Part:
        return logic.negation(self.codes(node.operand))

    def logic(self, node: tree.Logic) -> Part:
        parts = [self.codes(operand) for operand in node.operands]
        return logic.conjunction(parts) if node.conjunction else logic.disjunction(parts)

    def compare(self, node: tree.Compare) -> Part:
        return logic.compare(node.comparison, self.numbers(node.first), self.numbers(node.second))

    def option_is(self, node: tree.OptionIs) -> Part:
        if isinstance(node.operand, tree.OverTable):
            return logic.constant_codes(UNDETERMINED)
        if isinstance(node.operand, tree.GivenLevel):
            return self.level_is(node.operand.subject, node.option)
        if not isinstance(node.operand, tree.FieldValue):
            raise Unsupported
        if node.operand.type is Type.CHOICES:
            return logic.constant_codes(UNDETERMINED)  # several choices do not fit in a column: they are missing
        field = node.operand.field
        return logic.hidden(logic.option_codes(self.population, field.id, node.option), self.hidden_answer(field))

    def level_is(self, subject: Field | Rule, level: str) -> Part:
        if isinstance(subject, Rule):
            return logic.set_aside(logic.constant_codes(UNDETERMINED), self.rows_set_aside(subject.id))
        return logic.hidden(logic.option_codes(self.population, subject.id, level), self.hidden_answer(subject))

    def conditional(self, node: tree.If) -> Part:
        if node.type is not Type.BOOLEAN:
            raise Unsupported
        condition = self.codes(node.condition)
        return logic.conditional(condition, self.codes(node.then), self.codes(node.otherwise))

    # numbers

    def arithmetic(self, node: tree.Arithmetic) -> Part:
        first, second = self.numbers(node.first), self.numbers(node.second)
        return _ARITHMETIC[node.operator](first, second)

    def negative(self, node: tree.Negative) -> Part:
        return numbers.negative(self.numbers(node.operand))

    def extreme(self, node: tree.Extreme) -> Part:
        return numbers.extreme([self.numbers(operand) for operand in node.operands], greatest=node.greatest)

    def rounding(self, node: tree.Rounded) -> Part:
        return numbers.rounding(self.numbers(node.operand), node.step, node.rounding)

    def unsupported(self, node: Node) -> Part:
        raise Unsupported

    # tables: a population has none, so what they would give is missing

    def over_table(self, node: tree.OverTable) -> Part:
        if node.type is Type.BOOLEAN:
            return logic.constant_codes(UNDETERMINED)
        if node.type is not Type.NUMBER:
            raise Unsupported
        return numbers.missing_numbers()

    def for_each(self, node: tree.ForEach) -> Part:
        return logic.constant_codes(UNDETERMINED)

    # years

    def yearly_operand(self, node: Node) -> Part:
        for child in self.nodes_read(node):
            if isinstance(child, tree.RuleValue | tree.StatusTest) and self.reads_once.get(child.rule.id, True):
                raise Unsupported
            if self.varies(child):
                raise Unsupported
        return self.part(node)

    def varies(self, node: Node) -> bool:
        return varies(node, lambda parameter: isinstance(self.parameters[parameter], tuple))

    def before(self, node: tree.Before) -> Part:
        part = self.yearly_operand(node.operand)
        return years.before(part) if isinstance(part, NumberPart) else years.before_codes(part)

    def over_years(self, node: tree.OverYears) -> Part:
        part = self.yearly_operand(node.operand)
        if not isinstance(part, NumberPart):
            raise Unsupported
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
_PLANS: dict[type[Node], Callable[[Planner, Any], Part]] = {
    tree.Constant: Planner.constant,
    tree.FieldValue: Planner.field_value,
    tree.ParameterValue: Planner.parameter_value,
    tree.RuleValue: Planner.rule_value,
    tree.StatusTest: Planner.status_test,
    tree.LevelValue: Planner.level_value,
    tree.GivenLevel: Planner.unsupported,
    tree.CountCriteria: Planner.count_criteria,
    tree.ColumnValue: Planner.unsupported,
    tree.Known: Planner.known,
    tree.DeclaredAbsent: Planner.declared_absent,
    tree.Not: Planner.negation,
    tree.Logic: Planner.logic,
    tree.Compare: Planner.compare,
    tree.OptionIs: Planner.option_is,
    tree.Arithmetic: Planner.arithmetic,
    tree.Negative: Planner.negative,
    tree.DatePlus: Planner.unsupported,
    tree.MonthsBetween: Planner.unsupported,
    tree.Extreme: Planner.extreme,
    tree.Rounded: Planner.rounding,
    tree.If: Planner.conditional,
    tree.Before: Planner.before,
    tree.OverYears: Planner.over_years,
    tree.OverTable: Planner.over_table,
    tree.ForEach: Planner.for_each,
}
