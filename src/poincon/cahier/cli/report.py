"""The report of an assessment for people: outcomes by group, then what is missing."""

from __future__ import annotations

from collections import Counter

from poincon.cahier.basics.text import Text
from poincon.cahier.cli.outcome_lines import OutcomeLines
from poincon.cahier.cli.report_bounds import tell_beyond
from poincon.cahier.cli.report_head import tell_head
from poincon.cahier.cli.report_missing import MissingReport
from poincon.cahier.cli.report_years import tell_years
from poincon.cahier.cli.terminal import Style, Terminal
from poincon.cahier.cli.words import GROUP_TITLES, count
from poincon.cahier.evaluation import Assessment, RuleResult
from poincon.cahier.explanation import Sentences
from poincon.cahier.explanation.words import status_word
from poincon.cahier.model import RuleKind, Status

_LISTED: dict[RuleKind, frozenset[Status | None] | None] = {
    # What is told one by one, None for all; the rest is counted.
    RuleKind.DERIVED: None,
    RuleKind.PREREQUISITE: None,
    RuleKind.INDICATOR: None,
    RuleKind.SCORE: None,
    RuleKind.SCHEDULE: None,
    RuleKind.VERDICT: None,
    RuleKind.CRITERION: frozenset({Status.MET, Status.NOT_MET}),
    RuleKind.COHERENCE: frozenset({Status.NOT_MET}),
    RuleKind.RECOMMENDATION: frozenset({Status.MET}),
}
_REQUIREMENTS = (RuleKind.PREREQUISITE, RuleKind.INDICATOR, RuleKind.CRITERION, RuleKind.COHERENCE)
"""What can be met or not: counted in the headline, and told first when it is not met."""
_STATUS_COUNTS: dict[Status, tuple[Text, Text]] = {
    Status.MET: (Text("atteinte", "met"), Text("atteintes", "met")),
    Status.NOT_MET: (Text("non atteinte", "not met"), Text("non atteintes", "not met")),
    Status.NOT_APPLICABLE: (Text("sans objet", "not applicable"), Text("sans objet", "not applicable")),
    Status.UNDETERMINED: (Text("indéterminée", "undetermined"), Text("indéterminées", "undetermined")),
}


class Report:
    def __init__(self, assessment: Assessment, terminal: Terminal) -> None:
        self.assessment = assessment
        self.terminal = terminal
        self.sentences = Sentences.of(assessment, terminal.language)
        self.outcomes = OutcomeLines(self.sentences, terminal)

    def tell(self, file: str) -> None:
        tell_head(self.assessment, file, self.terminal)
        self.summary()
        self.blocking()
        for kind in GROUP_TITLES:
            self.group(kind)
        tell_beyond(self.assessment, self.terminal)
        MissingReport(self.assessment, self.sentences, self.terminal).tell()

    def results(self, kind: RuleKind) -> list[RuleResult]:
        rules = self.assessment.package.programme.rules
        return [self.assessment.results[rule.id] for rule in rules if rule.kind is kind]

    def summary(self) -> None:
        """« 20 exigences : 12 atteintes, 2 non atteintes, 6 indéterminées »."""
        judged = [result.status for result in self.requirements() if result.status is not None]
        if not judged:
            return
        counts, language = Counter(judged), self.terminal.language
        parts = [count(counts[status], *words, language) for status, words in _STATUS_COUNTS.items() if counts[status]]
        total = count(
            len(judged), Text("exigence", "requirement"), Text("exigences", "requirements"), self.terminal.language
        )
        self.terminal.line()
        self.terminal.lines(self.terminal.wrapped(f"{total}{self.terminal.say(' : ', ': ')}{', '.join(parts)}.", 0))

    def requirements(self) -> list[RuleResult]:
        """What has something to meet; an indicator without a target has nothing."""
        return [
            result
            for kind in _REQUIREMENTS
            for result in self.results(kind)
            if kind is not RuleKind.INDICATOR or result.checked.has_status
        ]

    def blocking(self) -> None:
        """What is not met, by name, before all the rest: the figures and reasons follow in their groups."""
        unmet = [result for result in self.requirements() if result.status is Status.NOT_MET]
        if not unmet:
            return
        self.title(Text("Ce qui n'est pas atteint", "What is not met"))
        for result in unmet:
            rule = result.checked.rule
            text = f"- {self.sentences.names.rule(rule)}{self.sentences.source(result)}"
            self.terminal.lines(self.terminal.wrapped(text, 2))

    def group(self, kind: RuleKind) -> None:
        results = self.results(kind)
        if not results:
            return
        self.title(GROUP_TITLES[kind])
        listed = _LISTED[kind]
        details = [result for result in results if listed is None or result.status in listed]
        by_group = self.assessment.package.programme.by_criterion_group(result.checked.rule for result in details)
        for group, rules in by_group:
            if group is not None:
                self.terminal.lines(self.terminal.wrapped(self.sentences.names.criterion_group(group), 2))
            for rule in rules:
                self.terminal.lines(self.outcomes.lines(self.assessment.results[rule.id]))
        self.counted(kind, [result for result in results if result not in details])
        tell_years(self.assessment, details, self.sentences, self.terminal)

    def title(self, title: Text) -> None:
        self.terminal.line()
        self.terminal.line(self.terminal.paint(self.terminal.into(title).upper(), Style.BOLD))

    def counted(self, kind: RuleKind, results: list[RuleResult]) -> None:
        """« Sans objet : 12, indéterminé : 5 »."""
        if not results:
            return
        counts = Counter(result.status for result in results)
        colon = self.terminal.say("\u00a0: ", ": ")
        parts = [
            f"{self.outcomes.mark(kind, status)} {status_word(kind, status, self.terminal.language)}{colon}{number}"
            for status in (*Status, None)
            if (number := counts[status])
        ]
        self.terminal.line("  " + "   ".join(parts))
