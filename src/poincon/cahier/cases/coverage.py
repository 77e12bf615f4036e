"""Which rules no case brings to each of the statuses that they may have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from poincon.cahier.basics.problems import Place, Problem, Severity
from poincon.cahier.basics.text import Text, enumeration
from poincon.cahier.evaluation import Assessment
from poincon.cahier.formulas.rulebook import Rulebook
from poincon.cahier.model import Rule, RuleKind, Status
from poincon.cahier.model.enums import WORDS_OF_STATUSES

_BOTH = (Status.MET, Status.NOT_MET)
_ADVICE = (Status.MET, Status.NOT_APPLICABLE)
"""A recommendation is followed or set aside: it is never failed."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A rule, and the statuses to which no case brings it."""

    rule: Rule
    statuses: tuple[Status, ...] = ()
    verdicts: tuple[str, ...] = ()
    """For a verdict: the lines that no case gives."""

    @property
    def number(self) -> int:
        return len(self.statuses) + len(self.verdicts)

    @property
    def problem(self) -> Problem:
        """The gap as a warning, where the rule is written."""
        words = [WORDS_OF_STATUSES[status] for status in self.statuses] or list(self.verdicts)
        fr, en = (enumeration(words, language, ("ni", "nor")) for language in ("fr", "en"))
        place = Place(self.rule.place.file, self.rule.place.line, self.rule.id)
        message = Text(f"aucun cas n'y mène à : {fr}.", f"no case brings it to: {en}.")
        return Problem(place, "uncovered", message, severity=Severity.WARNING)


class Coverage:
    """Collects what each case brings rules to."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rules = [checked.rule for checked in rulebook.rules if checked.has_status]
        self.statuses: dict[str, set[Status | None]] = {rule.id: set() for rule in self.rules}
        self.verdicts = [checked.rule for checked in rulebook.rules if checked.rule.lines]
        self.reached: dict[str, set[Any]] = {rule.id: set() for rule in self.verdicts}

    def add(self, assessment: Assessment) -> None:
        for name, statuses in self.statuses.items():
            statuses.add(assessment.results[name].status)
        for name, reached in self.reached.items():
            reached.add(assessment.results[name].value)

    @property
    def expected(self) -> int:
        """How many statuses cases should bring rules to, all rules together."""
        return len(_BOTH) * len(self.rules) + sum(len(rule.options) for rule in self.verdicts)

    def gaps(self) -> tuple[Gap, ...]:
        gaps = [
            Gap(rule, tuple(status for status in _statuses_of(rule) if status not in self.statuses[rule.id]))
            for rule in self.rules
        ]
        gaps += [
            Gap(rule, verdicts=tuple(line.id for line in rule.options if line.id not in self.reached[rule.id]))
            for rule in self.verdicts
        ]
        return tuple(gap for gap in gaps if gap.number)


def _statuses_of(rule: Rule) -> tuple[Status, Status]:
    return _ADVICE if rule.kind is RuleKind.RECOMMENDATION else _BOTH
