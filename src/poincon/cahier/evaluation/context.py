"""Where the evaluator stands: which dossier, year, row, group; and what it has judged so far."""

from __future__ import annotations

from typing import Any

from poincon.cahier.dossiers import Dossier
from poincon.cahier.evaluation.results import RuleResult
from poincon.cahier.evaluation.values import Step

EMPTY: dict[str, Any] = {}


class Context:
    """Mutable on purpose, and never leaves an evaluation: closures read it at every node."""

    __slots__ = (
        "answers",
        "appraisals",
        "first_year",
        "group",
        "history",
        "line",
        "parameters",
        "record",
        "results",
        "row",
        "year",
        "years",
    )

    def __init__(self, dossier: Dossier, parameters: dict[str, Step], year: int) -> None:
        self.answers: dict[str, Any] = dossier.answers
        self.appraisals = dossier.appraisals
        self.years: dict[int, dict[str, Any]] = dossier.years
        self.parameters = parameters
        self.first_year = min(min((past for past in dossier.years if past <= year), default=year), year)
        self.history: dict[int, dict[str, RuleResult]] = {}
        self.row: tuple[dict[str, Any], str] = (EMPTY, "")
        self.line: tuple[dict[str, Any], str] = (EMPTY, "")
        self.group: tuple[str, Any] | None = None
        self.year = year
        self.record: dict[str, Any] = EMPTY
        self.results: dict[str, RuleResult] = {}

    def enter(self, year: int) -> None:
        """Stand in that year."""
        self.year = year
        self.record = self.years.get(year, EMPTY)
        self.results = self.history[year]
