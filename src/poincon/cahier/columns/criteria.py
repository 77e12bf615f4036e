"""Criteria over columns: the level that people gave, where a file beside the population's holds it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from poincon.cahier.basics.numbers import Number
from poincon.cahier.columns import logic, numbers
from poincon.cahier.columns.parts import CodePart, Mask, NumberPart, Unsupported, union
from poincon.cahier.columns.population import MET, NOT_APPLICABLE, NOT_MET, UNDETERMINED, ChoiceColumn
from poincon.cahier.model import Level, Rule, Status

if TYPE_CHECKING:
    from poincon.cahier.columns.planner import Planner

_CODES: dict[Status | None, int] = {
    Status.MET: MET,
    Status.NOT_MET: NOT_MET,
    Status.UNDETERMINED: UNDETERMINED,
    Status.NOT_APPLICABLE: NOT_APPLICABLE,
}


def _levels(planner: Planner, rule: Rule) -> tuple[Level, ...]:
    return planner.programme.scale[rule.scale or ""].levels


def criterion_codes(planner: Planner, rule: Rule) -> CodePart:
    """What the level given to a criterion says of it; undetermined where none is given."""
    column = planner.population.appraisals.get(rule.id)
    if column is None:
        return logic.constant_codes(UNDETERMINED)
    statuses = [level.status for level in _levels(planner, rule)]
    if not _CODES.keys() >= set(statuses):
        raise Unsupported  # a level that says nothing of its criterion
    by_position = np.array([*(_CODES[status] for status in statuses), UNDETERMINED], dtype=np.int8)
    positions = column.values
    return CodePart(lambda chunk: by_position[positions[chunk.rows]], Status.NOT_APPLICABLE in statuses)


def level_of_criterion(planner: Planner, rule: Rule) -> NumberPart:
    """`note(x)`: what the level is worth; « sans objet » where the criterion is, or a level that is worth nothing."""
    column = planner.population.appraisals.get(rule.id)
    aside = planner.judged.rows_set_aside(rule.id)
    if column is None:
        return replace(numbers.missing_numbers(), neutral=aside)
    worth = {level.id: level.value for level in _levels(planner, rule) if level.value is not None}
    statuses = planner.judged.codes(rule.id)
    in_doubt = Mask(lambda chunk: statuses.get(chunk) == UNDETERMINED)
    part = numbers.hidden(numbers.level_numbers(column, worth), union((in_doubt, aside)))
    return replace(part, neutral=union((aside, _worthless(column, worth, in_doubt))))


def _worthless(column: ChoiceColumn, worth: dict[str, Number], in_doubt: Mask) -> Mask | None:
    """The rows whose level is worth nothing at all, where the criterion surely applies."""
    if len(worth) == len(column.names):
        return None
    by_position = np.array([*(name not in worth for name in column.names), False])
    positions = column.values
    return Mask(lambda chunk: by_position[positions[chunk.rows]] & ~in_doubt.get(chunk))
