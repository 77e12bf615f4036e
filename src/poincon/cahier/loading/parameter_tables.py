"""Tables of parameters by option: a value for each option of one choice, or for each pair of options of two."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import product
from math import prod

from poincon.cahier.basics.located import Located
from poincon.cahier.basics.located import Mapping as LocatedMapping
from poincon.cahier.basics.numbers import Number
from poincon.cahier.basics.problems import Place, Problems, suggestion
from poincon.cahier.basics.text import Text
from poincon.cahier.loading.parameter_owners import KeyOwners
from poincon.cahier.loading.parameter_values import NumberInUnit
from poincon.cahier.loading.values import without_cut_numbers
from poincon.cahier.model import Parameter, Slot

MOST_CELLS = 500
"""Cells that a table may have, over all its dates."""
_LISTED = 6
"""Keys that an error names."""


class OptionTable:
    """Reads the cells of one table; what is wrong goes to `problems`."""

    def __init__(self, table: Parameter, owners: KeyOwners, problems: Problems) -> None:
        self.table = table
        self.owners = owners
        self.problems = problems

    def read(self, dated: tuple[tuple[date, Located], ...]) -> tuple[Parameter, ...]:
        table = self.table
        levels = [self.owners.options.get(owner) for owner in table.by]
        expected: list[tuple[str, ...]] = []
        if prod(len(options or ()) for options in levels) > MOST_CELLS:
            report_too_many(table.place, self.problems)
        else:
            expected = list(product(*(options or () for options in levels)))
        values: dict[tuple[str, ...], list[tuple[date, Number]]] = {keys: [] for keys in expected}
        for day, node in dated:
            before = len(self.problems)
            cells = dict(self._leaves(node, ()))
            for keys in expected:
                if keys in cells:
                    values[keys].append((day, cells[keys]))
            lacking = [keys for keys in expected if keys not in cells]
            if lacking and len(self.problems) == before:  # a misspelt option lacks: that is told once
                self._report_lacking(lacking, node.place)
        return tuple(
            cell_of(table, Slot(table.id, keys), ".".join(keys), tuple(numbers)) for keys, numbers in values.items()
        )

    def _leaves(self, node: Located, above: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Number]]:
        """The value of each combination of options that is written."""
        depth = len(above)
        if depth == len(self.table.by):
            number = NumberInUnit(self.table.unit).read(node, self.problems)
            if number is not None:
                yield above, number
            return
        owner = self.table.by[depth]
        options = self.owners.options.get(owner)
        if not isinstance(node, LocatedMapping):
            self.problems.add(
                node.place,
                "option_values",
                f"il faut une valeur pour chaque option de « {owner} ».",
                f'a value is needed for each option of "{owner}".',
                Text(f"Exemple : {{{_example(options)}}}.", f"Example: {{{_example(options)}}}."),
            )
            return
        for key, child in without_cut_numbers(node.entries, self.problems).items():
            if options is not None and key not in options:
                self.problems.add(
                    child.place,
                    "unknown_option",
                    f"« {key[:60]} » n'est pas une option de « {owner} ».",
                    f'"{key[:60]}" is not an option of "{owner}".',
                    suggestion(key, [option for option in options if option not in node.entries]),
                    (key,),
                )
            else:
                yield from self._leaves(child, (*above, key))

    def _report_lacking(self, lacking: list[tuple[str, ...]], place: Place) -> None:
        names = ", ".join(" / ".join(keys) for keys in lacking[:_LISTED])
        rest = len(lacking) - _LISTED
        fr, en = (f" et {rest} de plus", f" and {rest} more") if rest > 0 else ("", "")
        self.problems.add(
            place,
            "options_lacking",
            f"il manque une valeur pour : {names}{fr}.",
            f"a value is missing for: {names}{en}.",
            Text("Chaque option a sa valeur, à chaque date.", "Each option has its value, at each date."),
        )


def cell_of(table: Parameter, slot: Slot, key: str, values: tuple[tuple[date, Number | None], ...]) -> Parameter:
    """A value of a table, as a parameter of its own: unit, source and label are those of the table."""
    return replace(table, id=f"{table.id}.{key}", values=values, by=(), by_band="", cells=(), slot=slot)


def report_too_many(place: Place, problems: Problems) -> None:
    problems.add(
        place,
        "too_many_cells",
        f"cette table a plus de {MOST_CELLS} cases, toutes dates ensemble.",
        f"this table has more than {MOST_CELLS} cells, over all its dates.",
    )


def _example(options: tuple[str, ...] | None) -> str:
    return ", ".join(f"{option}: …" for option in (options or ("option",))[:3])
