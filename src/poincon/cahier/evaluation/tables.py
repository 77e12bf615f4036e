"""Closures over tables: sums and counts of rows, and « pour chaque »."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from poincon.cahier.evaluation.context import Context
from poincon.cahier.evaluation.values import NOT_APPLICABLE, Step, Unknown, merged, missing
from poincon.cahier.formulas import tree
from poincon.cahier.formulas.tree import Node
from poincon.cahier.model import Field
from poincon.cahier.model.kinds import Type

Run = Callable[[Context], Step]
Compile = Callable[[Node], Run]


def _path(context: Context, table: Field) -> str:
    return f"annees.{context.year}.{table.id}" if table.yearly else table.id


def _rows(context: Context, table: Field) -> tuple[dict[str, Any], ...] | Unknown:
    """The rows of a table; unknown when the table is missing (an empty table is known)."""
    rows: tuple[dict[str, Any], ...] | None = (context.record if table.yearly else context.answers).get(table.id)
    return missing(_path(context, table)) if rows is None else rows


def _kept(
    context: Context, table: Field, rows: tuple[dict[str, Any], ...], condition: Run | None
) -> Iterator[tuple[dict[str, Any], str, Any]]:
    """Rows of the current group for which `condition` is not false: the row, its path, and True or an Unknown."""
    path = _path(context, table)
    group = context.group if context.group and table.column(context.group[0]) else None
    outer = context.row
    for index, row in enumerate(rows):
        here = f"{path}[{index}]"
        keep: Any = True
        if group is not None:
            cell = row.get(group[0])
            keep = missing(f"{here}.{group[0]}") if cell is None else cell == group[1]
        if keep is True and condition is not None:
            context.row = (row, here)
            keep = condition(context).value
            keep = True if keep is NOT_APPLICABLE else keep
        if keep is not False:
            yield row, here, keep
    context.row = outer


def compile_over_table(compile_node: Compile, node: tree.OverTable) -> Run:
    """`somme(table.column où …)` or, without a column, `nombre(table où …)`. A step for each row that counts."""
    condition = compile_node(node.condition) if node.condition else None
    table, column = node.table, node.column
    cell_node = tree.ColumnValue(column.id, Type.NUMBER, node.unit, False, column, False) if column else None

    def run(context: Context) -> Step:
        rows = _rows(context, table)
        if isinstance(rows, Unknown):
            return Step(node, rows)
        steps: list[Step] = []
        unknown: list[Unknown] = []
        total: Any = 0
        for row, path, keep in _kept(context, table, rows, condition):
            if keep is not True:
                unknown.append(keep)
            elif column is None or cell_node is None:
                total += 1
            else:
                value = row.get(column.id)
                value = missing(f"{path}.{column.id}") if value is None else value
                steps.append(Step(cell_node, value, (), path))
                if value.__class__ is Unknown:
                    unknown.append(value)
                else:
                    total += value
        return Step(node, merged(unknown) if unknown else total, tuple(steps))

    return run


def compile_for_each(compile_node: Compile, node: tree.ForEach) -> Run:
    """A conjunction over rows or groups: false as soon as one is false, true on an empty table."""
    condition = compile_node(node.condition) if node.condition else None
    body = compile_node(node.body)
    stops = _over_lines(node, condition) if node.column is None else _over_groups(node, node.column, condition)

    def run(context: Context) -> Step:
        steps: list[Step] = []
        unknown: list[Unknown] = []
        for label in stops(context, unknown):
            step = body(context)
            steps.append(Step(node.body, step.value, step.children, label))
        values = [step.value for step in steps]
        if any(value is False for value in values):
            value: Any = False
        else:
            unknown.extend(value for value in values if value.__class__ is Unknown)
            value = merged(unknown) if unknown else True
        return Step(node, value, tuple(steps))

    return run


_Stops = Callable[[Context, list[Unknown]], Iterator[str]]
"""Goes through rows or groups, setting the context for each; gives its label. What is unknown of the walk is added."""


def _over_lines(node: tree.ForEach, condition: Run | None) -> _Stops:
    table = node.tables[0]

    def stops(context: Context, unknown: list[Unknown]) -> Iterator[str]:
        rows = _rows(context, table)
        if isinstance(rows, Unknown):
            unknown.append(rows)
            return
        for row, path, keep in list(_kept(context, table, rows, condition)):
            if keep is not True:
                unknown.append(keep)
                continue
            context.line = (row, path)
            yield path
        context.line = ({}, "")

    return stops


def _over_groups(node: tree.ForEach, column: str, condition: Run | None) -> _Stops:
    def stops(context: Context, unknown: list[Unknown]) -> Iterator[str]:
        groups: dict[Any, None] = {}
        for index, table in enumerate(node.tables):
            rows = _rows(context, table)
            if isinstance(rows, Unknown):
                unknown.append(rows)
                continue
            for row, path, keep in list(_kept(context, table, rows, condition if index == 0 else None)):
                if keep is not True or column not in row:
                    unknown.append(missing(f"{path}.{column}") if keep is True else keep)
                else:
                    groups[row[column]] = None
        for value in groups:
            context.group = (column, value)
            yield str(value)
        context.group = None

    return stops
