"""Parameters: named figures, dated; alone, or a table of them by option of choices or by band of a number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from poincon.cahier.basics.numbers import Number, decimal_text, finite_decimals, fraction_text
from poincon.cahier.basics.problems import Place
from poincon.cahier.basics.units import Unit
from poincon.cahier.model.form import Reference

UNDATED = date.min
"""The day of a value that its source does not date: it holds before every dated one, and no day is told for it."""


ASSESSED, FILING = "exercice", "depot"
"""Words of packages for the day at which a dated value is read; any other word is a date field."""


@dataclass(frozen=True, slots=True)
class Band:
    """A span of numbers up to `upper`, which is part of it when `closed`; the last may have no upper end.

    `lower`: the end of the band before it, and whether that end is part of this one; None for the first, and where
    the dates of the table disagree. It is told to people, never computed with: bands are tried in order.
    """

    upper: Number | None
    closed: bool
    lower: tuple[Number, bool] | None = None

    @property
    def id(self) -> str:
        """How a command names it: `jusqu_a_19`, `moins_de_20`, `au_dela`."""
        if self.upper is None:
            return "au_dela"
        text = fraction_text(self.upper) if finite_decimals(self.upper) is None else decimal_text(self.upper)
        return f"{'jusqu_a' if self.closed else 'moins_de'}_{text}"

    def holds(self, number: Number) -> bool:
        """Whether a number that no band before holds is in this one."""
        return self.upper is None or number < self.upper or (self.closed and number == self.upper)


@dataclass(frozen=True, slots=True)
class Slot:
    """The place of a value in a table of parameters: one option of each choice, or a band."""

    table: str
    options: tuple[str, ...] = ()
    band: Band | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Parameter:
    """A named figure, or a table of them. `values` are sorted by the day from which each holds.

    They are empty if a campaign must set it, and for a table, whose `cells` have them. None: from that day on, the
    band is no more.
    """

    id: str
    label: str
    unit: Unit
    values: tuple[tuple[date, Number | None], ...]
    campaign: bool
    reference: Reference
    place: Place
    help: str = ""
    read_on: str = ""
    """The day at which its value is read: empty for that of the assessment, `FILING`, or a date that is answered."""
    by: tuple[str, ...] = ()
    """Of a table: whose options its cells have, in the order of its arguments."""
    by_band: str = ""
    """Of a table: the number whose bands its cells have."""
    cells: tuple[Parameter, ...] = ()
    slot: Slot | None = None
    """Of a cell: its place in its table."""

    @property
    def owners(self) -> tuple[str, ...]:
        """What a table is read by: the arguments that people expect; empty for a figure alone."""
        return (self.by_band,) if self.by_band else self.by

    @property
    def day_field(self) -> str:
        """The date field whose answer is the day at which it is read; empty when it is read at another day."""
        return "" if self.read_on == FILING else self.read_on

    @property
    def has_end(self) -> bool:
        """Whether a number may be above the last band of the table, at one date at least."""
        bands = [(cell.slot.band, cell) for cell in self.cells if cell.slot is not None and cell.slot.band is not None]
        first = min((since for _, cell in bands for since, _ in cell.values), default=UNDATED)
        endless = (cell for band, cell in bands if band.upper is None)
        always = any(cell.at(first) is not None and None not in dict(cell.values).values() for cell in endless)
        return bool(bands) and not always

    @property
    def valued(self) -> tuple[Parameter, ...]:
        """What has values of its own: the cells of a table, or the parameter itself."""
        return self.cells if self.owners else (self,)

    def at(self, day: date) -> Number | None:
        """The value in force that day; None before the first, and after the end of a band."""
        in_force = None
        for since, value in self.values:
            if since <= day:
                in_force = value
        return in_force

    def since(self, day: date) -> date | None:
        """The day from which the value in force on `day` holds; `UNDATED` when the source does not say it."""
        if self.at(day) is None:
            return None
        return max((since for since, _ in self.values if since <= day), default=None)

    def may_be_set(self, day: date) -> bool:
        """Whether a reform can change the value that day: a band that is not in force holds no number."""
        return self.slot is None or self.slot.band is None or self.at(day) is not None
