"""Formulas over the lines of a table: a chunk of lines for each chunk of rows, which read what is of their dossier."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from poincon.cahier.columns import logic, numbers
from poincon.cahier.columns.cells import typed_column
from poincon.cahier.columns.parts import Chunk, CodePart, Flags, Mask, NumberPart, Part, Unsupported
from poincon.cahier.columns.planner import Planner
from poincon.cahier.columns.population import Codes, Floats, Integers, Population
from poincon.cahier.columns.table_column import TableColumn
from poincon.cahier.formulas import tree
from poincon.cahier.formulas.tree import Node
from poincon.cahier.model import Field
from poincon.cahier.model.kinds import Type

_OVER_LINES = (
    tree.Known,
    tree.Not,
    tree.Logic,
    tree.Compare,
    tree.OptionIs,
    tree.Arithmetic,
    tree.Negative,
    tree.DatePlus,
    tree.MonthsBetween,
    tree.Extreme,
    tree.Rounded,
    tree.If,
)
"""Kinds of node that read nothing but what is below them."""


@dataclass(frozen=True, slots=True, eq=False)
class TableLines:
    """The lines of a table as a population of their own; `filled`: those that hold something."""

    population: Population
    filled: Flags


def lines_of(population: Population, table: Field) -> TableLines:
    """The typed lines of a table that the population has."""
    lines: TableLines | None = population.tables.get(table.id)
    if lines is None:
        column = population.columns[table.id]
        assert isinstance(column, TableColumn)
        rows = int(column.stops.max(initial=0))
        blank: tuple[None, ...] = (None,) * rows
        cells = {child.id: column.cells.get(child.id, blank) for child in table.columns}
        programme = population.programme
        typed = {child.id: typed_column(child, list(cells[child.id]), programme) for child in table.columns}
        filled = np.zeros(rows, dtype=bool)
        for values in cells.values():
            filled |= np.array([value is not None for value in values], dtype=bool)
        lines = population.tables[table.id] = TableLines(
            Population(programme, rows, typed, words=population.words), filled
        )
    return lines


class LineChunk(Chunk):
    """The lines that the rows of a chunk hold, row after row; `owner`: the row of each line in that chunk.

    A table that is given once is held by each row of its dossier, and its lines are there as many times.
    """

    __slots__ = ("lines", "outer", "owner")

    def __init__(self, outer: Chunk, column: TableColumn, lines: Population) -> None:
        starts, counts = column.starts[outer.rows], (column.stops - column.starts)[outer.rows]
        self.owner: Integers = np.repeat(np.arange(outer.size), counts)
        before = np.cumsum(counts) - counts
        self.lines: Integers = np.arange(int(counts.sum())) + np.repeat(starts - before, counts)
        super().__init__(lines, 0, len(self.lines), outer.statuses, outer.values)
        self.outer = outer

    @property
    def rows(self) -> Integers:
        return self.lines

    def sums(self, values: Floats) -> Floats:
        """For each row, the sum of its lines' values."""
        return np.bincount(self.owner, weights=values, minlength=self.outer.size).astype(np.float64, copy=False)

    def any(self, flags: Flags) -> Flags:
        """The rows of which some line is so."""
        some: Flags = np.bincount(self.owner[flags], minlength=self.outer.size) > 0
        return some

    def hand_over(self) -> None:
        """Leave to the exact evaluator the rows that have a line too near to call."""
        if self.near.any():
            self.outer.near |= self.any(self.near)


class LinePlanner(Planner):
    """Compiles formulas of a line of a table; `of_line`: that of `pour chaque ligne`, rather than that of a `où`."""

    def __init__(self, outer: Planner, table: Field, *, of_line: bool) -> None:
        self.__dict__.update(vars(outer))
        self.outer = outer
        self.of_line = of_line
        column = outer.population.columns[table.id]
        assert isinstance(column, TableColumn)
        self.column = column
        self.lines = lines_of(outer.population, table)

    def chunk(self, outer: Chunk) -> LineChunk:
        """The lines of a chunk of rows: one for all that reads this table there."""
        lines: LineChunk | None = outer.cache.get(self.lines)
        if lines is None:
            lines = outer.cache[self.lines] = LineChunk(outer, self.column, self.lines.population)
        return lines

    def part(self, node: Node) -> Part:
        if isinstance(node, tree.ColumnValue):
            return self.cell(node)
        if not any(isinstance(child, tree.ColumnValue) for child in tree.walk(node)):
            return _of_owner(self.outer.part(node))
        if not isinstance(node, _OVER_LINES):
            raise Unsupported
        return super().part(node)

    def cell(self, node: tree.ColumnValue) -> Part:
        column = node.column
        if node.of_line is not self.of_line or node.type in (Type.OTHER, Type.CHOICES):
            raise Unsupported
        if node.type is Type.BOOLEAN:
            return logic.field_codes(self.lines.population, column.id)
        part = numbers.field_numbers(self.lines.population, column.id)
        if not node.has_bounds or not column.is_number:
            return part
        lowest = numbers.or_instead(part, column.minimum, -math.inf)
        return replace(part, ends=(lowest, numbers.or_instead(part, column.maximum, math.inf)))


def _of_owner(part: Part) -> Part:
    """What is the same for each line of a row."""
    return _codes_of_owner(part) if isinstance(part, CodePart) else _numbers_of_owner(part)


def _codes_of_owner(part: CodePart) -> CodePart:
    def run(chunk: Chunk) -> Codes:
        lines = as_lines(chunk)
        return part.get(lines.outer)[lines.owner]

    return CodePart(run, part.may_be_neutral)


def _numbers_of_owner(part: NumberPart) -> NumberPart:
    def run(chunk: Chunk) -> Floats:
        lines = as_lines(chunk)
        return part.get(lines.outer)[lines.owner]

    def magnitude(chunk: Chunk) -> Floats:
        lines = as_lines(chunk)
        return part.size(lines.outer)[lines.owner]

    def aside(chunk: Chunk) -> Flags:
        lines = as_lines(chunk)
        assert part.neutral is not None
        return part.neutral.get(lines.outer)[lines.owner]

    ends = None if part.ends is None else (_numbers_of_owner(part.ends[0]), _numbers_of_owner(part.ends[1]))
    neutral = None if part.neutral is None else Mask(aside)
    return NumberPart(part.lane, run, magnitude if part.magnitude is not None else None, None, neutral, ends)


def as_lines(chunk: Chunk) -> LineChunk:
    assert isinstance(chunk, LineChunk)
    return chunk
