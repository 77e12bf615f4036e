"""Compiled parts of a formula over columns: what is known beforehand (a lane, or whether « sans objet » can occur) and
the kernel that computes a chunk."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from poincon.cahier.columns.lanes import ROUGHNESS, Lane, as_float
from poincon.cahier.columns.population import Codes, Floats, Integers, Population

Flags = npt.NDArray[np.bool_]


class Unsupported(Exception):
    """This formula is not for columns: the exact evaluator judges it row by row."""


class Chunk:
    """Rows `start` to `stop`, never in the middle of a dossier; `near` marks those left to the exact evaluator."""

    __slots__ = ("cache", "near", "population", "start", "statuses", "stop", "values")

    def __init__(
        self, population: Population, start: int, stop: int, statuses: dict[str, Codes], values: dict[str, Floats]
    ) -> None:
        self.population = population
        self.start = start
        self.stop = stop
        self.near: Flags = np.zeros(stop - start, dtype=bool)
        self.cache: dict[object, Any] = {}
        """What parts of formulas gave: a part that is read twice is computed once."""
        self.statuses = statuses
        self.values = values

    @property
    def first_row(self) -> Integers:
        """For each row, where its dossier starts in the chunk."""
        return self.population.first_row[self.rows] - self.start

    @property
    def rows(self) -> slice | Integers:
        """Where they stand in the columns of the population."""
        return slice(self.start, self.stop)

    @property
    def size(self) -> int:
        return self.stop - self.start


NumberKernel = Callable[[Chunk], Floats]
CodeKernel = Callable[[Chunk], Codes]


@dataclass(frozen=True, slots=True, eq=False)
class Mask:
    """Rows of which something holds: that a number is « sans objet », that a field is hidden."""

    run: Callable[[Chunk], Flags]

    def get(self, chunk: Chunk) -> Flags:
        """The rows of a chunk; not to be written into."""
        flags: Flags | None = chunk.cache.get(self)
        if flags is None:
            flags = chunk.cache[self] = self.run(chunk)
        return flags


def union(masks: Iterable[Mask | None]) -> Mask | None:
    """The rows of any of these; None for no row at all."""
    several = [mask for mask in masks if mask is not None]
    if len(several) < 2:
        return several[0] if several else None
    return Mask(lambda chunk: np.logical_or.reduce([mask.get(chunk) for mask in several]))


@dataclass(frozen=True, slots=True, eq=False)
class NumberPart:
    """Numbers in the lane's own scale; NaN is unknown or « sans objet » (the rows of `neutral`).

    `magnitude`: for rough lanes, how large the terms were.
    """

    lane: Lane
    run: NumberKernel
    magnitude: NumberKernel | None = None
    into: Callable[[Chunk, Floats], None] | None = None
    """The same as `run`, written straight where it must go: the long divisions of a million rows are not copied."""
    neutral: Mask | None = None
    ends: tuple[NumberPart, NumberPart] | None = None
    """The lowest and the highest that it can be where it is unknown, itself elsewhere.

    An infinity where there is no such bound, and NaN in both where nothing says what it can be.
    """

    def get(self, chunk: Chunk) -> Floats:
        """The numbers of a chunk; not to be written into."""
        values: Floats | None = chunk.cache.get(self)
        if values is None:
            values = chunk.cache[self] = self.run(chunk)
        return values

    def true(self, chunk: Chunk) -> Floats:
        """The true values, rounded."""
        values = self.get(chunk)
        return values if self.lane.scale == 1 else values * as_float(self.lane.scale)

    def size(self, chunk: Chunk) -> Floats:
        """Magnitudes of the true values."""
        if self.magnitude is None:
            return np.abs(self.true(chunk))
        sizes: Floats | None = chunk.cache.get(self.magnitude)
        if sizes is None:
            sizes = chunk.cache[self.magnitude] = self.magnitude(chunk)
        return sizes


@dataclass(frozen=True, slots=True, eq=False)
class CodePart:
    """Yes or no as NOT_MET, UNDETERMINED, MET; NOT_APPLICABLE only when `may_be_neutral`."""

    run: CodeKernel
    may_be_neutral: bool = False

    def get(self, chunk: Chunk) -> Codes:
        """The codes of a chunk, computed once for those who read it twice; not to be written into."""
        codes: Codes | None = chunk.cache.get(self)
        if codes is None:
            codes = chunk.cache[self] = self.run(chunk)
        return codes


Part = NumberPart | CodePart


def ends_of(part: NumberPart) -> tuple[NumberPart, NumberPart]:
    """Between which ends a number lies: a known one at itself."""
    return part.ends if part.ends is not None else (part, part)


def mark_near(chunk: Chunk, first: Floats, second: Floats, size: Floats) -> None:
    """Leave to the exact evaluator the rows where two rough values are too close to call."""
    far = (np.abs(first - second) > ROUGHNESS * size) | np.isinf(first) | np.isinf(second)
    chunk.near |= ~(far | np.isnan(first) | np.isnan(second))
