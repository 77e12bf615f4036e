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
    """What a structure says of a document that it does not have: why. An answer, but no document."""

    reason: str


Cell = Number | bool | str | date | tuple[str, ...]
Row = dict[str, Cell]
Value = Cell | FreeAnswer | Absence | tuple[Row, ...]
"""Money in euros, shares as ratios, FTE as such, all exact; options and levels by identifier; a table as rows.

An empty row is no row: it only keeps the place of those after it, which are named by their position in the file.
"""


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
    filed: date | None = None
    """The day on which it was filed, in Paris; None before, and where nobody says."""
