"""Roundings over columns: a whole lane of steps."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import numpy as np

from poincon.cahier.basics.numbers import ROUNDING_STEPS, Rounding
from poincon.cahier.columns.lanes import ROUGHNESS, as_float, true_bound, whole
from poincon.cahier.columns.numbers import times
from poincon.cahier.columns.parts import Chunk, NumberKernel, NumberPart, Unsupported
from poincon.cahier.columns.population import EXACT_BOUND, Floats


def rounding(part: NumberPart, step_name: str, direction: Rounding) -> NumberPart:
    """A whole lane of steps. Raises `Unsupported` where no bound holds it."""
    ends = None
    if part.ends is not None:
        lowest, highest = part.ends
        ends = rounding(lowest, step_name, direction), rounding(highest, step_name, direction)
    step = ROUNDING_STEPS[step_name]
    lane = whole(step, true_bound(part.lane) / float(step) + 1, has_missing=part.lane.has_missing)
    if lane is None:
        raise Unsupported
    if part.lane.is_whole and (part.lane.scale / step).denominator == 1:
        return part  # already a multiple of the step
    run = _rounded_whole(part, step, direction) or _rounded_roughly(part, step, direction)
    return NumberPart(lane, run, None, None, part.neutral, ends)


def _rounded_whole(part: NumberPart, step: Fraction, direction: Rounding) -> NumberKernel | None:
    """Whole numbers brought to steps without an error; None when no bound proves it."""
    above, below = (part.lane.scale / step).as_integer_ratio()
    if not part.lane.is_whole or 2 * (part.lane.bound * above + 2 * below) >= EXACT_BOUND:
        return None
    values, divide = times(part, above), _DIVIDED[direction]
    return lambda chunk: divide(values(chunk), float(below))


def _down(values: Floats, divisor: float) -> Floats:
    """The whole part of a quotient of whole numbers below 2^53, rounded down: a rounded quotient is one off at most."""
    quotient = np.floor(values / divisor)
    rest = values - quotient * divisor
    quotient += rest >= divisor
    quotient -= rest < 0
    return quotient


def _up(values: Floats, divisor: float) -> Floats:
    return -_down(-values, divisor)


def _nearest(values: Floats, divisor: float) -> Floats:
    """Halves go away from zero."""
    return np.copysign(_down(2 * np.abs(values) + divisor, 2 * divisor), values)


_DIVIDED: dict[Rounding, Callable[[Floats, float], Floats]] = {
    Rounding.NEAREST: _nearest,
    Rounding.DOWN: _down,
    Rounding.UP: _up,
}
_ROUND: dict[Rounding, Callable[[Floats], Floats]] = {
    Rounding.NEAREST: np.rint,
    Rounding.DOWN: np.floor,
    Rounding.UP: np.ceil,
}


def _rounded_roughly(part: NumberPart, step: Fraction, direction: Rounding) -> NumberKernel:
    """Where a value lies on the line between two steps, its row is left to the exact evaluator."""
    scale = as_float(part.lane.scale / step)

    def run(chunk: Chunk) -> Floats:
        steps = part.get(chunk) * scale
        magnitude = np.abs(steps) if part.magnitude is None else part.magnitude(chunk) / float(step)
        # halves are the line when rounding to the nearest, whole steps when rounding down or up
        line = np.rint(steps - 0.5) + 0.5 if direction is Rounding.NEAREST else np.rint(steps)
        chunk.near |= (np.abs(steps - line) <= ROUGHNESS * np.maximum(magnitude, 1.0)) & ~np.isnan(steps)
        return _ROUND[direction](steps)

    return run
