"""Random tables of parameters: by one choice or two, or by the bands of a number."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import product
from typing import Any

from tests.cahier.columns.random_forms import ASKED, HUGE, OPTIONS
from tests.cahier.packages import Piece

BOUNDS = ("0", "0.5", "1/3", "1", "2", "3", "20", "100", "0.25", "98000.123456", HUGE)
COLOURS = tuple(option["id"] for option in OPTIONS)
CHOICES = (["seul_teinte"], ["an_teinte"], ["seul_teinte", "an_teinte"])
Pick = Callable[[Sequence[Any]], Any]


def table_of(pick: Pick, name: str, unit: str, figures: Sequence[str]) -> Piece:
    """A table, sometimes with other values from a date on, or with other bounds."""
    days = ("2000-01-01", "2020-07-01")[: pick((1, 1, 2))]
    piece: Piece = {"id": name, "unite": unit}
    if pick((True, False)):
        by = pick(CHOICES)
        return {**piece, "par": by, "valeurs": {day: _options(pick, len(by), figures) for day in days}}
    bands = _bands(pick, figures)
    values = {day: bands if pick((True, False)) else _bands(pick, figures) for day in days}
    return {**piece, "par_tranche": pick([column.id for column in ASKED if column.unit]), "valeurs": values}


def _options(pick: Pick, depth: int, figures: Sequence[str]) -> Any:
    return {colour: _options(pick, depth - 1, figures) for colour in COLOURS} if depth else pick(figures)


def _bands(pick: Pick, figures: Sequence[str]) -> list[Piece]:
    bounds = sorted({pick(BOUNDS) for _ in range(pick((1, 2, 3)))}, key=Fraction)
    bands = [{pick(("jusqu_a", "moins_de")): bound, "valeur": pick(figures)} for bound in bounds]
    return bands if pick(range(10)) < 3 else [*bands, {"valeur": pick(figures)}]


def unit_of_bounds(piece: Piece) -> str:
    return next(column.unit for column in ASKED if column.id == piece["par_tranche"])


def bounds_of(piece: Piece) -> list[str]:
    """Where the bands of a table end, at any date."""
    schedules = piece["valeurs"].values() if "par_tranche" in piece else ()
    return [figure for schedule in schedules for band in schedule for key, figure in band.items() if key != "valeur"]


def cells_of(piece: Piece) -> list[str]:
    """The cells of a table, as a reform names them."""
    if "par" in piece:
        return [".".join((piece["id"], *keys)) for keys in product(COLOURS, repeat=len(piece["par"]))]
    bands = [band for schedule in piece["valeurs"].values() for band in schedule]
    return list(dict.fromkeys(f"{piece['id']}.{_band_name(band)}" for band in bands))


def _band_name(band: Piece) -> str:
    ends = [f"{key}_{figure}" for key, figure in band.items() if key != "valeur"]
    return ends[0] if ends else "au_dela"
