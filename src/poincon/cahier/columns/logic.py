"""Yes or no over columns, three-valued and neutral « sans objet »: codes ordered so that « et » is a minimum."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from fractions import Fraction

import numpy as np

from poincon.cahier.basics.numbers import Number
from poincon.cahier.columns.lanes import Precision, common_scale, quotient_threshold, whole, whole_threshold
from poincon.cahier.columns.numbers import is_missing, times
from poincon.cahier.columns.parts import Chunk, CodePart, Flags, Mask, NumberPart, ends_of, mark_near, union
from poincon.cahier.columns.population import (
    EXACT_BOUND,
    MET,
    NOT_APPLICABLE,
    NOT_MET,
    UNDETERMINED,
    Codes,
    Floats,
    Population,
    YesNoColumn,
)
from poincon.cahier.model import Comparison


def _different(first: Floats, second: Floats | float) -> Flags:
    """« <> » that fails on NaN, unlike NumPy's."""
    return (first < second) | (first > second)


_TESTS: dict[Comparison, Callable[[Floats, Floats | float], Flags]] = {
    Comparison.EQUAL: np.equal,
    Comparison.DIFFERENT: _different,
    Comparison.LESS: np.less,
    Comparison.AT_MOST: np.less_equal,
    Comparison.MORE: np.greater,
    Comparison.AT_LEAST: np.greater_equal,
}
_MIRRORED = {
    Comparison.LESS: Comparison.MORE,
    Comparison.MORE: Comparison.LESS,
    Comparison.AT_MOST: Comparison.AT_LEAST,
    Comparison.AT_LEAST: Comparison.AT_MOST,
    Comparison.EQUAL: Comparison.EQUAL,
    Comparison.DIFFERENT: Comparison.DIFFERENT,
}
_SWAPPED = np.array([MET, UNDETERMINED, NOT_MET, NOT_APPLICABLE], dtype=np.int8)


def constant_codes(code: int) -> CodePart:
    return CodePart(lambda chunk: np.full(chunk.size, code, dtype=np.int8), code == NOT_APPLICABLE)


def field_codes(population: Population, name: str) -> CodePart:
    column = population.columns.get(name)
    if column is None:
        return constant_codes(UNDETERMINED)
    assert isinstance(column, YesNoColumn)
    values = column.values
    return CodePart(lambda chunk: values[chunk.rows])


def hidden(part: CodePart, mask: Mask | None) -> CodePart:
    """The yes or no, unknown where its field is not asked for."""
    if mask is None:
        return part
    return CodePart(lambda chunk: np.where(mask.get(chunk), UNDETERMINED, part.run(chunk)).astype(np.int8))


def set_aside(part: CodePart, mask: Mask | None) -> CodePart:
    """The yes or no, « sans objet » in these rows."""
    if mask is None:
        return part
    return CodePart(lambda chunk: np.where(mask.get(chunk), NOT_APPLICABLE, part.run(chunk)).astype(np.int8), True)


def negation(part: CodePart) -> CodePart:
    return CodePart(lambda chunk: _SWAPPED[part.run(chunk)], part.may_be_neutral)


def conjunction(parts: list[CodePart]) -> CodePart:
    """« et »: the least; « sans objet » is the greatest code, hence neutral."""

    def run(chunk: Chunk) -> Codes:
        result = parts[0].run(chunk)
        for part in parts[1:]:
            result = np.minimum(result, part.run(chunk))
        return result

    return CodePart(run, all(part.may_be_neutral for part in parts))


def disjunction(parts: list[CodePart]) -> CodePart:
    """« ou »: the greatest, « sans objet » set below all."""
    neutral = [part.may_be_neutral for part in parts]

    def lowered(part: CodePart, chunk: Chunk) -> Codes:
        codes = part.run(chunk)
        return np.where(codes == NOT_APPLICABLE, -1, codes).astype(np.int8) if part.may_be_neutral else codes

    def run(chunk: Chunk) -> Codes:
        result = lowered(parts[0], chunk)
        for part in parts[1:]:
            result = np.maximum(result, lowered(part, chunk))
        return np.where(result == -1, NOT_APPLICABLE, result).astype(np.int8) if any(neutral) else result

    return CodePart(run, all(neutral))


def compare(comparison: Comparison, first: NumberPart, second: NumberPart) -> CodePart:
    """A comparison; what is unknown but has ends may still be settled by them."""
    neutral = union((first.neutral, second.neutral))
    if is_missing(first) or is_missing(second):
        return set_aside(constant_codes(UNDETERMINED), neutral)
    part = _compare_values(comparison, first, second)
    if first.ends is not None or second.ends is not None:
        part = _settled_by_ends(part, _compare_ends(comparison, first, second))
    return set_aside(part, neutral)


def _settled_by_ends(part: CodePart, by_ends: CodePart) -> CodePart:
    def run(chunk: Chunk) -> Codes:
        codes = part.run(chunk)
        unknown = codes == UNDETERMINED
        return np.where(unknown, by_ends.run(chunk), codes).astype(np.int8) if unknown.any() else codes

    return CodePart(run)


def _compare_ends(comparison: Comparison, first: NumberPart, second: NumberPart) -> CodePart:
    """What holds wherever both numbers are between their ends."""
    if comparison is Comparison.DIFFERENT:
        return negation(_compare_ends(Comparison.EQUAL, first, second))
    if comparison in (Comparison.MORE, Comparison.AT_LEAST):
        return _compare_ends(_MIRRORED[comparison], second, first)
    (low, high), (other_low, other_high) = ends_of(first), ends_of(second)
    if comparison is Comparison.EQUAL:
        return _equal_ends(
            [_compare_values(Comparison.LESS, high, other_low), _compare_values(Comparison.MORE, low, other_high)],
            [_compare_values(Comparison.EQUAL, low, other_high), _compare_values(Comparison.EQUAL, high, other_low)],
        )
    surely = _compare_values(comparison, high, other_low)
    possibly = _compare_values(comparison, low, other_high)

    def run(chunk: Chunk) -> Codes:
        never = possibly.run(chunk) == NOT_MET
        return np.where(surely.run(chunk) == MET, MET, np.where(never, NOT_MET, UNDETERMINED)).astype(np.int8)

    return CodePart(run)


def _equal_ends(apart: list[CodePart], same: list[CodePart]) -> CodePart:
    """« = » of two intervals: no when they lie apart, yes only when both are one and the same point."""

    def run(chunk: Chunk) -> Codes:
        disjoint = np.logical_or.reduce([part.run(chunk) == MET for part in apart])
        one_point = np.logical_and.reduce([part.run(chunk) == MET for part in same])
        return np.where(disjoint, NOT_MET, np.where(one_point, MET, UNDETERMINED)).astype(np.int8)

    return CodePart(run)


def _compare_values(comparison: Comparison, first: NumberPart, second: NumberPart) -> CodePart:
    """A comparison of known values, by the cheapest way that is proven exact; else by rough values, near rows left
    aside."""
    if first.lane.constant is not None and second.lane.constant is None:
        return _compare_values(_MIRRORED[comparison], second, first)
    goal = second.lane.constant
    if goal is not None and first.lane.is_whole:
        return _whole_with_constant(comparison, first, goal)
    if goal is not None and first.lane.precision is Precision.QUOTIENT:
        threshold = quotient_threshold(first.lane, goal)
        if threshold is not None:
            return _test(first, _TESTS[comparison], threshold)
    if first.lane.is_whole and second.lane.is_whole:
        k1, k2, _ = common_scale(first.lane, second.lane)
        if whole(Fraction(1), max(first.lane.bound * k1, second.lane.bound * k2)) is not None:
            return _two_wholes(comparison, first, second, k1, k2)
    return _rough_comparison(comparison, first, second)


def _whole_with_constant(comparison: Comparison, part: NumberPart, goal: Number) -> CodePart:
    """Whole numbers against a rational: the whole threshold that gives the same answers."""
    threshold = whole_threshold(part.lane, goal)
    if threshold.denominator != 1 and comparison in (Comparison.EQUAL, Comparison.DIFFERENT):
        never = comparison is Comparison.EQUAL
        return _test(part, np.less if never else np.greater, -math.inf)
    rounded_down = comparison in (Comparison.MORE, Comparison.AT_MOST)
    limit = math.floor(threshold) if rounded_down else math.ceil(threshold)
    if abs(limit) > EXACT_BOUND:  # beyond every value of the lane
        return _test(part, _TESTS[comparison], math.copysign(sys.float_info.max, limit))
    return _test(part, _TESTS[comparison], float(limit))


def _test(part: NumberPart, test: Callable[[Floats, Floats | float], Flags], threshold: float) -> CodePart:
    has_missing = part.lane.has_missing

    def run(chunk: Chunk) -> Codes:
        values = part.get(chunk)
        return _coded(test(values, threshold), np.isnan(values) if has_missing else None)

    return CodePart(run)


def _two_wholes(comparison: Comparison, first: NumberPart, second: NumberPart, k1: int, k2: int) -> CodePart:
    first_whole, second_whole, test = times(first, k1), times(second, k2), _TESTS[comparison]
    return CodePart(lambda chunk: _compared(test, first_whole(chunk), second_whole(chunk)))


def _rough_comparison(comparison: Comparison, first: NumberPart, second: NumberPart) -> CodePart:
    test = _TESTS[comparison]

    def run(chunk: Chunk) -> Codes:
        x, y = first.true(chunk), second.true(chunk)
        mark_near(chunk, x, y, first.size(chunk) + second.size(chunk))
        return _compared(test, x, y)

    return CodePart(run)


def _compared(test: Callable[[Floats, Floats | float], Flags], first: Floats, second: Floats) -> Codes:
    return _coded(test(first, second), np.isnan(first) | np.isnan(second))


def _coded(holds: Flags, unknown: Flags | None) -> Codes:
    """MET where it holds, UNDETERMINED where it is unknown. What is unknown never holds: NaN fails every comparison."""
    ones = holds.view(np.int8)
    codes = np.add(ones, ones)
    if unknown is not None:
        np.add(codes, unknown.view(np.int8), out=codes)
    return codes


def known_numbers(part: NumberPart) -> CodePart:
    return CodePart(lambda chunk: _coded(~np.isnan(part.get(chunk)), None))


def known_codes(part: CodePart) -> CodePart:
    """What is set aside is not known; a value that has nothing to meet is."""

    def run(chunk: Chunk) -> Codes:
        codes = part.run(chunk)
        return _coded((codes != UNDETERMINED) & (codes != NOT_APPLICABLE), None)

    return CodePart(run)


def known_flags(flags: Callable[[Chunk], Flags]) -> CodePart:
    return CodePart(lambda chunk: _coded(flags(chunk), None))
