"""Random populations of random programmes: often exactly on the figures of their programme, or one unit beside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from hypothesis import strategies as st

from poincon.cahier.basics.numbers import Number, parse_fraction
from tests.cahier.columns.random_forms import ASKED, HUGE, LEVELS, ONCE, YEARLY, Asked, Shown
from tests.cahier.columns.random_lines import table_file
from tests.cahier.columns.random_programmes import (
    FIGURES,
    FIGURES_ODD,
    Maker,
    Pick,
    rules_piece_of,
)
from tests.cahier.columns.random_tables import bounds_of, cells_of
from tests.cahier.columns.random_values import DATES, TEXTS
from tests.cahier.columns.random_written import Written
from tests.cahier.packages import Piece

BESIDE = ("choix_multiple", "tableau")
"""Kinds of field that no cell holds."""


class Rows:
    """Cells of a random population, as a person would type them."""

    def __init__(self, pick: Pick, written: Written) -> None:
        self.pick = pick
        self.written = written
        self.figures = [text for name in written.parameters for text in written.values_of(name)]
        self.figures += [bound for piece in written.tables.values() for bound in bounds_of(piece)]
        self.size = pick(("small", "small", "plain", "huge", "mixed"))
        self.blanks = pick((12, 12, 6, 3))
        """One cell in so many is blank."""

    def number(self, column: Asked) -> Number:
        size = self.pick(("small", "plain", "huge")) if self.size == "mixed" else self.size
        if column.kind == "pourcentage":
            choices: Sequence[str] = ("0", "1", "0.5", "0.25", "0.35", "1/3", "0.000001", "2")
        elif size == "small":
            choices = ("0", "1", "2", "3", "7", "20", "35", "100", "0.1", "0.2", "0.3", "1.005", "0.5", "2.5")
        elif size == "plain":
            choices = ("390625", "1250000", "90071.99", "12345.67", "400000.01", "99999.99", "7.333333", "0")
        else:
            choices = (HUGE, "999999999999999.99", "900719925474099.3", "450359962737049.6", "123456789012345.67", "1")
        value = parse_fraction(self.pick(choices))
        assert value is not None
        negative = column.kind in ("euros", "decimal") and self.pick(range(8)) == 0
        return fitted(Fraction(-value if negative else value), column)

    def cell(self, column: Asked) -> str:
        if self.pick(range(self.blanks)) == 0:
            return ""
        if column.unit:
            return written_number(self.number(column), column.decimals)
        words: dict[str, Sequence[str]] = {
            "oui_non": ("oui", "non"),
            "choix": ("rouge", "vert", "bleu") if column.id.endswith("teinte") else ("vert", "bleu", "noir"),
            "date": DATES,
            "texte": TEXTS,
            "enonce": tuple(LEVELS),
        }
        return str(self.pick(words[column.kind]))

    def record(self, fields: Sequence[Asked]) -> dict[str, str]:
        cells = {column.id: self.cell(column) for column in fields if column.kind not in BESIDE}
        by_id = {column.id: column for column in fields if column.unit}
        for above, below, goal in self.written.lines:
            if above in by_id and below in by_id and self.pick(range(3)):
                self.on_line(cells, by_id[above], by_id[below], self.pick(self.written.values_of(goal)))
        if self.figures and self.pick(range(3)) == 0:
            column = self.pick(list(by_id.values()))
            cells[column.id] = written_number(
                fitted(self.beside(column) + _exact(self.pick(self.figures)), column), column.decimals
            )
        return cells

    def beside(self, column: Asked) -> Fraction:
        """Nothing, or one unit of the field, up or down."""
        return Fraction(self.pick((0, 0, 1, -1)), 10**column.decimals)

    def on_line(self, cells: dict[str, str], above: Asked, below: Asked, figure: str) -> None:
        """Put a quotient exactly on a figure, or one unit beside."""
        if cells[below.id]:
            value = Fraction(cells[below.id]) * _exact(figure)
            cells[above.id] = written_number(fitted(value + self.beside(above), above), above.decimals)

    def table(self) -> tuple[list[str], list[list[str]]]:
        """A header and rows, in any order: several years a dossier, some with a gap; some columns absent."""
        shape = self.pick(("years", "years", "years", "no years", "no dossiers"))
        absent = {self.pick(ASKED).id for _ in range(self.pick((0, 0, 1, 4)))}
        columns = [column for column in ASKED if column.id not in absent and column.kind not in BESIDE]
        records: list[tuple[str, str, dict[str, str]]] = []
        for number in range(self.pick((1, 3, 4, 6))):
            years = self.pick(
                ([2021], [2020, 2021], [2019, 2020, 2021], [2019, 2021], [2018, 2019, 2021, 2022], range(2018, 2023))
            )
            once = self.record(ONCE)
            for year in years[:1] if shape == "no years" else years:
                again = self.record(ONCE) if self.pick(range(3)) == 0 else once
                records.append((f"d{number}", str(year), {**again, **self.record(YEARLY)}))
        keys = {"years": ["dossier", "annee"], "no years": ["dossier"], "no dossiers": ["annee"]}[shape]
        rows = [
            [{"dossier": dossier, "annee": year}[key] for key in keys] + [cells[column.id] for column in columns]
            for dossier, year, cells in records
        ]
        for last in range(len(rows) - 1, 0, -1):
            other = self.pick(range(last + 1))
            rows[last], rows[other] = rows[other], rows[last]
        return [*keys, *(column.id for column in columns)], rows

    def files_beside(self, header: Sequence[str], rows: Sequence[Sequence[str]]) -> dict[str, str]:
        """Levels given to criteria, and what is chosen among several options, of some of the dossiers."""
        if "dossier" not in header:
            return {}
        by_year = [[row[header.index(key)] for key in ("dossier", "annee") if key in header] for row in rows]
        once = [list(key) for key in dict.fromkeys((key[0],) for key in by_year)]
        levels = [
            [*key, name, self.pick(("bon", "mauvais", "hors_sujet", ""))]
            for name in self.written.criteria
            for key in once
        ]
        keys = {"seul_publics": once, "an_publics": by_year}
        options = {
            name: [
                [*key, option] for key in keys[name] for option in self.pick((("vert", "rouge"), ("bleu",), ("",), ()))
            ]
            for name in keys
        }
        heads = {
            name: ["dossier", *(["annee"] if len(lines[0]) > 2 else [])] for name, lines in options.items() if lines
        }
        files = {name: _csv([[*heads[name], "option"], *options[name]]) for name in heads}
        if levels and self.pick(range(4)):
            files["appreciations"] = _csv([["dossier", "critere", "niveau"], *levels])
        tables = {"seul_lignes": once, "an_lignes": by_year}
        files |= {name: _csv(table_file(self.pick, keys)) for name, keys in tables.items() if self.pick(range(4))}
        return files if self.pick(range(3)) else {}


def _csv(rows: Sequence[Sequence[str]]) -> str:
    return "\n".join(",".join(row) for row in rows) + "\n"


def _exact(figure: str) -> Fraction:
    value = parse_fraction(figure)
    assert value is not None
    return Fraction(value)


def fitted(value: Fraction, column: Asked) -> Number:
    """The nearest number that the field takes."""
    lowest = Fraction(f"-{HUGE}") if column.kind in ("euros", "decimal") else Fraction(0)
    highest = Fraction(100) if column.kind == "pourcentage" else Fraction(HUGE)
    scale = 10**column.decimals
    return min(max(Fraction(round(value * scale), scale), lowest), highest)


def written_number(value: Number, decimals: int) -> str:
    scaled = abs(int(value * 10**decimals))
    digits = str(scaled).rjust(decimals + 1, "0")
    sign = "-" if value < 0 else ""
    return f"{sign}{digits[:-decimals]}.{digits[-decimals:]}" if decimals else sign + digits


@dataclass(frozen=True)
class Example:
    """A programme, a population as CSV text, and a reform of one or two parameters."""

    rules_piece: Piece
    shown: Shown
    day: str
    csv: str
    beside: dict[str, str]
    """Files beside it, by what they hold."""
    changes: dict[str, Number]


def example(pick: Pick, *, over_years: bool = True) -> Example:
    """`over_years`: with « avant », « somme … sur annees » and their like, or without."""
    written = Maker(pick, over_years=over_years).programme()
    maker = Rows(pick, written)
    header, rows = maker.table()
    read = written.words()
    changes = {
        name: _exact(pick((*FIGURES, *FIGURES_ODD)))
        for name in written.parameters
        if name in read and pick(range(2)) == 0
    }
    cells = [cell for name, piece in written.tables.items() if name in read for cell in cells_of(piece)]
    if cells and pick(range(2)) == 0:
        changes[pick(cells)] = _exact(pick((*FIGURES, *FIGURES_ODD)))
    return Example(
        rules_piece_of(written),
        written.conditions_of_fields(),
        pick(("2022-12-31", "2020-06-30")),
        _csv([header, *rows]),
        maker.files_beside(header, rows),
        dict(changes),
    )


@st.composite
def examples(draw: st.DrawFn, *, over_years: bool = True) -> Example:
    return example(lambda options: options[draw(st.integers(0, len(options) - 1))], over_years=over_years)
