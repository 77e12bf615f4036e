"""Leaves of formulas over columns: constants, answers, parameters, rules, levels; and whether an answer is there."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from poincon.cahier.basics.numbers import Number
from poincon.cahier.columns import levels, logic, numbers
from poincon.cahier.columns.criteria import level_of_criterion
from poincon.cahier.columns.parts import Chunk, CodePart, Flags, Mask, NumberPart, Part, Unsupported
from poincon.cahier.columns.population import (
    MET,
    NOT_MET,
    UNDETERMINED,
    ChoiceColumn,
    DayColumn,
    NumberColumn,
    OtherColumn,
    Population,
    exact_column,
)
from poincon.cahier.columns.table_column import TableColumn
from poincon.cahier.columns.verdicts import verdict_codes
from poincon.cahier.formulas import tree
from poincon.cahier.model import Comparison, Field, FieldKind, Rule, Scale
from poincon.cahier.model.kinds import Type

if TYPE_CHECKING:
    from poincon.cahier.columns.planner import Planner

_CODES = {True: MET, False: NOT_MET}


def constant(planner: Planner, node: tree.Constant) -> Part:
    return numbers.constant(node.value)


def field_value(planner: Planner, node: tree.FieldValue) -> Part:
    name = node.field.id
    if node.type is Type.BOOLEAN:
        return logic.hidden(logic.field_codes(planner.population, name), _hidden_answer(planner, node.field))
    if node.type in (Type.OTHER, Type.CHOICES):
        raise Unsupported
    return numbers.hidden(numbers.field_numbers(planner.population, name), _hidden_answer(planner, node.field))


def option_is(planner: Planner, node: tree.OptionIs) -> Part:
    if isinstance(node.operand, tree.RuleValue) and node.operand.rule.lines:
        planner.judged.refuse_unread(node.operand.rule.id)
        return verdict_codes(node.operand.rule, node.option)
    if isinstance(node.operand, tree.GivenLevel):
        return _level_is(planner, node.operand.subject, node.operand.scale, node.option)
    if node.operand.type is Type.CHOICES:
        return _chosen(planner, node)
    rank = numbers.constant(planner.population.words.rank(node.option))
    return logic.compare(Comparison.EQUAL, planner.numbers(node.operand), rank)


def _level_is(planner: Planner, subject: Field | Rule, scale: Scale, level: str) -> Part:
    if isinstance(subject, Rule):
        return levels.is_level(planner, subject, level)
    places: dict[str, Number] = {each.id: place for place, each in enumerate(scale.levels)}
    answers = numbers.level_numbers(planner.population.columns.get(subject.id), places)
    is_level = logic.compare(Comparison.EQUAL, answers, numbers.constant(places[level]))
    return logic.hidden(is_level, _hidden_answer(planner, subject))


def _chosen(planner: Planner, node: tree.OptionIs) -> Part:
    """Whether an option is one of several that are chosen."""
    if not isinstance(node.operand, tree.FieldValue):
        raise Unsupported
    field = node.operand.field
    column = planner.population.columns.get(field.id)
    if column is None:
        return logic.constant_codes(UNDETERMINED)
    assert isinstance(column, OtherColumn)
    codes = {None: UNDETERMINED, **{value: _CODES[node.option in value] for value in {*column.values} - {None}}}
    chosen = np.array([codes[value] for value in column.values], dtype=np.int8)
    return logic.hidden(CodePart(lambda chunk: chosen[chunk.rows]), _hidden_answer(planner, field))


def parameter_value(planner: Planner, node: tree.ParameterValue) -> Part:
    value, day = planner.parameters[node.parameter.id], node.day
    if not isinstance(value, tuple):
        return numbers.constant(value)
    by_row = Population(planner.programme, len(value), {"": exact_column(list(value))})
    hidden_day = planner.hidden(day.field) if isinstance(day, tree.FieldValue) else None
    return numbers.hidden(numbers.field_numbers(by_row, ""), hidden_day)


def rule_value(planner: Planner, node: tree.RuleValue) -> Part:
    name = node.rule.id
    return planner.judged.codes(name) if node.type is Type.BOOLEAN else planner.judged.numbers(name)


def status_test(planner: Planner, node: tree.StatusTest) -> Part:
    part = planner.judged.codes(node.rule.id)
    return part if node.goal else logic.negation(part)


def level_value(planner: Planner, node: tree.LevelValue) -> Part:
    subject = node.subject
    if not isinstance(subject, Field):
        return level_of_criterion(planner, subject)
    if subject.kind is not FieldKind.STATEMENT:
        return numbers.missing_numbers()
    scale = planner.programme.scale[subject.scale or ""]
    worth = {level.id: level.value for level in scale.levels if level.value is not None}
    answers = numbers.level_numbers(planner.population.columns.get(subject.id), worth)
    return numbers.hidden(answers, _hidden_answer(planner, subject))


# whether an answer is there


def known(planner: Planner, node: tree.Known) -> Part:
    if isinstance(node.operand, tree.FieldValue):
        return logic.known_flags(_given(planner, node.operand.field))
    if isinstance(node.operand, tree.RuleValue):
        return logic.known_codes(planner.judged.codes(node.operand.rule.id))
    part = planner.part(node.operand)
    return logic.known_numbers(part) if isinstance(part, NumberPart) else logic.known_codes(part)


def declared_absent(planner: Planner, node: tree.DeclaredAbsent) -> Part:
    """A population's file has no way to say that a document does not exist."""
    return logic.constant_codes(NOT_MET)


def _given(planner: Planner, field: Field) -> Callable[[Chunk], Flags]:
    """Whether each row answers a field, whatever its kind, and is asked for it."""
    answered, mask = _answered(planner.population, field), _hidden_answer(planner, field)
    return answered if mask is None else lambda chunk: answered(chunk) & ~mask.get(chunk)


def _hidden_answer(planner: Planner, field: Field) -> Mask | None:
    """The rows whose answer is hidden; what no row answers need not be hidden."""
    return planner.hidden(field) if field.id in planner.population.columns else None


def _answered(population: Population, field: Field) -> Callable[[Chunk], Flags]:
    """Whether each row holds an answer to a field."""
    column = population.columns.get(field.id)
    if column is None:
        return lambda chunk: np.zeros(chunk.size, dtype=bool)
    if isinstance(column, NumberColumn | DayColumn):
        floats = column.values
        return lambda chunk: ~np.isnan(floats[chunk.rows])
    if isinstance(column, ChoiceColumn):
        positions = column.values
        return lambda chunk: positions[chunk.rows] >= 0
    if isinstance(column, TableColumn):
        holds = column.starts < column.stops
        return lambda chunk: holds[chunk.rows]
    if isinstance(column, OtherColumn):
        flags = np.array([value is not None for value in column.values], dtype=bool)
        return lambda chunk: flags[chunk.rows]
    codes = column.values
    return lambda chunk: codes[chunk.rows] != UNDETERMINED
