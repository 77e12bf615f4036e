"""Scores: points earned over points possible, linked to another score; and what they can still become when incomplete.

`(1 - share) * ratio + share * ratio * linked`: it grows with every answer, so the lowest and the highest possible are
reached with every unanswered statement at the bottom, or at the top, of its scale (docs/adr/0004).
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from poincon.cahier.basics.numbers import Number, simplest
from poincon.cahier.dossiers import FreeAnswer
from poincon.cahier.evaluation.context import Context
from poincon.cahier.evaluation.results import Interval, RuleResult, ScoredStatement, ScoreTrace
from poincon.cahier.evaluation.values import DIVISION_BY_ZERO, Cause, Unknown, merged
from poincon.cahier.formulas.rulebook import CheckedRule
from poincon.cahier.model import Field, FieldKind, Programme, Scale, Status


def score(programme: Programme, checked: CheckedRule, context: Context) -> RuleResult:
    """The result of a score rule: nothing to meet, hence no status; undetermined when something is unanswered."""
    rule = checked.rule
    statements = tuple(
        statement
        for field in checked.statements
        if (statement := _scored(field, programme.scale[field.scale or ""], context)) is not None
    )
    linked = context.results[rule.linked_to] if rule.linked_to else None
    share = context.parameters[rule.linked_share].value if rule.linked_share else None
    lacking = frozenset(statement.path for statement in statements if statement.earned is None)
    earned = possible = None
    ratio: Any = Unknown(Cause.MISSING, lacking)
    if not lacking:
        earned = simplest(Fraction(sum(Fraction(statement.earned or 0) for statement in statements)))
        possible = sum(statement.weight or 0 for statement in statements)
        ratio = Fraction(earned, possible) if possible else DIVISION_BY_ZERO
    value = _linked_value(ratio, share, linked)
    trace = ScoreTrace(statements, earned, possible, ratio, share if share.__class__ is not Unknown else None, linked)
    if value.__class__ is not Unknown:
        return RuleResult(checked, _year(checked, context), None, simplest(value), None, trace)
    interval = _interval(programme, statements, share, linked)
    return RuleResult(checked, _year(checked, context), Status.UNDETERMINED, value, value, trace, interval=interval)


def _year(checked: CheckedRule, context: Context) -> int | None:
    return context.year if checked.yearly else None


def _linked_value(ratio: Any, share: Any, linked: RuleResult | None) -> Any:
    if linked is None:
        return ratio
    parts = (ratio, share, linked.value)
    if any(part.__class__ is Unknown for part in parts):
        return merged(parts)
    return (1 - share) * ratio + share * ratio * linked.value


def _scored(field: Field, scale: Scale, context: Context) -> ScoredStatement | None:
    """A statement with what it earns; None for a free statement that is not answered: it does not count."""
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
    earned = None if level is None or weight is None else simplest(Fraction(level.value or 0) * weight)
    return ScoredStatement(field, level, weight, earned, path)


def _interval(
    programme: Programme, statements: tuple[ScoredStatement, ...], share: Any, linked: RuleResult | None
) -> Interval | None:
    """The lowest and the highest that the score can become; None when no answer could make it known."""
    if share.__class__ is Unknown:
        return None
    low, high = _bound(programme, statements, 0), _bound(programme, statements, 1)
    if low is None or high is None:
        return None
    if linked is None:
        return low, high
    bounds = linked.interval if linked.value.__class__ is Unknown else (linked.value, linked.value)
    if bounds is None:
        return None
    return simplest(Fraction(_linked(low, share, bounds[0]))), simplest(Fraction(_linked(high, share, bounds[1])))


def _linked(ratio: Number, share: Number, linked: Number) -> Number:
    return (1 - share) * ratio + share * ratio * linked


def _bound(programme: Programme, statements: tuple[ScoredStatement, ...], side: int) -> Number | None:
    """The lowest (0) or highest (1) ratio; None without any weight."""
    weighed: list[tuple[Fraction, int, int]] = []
    for statement in statements:
        values = [Fraction(level.value or 0) for level in programme.scale[statement.field.scale or ""].levels]
        value = (
            Fraction(statement.level.value or 0)
            if statement.level is not None
            else (max(values) if side else min(values))
        )
        low, high = (
            (statement.weight, statement.weight)
            if statement.weight is not None
            else (1, statement.field.maximum_weight or 1)
        )
        weighed.append((value, low, high))
    return _best_ratio(weighed, greatest=bool(side))


def _best_ratio(weighed: list[tuple[Fraction, int, int]], *, greatest: bool) -> Number | None:
    """The extreme of Σ value × weight ÷ Σ weight when some weights are still open: each is best at one of its ends, the
    high one for what pulls the ratio the right way. Repeated until nothing moves (Dinkelbach's method)."""
    weights = [low for _, low, _ in weighed]
    if not sum(weights):
        return None
    while True:
        earned = sum((value * weight for (value, _, _), weight in zip(weighed, weights, strict=True)), Fraction(0))
        ratio = earned / sum(weights)
        better = [high if (value > ratio) is greatest and value != ratio else low for value, low, high in weighed]
        if better == weights:
            return simplest(ratio)
        weights = better
