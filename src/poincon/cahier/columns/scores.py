"""Scores over columns: points earned over points possible, and the ends between which unanswered statements leave
them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from poincon.cahier.basics.numbers import Number
from poincon.cahier.columns import numbers
from poincon.cahier.columns.parts import NumberPart, Unsupported
from poincon.cahier.formulas.checked_rules import CheckedRule
from poincon.cahier.model import Field

if TYPE_CHECKING:
    from poincon.cahier.columns.planner import Planner

_Choose = Callable[[Iterable[Number]], Number]
"""What an unanswered statement is taken to be worth, of what its levels are."""


def score_part(planner: Planner, checked: CheckedRule) -> NumberPart:
    """The value of a score. Free statements are in no population: they weigh nothing, and the ratio is one of fixed
    weights."""
    statements = [(field, field.weight) for field in checked.statements if field.weight is not None]
    if not statements:
        return _without_points(planner, checked.rule.linked_to)
    ratio = _ratio(planner, statements, None)
    lowest, highest = _ratio(planner, statements, min), _ratio(planner, statements, max)
    rule = checked.rule
    if rule.linked_to is None or rule.linked_share is None:
        return replace(ratio, ends=(lowest, highest))
    share = planner.parameters[rule.linked_share]
    if share is None:
        return _without_points(planner, rule.linked_to)
    if isinstance(share, tuple) or not 0 <= share <= 1 or rule.linked_to not in planner.judged.lanes:
        raise Unsupported
    linked = planner.judged.numbers(rule.linked_to)
    value = _linked(ratio, share, replace(linked, ends=None))
    if linked.ends is None:
        return value
    return replace(value, ends=(_linked(lowest, share, linked.ends[0]), _linked(highest, share, linked.ends[1])))


def _without_points(planner: Planner, linked_to: str | None) -> NumberPart:
    """A score that no row knows; « sans objet » with the score that it is linked to."""
    missing = numbers.missing_numbers()
    if linked_to is None:
        return missing
    if linked_to not in planner.judged.lanes:
        raise Unsupported
    return replace(missing, neutral=planner.judged.numbers(linked_to).neutral)


def _linked(ratio: NumberPart, share: Number, linked: NumberPart) -> NumberPart:
    """`(1 - share) * ratio + share * ratio * linked`; it grows with both, the share being from 0 to 1."""
    own = numbers.multiply(ratio, numbers.constant(1 - share))
    return numbers.add(own, numbers.multiply(numbers.multiply(ratio, numbers.constant(share)), linked))


def _ratio(planner: Planner, statements: list[tuple[Field, int]], choose: _Choose | None) -> NumberPart:
    """Points earned over points possible, by the statements that the form asks for."""
    masks = [planner.hidden(field) for field, _ in statements]
    if choose is None and any(
        mask is None and field.id not in planner.population.columns
        for (field, _), mask in zip(statements, masks, strict=True)
    ):
        return numbers.missing_numbers()  # a statement that no row answers
    earned: NumberPart | None = None
    weights: NumberPart | None = None
    for (field, weight), mask in zip(statements, masks, strict=True):
        levels = planner.programme.scale[field.scale or ""].levels
        worth = {level.id: level.value for level in levels if level.value is not None}
        unanswered = choose(worth.values()) if choose is not None else None
        level = numbers.level_numbers(planner.population.columns.get(field.id), worth, unanswered)
        points = numbers.left_out(numbers.multiply(level, numbers.constant(weight)), mask)
        possible = numbers.left_out(numbers.constant(weight), mask)
        earned = points if earned is None else numbers.add(earned, points)
        weights = possible if weights is None else numbers.add(weights, possible)
    assert earned is not None
    assert weights is not None
    if all(mask is None for mask in masks):
        return numbers.multiply(earned, numbers.constant(Fraction(1, sum(weight for _, weight in statements))))
    return numbers.divide(earned, weights)
