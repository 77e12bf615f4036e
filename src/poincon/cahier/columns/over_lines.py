"""What functions over a table make of its lines, in columns: sums and counts, and « pour chaque ligne »."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from poincon.cahier.columns import logic, numbers
from poincon.cahier.columns.lanes import Lane, rough, true_bound, whole
from poincon.cahier.columns.lines import LineChunk, LinePlanner
from poincon.cahier.columns.parts import Chunk, CodePart, Flags, Mask, NumberPart, Part, Unsupported, ends_of
from poincon.cahier.columns.population import MET, NOT_APPLICABLE, NOT_MET, UNDETERMINED, Codes, Floats
from poincon.cahier.formulas import tree
from poincon.cahier.model import Field
from poincon.cahier.model.kinds import Type

if TYPE_CHECKING:
    from poincon.cahier.columns.planner import Planner

_TOTALS = ("somme", "nombre")


def over_table(planner: Planner, node: tree.OverTable) -> Part:
    """A sum or a count; where no file beside the population holds the table, it is missing. Raises `Unsupported`."""
    if node.table.id not in planner.population.columns:
        return logic.constant_codes(UNDETERMINED) if node.type is Type.BOOLEAN else numbers.missing_numbers()
    if node.function not in _TOTALS:
        raise Unsupported
    walk = _Walk(planner, node.table, node.condition)
    term = walk.planner.numbers(node.operand) if node.operand is not None else numbers.constant(1)
    return walk.total(term)


def for_each(planner: Planner, node: tree.ForEach) -> Part:
    """A conjunction over the lines of one table; what goes over groups is left to the exact evaluator."""
    if not any(table.id in planner.population.columns for table in node.tables):
        return logic.constant_codes(UNDETERMINED)
    if node.column is not None or len(node.tables) != 1:
        raise Unsupported
    walk = _Walk(planner, node.tables[0], node.condition)
    return walk.every(LinePlanner(planner, node.tables[0], of_line=True).codes(node.body))


class _Walk:
    """The lines of a table that count in each row, or may."""

    def __init__(self, planner: Planner, table: Field, condition: tree.Node | None) -> None:
        self.planner = LinePlanner(planner, table, of_line=False)
        self.condition = None if condition is None else self.planner.codes(condition)
        self.hidden = planner.hidden(table)
        self.filled = self.planner.lines.filled
        column = self.planner.column
        self.most = int((column.stops - column.starts).max(initial=0))
        """The most lines that a row holds."""

    def counting(self, lines: LineChunk) -> tuple[Flags, Flags]:
        """The lines that count for certain, and those that may."""
        filled = self.filled[lines.lines]
        if self.condition is None:
            return filled, np.zeros(lines.size, dtype=bool)
        codes = self.condition.get(lines)
        return filled & (codes == MET), filled & (codes == UNDETERMINED)

    def absent(self, chunk: Chunk) -> Flags:
        """The rows that hold no table, or where it is not asked for."""
        column = self.planner.column
        flags: Flags = (column.starts == column.stops)[chunk.rows]
        return flags if self.hidden is None else flags | self.hidden.get(chunk)

    # sums and counts

    def total(self, term: NumberPart) -> NumberPart:
        lane, values, size = self.summed(term)

        def run(chunk: Chunk) -> Floats:
            lines = self.planner.chunk(chunk)
            certain, doubtful = self.counting(lines)
            sums = lines.sums(np.where(certain, values(lines), 0.0))
            sums[lines.any(doubtful) | self.absent(chunk)] = np.nan
            lines.hand_over()
            return sums

        def magnitude(chunk: Chunk) -> Floats:
            lines = self.planner.chunk(chunk)
            return lines.sums(np.where(self.counting(lines)[0], _or_zero(size(lines)), 0.0))

        lowest, highest = ends_of(term)
        part = NumberPart(lane, run, None if lane.is_whole else magnitude, neutral=self.set_aside(term))
        return replace(part, ends=(self.end(lowest, np.minimum), self.end(highest, np.maximum)))

    def summed(self, term: NumberPart) -> tuple[Lane, Callable[[Chunk], Floats], Callable[[Chunk], Floats]]:
        """The lane of a sum of so many terms, and how each term is held in it, and how rough it is."""
        lane = whole(term.lane.scale, term.lane.bound * max(self.most, 1)) if term.lane.is_whole else None
        if lane is not None:
            return lane, term.get, term.size
        lane = rough(true_bound(term.lane) * max(self.most, 1))
        if lane is None:
            raise Unsupported
        return lane, term.true, term.size

    def end(self, term: NumberPart, beyond: np.ufunc) -> NumberPart:
        """A sum of ends: lines that may count add theirs, or nothing."""
        lane, values, size = self.summed(term)

        def run(chunk: Chunk) -> Floats:
            lines = self.planner.chunk(chunk)
            certain, doubtful = self.counting(lines)
            own = values(lines)
            sums = lines.sums(np.where(certain, own, np.where(doubtful, beyond(own, 0.0), 0.0)))
            sums[self.absent(chunk)] = np.nan
            lines.hand_over()
            return sums

        def magnitude(chunk: Chunk) -> Floats:
            lines = self.planner.chunk(chunk)
            certain, doubtful = self.counting(lines)
            return lines.sums(np.where(certain | doubtful, _or_zero(size(lines)), 0.0))

        return NumberPart(lane, run, None if lane.is_whole else magnitude)

    def set_aside(self, term: NumberPart) -> Mask | None:
        """The rows of which a line that counts for certain is « sans objet »."""
        neutral = term.neutral
        if neutral is None:
            return None

        def run(chunk: Chunk) -> Flags:
            lines = self.planner.chunk(chunk)
            return lines.any(self.counting(lines)[0] & neutral.get(lines)) & ~self.absent(chunk)

        return Mask(run)

    # « pour chaque ligne »

    def every(self, body: CodePart) -> CodePart:
        def run(chunk: Chunk) -> Codes:
            lines = self.planner.chunk(chunk)
            certain, doubtful = self.counting(lines)
            codes = body.get(lines)
            unknown = (certain & (codes == UNDETERMINED)) | (doubtful & ((codes == NOT_MET) | (codes == UNDETERMINED)))
            result = np.full(chunk.size, NOT_APPLICABLE, dtype=np.int8)
            result[lines.any(doubtful & (codes == MET))] = UNDETERMINED
            result[lines.any(certain & (codes == MET))] = MET
            result[lines.any(unknown)] = UNDETERMINED
            result[lines.any(certain & (codes == NOT_MET))] = NOT_MET
            result[self.absent(chunk)] = UNDETERMINED
            lines.hand_over()
            return result

        return CodePart(run, True)


def _or_zero(sizes: Floats) -> Floats:
    return np.where(np.isnan(sizes), 0.0, sizes)
