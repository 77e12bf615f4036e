"""Which rules no case brings to each of the statuses that they may have; which lines of verdicts no case reaches."""

from __future__ import annotations

from dataclasses import dataclass

from poincon.cahier.basics.problems import Place, Problem, Severity
from poincon.cahier.basics.text import Text, enumeration
from poincon.cahier.evaluation import Assessment, RuleResult
from poincon.cahier.evaluation.results import VerdictTrace
from poincon.cahier.formulas.rulebook import Rulebook
from poincon.cahier.model import Rule, RuleKind, Status, VerdictLine
from poincon.cahier.model.enums import WORDS_OF_STATUSES

_BOTH = (Status.MET, Status.NOT_MET)
_ADVICE = (Status.MET, Status.NOT_APPLICABLE)
"""A recommendation is followed or set aside: it is never failed."""


@dataclass(frozen=True, slots=True)
class StatusGap:
    """A rule, and the statuses to which no case brings it."""

    rule: Rule
    statuses: tuple[Status, ...]

    @property
    def number(self) -> int:
        return len(self.statuses)

    @property
    def problem(self) -> Problem:
        """The gap as a warning, where the rule is written."""
        words = [WORDS_OF_STATUSES[status] for status in self.statuses]
        fr, en = (enumeration(words, language, ("ni", "nor")) for language in ("fr", "en"))
        place = Place(self.rule.place.file, self.rule.place.line, self.rule.id)
        message = Text(f"aucun cas n'y mène à : {fr}.", f"no case brings it to: {en}.")
        return Problem(place, "uncovered", message, severity=Severity.WARNING)


@dataclass(frozen=True, slots=True)
class LineGap:
    """A line of a verdict that wins in no case."""

    rule: Rule
    line: VerdictLine
    number = 1

    @property
    def problem(self) -> Problem:
        """The gap as a warning, where the line is written."""
        label, verdict = self.line.label, self.rule.id
        message = Text(
            f"aucun cas n'atteint la ligne « {label} » du verdict « {verdict} ».",
            f'no case reaches the line "{label}" of the verdict "{verdict}".',
        )
        outcome = f"{verdict}: {self.line.id}"
        remedy = Text(
            f"Écrivez un cas où elle l'emporte, et qui attend « {outcome} ».",
            f'Write a case in which it wins, and which expects "{outcome}".',
        )
        return Problem(self.line.place, "uncovered", message, remedy, Severity.WARNING)


Gap = StatusGap | LineGap


class Coverage:
    """Collects what each case brings rules to."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rules = [checked.rule for checked in rulebook.rules if checked.has_status]
        self.statuses: dict[str, set[Status | None]] = {rule.id: set() for rule in self.rules}
        self.verdicts = [checked.rule for checked in rulebook.rules if checked.rule.lines]
        self.winners: set[VerdictLine | None] = set()

    def add(self, assessment: Assessment) -> None:
        for name, statuses in self.statuses.items():
            statuses.add(assessment.results[name].status)
        self.winners.update(_winner(assessment.results[rule.id]) for rule in self.verdicts)

    @property
    def expected(self) -> int:
        """How many statuses and lines cases should reach, all rules together."""
        return len(_BOTH) * len(self.rules) + sum(len(rule.lines) for rule in self.verdicts)

    def gaps(self) -> tuple[Gap, ...]:
        gaps = (
            StatusGap(rule, tuple(status for status in _statuses_of(rule) if status not in self.statuses[rule.id]))
            for rule in self.rules
        )
        lines = (LineGap(rule, line) for rule in self.verdicts for line in rule.lines if line not in self.winners)
        return (*(gap for gap in gaps if gap.statuses), *lines)


def _winner(result: RuleResult) -> VerdictLine | None:
    """The line that settles a verdict; None of one that is unsettled or set aside, or that several lines may settle."""
    candidates = result.step.candidates if isinstance(result.step, VerdictTrace) else ()
    return candidates[0].line if isinstance(result.value, str) and len(candidates) == 1 else None


def _statuses_of(rule: Rule) -> tuple[Status, Status]:
    return _ADVICE if rule.kind is RuleKind.RECOMMENDATION else _BOTH
