"""Functions of years over columns: rows of a dossier stand together, oldest first. After a missing year, rows are left
to the exact evaluator."""

from __future__ import annotations

import numpy as np

from poincon.cahier.columns.lanes import Lane, as_float, rough, whole
from poincon.cahier.columns.parts import Chunk, CodePart, NumberPart, Unsupported, mark_near
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


def before(part: NumberPart) -> NumberPart:
    """`avant(x)` of a number."""

    def run(chunk: Chunk) -> Floats:
        values = part.get(chunk)
        _leave_aside(chunk)
        return _taken(values, _earlier(chunk, 1))

    def magnitude(chunk: Chunk) -> Floats:
        return _taken(part.size(chunk), _earlier(chunk, 1))

    lane = part.lane
    past_lane = Lane(lane.precision, lane.scale, lane.bound, True, lane.has_zero, lane.divisor_bound)
    return NumberPart(past_lane, run, magnitude if part.magnitude else None)


def before_codes(part: CodePart) -> CodePart:
    """`avant(x)` of a yes or no."""

    def run(chunk: Chunk) -> Codes:
        codes, rows = part.run(chunk), _earlier(chunk, 1)
        _leave_aside(chunk)
        return np.where(rows >= 0, codes[rows], UNDETERMINED).astype(np.int8)

    return CodePart(run, part.may_be_neutral)


def first(part: NumberPart, longest: int) -> NumberPart:
    """`premier(x)`."""

    def run(chunk: Chunk) -> Floats:
        values = part.get(chunk)
        _leave_aside(chunk)
        return values[chunk.first_row]

    lane = part.lane
    first_lane = Lane(lane.precision, lane.scale, lane.bound, lane.has_missing, lane.has_zero, lane.divisor_bound)
    magnitude = part.magnitude
    return NumberPart(first_lane, run, (lambda chunk: magnitude(chunk)[chunk.first_row]) if magnitude else None)


def last(part: NumberPart, longest: int) -> NumberPart:
    """`dernier(x)`: each row is judged as the last year of its dossier."""
    return part


def total(part: NumberPart, longest: int) -> NumberPart:
    """`somme(x sur annees)`."""
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
    """`croissant(x)`: the last exceeds the first, no year falls; unknown with one year, or with a missing one."""
    exact = part.lane.is_whole

    def run(chunk: Chunk) -> Codes:
        values = part.get(chunk) if exact else part.true(chunk)
        _leave_aside(chunk)
        size = None if exact else part.size(chunk)
        firsts = values[chunk.first_row]
        holds = values > firsts
        unknown = np.isnan(values) | (_earlier(chunk, 1) < 0)
        if size is not None:
            mark_near(chunk, values, firsts, size + size[chunk.first_row])
        for back in range(1, longest):
            later, earlier = _earlier(chunk, back - 1), _earlier(chunk, back)
            inside = earlier >= 0
            now, past = _taken(values, later), _taken(values, earlier)
            holds &= ~inside | (now >= past)
            unknown |= inside & np.isnan(past)
            if size is not None:
                mark_near(chunk, now, past, _taken(size, later) + _taken(size, earlier))
        codes = np.where(holds, MET, NOT_MET)
        return np.where(unknown, UNDETERMINED, codes).astype(np.int8)

    return CodePart(run)
