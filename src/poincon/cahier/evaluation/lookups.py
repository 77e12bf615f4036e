"""Closures of tables of parameters: which cell the arguments point at, and what it is worth that day."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from poincon.cahier.evaluation.context import Context
from poincon.cahier.evaluation.values import NOT_APPLICABLE, Compile, Run, Step, Unknown, merged, missing
from poincon.cahier.formulas import tree
from poincon.cahier.model import Parameter

_Choose = Callable[[dict[str, Step], list[Any]], Step | Any]
"""From the parameters as they read and the arguments: the cell that is read or, without any, the value instead."""


def compile_lookup(compile_node: Compile, node: tree.Lookup) -> Run:
    arguments = tuple(compile_node(child) for child in tree.children(node))  # the day at which it is read is the last
    places = len(node.arguments)
    choose = (_by_band if node.parameter.by_band else _by_option)(node.parameter)

    def run(context: Context) -> Step:
        steps = tuple([argument(context) for argument in arguments])
        values = [step.value for step in steps]
        if any(value is NOT_APPLICABLE for value in values):
            return Step(node, NOT_APPLICABLE, steps)
        if any(value.__class__ is Unknown for value in values):
            return Step(node, merged(values), steps)
        cell = choose(context.parameters, values[:places])
        return Step(node, cell.value, (*steps, cell)) if cell.__class__ is Step else Step(node, cell, steps)

    return run


def _by_option(table: Parameter) -> _Choose:
    names = {cell.slot.options: cell.id for cell in table.cells if cell.slot is not None}
    return lambda parameters, values: parameters[names[tuple(values)]]


def _by_band(table: Parameter) -> _Choose:
    """The first band in force that holds the number; « sans objet » above the last, unknown when none is in force."""
    bands = [(cell.slot.band, cell.id) for cell in table.cells if cell.slot is not None and cell.slot.band is not None]
    absent = missing(f"parametres.{table.id}")

    def choose(parameters: dict[str, Step], values: list[Any]) -> Step | Any:
        instead: Any = absent
        for band, name in bands:
            cell = parameters[name]
            if cell.value.__class__ is not Unknown:
                if band.holds(values[0]):
                    return cell
                instead = NOT_APPLICABLE
        return instead

    return choose
