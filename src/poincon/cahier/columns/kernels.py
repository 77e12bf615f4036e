"""Kernels of rules: what writes their values and statuses, what sets them aside, and how others then read them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from poincon.cahier.columns import numbers
from poincon.cahier.columns.parts import Chunk, CodePart, Mask, NumberPart
from poincon.cahier.columns.population import NOT_APPLICABLE, NOT_MET, UNDETERMINED, Codes, Floats

KNOWN = 4
"""The code of a known value that has nothing to meet."""

RuleKernel = Callable[[Chunk], None]


def value_kernel(name: str, part: NumberPart) -> RuleKernel:
    def kernel(chunk: Chunk) -> None:
        place = chunk.values[name][chunk.rows]
        if part.into is not None:
            part.into(chunk, place)
        else:
            place[:] = part.run(chunk)

    return kernel


def status_kernel(name: str, part: CodePart) -> RuleKernel:
    def kernel(chunk: Chunk) -> None:
        chunk.statuses[name][chunk.rows] = part.run(chunk)

    return kernel


def masking_kernel(name: str, applicable: CodePart | None) -> RuleKernel:
    """Takes away the values of rows that are set aside, or may be."""

    def kernel(chunk: Chunk) -> None:
        rows = chunk.statuses[name][chunk.rows] == NOT_APPLICABLE
        if applicable is not None:
            rows |= applicable.get(chunk) == UNDETERMINED
        np.copyto(chunk.values[name][chunk.rows], np.nan, where=rows)

    return kernel


def picked_or_aside(status: CodePart) -> CodePart:
    """A recommendation that is not picked has no object."""

    def run(chunk: Chunk) -> Codes:
        codes = status.run(chunk)
        return np.where(codes == NOT_MET, NOT_APPLICABLE, codes).astype(np.int8)

    return CodePart(run, True)


def valued(values: Floats) -> Codes:
    """The status of a value that has nothing to meet."""
    return np.where(np.isnan(values), UNDETERMINED, KNOWN).astype(np.int8)


def where_applicable(status: CodePart, applicable: CodePart | None) -> CodePart:
    """A status, « sans objet » where the rule does not apply, undetermined where one cannot know."""
    if applicable is None:
        return status

    def run(chunk: Chunk) -> Codes:
        codes, applies = status.run(chunk), applicable.get(chunk)
        codes = np.where(applies == UNDETERMINED, UNDETERMINED, codes)
        return np.where((applies == NOT_MET) | (applies == NOT_APPLICABLE), NOT_APPLICABLE, codes).astype(np.int8)

    return CodePart(run, True)


def read_where_applicable(part: NumberPart, applicable: CodePart | None) -> NumberPart:
    """How the value of a rule that may be set aside is read: nothing bounds it while one cannot know."""
    lane = replace(part.lane, has_missing=True, constant=None)
    ends = part.ends
    if ends is not None and applicable is not None:
        mask = Mask(lambda chunk: applicable.get(chunk) == UNDETERMINED)
        ends = numbers.hidden(ends[0], mask), numbers.hidden(ends[1], mask)
    return replace(part, lane=lane, ends=ends)
