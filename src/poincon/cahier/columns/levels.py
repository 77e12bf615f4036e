"""Levels given to criteria, read by name, and criteria counted by level, over columns: as `evaluation/levels.py`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from poincon.cahier.columns import logic, numbers
from poincon.cahier.columns.lanes import whole
from poincon.cahier.columns.parts import Chunk, CodePart, Flags, Mask, NumberPart, Unsupported
from poincon.cahier.columns.population import MET, NOT_MET, UNDETERMINED, ChoiceColumn, Codes, Floats
from poincon.cahier.formulas import tree
from poincon.cahier.model import Rule

if TYPE_CHECKING:
    from poincon.cahier.columns.planner import Planner


def _applies(planner: Planner, rule: Rule) -> CodePart | None:
    """Whether a criterion applies; None for one that always does. Its status says as much of a level « sans objet »."""
    applicable = planner.rulebook.by_id[rule.id].applicable
    return None if applicable is None else planner.condition(applicable)


def _one_of(column: ChoiceColumn | None, names: Iterable[str]) -> CodePart:
    """Whether the level given is one of these; unknown where none is given."""
    if column is None:
        return logic.constant_codes(UNDETERMINED)
    accepted = set(names)
    codes = [MET if name in accepted else NOT_MET for name in column.names]
    by_position, positions = np.array([*codes, UNDETERMINED], dtype=np.int8), column.values
    return CodePart(lambda chunk: by_position[positions[chunk.rows]])


def is_level(planner: Planner, rule: Rule, level: str) -> CodePart:
    """`i03 est majeure`: « sans objet » where the criterion is set aside, unknown where nobody knows whether it is."""
    is_given, applies = _one_of(planner.population.appraisals.get(rule.id), (level,)), _applies(planner, rule)
    if applies is None:
        return is_given
    aside = Mask(lambda chunk: _aside(applies.get(chunk)))
    in_doubt = Mask(lambda chunk: applies.get(chunk) == UNDETERMINED)
    return logic.set_aside(logic.hidden(is_given, in_doubt), aside)


def _aside(applies: Codes) -> Flags:
    """Where a criterion does not apply, or has no reason to."""
    flags: Flags = (applies != MET) & (applies != UNDETERMINED)
    return flags


def count(planner: Planner, node: tree.CountCriteria) -> NumberPart:
    """The criteria that surely count, and those that may."""
    criteria = [_counts(planner, rule, levels) for rule, levels in node.levels]
    lane = whole(numbers.constant(0).lane.scale, float(len(criteria)), has_missing=True)
    if lane is None:
        raise Unsupported

    def number(chunk: Chunk, least: int) -> Floats:
        total = np.zeros(chunk.size)
        for criterion in criteria:
            total += criterion.get(chunk) >= least
        return total

    lowest = NumberPart(lane, lambda chunk: number(chunk, MET))
    highest = NumberPart(lane, lambda chunk: number(chunk, UNDETERMINED))

    def known(chunk: Chunk) -> Floats:
        surely = lowest.get(chunk)
        return np.where(surely == highest.get(chunk), surely, np.nan)

    return replace(lowest, run=known, ends=(lowest, highest))


def _counts(planner: Planner, rule: Rule, levels: frozenset[str] | None) -> CodePart:
    """Whether a criterion counts: of one of these levels, if any are asked for, and not set aside."""
    applies = _applies(planner, rule) or logic.constant_codes(MET)
    if levels is None:
        accepted = logic.constant_codes(MET)
    elif not levels:
        accepted = logic.constant_codes(NOT_MET)
    else:
        accepted = _one_of(planner.population.appraisals.get(rule.id), levels)

    def run(chunk: Chunk) -> Codes:
        codes = applies.get(chunk)
        return np.where(_aside(codes), NOT_MET, np.minimum(codes, accepted.get(chunk))).astype(np.int8)

    return CodePart(run)
