"""Criteria counted over columns: none is appraised in a population, and some are set aside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from poincon.cahier.columns import numbers
from poincon.cahier.columns.lanes import whole
from poincon.cahier.columns.parts import Chunk, Mask, NumberPart, Unsupported
from poincon.cahier.columns.population import Floats


def count(certain: int, masks: Sequence[Mask | None]) -> NumberPart:
    """Criteria that count, and those that may: one for each mask, of the rows where it is set aside."""
    lowest = numbers.constant(certain)
    lane = whole(lowest.lane.scale, float(certain + len(masks)), has_missing=bool(masks))
    if lane is None:
        raise Unsupported
    always = sum(mask is None for mask in masks)

    def highest(chunk: Chunk) -> Floats:
        possible = np.full(chunk.size, float(certain + always))
        for mask in masks:
            if mask is not None:
                possible += ~mask.get(chunk)
        return possible

    def known(chunk: Chunk) -> Floats:
        possible = top.get(chunk)
        return np.where(possible == certain, possible, np.nan)

    top = NumberPart(lane, highest)
    return replace(top, run=known, ends=(lowest, top)) if masks else lowest
