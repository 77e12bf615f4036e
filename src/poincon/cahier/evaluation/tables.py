"""Closures over tables: what functions make of their rows, and « pour chaque ».

A row without any answer is no row: it is passed over, and keeps its place so that paths name the others as they were
given. A row whose `où` is unknown may or may not count.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from poincon.cahier.evaluation.context import Context
from poincon.cahier.evaluation.row_functions import OVER_TABLE, Term
from poincon.cahier.evaluation.values import (
    HIDDEN,
    NOT_APPLICABLE,
    Compile,
    DoubtfulStep,
    Run,
    Step,
    Unknown,
    merged,
    missing,
)
from poincon.cahier.formulas import tree
from poincon.cahier.model import Field

Row = dict[str, Any]
ShownIn = Callable[[Context], bool]
"""Whether a field is shown there."""


class Table:
    """The rows of a table as formulas go through them. `shown`: None for a table that is always shown."""

    def __init__(self, field: Field, shown: ShownIn | None, condition: Run | None) -> None:
        self.field = field
        self.shown = shown
        self.condition = condition

    def rows(self, context: Context) -> list[tuple[Row, str]] | Unknown:
        """Each row that holds something, with its path; unknown when the table is (an empty one is known)."""
        if self.shown is not None and not self.shown(context):
            return HIDDEN
        field = self.field
        rows: tuple[Row, ...] | None = (context.record if field.yearly else context.answers).get(field.id)
        path = f"annees.{context.year}.{field.id}" if field.yearly else field.id
        if rows is None or (rows and not any(rows)):
            return missing(path)
        return [(row, f"{path}[{index}]") for index, row in enumerate(rows) if row]

    def counted(self, context: Context, rows: list[tuple[Row, str]]) -> Iterator[tuple[Row, str, Unknown | None]]:
        """The rows of the current group that count, or may: the row, its path, and what leaves it in doubt.

        The context stands in the row, until the next.
        """
        group = context.group if context.group and self.field.column(context.group[0]) else None
        outer = context.row
        for row, path in rows:
            counts: Any = True
            if group is not None:
                cell = row.get(group[0])
                counts = missing(f"{path}.{group[0]}") if cell is None else cell == group[1]
            context.row = (row, path)
            if counts is not False and self.condition is not None:
                counts = _both(counts, self.condition(context).value)
            if counts is True:
                yield row, path, None
            elif counts.__class__ is Unknown:
                yield row, path, counts
        context.row = outer


def _both(first: Any, second: Any) -> Any:
    """Whether a row counts by its group and by its condition; one that the condition does not concern does not."""
    if second is False or second is NOT_APPLICABLE:
        return False
    if first.__class__ is Unknown and second.__class__ is Unknown:
        return merged((first, second))
    return first if first.__class__ is Unknown else second


def compile_over_table(compile_node: Compile, shown: ShownIn | None, node: tree.OverTable) -> Run:
    """`somme(table.column où …)`, `nombre(table où …)`. A step for each row that counts or may."""
    table = Table(node.table, shown, compile_node(node.condition) if node.condition else None)
    operand, combine = compile_node(node.operand) if node.operand else None, OVER_TABLE[node.function]

    def run(context: Context) -> Step:
        rows = table.rows(context)
        if isinstance(rows, Unknown):
            return Step(node, rows)
        steps: list[Step] = []
        terms: list[Term] = []
        for _, path, doubt in table.counted(context, rows):
            if operand is None:
                terms.append((1, doubt))
                continue
            step = operand(context)
            terms.append((step.value, doubt))
            if doubt is not None:
                steps.append(DoubtfulStep(step, path, doubt))
            else:
                steps.append(step if step.at == path else Step(step.node, step.value, step.children, path))
        return Step(node, combine(terms), tuple(steps))

    return run


def compile_for_each(compile_node: Compile, shown: list[ShownIn | None], node: tree.ForEach) -> Run:
    """A conjunction over rows or groups: false as soon as one is false, « sans objet » over none."""
    condition = compile_node(node.condition) if node.condition else None
    body = compile_node(node.body)
    tables = [
        Table(field, field_shown, condition if index == 0 else None)
        for index, (field, field_shown) in enumerate(zip(node.tables, shown, strict=True))
    ]
    stops = _over_lines(tables[0]) if node.column is None else _over_groups(tables, node.column)

    def run(context: Context) -> Step:
        steps: list[Step] = []
        unknown: list[Unknown] = []
        harmless: list[Unknown] = []
        """Doubts on rows that meet the body: they only matter when no other row counts."""
        values: list[Any] = []
        for label, doubt in stops(context, unknown):
            step = body(context)
            value = step.value
            if doubt is None:
                steps.append(Step(node.body, value, step.children, label))
                values.append(value)
            elif value is True:
                harmless.append(doubt)
            elif value is not NOT_APPLICABLE:
                unknown.append(merged((doubt, value)))
        unknown.extend(value for value in values if value.__class__ is Unknown)
        outcome: Any = NOT_APPLICABLE
        if any(value is False for value in values):
            outcome = False
        elif unknown:
            outcome = merged(unknown)
        elif any(value is True for value in values):
            outcome = True
        elif harmless:
            outcome = merged(harmless)
        return Step(node, outcome, tuple(steps))

    return run


_Stops = Callable[[Context, list[Unknown]], Iterator[tuple[str, Unknown | None]]]
"""Goes through rows or groups, setting the context for each; gives its label, and what leaves it in doubt.

What is unknown of the walk itself is added to the list.
"""


def _over_lines(table: Table) -> _Stops:
    def stops(context: Context, unknown: list[Unknown]) -> Iterator[tuple[str, Unknown | None]]:
        rows = table.rows(context)
        if isinstance(rows, Unknown):
            unknown.append(rows)
            return
        for row, path, doubt in list(table.counted(context, rows)):
            context.line = (row, path)
            yield path, doubt
        context.line = ({}, "")

    return stops


def _over_groups(tables: list[Table], column: str) -> _Stops:
    def stops(context: Context, unknown: list[Unknown]) -> Iterator[tuple[str, Unknown | None]]:
        groups: dict[Any, Unknown | None] = {}
        for table in tables:
            rows = table.rows(context)
            if isinstance(rows, Unknown):
                unknown.append(rows)
                continue
            for row, path, doubt in table.counted(context, rows):
                if column not in row:
                    unknown.append(merged((missing(f"{path}.{column}"), doubt)))
                elif doubt is None or row[column] not in groups:
                    groups[row[column]] = doubt
        for value, doubt in groups.items():
            context.group = (column, value)
            yield str(value), doubt
        context.group = None

    return stops
