"""A dossier as the evaluator sees it: typed values; what is missing is absent."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from poincon.cahier.basics.numbers import Number


@dataclass(frozen=True, slots=True)
class FreeAnswer:
    """The answer to a free statement: a level of its scale and the weight that the structure gives it."""

    level: str | None
    weight: int | None
    title: str = ""


@dataclass(frozen=True, slots=True)
class Absence:
    """A document that the structure says it does not have, and why."""

    reason: str


Cell = Number | bool | str | date | tuple[str, ...]
Row = dict[str, Cell]
Value = Cell | FreeAnswer | Absence | tuple[Row, ...]
"""Money in euros, shares as ratios, FTE as such, all exact; options and levels by identifier; a table as rows."""


@dataclass(frozen=True, slots=True)
class Dossier:
    """Answers asked once, answers by year, figures of the campaign, levels given to criteria.

    `reference_year`: the year that is judged; None when the dossier says nothing of years.
    """

    answers: dict[str, Value] = field(default_factory=dict)
    years: dict[int, dict[str, Value]] = field(default_factory=dict)
    parameters: dict[str, Number] = field(default_factory=dict)
    appraisals: dict[str, str] = field(default_factory=dict)
    reference_year: int | None = None
