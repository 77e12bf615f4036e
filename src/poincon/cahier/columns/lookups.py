"""Tables of parameters over columns: which cell each row points at, then what that cell is worth."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING

import numpy as np

from poincon.cahier.basics.numbers import Number
from poincon.cahier.columns import logic, numbers
from poincon.cahier.columns.lanes import whole
from poincon.cahier.columns.parts import Chunk, Mask, NumberPart, Part, Unsupported, union
from poincon.cahier.columns.population import EXACT_BOUND, NOT_MET, Floats, Integers
from poincon.cahier.formulas import tree
from poincon.cahier.model import Band, Comparison, Parameter

if TYPE_CHECKING:
    from poincon.cahier.columns.planner import Planner

_Positions = Callable[[Chunk], Integers]
"""For each row, the position of the cell that it reads; -1 when it is not known, or there is none."""


def lookup(planner: Planner, node: tree.Lookup) -> Part:
    if node.day is not None:
        raise Unsupported  # each row would have cells of its own day
    return _by_band(planner, node) if node.parameter.by_band else _by_option(planner, node)


def _by_option(planner: Planner, node: tree.Lookup) -> NumberPart:
    cells = [cell for cell in node.parameter.cells if cell.slot is not None]
    places = {cell.slot.options: place for place, cell in enumerate(cells) if cell.slot is not None}
    keys = [list(dict.fromkeys(options[level] for options in places)) for level in range(len(node.arguments))]
    masks = [_set_aside(planner, argument) for argument in node.arguments]
    chosen = [_option_positions(planner, argument, names) for argument, names in zip(node.arguments, keys, strict=True)]

    def positions_of_cells(chunk: Chunk) -> Integers:
        cell, unknown = np.zeros(chunk.size, dtype=np.int64), np.zeros(chunk.size, dtype=bool)
        for positions, names in zip(chosen, keys, strict=True):
            own = positions(chunk)
            cell, unknown = cell * len(names) + own, unknown | (own < 0)
        return np.where(unknown, -1, cell)

    return replace(_worth(planner, cells, positions_of_cells), neutral=union(masks))


def _set_aside(planner: Planner, argument: tree.Node) -> Mask | None:
    """The rows in which a choice that is read is « sans objet »."""
    if isinstance(argument, tree.RuleValue) and argument.rule.lines:
        return planner.judged.rows_set_aside(argument.rule.id)
    return planner.numbers(argument).neutral


def _option_positions(planner: Planner, argument: tree.Node, names: list[str]) -> _Positions:
    """Where the option of each row stands among the keys of a table; -1 where there is none."""
    if isinstance(argument, tree.RuleValue) and argument.rule.lines:
        rule = argument.rule
        places = np.array([names.index(option.id) for option in rule.options] + [-1], dtype=np.int64)
        return lambda chunk: _at(places, chunk.values[rule.id][chunk.rows])
    ranks, part = [planner.population.words.rank(name) for name in names], planner.numbers(argument)
    by_rank = np.full(max(ranks) + 2, -1, dtype=np.int64)
    by_rank[ranks] = np.arange(len(names))
    return lambda chunk: _at(by_rank, part.true(chunk))


def _at(places: Integers, values: Floats) -> Integers:
    """The places of these values; the last of `places` is that of what is not known."""
    chosen: Integers = places[np.where(np.isnan(values), -1, values).astype(np.int64)]
    return chosen


def _by_band(planner: Planner, node: tree.Lookup) -> NumberPart:
    number = planner.numbers(node.arguments[0])
    cells = [cell for cell in node.parameter.cells if _in_force(planner, cell)]
    if numbers.is_missing(number) or not cells:
        return replace(numbers.missing_numbers(), neutral=number.neutral)
    bare = replace(number, ends=None, neutral=None)
    bands = [cell.slot.band for cell in cells if cell.slot is not None and cell.slot.band is not None]
    above = [_above(bare, band) for band in bands if band.upper is not None]

    def positions(chunk: Chunk) -> Integers:
        """Bands stand in order: a number is in the one after all those that it is above."""
        passed = np.zeros(chunk.size, dtype=np.int64)
        for mask in above:
            passed += mask.get(chunk)
        return np.where(np.isnan(bare.get(chunk)), -1, passed)

    beyond = Mask(above[-1].get) if bands[-1].upper is not None else None
    part = _worth(planner, cells, positions)
    return replace(part, neutral=union((number.neutral, beyond)))


def _above(number: NumberPart, band: Band) -> Mask:
    """The rows whose number is above a band: known and certain, or left to the exact evaluator."""
    assert band.upper is not None
    comparison = Comparison.AT_MOST if band.closed else Comparison.LESS
    within = logic.compare(comparison, number, numbers.constant(band.upper))
    return Mask(lambda chunk: within.get(chunk) == NOT_MET)


def _in_force(planner: Planner, cell: Parameter) -> bool:
    """Whether a band is there; one that comes or goes from year to year is left to the exact evaluator."""
    value = planner.parameters[cell.id]
    if not isinstance(value, tuple):
        return value is not None
    if any(worth is None for worth in value) and any(worth is not None for worth in value):
        raise Unsupported
    return any(worth is not None for worth in value)


def _worth(planner: Planner, cells: Sequence[Parameter], positions: _Positions) -> NumberPart:
    """What the cells are worth, as whole numbers over their common denominator; NaN where no cell is read."""
    rows, years = _values(planner, cells)
    figures = [Fraction(value) for row in rows for value in row if value is not None]
    denominator = lcm(*(figure.denominator for figure in figures))
    bound = max((abs(figure * denominator) for figure in figures), default=Fraction(0))
    if denominator >= EXACT_BOUND or bound >= EXACT_BOUND:
        raise Unsupported
    lane = whole(Fraction(1, denominator), float(bound))
    if lane is None:
        raise Unsupported
    table = np.array([[np.nan if value is None else float(value * denominator) for value in row] for row in rows])
    table = np.hstack([table, np.full((len(rows), 1), np.nan)])  # the last stands at -1, and beyond the last band

    def run(chunk: Chunk) -> Floats:
        at = positions(chunk)
        values: Floats = table[0][at] if years is None else table[years[chunk.rows], at]
        return values

    return NumberPart(lane, run)


def _values(planner: Planner, cells: Sequence[Parameter]) -> tuple[list[list[Number | None]], Integers | None]:
    """The values of the cells, a row for each year in which they differ; and, for each row judged, which of these."""
    values = [planner.parameters[cell.id] for cell in cells]
    if not any(isinstance(value, tuple) for value in values):
        return [[value for value in values if not isinstance(value, tuple)]], None
    assert planner.population.years is not None
    _, first, years = np.unique(planner.population.years, return_index=True, return_inverse=True)
    by_year = [[value[row] if isinstance(value, tuple) else value for value in values] for row in first.tolist()]
    return by_year, years.astype(np.int64)
