"""« si … alors … sinon … » over columns: every branch is computed, and the condition chooses row by row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import numpy as np

from poincon.cahier.columns.lanes import Lane, Precision, common_scale, constant_lane, rough, true_bound, whole
from poincon.cahier.columns.numbers import times
from poincon.cahier.columns.parts import (
    Chunk,
    CodePart,
    Flags,
    Mask,
    NumberKernel,
    NumberPart,
    Unsupported,
    ends_of,
    mark_near,
    union,
)
from poincon.cahier.columns.population import MET, NOT_APPLICABLE, NOT_MET, UNDETERMINED, Codes, Floats


def chosen_codes(condition: CodePart, then: CodePart, otherwise: CodePart) -> CodePart:
    """Of yes or no: « sans objet » where the condition is, unknown where it is unless both branches agree."""

    def run(chunk: Chunk) -> Codes:
        test, yes, no = condition.get(chunk), then.get(chunk), otherwise.get(chunk)
        undecided = np.where(yes == no, yes, UNDETERMINED)
        codes = np.where(test == MET, yes, np.where(test == UNDETERMINED, undecided, no)).astype(np.int8)
        if condition.may_be_neutral:
            codes[test == NOT_APPLICABLE] = NOT_APPLICABLE
        return codes

    return CodePart(run, condition.may_be_neutral or then.may_be_neutral or otherwise.may_be_neutral)


def chosen_numbers(condition: CodePart, then: NumberPart, otherwise: NumberPart) -> NumberPart:
    """Of numbers, likewise; where the condition is unknown and the branches differ, nothing bounds the number."""
    agreement = _agreement(condition, then, otherwise)
    part = _chosen(condition, then, otherwise, agreement)
    ends = None
    if then.ends is not None or otherwise.ends is not None:
        (low, high), (other_low, other_high) = ends_of(then), ends_of(otherwise)
        ends = _chosen(condition, low, other_low, agreement), _chosen(condition, high, other_high, agreement)
    return replace(part, neutral=_set_aside(condition, then.neutral, otherwise.neutral), ends=ends)


def _agreement(condition: CodePart, then: NumberPart, otherwise: NumberPart) -> Mask:
    """The rows where the condition is unknown, and both branches are known and equal."""
    (first, second), is_exact = _side_by_side(then, otherwise)

    def run(chunk: Chunk) -> Flags:
        unknown: Flags = condition.get(chunk) == UNDETERMINED
        if not unknown.any():
            return unknown
        x, y = first(chunk), second(chunk)
        if not is_exact:
            mark_near(chunk, np.where(unknown, x, np.nan), y, then.size(chunk) + otherwise.size(chunk))
        agreed: Flags = unknown & (x == y)
        return agreed

    return Mask(run)


def _side_by_side(first: NumberPart, second: NumberPart) -> tuple[tuple[NumberKernel, NumberKernel], bool]:
    """Kernels of two numbers that can be compared, and whether exactly."""
    if first.lane.is_whole and second.lane.is_whole:
        k1, k2, scale = common_scale(first.lane, second.lane)
        if whole(scale, max(first.lane.bound * k1, second.lane.bound * k2)) is not None:
            return (times(first, k1), times(second, k2)), True
    return (first.true, second.true), False


def _chosen(condition: CodePart, then: NumberPart, otherwise: NumberPart, agreement: Mask) -> NumberPart:
    """The number of the branch that the condition chooses, in the most precise lane that holds both."""

    def pick(yes: NumberKernel, no: NumberKernel) -> NumberKernel:
        def run(chunk: Chunk) -> Floats:
            test = condition.get(chunk)
            chosen = np.where(test == MET, yes(chunk), no(chunk))
            undecided = (test == UNDETERMINED) & ~agreement.get(chunk)
            chosen[undecided | (test == NOT_APPLICABLE)] = np.nan
            return chosen

        return run

    lane, kernels = _whole_lane(then, otherwise) or _quotient_lane(then, otherwise) or (None, None)
    if lane is not None and kernels is not None:
        return NumberPart(lane, pick(*kernels))
    rough_lane = rough(max(true_bound(then.lane), true_bound(otherwise.lane)))
    if rough_lane is None:
        raise Unsupported

    def magnitude(chunk: Chunk) -> Floats:
        first, second = then.size(chunk), otherwise.size(chunk)
        test = condition.get(chunk)
        return np.where(test == MET, first, np.where(test == NOT_MET, second, np.maximum(first, second)))

    return NumberPart(rough_lane, pick(then.true, otherwise.true), magnitude)


_Held = tuple[Lane, tuple[NumberKernel, NumberKernel]]
"""A lane that holds both branches, and the kernels that bring them to it."""


def _whole_lane(then: NumberPart, otherwise: NumberPart) -> _Held | None:
    if not (then.lane.is_whole and otherwise.lane.is_whole):
        return None
    k1, k2, scale = common_scale(then.lane, otherwise.lane)
    lane = whole(scale, max(then.lane.bound * k1, otherwise.lane.bound * k2))
    if lane is None:
        return None
    has_zero = then.lane.has_zero or otherwise.lane.has_zero
    return replace(lane, has_zero=has_zero), (times(then, k1), times(otherwise, k2))


def _quotient_lane(then: NumberPart, otherwise: NumberPart) -> _Held | None:
    """Two quotients of one scale, or a quotient and a constant, which is one too."""
    quotient = then if then.lane.precision is Precision.QUOTIENT else otherwise
    if quotient.lane.precision is not Precision.QUOTIENT:
        return None
    first, second = (_as_quotient(part, quotient.lane.scale) for part in (then, otherwise))
    if first is None or second is None:
        return None
    lane = replace(
        quotient.lane,
        bound=max(first[0].bound, second[0].bound),
        divisor_bound=max(first[0].divisor_bound, second[0].divisor_bound),
        has_missing=True,
        has_zero=True,
    )
    return lane, (first[1], second[1])


def _as_quotient(part: NumberPart, scale: Fraction) -> tuple[Lane, NumberKernel] | None:
    """A number as the quotient of whole numbers, rounded once, in that scale; None when it is not one."""
    if part.lane.precision is Precision.QUOTIENT:
        return (part.lane, part.get) if part.lane.scale == scale else None
    if part.lane.constant is None:
        return None
    value = Fraction(part.lane.constant) / scale
    if constant_lane(value) is None:
        return None
    nearest = value.numerator / value.denominator
    bound, divisor = float(abs(value.numerator)), float(value.denominator)
    lane = Lane(Precision.QUOTIENT, scale, bound, False, divisor_bound=divisor)
    return lane, lambda chunk: np.full(chunk.size, nearest)


def _set_aside(condition: CodePart, then: Mask | None, otherwise: Mask | None) -> Mask | None:
    """The rows where the condition is « sans objet », or the branch that it chooses; or both, while it is unknown."""
    test: Callable[[Chunk], Codes] = condition.get
    untested = Mask(lambda chunk: test(chunk) == NOT_APPLICABLE) if condition.may_be_neutral else None
    if then is None and otherwise is None:
        return untested

    def run(chunk: Chunk) -> Flags:
        codes = test(chunk)
        nowhere = np.zeros(chunk.size, dtype=bool)
        yes = then.get(chunk) if then is not None else nowhere
        no = otherwise.get(chunk) if otherwise is not None else nowhere
        aside: Flags = ((codes == MET) & yes) | ((codes == NOT_MET) & no) | ((codes == UNDETERMINED) & yes & no)
        return aside

    return union((untested, Mask(run)))
