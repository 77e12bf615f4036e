"""The values that a simulation moves, for people: figures before and after, then region by region."""

from __future__ import annotations

from poincon.cahier.basics.numbers import Number
from poincon.cahier.basics.text import Text
from poincon.cahier.basics.units import COUNT, Unit
from poincon.cahier.cli.terminal import Style, Terminal, shortened
from poincon.cahier.cli.words import count
from poincon.cahier.dossiers.kinds import REGIONS
from poincon.cahier.explanation import Figures, Names
from poincon.cahier.loading import Package
from poincon.cahier.simulation import NO_REGION, Simulation, ValueChanges, ValueMove, ValueSummary

QUANTILE_WORDS: dict[str, Text] = {
    "min": Text("minimum", "lowest"),
    "p10": Text("10 % au plus", "10% at most"),
    "median": Text("médiane", "median"),
    "p90": Text("90 % au plus", "90% at most"),
    "max": Text("maximum", "highest"),
}
_KNOWN = Text("connues", "known")
_SUM, _MEAN = Text("somme", "sum"), Text("moyenne", "mean")
_ROW = (Text("ligne", "row"), Text("lignes", "rows"))
_LABEL, _FIGURE = 14, 20
"""Widths of columns: three figures and their label make 78."""


class ValuesReport:
    def __init__(self, package: Package, simulation: Simulation, terminal: Terminal) -> None:
        self.programme = package.programme
        self.simulation = simulation
        self.terminal = terminal
        self.units = {name: checked.unit or COUNT for name, checked in package.rulebook.by_id.items()}
        self.names = Names(package.programme, terminal.language)
        self.figures = Figures(package.programme, terminal.language)
        self.colon = terminal.say("\u00a0: ", ": ")

    def tell(self) -> None:
        moved = {name: changes for name, changes in self.simulation.values.items() if changes.whole.changed}
        self.terminal.line()
        title = self.terminal.say("VALEURS QUI CHANGENT", "VALUES THAT CHANGE")
        self.terminal.line(self.terminal.paint(title, Style.BOLD))
        if not moved:
            self.terminal.line(self.terminal.say("  Aucune.", "  None."))
        for name, changes in moved.items():
            self.rule(name, changes)

    def rule(self, name: str, changes: ValueChanges) -> None:
        number = count(changes.whole.changed, *_ROW, self.terminal.language)
        about = "" if changes.exact else self.terminal.say(", chiffres arrondis", ", rounded figures")
        label = self.names.rule(self.programme.rule[name])
        self.terminal.lines(self.terminal.wrapped(f"{label} ({number}{about})", 2))
        heads = (Text("", ""), Text("avant", "before"), Text("après", "after"), Text("écart", "change"))
        self.cells([self.terminal.into(head) for head in heads])
        self.lines(changes.whole, self.units[name])
        if changes.by_region:
            self.regions(changes, self.units[name])

    def lines(self, move: ValueMove, unit: Unit) -> None:
        """The figures that do not read the same."""
        if move.before.count != move.after.count:
            self.figure(_KNOWN, move.before.count, move.after.count, COUNT)
        if unit.adds_up:
            self.figure(_SUM, move.before.sum, move.after.sum, unit)
        self.figure(_MEAN, move.before.mean, move.after.mean, unit)
        for name, word in QUANTILE_WORDS.items():
            self.figure(word, move.before.quantiles[name], move.after.quantiles[name], unit)

    def figure(self, word: Text, before: Number | None, after: Number | None, unit: Unit) -> None:
        cells = self.moves(before, after, unit)
        if cells[0] != cells[1]:
            self.cells([self.terminal.into(word), *cells])

    def moves(self, before: Number | None, after: Number | None, unit: Unit) -> list[str]:
        """Before, after and the change between them, with its sign; a dash where there is none."""
        cells = ["–" if value is None else self.figures.number(value, unit) for value in (before, after)]
        return [*cells, "" if before is None or after is None else self.figures.difference(before, after, unit)]

    def regions(self, changes: ValueChanges, unit: Unit) -> None:
        """One line a region whose values move: its sum, or its mean where values do not add up."""
        word = _SUM if unit.adds_up else _MEAN
        head = self.terminal.say("Par région, ", "By region, ") + self.terminal.into(word)
        self.terminal.line(f"    {head}{self.colon.rstrip()}")
        for code, move in changes.by_region.items():
            if move.changed:
                pair = [_total(summary, unit) for summary in (move.before, move.after)]
                self.cells([self.region(code), *self.moves(pair[0], pair[1], unit)])

    def region(self, code: str) -> str:
        return self.terminal.say("sans région", "no region") if code == NO_REGION else REGIONS[code]

    def cells(self, cells: list[str]) -> None:
        """A label, then figures at the right of their columns; a long label stands on a line of its own."""
        label, *figures = cells
        figures_line = "".join(figure.rjust(_FIGURE) for figure in figures).rstrip()
        if len(label) > _LABEL:
            self.terminal.line(f"    {shortened(label, self.terminal.width - 4)}")
            label = ""
        self.terminal.line(f"    {label:<{_LABEL}}{figures_line}")


def _total(summary: ValueSummary, unit: Unit) -> Number | None:
    return summary.sum if unit.adds_up else summary.mean
