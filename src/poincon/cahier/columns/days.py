"""Dates over columns: whole numbers of days, and the same calendar as that of the exact evaluator."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import numpy as np

from poincon.cahier.columns.lanes import Lane, Precision
from poincon.cahier.columns.numbers import is_missing, missing_numbers
from poincon.cahier.columns.parts import Chunk, NumberPart, Unsupported, union
from poincon.cahier.columns.population import EXACT_BOUND, LAST_DAY, Floats, Integers
from poincon.cahier.evaluation.dates import FARTHEST, MONTHS

_EPOCH = date(1970, 1, 1).toordinal()
"""NumPy counts days and months from there."""
_FIRST_MONTH, _LAST_MONTH = date.min.year * 12, date.max.year * 12 + 11
"""Months since the year 0."""
_EPOCH_MONTH = 1970 * 12


def plus(start: NumberPart, duration: NumberPart, unit: str, sign: int) -> NumberPart:
    """A date plus, or minus, a number of `an`, `mois` or `jour`."""
    neutral = union((start.neutral, duration.neutral))
    if is_missing(start) or is_missing(duration):
        return replace(missing_numbers(), neutral=neutral)
    lane = duration.lane
    if not lane.is_whole or (lane.constant is None and lane.scale.denominator != 1):
        raise Unsupported
    if lane.bound * float(lane.scale) >= EXACT_BOUND:
        raise Unsupported
    fixed = None if lane.constant is None else float(int(lane.constant))
    scale = float(lane.scale)

    def run(chunk: Chunk) -> Floats:
        days = start.get(chunk)
        lengths = duration.get(chunk) * scale if fixed is None else np.full(chunk.size, fixed)
        unknown = np.isnan(days) | np.isnan(lengths)
        whole_days = np.where(unknown, 1.0, days).astype(np.int64)
        whole_lengths = np.clip(np.where(unknown, 0.0, sign * lengths), -FARTHEST, FARTHEST).astype(np.int64)
        shifted = shifted_days(whole_days, whole_lengths, unit)
        shifted[unknown] = np.nan
        return shifted

    return NumberPart(Lane(Precision.WHOLE, Fraction(1), LAST_DAY), run, neutral=neutral)


def shifted_days(days: Integers, lengths: Integers, unit: str) -> Floats:
    """As `evaluation.dates.shifted`, of whole columns."""
    if unit not in MONTHS:
        near: Integers = np.clip(days + lengths, 1, date.max.toordinal())
        return near.astype(np.float64)
    starts = (days - _EPOCH).astype("datetime64[D]")
    months = starts.astype("datetime64[M]")
    days_before = (starts - months.astype("datetime64[D]")).astype(np.int64)
    shifted = months.astype(np.int64) + _EPOCH_MONTH + lengths * MONTHS[unit]
    landing = (np.clip(shifted, _FIRST_MONTH, _LAST_MONTH) - _EPOCH_MONTH).astype("datetime64[M]")
    first = landing.astype("datetime64[D]").astype(np.int64)
    last = (landing + 1).astype("datetime64[D]").astype(np.int64) - 1
    result = np.minimum(first + days_before, last) + _EPOCH
    result = np.where(shifted > _LAST_MONTH, date.max.toordinal(), np.where(shifted < _FIRST_MONTH, 1, result))
    return result.astype(np.float64)


def months_between(first: NumberPart, second: NumberPart) -> NumberPart:
    """The whole months from one date to another."""
    neutral = union((first.neutral, second.neutral))
    if is_missing(first) or is_missing(second):
        return replace(missing_numbers(), neutral=neutral)

    def run(chunk: Chunk) -> Floats:
        starts, ends = first.get(chunk), second.get(chunk)
        unknown = np.isnan(starts) | np.isnan(ends)
        months = whole_months(*(np.where(unknown, 1.0, days).astype(np.int64) for days in (starts, ends)))
        return np.where(unknown, np.nan, months)

    return NumberPart(Lane(Precision.WHOLE, Fraction(1), float(_LAST_MONTH)), run, neutral=neutral)


def whole_months(starts: Integers, ends: Integers) -> Floats:
    """As `evaluation.dates.whole_months`, of whole columns."""
    first, last = ((days - _EPOCH).astype("datetime64[D]").astype("datetime64[M]") for days in (starts, ends))
    months: Integers = (last - first).astype(np.int64)
    whole: Integers = months - (shifted_days(starts, months, "mois") > ends)
    return whole.astype(np.float64)
