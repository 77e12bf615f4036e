"""Units of measure, checked when a package is loaded: `euro + etp` is an error, `euro / etp` is `euro/etp`."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

DURATIONS = ("an", "mois", "jour")
BASE = ("euro", "etp", *DURATIONS)
"""Base units that every programme knows; a programme adds its own (`visite`, `contrat`…)."""


@dataclass(frozen=True, slots=True)
class Unit:
    """Powers of base units, sorted by name; without any, a `ratio` or a plain `nombre` (a count)."""

    powers: tuple[tuple[str, int], ...] = ()
    count: bool = False

    @property
    def name(self) -> str:
        """How a package writes it: `euro/etp`, `ratio`, `nombre`."""
        if not self.powers:
            return "nombre" if self.count else "ratio"
        above = "*".join(name for name, power in self.powers for _ in range(power))
        below = "".join(f"/{name}" for name, power in self.powers for _ in range(-power))
        return (above or "1") + below

    @property
    def is_plain(self) -> bool:
        return not self.powers

    @property
    def is_duration(self) -> bool:
        return len(self.powers) == 1 and self.powers[0][1] == 1 and self.powers[0][0] in DURATIONS

    def __mul__(self, other: Unit) -> Unit:
        powers = _combined(self, other, 1)
        return Unit(powers, count=not powers and (self.count or other.count))

    def __truediv__(self, other: Unit) -> Unit:
        powers = _combined(self, other, -1)
        # A count divided by a plain ratio stays a count; anything divided by its own kind is a ratio.
        return Unit(powers, count=not powers and self.count and not other.count and other.is_plain)


def _combined(left: Unit, right: Unit, sign: int) -> tuple[tuple[str, int], ...]:
    powers = dict(left.powers)
    for name, power in right.powers:
        powers[name] = powers.get(name, 0) + sign * power
    return tuple(sorted((name, power) for name, power in powers.items() if power))


def named(name: str) -> Unit:
    """The base unit of that name."""
    return Unit(((name, 1),))


RATIO = Unit()
COUNT = Unit(count=True)
EURO = named("euro")
FTE = named("etp")


def parse_unit(text: str, known: Collection[str]) -> Unit | None:
    """The unit written `euro/etp`; None when a name is not known."""
    unit: Unit | None = None
    for name in text.split("/"):
        if name == "ratio":
            part = RATIO
        elif name == "nombre":
            part = COUNT
        elif name in BASE or name in known:
            part = named(name)
        else:
            return None
        unit = part if unit is None else unit / part
    return unit
