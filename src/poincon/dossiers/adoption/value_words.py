"""How the values of dossiers move, in the words of a page: sums, means, medians, and each region."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from poincon.cahier.basics.units import Unit
from poincon.cahier.dossiers.kinds import REGIONS
from poincon.cahier.explanation import Figures
from poincon.dossiers.adoption.value_totals import RuleTotals, TotalsMove

FIGURES = ("sum", "mean", "median")
SPREAD = {
    "min": gettext_lazy("La plus petite"),
    "p10": gettext_lazy("Un dossier sur dix ne dépasse pas"),
    "p90": gettext_lazy("Neuf dossiers sur dix ne dépassent pas"),
    "max": gettext_lazy("La plus grande"),
}
"""What the detail of a value tells before its regions."""
TOTALS = {"sum": gettext_lazy("somme"), "mean": gettext_lazy("moyenne")}
"""What is told of a region."""


@dataclass(frozen=True, slots=True)
class FigureMove:
    """A figure before and after, in words; `change` is empty where it does not move, or cannot be compared."""

    before: str
    after: str
    change: str


@dataclass(frozen=True, slots=True)
class DetailRow:
    """A part of the spread of a value, or its sum in a region (its mean where values do not add up)."""

    name: str
    changed: str
    """How many dossiers of that region change; empty of a part of the spread."""
    move: FigureMove


@dataclass(frozen=True, slots=True)
class ValueRow:
    """A rule in the dossiers that are handed over, or in those in preparation."""

    rule: str
    label: str
    group: str
    changed: str
    figures: dict[str, FigureMove | None]
    """By name, all of `FIGURES`: None of what is not told."""
    too_few: bool
    details: tuple[DetailRow, ...]


class ValueWords:
    """Words the figures of rules, by the unit that each has in the new version, else in the old one."""

    def __init__(self, figures: Figures, label: Callable[[str], str], unit: Callable[[str], Unit | None]) -> None:
        self.figures, self.label, self.unit = figures, label, unit

    def rows(self, totals: RuleTotals) -> list[ValueRow]:
        """One row for what is handed over, one for what is in preparation: those where something changes."""
        pairs: tuple[tuple[str, TotalsMove, Mapping[str, TotalsMove]], ...] = (
            (_("dossiers déposés"), totals.received, totals.by_region),
            (_("dossiers en préparation"), totals.prepared, {}),
        )
        return [self.row(totals.rule, group, move, regions) for group, move, regions in pairs if move.changed]

    def row(self, rule: str, group: str, move: TotalsMove, regions: Mapping[str, TotalsMove]) -> ValueRow:
        unit = self.unit(rule)
        figures = {name: self.move(name, move, unit) for name in FIGURES}
        if unit is None or not unit.adds_up:
            figures["sum"] = None
        too_few = unit is not None and move.before is None
        details = tuple(self.details(move, regions, unit))
        return ValueRow(rule, self.label(rule), group, _dossiers(move.changed), figures, too_few, details)

    def details(self, move: TotalsMove, regions: Mapping[str, TotalsMove], unit: Unit | None) -> Iterator[DetailRow]:
        for name, words in SPREAD.items():
            part = self.move(name, move, unit)
            if part is not None:
                yield DetailRow(str(words), "", part)
        total = "sum" if unit is not None and unit.adds_up else "mean"
        for code, region in regions.items():
            part = self.move(total, region, unit)
            if part is not None:
                yield DetailRow(f"{REGIONS.get(code, code)}, {TOTALS[total]}", _dossiers(region.changed), part)

    def move(self, name: str, move: TotalsMove, unit: Unit | None) -> FigureMove | None:
        if unit is None or move.before is None or move.after is None:
            return None
        before, after = move.before.figures.get(name), move.after.figures.get(name)
        if before is None and after is None:
            return None
        old, new = (_("aucune") if value is None else self.figures.number(value, unit) for value in (before, after))
        if before is None or after is None or old == new:
            return FigureMove(old, new, "")
        return FigureMove(old, new, self.figures.difference(before, after, unit))


def _dossiers(number: int) -> str:
    return ngettext("%(count)d dossier", "%(count)d dossiers", number) % {"count": number}
