"""Levels given to criteria, read by name, and criteria counted by level.

A criterion set aside by its own condition has no level to read, and does not count; one that is not appraised yet may
count or not, so that a count lies between two ends.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from poincon.cahier.evaluation.context import Context
from poincon.cahier.evaluation.ranges import Range
from poincon.cahier.evaluation.results import CriterionTrace, RuleResult
from poincon.cahier.evaluation.values import NOT_APPLICABLE, Run, Step, Unknown, merged, missing
from poincon.cahier.formulas import tree
from poincon.cahier.model import Rule, Scale
from poincon.cahier.model.kinds import Type

_Reading = Callable[[Context], tuple[Any, Any]]
"""Whether a criterion applies (True, « sans objet » or unknown), and the level given to it, or what lacks."""


def _reading(rule: Rule) -> _Reading:
    name, lacking = rule.id, missing(f"appreciations.{rule.id}")

    def read(context: Context) -> tuple[Any, Any]:
        return _applies(context.results[name]), context.appraisals.get(name, lacking)

    return read


def _applies(result: RuleResult) -> Any:
    step = result.applicable
    if step is None or step.value is True or step.value.__class__ is Unknown:
        return True if step is None else step.value
    return NOT_APPLICABLE


def _level(applies: Any, level: Any) -> Any:
    """The level as a formula reads it, even one that says « sans objet »."""
    if applies is True or applies is NOT_APPLICABLE:
        return level if applies is True else NOT_APPLICABLE
    return merged((applies, level))


def _counts(applies: Any, level: Any, levels: frozenset[str] | None) -> Any:
    """Whether a criterion counts; unknown while either its level or whether it applies may change that."""
    if applies is NOT_APPLICABLE or levels is None:
        return False if applies is NOT_APPLICABLE else applies
    if not levels or (level.__class__ is not Unknown and level not in levels):
        return False
    if applies is True:
        return level if level.__class__ is Unknown else True
    return merged((applies, level))


def compile_given_level(node: tree.GivenLevel, rule: Rule) -> Run:
    read = _reading(rule)
    return lambda context: Step(node, _level(*read(context)))


class Appraised:
    """The criteria of a programme as counts read them, each made once however many rules count it."""

    def __init__(self, scales: Mapping[str, Scale]) -> None:
        self.scales = scales
        self._criteria: dict[str, tuple[_Reading, tree.GivenLevel]] = {}

    def criterion(self, rule: Rule) -> tuple[_Reading, tree.GivenLevel]:
        if rule.id not in self._criteria:
            scale = self.scales[rule.scale or ""]
            node = tree.GivenLevel(rule.id, Type.CHOICE, None, False, rule, scale)
            self._criteria[rule.id] = _reading(rule), node
        return self._criteria[rule.id]


def compile_count(appraised: Appraised, node: tree.CountCriteria) -> Run:
    """A step for each criterion, with its level."""
    criteria = [(*appraised.criterion(rule), levels) for rule, levels in node.levels]

    def run(context: Context) -> Step:
        count = 0
        doubts: list[Unknown] = []
        steps: list[Step] = []
        for read, level_node, levels in criteria:
            applies, level = read(context)
            steps.append(Step(level_node, _level(applies, level)))
            counts = _counts(applies, level, levels)
            if counts.__class__ is Unknown:
                doubts.append(counts)
            elif counts:
                count += 1
        value = merged(doubts, Range(count, count + len(doubts))) if doubts else count
        return Step(node, value, tuple(steps))

    return run


def counted_criteria(step: Step, results: Mapping[str, RuleResult]) -> list[tuple[Step, Any]]:
    """Each criterion of a count as it was read, and whether it counts: yes, no, or unknown. `results`: of the rules."""
    assert isinstance(step.node, tree.CountCriteria)
    criteria = []
    for (rule, levels), child in zip(step.node.levels, step.children, strict=True):
        trace = results[rule.id].step
        level = trace.level.id if isinstance(trace, CriterionTrace) and trace.level else child.value
        criteria.append((child, _counts(_applies(results[rule.id]), level, levels)))
    return criteria
