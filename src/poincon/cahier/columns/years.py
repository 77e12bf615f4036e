"""Functions of years over columns: rows of a dossier stand together, oldest first. After a missing year, rows are left
to the exact evaluator."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from poincon.cahier.columns.lanes import as_float, rough, whole
from poincon.cahier.columns.logic import set_aside
from poincon.cahier.columns.parts import Chunk, CodePart, Flags, Mask, NumberPart, Unsupported, mark_near
from poincon.cahier.columns.population import MET, NOT_MET, UNDETERMINED, Codes, Floats, Integers


def _leave_aside(chunk: Chunk) -> None:
    """Rows after a missing year, and those whose dossier has an earlier row too near to call."""
    chunk.near |= chunk.population.after_gap[chunk.rows]
    if chunk.near.any():
        near = chunk.near.copy()
        for back in range(1, chunk.population.longest):
            rows = _earlier(chunk, back)
            chunk.near |= (rows >= 0) & near[rows]


def _earlier(chunk: Chunk, back: int) -> Integers:
    """For each row, the row that many years before; -1 when the dossier has none."""
    rows = np.arange(chunk.size, dtype=np.int64) - back
    return np.where(rows >= chunk.first_row, rows, -1)


def _taken(values: Floats, rows: Integers) -> Floats:
    return np.where(rows >= 0, values[rows], np.nan)


def _with_years(
    part: NumberPart, source: NumberPart, neutral: Callable[[Chunk, Flags], Flags], again: Callable[..., NumberPart]
) -> NumberPart:
    """A part made of another over years: « sans objet » as `neutral` says, between what `again` makes of its ends."""
    ends = (again(source.ends[0]), again(source.ends[1])) if source.ends is not None else None
    return replace(part, neutral=_over(source.neutral, neutral), ends=ends)


def _over(mask: Mask | None, rows: Callable[[Chunk, Flags], Flags]) -> Mask | None:
    return None if mask is None else Mask(lambda chunk: rows(chunk, mask.get(chunk)))


def _before_flags(chunk: Chunk, flags: Flags) -> Flags:
    rows = _earlier(chunk, 1)
    return (rows >= 0) & flags[rows]


def _first_flags(chunk: Chunk, flags: Flags) -> Flags:
    return flags[chunk.first_row]


def _any_flags(chunk: Chunk, flags: Flags) -> Flags:
    """In the row, or in one before it."""
    rows = flags.copy()
    for back in range(1, chunk.population.longest):
        earlier = _earlier(chunk, back)
        rows |= (earlier >= 0) & flags[earlier]
    return rows


def before(part: NumberPart) -> NumberPart:
    """`avant(x)` of a number."""

    def run(chunk: Chunk) -> Floats:
        values = part.get(chunk)
        _leave_aside(chunk)
        return _taken(values, _earlier(chunk, 1))

    def magnitude(chunk: Chunk) -> Floats:
        return _taken(part.size(chunk), _earlier(chunk, 1))

    past_lane = replace(part.lane, has_missing=True, constant=None)
    past = NumberPart(past_lane, run, magnitude if part.magnitude else None)
    return _with_years(past, part, _before_flags, before)


def before_codes(part: CodePart) -> CodePart:
    """`avant(x)` of a yes or no."""

    def run(chunk: Chunk) -> Codes:
        codes, rows = part.run(chunk), _earlier(chunk, 1)
        _leave_aside(chunk)
        return np.where(rows >= 0, codes[rows], UNDETERMINED).astype(np.int8)

    return CodePart(run, part.may_be_neutral)


def first_codes(part: CodePart) -> CodePart:
    """`premier(x)` of a yes or no."""

    def run(chunk: Chunk) -> Codes:
        codes = part.get(chunk)
        _leave_aside(chunk)
        return codes[chunk.first_row]

    return CodePart(run, part.may_be_neutral)


def last_codes(part: CodePart) -> CodePart:
    """`dernier(x)` of a yes or no."""
    return part


def first(part: NumberPart, longest: int) -> NumberPart:
    """`premier(x)`."""

    def run(chunk: Chunk) -> Floats:
        values = part.get(chunk)
        _leave_aside(chunk)
        return values[chunk.first_row]

    first_lane = replace(part.lane, constant=None)
    magnitude = part.magnitude
    past = NumberPart(first_lane, run, (lambda chunk: magnitude(chunk)[chunk.first_row]) if magnitude else None)
    return _with_years(past, part, _first_flags, lambda end: first(end, longest))


def last(part: NumberPart, longest: int) -> NumberPart:
    """`dernier(x)`: each row is judged as the last year of its dossier."""
    return part


def total(part: NumberPart, longest: int) -> NumberPart:
    """`somme(x sur annees)`."""
    return _with_years(_total(part, longest), part, _any_flags, lambda end: total(end, longest))


def _total(part: NumberPart, longest: int) -> NumberPart:
    lane = part.lane

    def accumulated(values: Floats, chunk: Chunk) -> Floats:
        sums = values.copy()
        for back in range(1, longest):
            rows = _earlier(chunk, back)
            sums += np.where(rows >= 0, values[rows], 0.0)
        return sums

    if lane.is_whole:
        summed = whole(lane.scale, lane.bound * longest, has_missing=lane.has_missing)
        if summed is not None:

            def exact(chunk: Chunk) -> Floats:
                values = part.get(chunk)
                _leave_aside(chunk)
                return accumulated(values, chunk)

            return NumberPart(summed, exact)
    rough_lane = rough(lane.bound * as_float(lane.scale) * longest, has_missing=lane.has_missing)
    if rough_lane is None:
        raise Unsupported

    def approximate(chunk: Chunk) -> Floats:
        values = part.true(chunk)
        _leave_aside(chunk)
        return accumulated(values, chunk)

    return NumberPart(rough_lane, approximate, lambda chunk: accumulated(part.size(chunk), chunk))


def rising(part: NumberPart, longest: int) -> CodePart:
    """`croissant(x)`: no as soon as two known years fall, or the first and the last are known and equal; else unknown
    with one year, or with a hole."""
    exact = part.lane.is_whole

    def run(chunk: Chunk) -> Codes:
        values = part.get(chunk) if exact else part.true(chunk)
        _leave_aside(chunk)
        size = None if exact else part.size(chunk)
        firsts, alone = values[chunk.first_row], _earlier(chunk, 1) < 0
        fell, unknown = (values == firsts) & ~alone, alone | np.isnan(values)
        if size is not None:
            mark_near(chunk, np.where(alone, np.nan, values), firsts, size + size[chunk.first_row])
        highest = highest_size = np.full(chunk.size, np.nan)
        for back in range(longest - 1, -1, -1):  # from the oldest year on
            rows = _earlier(chunk, back)
            now = _taken(values, rows)
            fell |= now < highest
            unknown |= (rows >= 0) & np.isnan(now)
            if size is not None:
                own_size = _taken(size, rows)
                mark_near(chunk, now, highest, own_size + highest_size)
                highest_size = np.fmax(highest_size, own_size)
            highest = np.fmax(highest, now)
        return np.where(fell, NOT_MET, np.where(unknown, UNDETERMINED, MET)).astype(np.int8)

    return set_aside(CodePart(run), _over(part.neutral, _any_flags))
