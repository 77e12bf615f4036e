"""Numbers over columns: fields, parameters, arithmetic. Each keeps the most precise lane that it can prove.

« Sans objet » goes through all of them, and so do the ends of what is not known exactly: an operation on two numbers
that have ends is the same operation on these.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import numpy as np

from poincon.cahier.basics.numbers import Number
from poincon.cahier.columns.lanes import (
    Lane,
    Precision,
    common_scale,
    constant_lane,
    rough,
    true_bound,
    whole,
)
from poincon.cahier.columns.parts import Chunk, Mask, NumberPart, Unsupported, ends_of, union
from poincon.cahier.columns.population import (
    EXACT_BOUND,
    LAST_DAY,
    MAXIMUM_RANK,
    ChoiceColumn,
    Column,
    DayColumn,
    Floats,
    NumberColumn,
    Population,
)


def missing_numbers() -> NumberPart:
    """A number that no row knows."""
    return NumberPart(Lane(Precision.WHOLE, Fraction(1), 0.0), _nowhere)


def _nowhere(chunk: Chunk) -> Floats:
    return np.full(chunk.size, np.nan)


def is_missing(part: NumberPart) -> bool:
    """Whether no row knows the number: then none knows what is computed of it, and nothing is computed."""
    return part.run is _nowhere


def constant(value: Number | None) -> NumberPart:
    if value is None:
        return missing_numbers()
    lane = constant_lane(value)
    if lane is None:
        raise Unsupported
    numerator = float(value.numerator)
    return NumberPart(lane, lambda chunk: np.full(chunk.size, numerator))


def field_numbers(population: Population, name: str) -> NumberPart:
    """The answers to a field as numbers: days of a date, ranks of options and texts."""
    column = population.columns.get(name)
    if column is None:
        return missing_numbers()
    if isinstance(column, DayColumn):
        return _numbers_of(column.values, Lane(Precision.WHOLE, Fraction(1), LAST_DAY))
    if not isinstance(column, NumberColumn):
        return _numbers_of(population.ranks(name), Lane(Precision.WHOLE, Fraction(1), float(MAXIMUM_RANK)))
    if column.whole:
        scale = Fraction(1, 10**column.decimals)
        return _numbers_of(
            column.values, Lane(Precision.WHOLE, scale, column.bound, column.has_missing, column.has_zero)
        )
    lane = rough(column.bound, has_missing=column.has_missing)
    if lane is None:
        raise Unsupported
    return _numbers_of(column.values, lane)


def _numbers_of(values: Floats, lane: Lane) -> NumberPart:
    return NumberPart(lane, lambda chunk: values[chunk.rows])


def level_numbers(column: Column | None, worth: dict[str, Number], unanswered: Number | None = None) -> NumberPart:
    """What the answered levels are worth, as whole numbers over their common denominator.

    `unanswered`: what stands for a level that is not answered; None leaves it missing, as is one that is worth nothing.
    """
    if column is None:
        return constant(unanswered)
    assert isinstance(column, ChoiceColumn)
    denominator = 1
    for value in worth.values():
        denominator *= Fraction(denominator * value).denominator
    if denominator >= EXACT_BOUND:
        raise Unsupported
    instead = math.nan if unanswered is None else float(Fraction(unanswered) * denominator)
    values_of_levels = [worth.get(level) for level in column.names]
    table = np.array(
        [math.nan if value is None else float(Fraction(value) * denominator) for value in values_of_levels] + [instead]
    )
    values = column.values
    lane = whole(Fraction(1, denominator), float(denominator), has_missing=unanswered is None)
    if lane is None:
        raise Unsupported
    return NumberPart(lane, lambda chunk: table[values[chunk.rows]])


def hidden(part: NumberPart, mask: Mask | None) -> NumberPart:
    """The number, unknown where its field is not asked for."""
    if mask is None:
        return part
    lane = replace(part.lane, has_missing=True, constant=None)
    return replace(part, lane=lane, run=lambda chunk: np.where(mask.get(chunk), np.nan, part.get(chunk)), into=None)


def or_instead(part: NumberPart, value: Number | None, unbounded: float) -> NumberPart:
    """The number, or a constant where it is unknown: an infinity when it is None. Raises `Unsupported`."""
    if value is None:
        own = replace(part.lane, has_missing=False, constant=None)
        return replace(part, lane=own, run=lambda chunk: _filled(part.get(chunk), unbounded), into=None)
    instead = constant(value)
    if not part.lane.is_whole:
        raise Unsupported
    k1, k2, scale = common_scale(part.lane, instead.lane)
    lane = whole(scale, max(part.lane.bound * k1, instead.lane.bound * k2), has_missing=False)
    if lane is None:
        raise Unsupported
    numbers, constants = times(part, k1), times(instead, k2)

    return NumberPart(lane, lambda chunk: _filled(numbers(chunk), constants(chunk)))


def _filled(values: Floats, instead: Floats | float) -> Floats:
    return np.where(np.isnan(values), instead, values)


def left_out(part: NumberPart, mask: Mask | None) -> NumberPart:
    """The number, 0 where it does not count."""
    if mask is None:
        return part
    lane = replace(part.lane, has_zero=True, constant=None)
    return replace(part, lane=lane, run=lambda chunk: np.where(mask.get(chunk), 0.0, part.get(chunk)), into=None)


def add(first: NumberPart, second: NumberPart) -> NumberPart:
    if is_missing(first) or is_missing(second):
        return _joined(missing_numbers(), first, second, None)
    ends = _paired(add, first, second, ends_of(second))
    return _joined(_sum(first, second, subtract=False), first, second, ends)


def subtract(first: NumberPart, second: NumberPart) -> NumberPart:
    if is_missing(first) or is_missing(second):
        return _joined(missing_numbers(), first, second, None)
    lowest, highest = ends_of(second)
    ends = _paired(subtract, first, second, (highest, lowest))
    return _joined(_sum(first, second, subtract=True), first, second, ends)


_Ends = tuple[NumberPart, NumberPart]


def _paired(
    compute: Callable[[NumberPart, NumberPart], NumberPart], first: NumberPart, second: NumberPart, ends: _Ends
) -> _Ends | None:
    """The ends of what grows with the first, and from one of `ends` of the second to the other; None without any."""
    if first.ends is None and second.ends is None:
        return None
    lowest, highest = ends_of(first)
    return compute(lowest, ends[0]), compute(highest, ends[1])


def _joined(part: NumberPart, first: NumberPart, second: NumberPart, ends: _Ends | None) -> NumberPart:
    """The part, « sans objet » where an operand is, and between these ends."""
    neutral = union((first.neutral, second.neutral))
    return part if neutral is None and ends is None else replace(part, neutral=neutral, ends=ends)


def _folded(first: NumberPart, second: NumberPart, compute: Callable[[Number, Number], Number]) -> NumberPart | None:
    """What is the same in every row, as a constant; None when it is not, or no lane holds it."""
    if first.lane.constant is None or second.lane.constant is None:
        return None
    value = compute(first.lane.constant, second.lane.constant)
    return None if constant_lane(value) is None else constant(value)


def _sum(first: NumberPart, second: NumberPart, *, subtract: bool) -> NumberPart:
    folded = _folded(first, second, operator.sub if subtract else operator.add)
    if folded is not None:
        return folded
    first_lane, second_lane = first.lane, second.lane
    has_missing = first_lane.has_missing or second_lane.has_missing
    operation = np.subtract if subtract else np.add
    if first_lane.is_whole and second_lane.is_whole:
        k1, k2, scale = common_scale(first_lane, second_lane)
        lane = whole(scale, first_lane.bound * k1 + second_lane.bound * k2, has_missing=has_missing)
        if lane is not None:
            first_whole, second_whole = times(first, k1), times(second, k2)
            return NumberPart(lane, lambda chunk: operation(first_whole(chunk), second_whole(chunk)))
    lane = rough(true_bound(first_lane) + true_bound(second_lane), has_missing=has_missing)
    if lane is None:
        raise Unsupported
    return NumberPart(
        lane,
        lambda chunk: operation(first.true(chunk), second.true(chunk)),
        lambda chunk: first.size(chunk) + second.size(chunk),
    )


def multiply(first: NumberPart, second: NumberPart) -> NumberPart:
    if is_missing(first) or is_missing(second):
        return _joined(missing_numbers(), first, second, None)
    ends = None
    if first.ends is not None or second.ends is not None:
        corners = [_corner(x, y) for x in dict.fromkeys(ends_of(first)) for y in dict.fromkeys(ends_of(second))]
        ends = extreme(corners, greatest=False), extreme(corners, greatest=True)
    return _joined(_product(first, second), first, second, ends)


def _corner(first: NumberPart, second: NumberPart) -> NumberPart:
    """The product of two ends; nothing times what has no bound is nothing."""
    part = multiply(first, second)

    def run(chunk: Chunk) -> Floats:
        x, y = first.get(chunk), second.get(chunk)
        return np.where(((x == 0) & ~np.isnan(y)) | ((y == 0) & ~np.isnan(x)), 0.0, part.run(chunk))

    return part if is_missing(part) else replace(part, run=run, into=None)


def _product(first: NumberPart, second: NumberPart) -> NumberPart:
    folded = _folded(first, second, operator.mul)
    if folded is not None:
        return folded
    first_lane, second_lane = first.lane, second.lane
    has_missing = first_lane.has_missing or second_lane.has_missing
    if first_lane.is_whole and second_lane.is_whole:
        lane = whole(
            first_lane.scale * second_lane.scale, first_lane.bound * second_lane.bound, has_missing=has_missing
        )
        if lane is not None:
            return NumberPart(lane, lambda chunk: first.get(chunk) * second.get(chunk))
    lane = rough(true_bound(first_lane) * true_bound(second_lane), has_missing=has_missing)
    if lane is None:
        raise Unsupported
    return NumberPart(
        lane, lambda chunk: first.true(chunk) * second.true(chunk), lambda chunk: first.size(chunk) * second.size(chunk)
    )


def divide(first: NumberPart, second: NumberPart) -> NumberPart:
    """Zero below gives unknown. Only a division of whole numbers is for columns: nothing else needs another so far.

    Nor are the ends of a quotient: rows where an operand is between its ends are left to the exact evaluator.
    """
    if is_missing(first) or is_missing(second):
        return _joined(missing_numbers(), first, second, None)
    part = _quotient(first, second)
    if first.ends is None and second.ends is None:
        return _joined(part, first, second, None)
    ends = (*ends_of(first), *ends_of(second))

    def run(chunk: Chunk) -> Floats:
        bounded = ~np.logical_or.reduce([np.isnan(end.get(chunk)) for end in ends])
        chunk.near |= bounded & (np.isnan(first.get(chunk)) | np.isnan(second.get(chunk)))
        return part.run(chunk)

    return _joined(replace(part, run=run, into=None), first, second, None)


def _quotient(first: NumberPart, second: NumberPart) -> NumberPart:
    first_lane, second_lane = first.lane, second.lane
    if not (first_lane.is_whole and second_lane.is_whole):
        raise Unsupported
    has_zero = second_lane.has_zero
    lane = Lane(
        Precision.QUOTIENT,
        first_lane.scale / second_lane.scale,
        first_lane.bound,  # what divides is 1 at least, in its own scale
        has_missing=first_lane.has_missing or second_lane.has_missing or has_zero,
        divisor_bound=second_lane.bound,
    )

    def into(chunk: Chunk, values: Floats) -> None:
        below = second.get(chunk)
        np.divide(first.get(chunk), below, out=values)
        if has_zero:
            np.copyto(values, np.nan, where=below == 0)

    def run(chunk: Chunk) -> Floats:
        values = np.empty(chunk.size)
        into(chunk, values)
        return values

    return NumberPart(lane, run, into=into)


def negative(part: NumberPart) -> NumberPart:
    lane = part.lane
    ends = (negative(part.ends[1]), negative(part.ends[0])) if part.ends is not None else None
    negated = replace(lane, constant=None)
    return NumberPart(negated, lambda chunk: -part.get(chunk), part.magnitude, None, part.neutral, ends)


def extreme(parts: list[NumberPart], *, greatest: bool) -> NumberPart:
    choose = np.maximum if greatest else np.minimum
    result = parts[0]
    for part in parts[1:]:
        result = _extreme(result, part, choose)
    return result


def _extreme(first: NumberPart, second: NumberPart, choose: np.ufunc) -> NumberPart:
    if is_missing(first) or is_missing(second):
        return _joined(missing_numbers(), first, second, None)
    ends = _paired(lambda x, y: _extreme(x, y, choose), first, second, ends_of(second))
    return _joined(_chosen(first, second, choose), first, second, ends)


def _chosen(first: NumberPart, second: NumberPart, choose: np.ufunc) -> NumberPart:
    first_lane, second_lane = first.lane, second.lane
    has_missing = first_lane.has_missing or second_lane.has_missing
    if first_lane.is_whole and second_lane.is_whole:
        k1, k2, scale = common_scale(first_lane, second_lane)
        lane = whole(scale, max(first_lane.bound * k1, second_lane.bound * k2), has_missing=has_missing)
        if lane is not None:
            first_whole, second_whole = times(first, k1), times(second, k2)
            return NumberPart(lane, lambda chunk: choose(first_whole(chunk), second_whole(chunk)))
    lane = rough(max(true_bound(first_lane), true_bound(second_lane)), has_missing=has_missing)
    if lane is None:
        raise Unsupported
    return NumberPart(
        lane,
        lambda chunk: choose(first.true(chunk), second.true(chunk)),
        lambda chunk: np.maximum(first.size(chunk), second.size(chunk)),
    )


def times(part: NumberPart, factor: int) -> Callable[[Chunk], Floats]:
    """The kernel of a whole part, brought to a finer scale."""
    if factor == 1:
        return part.get
    exact = float(factor)
    return lambda chunk: part.get(chunk) * exact
