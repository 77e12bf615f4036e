"""Pictures that a programme asks for: which outcomes or which columns they show."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class FigureKind(StrEnum):
    RADAR = "radar"
    BALANCE = "balance"
    INSTALMENTS = "instalments"
    SHARES = "shares"


FIGURE_KINDS: dict[str, FigureKind] = {
    "radar": FigureKind.RADAR,
    "equilibre": FigureKind.BALANCE,
    "echeancier": FigureKind.INSTALMENTS,
    "parts": FigureKind.SHARES,
}


@dataclass(frozen=True, slots=True)
class Series:
    """A named list of outcomes: one level of a radar."""

    label: str
    outcomes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """`outcomes`: axes of a radar, or instalments in order. `tables`: spending then income, or the table cut in shares.

    `group`: the column that tells parts or shares apart; `amount`: the column added up.
    """

    id: str
    kind: FigureKind
    title: str
    outcomes: tuple[str, ...] = ()
    levels: tuple[Series, ...] = ()
    tables: tuple[str, ...] = ()
    group: str = ""
    amount: str = ""
    detail: str = ""
    """The column that makes a row a detail of another, left out of totals; empty when there is none."""

    @property
    def rules(self) -> tuple[str, ...]:
        """The identifiers of every outcome that it shows."""
        return self.outcomes + tuple(name for level in self.levels for name in level.outcomes)
