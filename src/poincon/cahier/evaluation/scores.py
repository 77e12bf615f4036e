"""Scores: points earned over points possible, linked to another score; and what they can still become when incomplete.

`(1 - share) * ratio + share * ratio * linked`: with a share from 0 to 1 it grows with every answer, so the lowest and
the highest possible are reached with every unanswered statement at the bottom, or at the top, of its scale
(docs/adr/0004).
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from poincon.cahier.basics.numbers import Number, simplest
from poincon.cahier.dossiers import FreeAnswer
from poincon.cahier.evaluation.compiler import Compiler
from poincon.cahier.evaluation.context import Context
from poincon.cahier.evaluation.ranges import Range, point
from poincon.cahier.evaluation.results import JudgeRule, RuleResult, ScoredStatement, ScoreTrace, set_aside
from poincon.cahier.evaluation.values import (
    DIVISION_BY_ZERO,
    HIDDEN,
    NOT_APPLICABLE,
    Cause,
    Unknown,
    bounds_of,
    merged,
)
from poincon.cahier.formulas.checked_rules import CheckedRule
from poincon.cahier.model import Field, FieldKind, Scale, Status


def compile_score(compiler: Compiler, checked: CheckedRule) -> JudgeRule:
    """A score has nothing to meet, hence no status; it is undetermined when something is unanswered.

    Statements that are not asked for, or whose level sets them aside, are left out: of what is earned, and of what is
    possible.
    """
    rule, programme = checked.rule, compiler.programme
    asked_fields = [(field, programme.scale[field.scale or ""], compiler.shown(field)) for field in checked.statements]
    extremes = {scale.id: _extremes(scale) for _, scale, _ in asked_fields}

    def run(context: Context) -> RuleResult:
        year = context.year if checked.yearly else None
        linked = context.results[rule.linked_to] if rule.linked_to else None
        share = context.parameters[rule.linked_share].value if rule.linked_share else None
        shown_fields = [(field, scale) for field, scale, shown in asked_fields if shown is None or shown(context)]
        statements = tuple(
            statement for field, scale in shown_fields if (statement := _scored(field, scale, context)) is not None
        )
        earned, possible, ratio = _points(statements)
        if not shown_fields and asked_fields:
            ratio = HIDDEN
        shown_share = share if share.__class__ is not Unknown else None
        trace = ScoreTrace(statements, earned, possible, ratio, shown_share, linked)
        value = _linked_value(ratio, share, linked, _own_range(ratio, statements, extremes))
        if value is NOT_APPLICABLE:
            return set_aside(checked, year, trace)
        if value.__class__ is Unknown:
            return RuleResult(checked, year, Status.UNDETERMINED, value, value, trace)
        return RuleResult(checked, year, None, simplest(value), None, trace)

    return run


def _points(statements: tuple[ScoredStatement, ...]) -> tuple[Number | None, Number | None, Any]:
    """Points earned, points possible, and their ratio; the first two None while an answer is missing."""
    lacking = frozenset(statement.path for statement in statements if statement.earned is None)
    if lacking:
        return None, None, Unknown(Cause.MISSING, lacking)
    earned: Number = sum(statement.earned or 0 for statement in statements)
    earned = simplest(earned) if isinstance(earned, Fraction) else earned
    possible = sum(statement.weight or 0 for statement in statements)
    return earned, possible, Fraction(earned, possible) if possible else DIVISION_BY_ZERO


def _linked_value(ratio: Any, share: Any, linked: RuleResult | None, own: Range | None) -> Any:
    """The score itself; while it is unknown, between the ends that the missing answers leave it."""
    if linked is None:
        return merged((ratio,), own) if ratio.__class__ is Unknown else ratio
    if linked.value is NOT_APPLICABLE:
        return NOT_APPLICABLE
    parts = (ratio, share, linked.value)
    if not any(part.__class__ is Unknown for part in parts):
        return _linked(ratio, share, linked.value)
    other = bounds_of(linked.value)
    return merged(parts, _linked_range(own, share, other))


def _linked_range(own: Range | None, share: Any, other: Range | None) -> Range | None:
    if own is None or other is None or share.__class__ is Unknown:
        return None
    if own.lowest is None or own.highest is None or other.lowest is None or other.highest is None:
        return None
    # A share outside 0 to 1 (a reform may try one) turns the order round: the ends are then at other corners.
    corners = [
        Fraction(_linked(ratio, share, linked))
        for ratio in (own.lowest, own.highest)
        for linked in (other.lowest, other.highest)
    ]
    return Range(simplest(min(corners)), simplest(max(corners)))


def _linked(ratio: Number, share: Number, linked: Number) -> Number:
    return (1 - share) * ratio + share * ratio * linked


def _scored(field: Field, scale: Scale, context: Context) -> ScoredStatement | None:
    """A statement with what it earns; None when it does not count: set aside by its level, or free and not answered."""
    answer = (context.record if field.yearly else context.answers).get(field.id)
    path = f"annees.{context.year}.{field.id}" if field.yearly else field.id
    if field.kind is not FieldKind.FREE_STATEMENT:
        level = scale.level(answer) if answer is not None else None
        weight = field.weight
    elif isinstance(answer, FreeAnswer) and answer.level is not None:
        level, weight = scale.level(answer.level), answer.weight
        path += ".bareme"
    else:
        return None
    if level is None or weight is None:
        return ScoredStatement(field, level, weight, None, path)
    if level.value is None:
        return None
    return ScoredStatement(field, level, weight, simplest(Fraction(level.value) * weight), path)


_Extremes = tuple[Number, Number]
"""What the lowest and the highest level of a scale are worth."""


def _extremes(scale: Scale) -> _Extremes:
    values = [level.value for level in scale.levels if level.value is not None]
    return min(values), max(values)


def _own_range(ratio: Any, statements: tuple[ScoredStatement, ...], extremes: Mapping[str, _Extremes]) -> Range | None:
    """The lowest and the highest that the ratio can become; None when no answer could make it known."""
    if ratio.__class__ is not Unknown:
        return point(ratio)
    low, high = (_bound(statements, extremes, side) for side in (0, 1))
    return None if low is None or high is None else Range(low, high)


def _bound(statements: tuple[ScoredStatement, ...], extremes: Mapping[str, _Extremes], side: int) -> Number | None:
    """The lowest (0) or highest (1) ratio; None without any weight."""
    weighed: list[tuple[Number, int, int]] = []
    for statement in statements:
        level, weight = statement.level, statement.weight
        value = extremes[statement.field.scale or ""][side] if level is None else level.value or 0
        low, high = (weight, weight) if weight is not None else (1, statement.field.maximum_weight or 1)
        weighed.append((value, low, high))
    return _best_ratio(weighed, greatest=bool(side))


def _best_ratio(weighed: list[tuple[Number, int, int]], *, greatest: bool) -> Number | None:
    """The extreme of Σ value × weight ÷ Σ weight when some weights are still open: each is best at one of its ends, the
    high one for what pulls the ratio the right way. Repeated until nothing moves (Dinkelbach's method)."""
    weights = [low for _, low, _ in weighed]
    if not sum(weights):
        return None
    has_open_weights = any(low != high for _, low, high in weighed)
    while True:
        earned: Number = sum(value * weight for (value, _, _), weight in zip(weighed, weights, strict=True))
        ratio = Fraction(earned) / sum(weights)
        if not has_open_weights:
            return simplest(ratio)
        better = [high if (value > ratio) is greatest and value != ratio else low for value, low, high in weighed]
        if better == weights:
            return simplest(ratio)
        weights = better
