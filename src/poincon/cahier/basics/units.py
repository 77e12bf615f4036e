"""Units of measure, checked when a package is loaded: `euro + etp` is an error, `euro / etp` is `euro/etp`."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

DURATIONS = ("an", "mois", "jour")
BASE = ("euro", "etp", "annee", *DURATIONS)
"""Base units that every programme knows; a programme adds its own (`visite`, `contrat`…)."""


@dataclass(frozen=True, slots=True, eq=False)
class Unit:
    """Powers of base units, sorted by name; without any, a `ratio` or a plain `nombre` (a count).

    `count` is remembered through divisions: visits per FTE times FTE are a count again. Between units that have powers
    it makes no difference.
    """

    powers: tuple[tuple[str, int], ...] = ()
    count: bool = False

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Unit):
            return NotImplemented
        return self.powers == other.powers and (bool(self.powers) or self.count == other.count)

    def __hash__(self) -> int:
        return hash(self.powers)

    @property
    def name(self) -> str:
        """How a package writes it: `euro/etp`, `ratio`, `nombre`."""
        if not self.powers:
            return "nombre" if self.count else "ratio"
        above = "*".join(name for name, power in self.powers for _ in range(power))
        below = "".join(f"/{name}" for name, power in self.powers for _ in range(-power))
        return (above or ("nombre" if self.count else "1")) + below

    @property
    def is_plain(self) -> bool:
        return not self.powers

    @property
    def is_duration(self) -> bool:
        return len(self.powers) == 1 and self.powers[0][1] == 1 and self.powers[0][0] in DURATIONS

    @property
    def adds_up(self) -> bool:
        """Whether a sum over dossiers means something: of amounts and counts, not of shares, averages and years."""
        return self not in (RATIO, YEAR) and all(power > 0 for _, power in self.powers)

    def __mul__(self, other: Unit) -> Unit:
        powers = _combined(self, other, 1)
        return Unit(powers, self.count or other.count)

    def __truediv__(self, other: Unit) -> Unit:
        powers = _combined(self, other, -1)
        return Unit(powers, self.count and not other.count)


def _combined(first: Unit, second: Unit, sign: int) -> tuple[tuple[str, int], ...]:
    powers = dict(first.powers)
    for name, power in second.powers:
        powers[name] = powers.get(name, 0) + sign * power
    return tuple(sorted((name, power) for name, power in powers.items() if power))


def named(name: str) -> Unit:
    """The base unit of that name."""
    return Unit(((name, 1),))


RATIO = Unit()
COUNT = Unit(count=True)
EURO = named("euro")
FTE = named("etp")
MONTH = named("mois")
YEAR = named("annee")
"""A year of the calendar: it is compared, never grouped by thousands."""


def parse_unit(text: str, programme_units: Collection[str]) -> Unit | None:
    """The unit written `euro/etp`; None when a name is not known."""
    unit: Unit | None = None
    for name in text.split("/"):
        if name == "ratio":
            part = RATIO
        elif name == "nombre":
            part = COUNT
        elif name in BASE or name in programme_units:
            part = named(name)
        else:
            return None
        unit = part if unit is None else unit / part
    return unit
