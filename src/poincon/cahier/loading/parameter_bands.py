"""Tables of parameters by band of a number."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from poincon.cahier.basics.located import Located, Mapping, Sequence
from poincon.cahier.basics.numbers import Number
from poincon.cahier.basics.problems import Problems
from poincon.cahier.basics.spelling import as_identifier
from poincon.cahier.basics.text import Text
from poincon.cahier.basics.units import COUNT, Unit
from poincon.cahier.loading import remedies
from poincon.cahier.loading.parameter_tables import MOST_CELLS, cell_of, report_too_many
from poincon.cahier.loading.parameter_values import NumberInUnit
from poincon.cahier.loading.shapes import Key, ListOf, ProgrammeEntry, Shape
from poincon.cahier.loading.values import ExactNumber, JsonSchema
from poincon.cahier.model import Band, Parameter, Slot

_LOWER_ENDS = frozenset({"de", "des", "debut", "min", "mini", "minimum", "au_moins", "a_partir_de", "plus_de"})
_UPPER_ENDS = frozenset({"a", "fin", "jusque", "jusqua", "jusqu_a", "max", "maxi", "maximum", "au_plus"})
"""What people write for the two ends of a band, without accents."""


def band_shape(unit: Unit = COUNT) -> Shape:
    """A band whose value is in that unit."""
    return Shape(
        (
            Key("jusqu_a", ExactNumber(), about="La dernière valeur de la tranche"),
            Key("moins_de", ExactNumber(), about="La première valeur qui n'en est plus"),
            Key("valeur", NumberInUnit(unit), required=True),
        )
    )


@dataclass(frozen=True)
class ValueAtDate:
    """A number or a table, left as it stands: it is read once the unit and the keys of its parameter are known."""

    def read(self, node: Located, problems: Problems) -> Located:
        return node

    def schema(self) -> JsonSchema:
        options: JsonSchema = {"type": "object"}
        return {"anyOf": [ExactNumber().schema(), options, ListOf(band_shape()).schema()]}


class BandTable:
    """Reads the cells of one table; what is wrong goes to `problems`."""

    def __init__(self, table: Parameter, problems: Problems) -> None:
        self.table = table
        self.problems = problems

    def read(self, dated: tuple[tuple[date, Located], ...]) -> tuple[Parameter, ...]:
        table = self.table
        schedules: list[tuple[date, dict[str, Number]]] = []
        bands: dict[str, list[Band]] = {}
        for day, node in dated:
            values: dict[str, Number] = {}
            for band, value in self._bands(node):
                identifier = band.id
                values.setdefault(identifier, value)
                bands.setdefault(identifier, []).append(band)
            schedules.append((day, values))
            if len(bands) > MOST_CELLS:
                report_too_many(table.place, self.problems)
                return ()
        cells = []
        for identifier, same in sorted(bands.items(), key=lambda named: _place_of(named[1][0])):
            agreed = same[0] if len({band.lower for band in same}) == 1 else replace(same[0], lower=None)
            dated_values = _from_first([(day, values.get(identifier)) for day, values in schedules])
            cells.append(cell_of(table, Slot(table.id, (), agreed), identifier, dated_values))
        return tuple(cells)

    def _bands(self, node: Located) -> list[tuple[Band, Number]]:
        if not isinstance(node, Sequence) or not node.items:
            self.problems.add(
                node.place,
                "band_values",
                f"il faut une liste de tranches de « {self.table.by_band} ».",
                f'a list of bands of "{self.table.by_band}" is needed.',
                Text(
                    "Exemple : [{jusqu_a: 19, valeur: 250}, {valeur: 3000}].",
                    "Example: [{jusqu_a: 19, valeur: 250}, {valeur: 3000}].",
                ),
            )
            return []
        if len(node.items) > MOST_CELLS:
            report_too_many(node.place, self.problems)
            return []
        if report_lower_ends(node, self.problems):
            return []
        shape = band_shape(self.table.unit)
        entries = [shape.read(item, self.problems) for item in node.items]
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


def _from_first(values: list[tuple[date, Number | None]]) -> tuple[tuple[date, Number | None], ...]:
    """Values from the first date at which there is one."""
    start = next(index for index, (_, value) in enumerate(values) if value is not None)
    return tuple(values[start:])


def _place_of(band: Band) -> tuple[bool, Number, bool]:
    """Where a band stands among others: that without an upper end is the last."""
    return band.upper is None, band.upper or 0, band.closed


def report_lower_ends(bands: Sequence, problems: Problems) -> bool:
    """Tell once that bands are written with a lower end, `{de: 0, a: 19}`; says whether they are."""
    written = [band for band in bands.items if isinstance(band, Mapping)]
    if not any(as_identifier(key) in _LOWER_ENDS for band in written for key in band.entries):
        return False
    meant = [Mapping(band.place, _without_lower_end(band)) for band in written]
    problems.add(
        bands.place,
        "lower_ends",
        "une tranche ne dit que sa fin : elle commence où finit celle d'avant.",
        "a band only says its end: it begins where the one before it ends.",
        remedies.of_flow(Sequence(bands.place, tuple(meant))),
    )
    return True


def _without_lower_end(band: Mapping) -> dict[str, Located]:
    names = {key: as_identifier(key) for key in band.entries}
    return {
        "jusqu_a" if names[key] in _UPPER_ENDS else key: node
        for key, node in band.entries.items()
        if names[key] not in _LOWER_ENDS
    }
