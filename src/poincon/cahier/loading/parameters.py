"""`parametres`: figures alone, and tables of them by option of choices or by band of a number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise, product
from math import prod
from typing import Any

from poincon.cahier.basics.located import Located, Scalar, Sequence
from poincon.cahier.basics.located import Mapping as LocatedMapping
from poincon.cahier.basics.numbers import Number
from poincon.cahier.basics.problems import Place, Problems, suggestion
from poincon.cahier.basics.text import Text
from poincon.cahier.loading.identity import IdentityReader
from poincon.cahier.loading.shapes import Key, ListOf, ProgrammeEntry, Shape
from poincon.cahier.loading.values import ExactNumber, JsonSchema
from poincon.cahier.model import Band, Field, Parameter, Slot
from poincon.cahier.model.enums import RULE_BLOCKS
from poincon.cahier.model.kinds import Type
from poincon.cahier.model.parameters import ASSESSED, FILING

MOST_CELLS = 500
"""Cells that a table may have, over all its dates."""
_LISTED = 6
"""Keys that an error names."""

BAND_SHAPE = Shape(
    (
        Key("jusqu_a", ExactNumber(), about="La dernière valeur de la tranche"),
        Key("moins_de", ExactNumber(), about="La première valeur qui n'en est plus"),
        Key("valeur", ExactNumber(), required=True),
    )
)


@dataclass(frozen=True)
class ValueAtDate:
    """A number; what may be a table is left as it stands, to be read with its keys."""

    def read(self, node: Located, problems: Problems) -> Number | Located | None:
        return ExactNumber().read(node, problems) if isinstance(node, Scalar) else node

    def schema(self) -> JsonSchema:
        options: JsonSchema = {"type": "object"}
        return {"anyOf": [ExactNumber().schema(), options, ListOf(BAND_SHAPE).schema()]}


class KeyOwners:
    """What tables may be read by: choices and verdicts, with their options; numbers, and rules that may be some."""

    def __init__(self, fields: Mapping[str, Field], rules: ProgrammeEntry) -> None:
        named = dict(fields)
        for field in fields.values():
            named |= {f"{field.id}.{column.id}": column for column in field.columns}
        self.options = {
            name: tuple(option.id for option in field.options)
            for name, field in named.items()
            if field.type is Type.CHOICE
        }
        self.days = [field.id for field in fields.values() if field.type is Type.DATE and not field.yearly]
        """What may tell the day at which a value is read."""
        for verdict in rules.get("verdicts", []):
            self.options[verdict.get("id", "")] = tuple(
                {line.get("id", ""): None for line in verdict.get("lignes", [])}
            )
        self.numbers = {name for name, field in named.items() if field.type is Type.NUMBER}
        self.numbers |= {rule.get("id", "") for block in RULE_BLOCKS for rule in rules.get(block, [])}


class ParameterReader:
    """Reads one parameter after the other; what is wrong goes to `problems`."""

    def __init__(self, identity: IdentityReader, owners: KeyOwners, problems: Problems) -> None:
        self.identity = identity
        self.owners = owners
        self.problems = problems

    def read(self, entry: ProgrammeEntry) -> Parameter:
        by, by_band = tuple(entry.get("par", ())), entry.get("par_tranche", "")
        parameter = Parameter(
            id=entry.get("id"),
            label=entry.get("libelle", ""),
            unit=self.identity.unit(entry),
            values=(),
            campaign=entry.get("campagne", False),
            reference=self.identity.reference(entry),
            place=entry.place,
            help=entry.get("aide", ""),
            read_on=self._reading_day(entry),
            by=() if by_band else by,
            by_band=by_band,
        )
        dated = entry.get("valeurs", ())
        self._check_keys(entry, parameter)
        if not dated and not parameter.campaign and not self._are_reported(entry):
            self._no_value(entry)
        if by_band:
            parameter = replace(parameter, cells=self._by_band(parameter, dated))
        elif by:
            parameter = replace(parameter, cells=self._by_option(parameter, dated))
        else:
            parameter = replace(parameter, values=tuple(self._numbers(dated, entry.at("valeurs"))))
        self._check_durations(entry, parameter)
        return parameter

    # what the keys are

    def _check_keys(self, entry: ProgrammeEntry, parameter: Parameter) -> None:
        if "par" in entry and "par_tranche" in entry:
            self.problems.add(
                entry.at("par_tranche"),
                "two_tables",
                "une table est « par » des choix ou « par_tranche » d'un nombre, l'un des deux.",
                'a table is "par" choices or "par_tranche" of a number, one of the two.',
            )
        if len(parameter.by) > 2:
            self.problems.add(
                entry.at("par"), "too_many_keys", "une table a un ou deux choix.", "a table has one or two choices."
            )
        options, numbers = self.owners.options, self.owners.numbers
        self.identity.check_names(parameter.by, options, entry.at("par"), "choix", "choice")
        if parameter.by_band:
            self.identity.check_names([parameter.by_band], numbers, entry.at("par_tranche"), "nombre", "number")
        if parameter.owners and parameter.campaign:
            self.problems.add(
                entry.at("campagne"),
                "campaign_table",
                "une campagne ne fixe pas une table, seulement un paramètre seul.",
                "a campaign does not set a table, only a parameter alone.",
            )

    def _reading_day(self, entry: ProgrammeEntry) -> str:
        word: str = entry.get("lecture", ASSESSED)
        if word not in (ASSESSED, FILING, *self.owners.days):
            self.problems.add(
                entry.at("lecture"),
                "unknown_name",
                f"« {word[:60]} » n'est ni « {ASSESSED} », ni « {FILING} », ni un champ de date demandé une fois.",
                f'"{word[:60]}" is neither "{ASSESSED}", nor "{FILING}", nor a date field that is asked once.',
                suggestion(word, [ASSESSED, FILING, *self.owners.days]),
            )
            return ""
        return "" if word == ASSESSED else word

    def _are_reported(self, entry: ProgrammeEntry) -> bool:
        """Whether values are written, and told to be wrong."""
        path = entry.at("valeurs").path
        return "valeurs" in entry.keys and any(problem.place.path.startswith(path) for problem in self.problems)

    def _no_value(self, entry: ProgrammeEntry) -> None:
        self.problems.add(
            entry.place,
            "no_value",
            "ce paramètre n'a pas de valeur.",
            "this parameter has no value.",
            Text(
                "Ajoutez « valeurs: {2022-01-01: …} » ou « valeurs: {sans_date: …} », ou « campagne: oui ».",
                'Add "valeurs: {2022-01-01: …}" or "valeurs: {sans_date: …}", or "campagne: oui".',
            ),
        )

    def _check_durations(self, entry: ProgrammeEntry, parameter: Parameter) -> None:
        values = [value for valued in parameter.valued for _, value in valued.values]
        if parameter.unit.is_duration and any(value is not None and value.denominator != 1 for value in values):
            self.problems.add(
                entry.at("valeurs"),
                "whole_duration",
                "une durée est un nombre entier.",
                "a duration is a whole number.",
            )

    # a figure alone

    def _numbers(self, dated: tuple[tuple[date, Any], ...], place: Place) -> Iterator[tuple[date, Number]]:
        for day, value in dated:
            if isinstance(value, LocatedMapping | Sequence):
                self.problems.add(
                    value.place,
                    "table_without_keys",
                    "il faut un nombre ici, ou dire ce dont il dépend.",
                    "a number is needed here, or what it depends on.",
                    Text(
                        "Une table a « par: [un_choix] », ou « par_tranche: un_nombre ».",
                        'A table has "par: [a_choice]" or "par_tranche: a_number".',
                    ),
                )
            else:
                yield day, value

    # tables by option

    def _by_option(self, table: Parameter, dated: tuple[tuple[date, Any], ...]) -> tuple[Parameter, ...]:
        levels = [self.owners.options.get(owner) for owner in table.by]
        expected: list[tuple[str, ...]] = []
        if prod(len(options or ()) for options in levels) > MOST_CELLS:
            self._too_many(table.place)
        else:
            expected = list(product(*(options or () for options in levels)))
        values: dict[tuple[str, ...], list[tuple[date, Number]]] = {keys: [] for keys in expected}
        for day, node in dated:
            before = len(self.problems)
            place = node.place if isinstance(node, LocatedMapping | Sequence) else table.place
            cells = dict(self._leaves(table, node, place, ()))
            for keys in expected:
                if keys in cells:
                    values[keys].append((day, cells[keys]))
            lacking = [keys for keys in expected if keys not in cells]
            if lacking and len(self.problems) == before:  # a misspelt option lacks: that is told once
                self._report_lacking(lacking, place)
        return tuple(
            _cell(table, Slot(table.id, keys), ".".join(keys), tuple(numbers)) for keys, numbers in values.items()
        )

    def _leaves(
        self, table: Parameter, node: Any, place: Place, above: tuple[str, ...]
    ) -> Iterator[tuple[tuple[str, ...], Number]]:
        """The value of each combination of options that is written."""
        depth = len(above)
        if depth == len(table.by):
            number = node if isinstance(node, Number) else ExactNumber().read(node, self.problems)
            if number is not None:
                yield above, number
            return
        owner = table.by[depth]
        options = self.owners.options.get(owner)
        if not isinstance(node, LocatedMapping):
            self.problems.add(
                place,
                "option_values",
                f"il faut une valeur pour chaque option de « {owner} ».",
                f'a value is needed for each option of "{owner}".',
                Text(f"Exemple : {{{_example(options)}}}.", f"Example: {{{_example(options)}}}."),
            )
            return
        for key, child in node.entries.items():
            if options is not None and key not in options:
                self.problems.add(
                    child.place,
                    "unknown_option",
                    f"« {key[:60]} » n'est pas une option de « {owner} ».",
                    f'"{key[:60]}" is not an option of "{owner}".',
                    suggestion(key, [option for option in options if option not in node.entries]),
                )
            else:
                yield from self._leaves(table, child, child.place, (*above, key))

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

    def _too_many(self, place: Place) -> None:
        self.problems.add(
            place,
            "too_many_cells",
            f"cette table a plus de {MOST_CELLS} cases, toutes dates ensemble.",
            f"this table has more than {MOST_CELLS} cells, over all its dates.",
        )

    # tables by band

    def _by_band(self, table: Parameter, dated: tuple[tuple[date, Any], ...]) -> tuple[Parameter, ...]:
        schedules: list[tuple[date, dict[str, Number]]] = []
        bands: dict[str, list[Band]] = {}
        for day, node in dated:
            values: dict[str, Number] = {}
            for band, value in self._bands(table, node):
                identifier = band.id
                values.setdefault(identifier, value)
                bands.setdefault(identifier, []).append(band)
            schedules.append((day, values))
            if len(bands) > MOST_CELLS:
                self._too_many(table.place)
                return ()
        cells = []
        for identifier, same in sorted(bands.items(), key=lambda named: _place_of(named[1][0])):
            agreed = same[0] if len({band.lower for band in same}) == 1 else replace(same[0], lower=None)
            dated_values = _from_first([(day, values.get(identifier)) for day, values in schedules])
            cells.append(_cell(table, Slot(table.id, (), agreed), identifier, dated_values))
        return tuple(cells)

    def _bands(self, table: Parameter, node: Any) -> list[tuple[Band, Number]]:
        if not isinstance(node, Sequence) or not node.items:
            self.problems.add(
                node.place if isinstance(node, LocatedMapping | Sequence) else table.place,
                "band_values",
                f"il faut une liste de tranches de « {table.by_band} ».",
                f'a list of bands of "{table.by_band}" is needed.',
                Text(
                    "Exemple : [{jusqu_a: 19, valeur: 250}, {valeur: 3000}].",
                    "Example: [{jusqu_a: 19, valeur: 250}, {valeur: 3000}].",
                ),
            )
            return []
        if len(node.items) > MOST_CELLS:
            self._too_many(node.place)
            return []
        entries = [BAND_SHAPE.read(item, self.problems) for item in node.items]
        read = [
            (self._band(entry, last=index == len(entries) - 1), entry)
            for index, entry in enumerate(entries)
            if entry is not None
        ]
        bands = [(band, entry) for band, entry in read if band is not None and "valeur" in entry]
        for (before, _), (band, entry) in pairwise(bands):
            if _place_of(band) <= _place_of(before):
                self.problems.add(
                    entry.place,
                    "band_order",
                    "cette tranche n'est pas au-dessus de celle qui la précède.",
                    "this band is not above the one before it.",
                    Text(
                        "Écrivez les tranches de la plus basse à la plus haute.", "Write the bands from the lowest up."
                    ),
                )
        first = [replace(bands[0][0], lower=None)] if bands else []
        lower = [
            replace(band, lower=None if before.upper is None else (before.upper, not before.closed))
            for (before, _), (band, _) in pairwise(bands)
        ]
        return [(band, entry.get("valeur")) for band, (_, entry) in zip([*first, *lower], bands, strict=True)]

    def _band(self, entry: ProgrammeEntry, *, last: bool) -> Band | None:
        up_to, less_than = entry.get("jusqu_a"), entry.get("moins_de")
        if up_to is not None and less_than is not None:
            self.problems.add(
                entry.at("moins_de"),
                "two_bounds",
                "une tranche finit par « jusqu_a » ou « moins_de », l'un des deux.",
                'a band ends with "jusqu_a" or "moins_de", one of the two.',
            )
            return None
        if up_to is None and less_than is None:
            if {"jusqu_a", "moins_de"} & entry.keys:
                return None  # what is written there is no number, which is reported
            if not last:
                self.problems.add(
                    entry.place,
                    "no_bound",
                    "seule la dernière tranche peut n'avoir ni « jusqu_a » ni « moins_de ».",
                    'only the last band may have neither "jusqu_a" nor "moins_de".',
                )
                return None
            return Band(None, False)
        return Band(less_than, False) if up_to is None else Band(up_to, True)


def _cell(table: Parameter, slot: Slot, key: str, values: tuple[tuple[date, Number | None], ...]) -> Parameter:
    """A value of a table, as a parameter of its own: unit, source and label are those of the table."""
    return replace(table, id=f"{table.id}.{key}", values=values, by=(), by_band="", cells=(), slot=slot)


def _from_first(values: list[tuple[date, Number | None]]) -> tuple[tuple[date, Number | None], ...]:
    """Values from the first date at which there is one."""
    start = next(index for index, (_, value) in enumerate(values) if value is not None)
    return tuple(values[start:])


def _place_of(band: Band) -> tuple[bool, Number, bool]:
    """Where a band stands among others: that without an upper end is the last."""
    return band.upper is None, band.upper or 0, band.closed


def _example(options: tuple[str, ...] | None) -> str:
    return ", ".join(f"{option}: …" for option in (options or ("option",))[:3])
