"""Outcomes as pages show them: lines by group, with their sentence and what they wait for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, override

from poincon.cahier.basics.text import Language
from poincon.cahier.evaluation import RuleResult
from poincon.cahier.explanation import Choice, Sentences
from poincon.cahier.explanation.words import STRENGTH_WORDS, status_word
from poincon.cahier.formulas import tree
from poincon.cahier.formulas.rulebook import Rulebook
from poincon.cahier.formulas.visibility import fields_below
from poincon.cahier.loading import Package
from poincon.cahier.model import Rule, RuleKind, Status
from poincon.sheets.answers import parse_name
from poincon.sheets.standing import Standing
from poincon.ui.components import Link, OutcomeLine, YearOutcome
from poincon.ui.widgets import html_id

GROUPS = {
    RuleKind.PREREQUISITE: gettext_lazy("Prérequis"),
    RuleKind.INDICATOR: gettext_lazy("Indicateurs"),
    RuleKind.SCORE: gettext_lazy("Scores"),
    RuleKind.SCHEDULE: gettext_lazy("Échéancier"),
    RuleKind.VERDICT: gettext_lazy("Verdicts"),
    RuleKind.COHERENCE: gettext_lazy("Cohérence"),
    RuleKind.CRITERION: gettext_lazy("Critères appréciés par des personnes"),
    RuleKind.RECOMMENDATION: gettext_lazy("Recommandations"),
    RuleKind.DERIVED: gettext_lazy("Valeurs calculées"),
}
_LINKS_SHOWN = 8
_SHOWN_BESIDE = frozenset(GROUPS) - {RuleKind.CRITERION, RuleKind.RECOMMENDATION, RuleKind.DERIVED}
"""The kinds told beside the answers that they bear on."""

SectionUrl = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class OutcomeGroup:
    title: str
    lines: tuple[OutcomeLine, ...]
    aside: str = ""
    """What is not listed: « 12 recommandations sans objet »."""


@dataclass(frozen=True, slots=True)
class _Fixed:
    """What the version of a programme and a language fix of the line of a rule, whatever the answers."""

    label: str
    help: str
    source: str
    choices: tuple[Choice, ...]


@lru_cache(maxsize=64)
def _fixed_of(package: Package, language: Language) -> dict[str, _Fixed]:
    """By rule, what has been worked out already; packages are compared by identity."""
    return {}


class OutcomeLines:
    """Makes the lines of a sheet, in a language. `section_url` gives the address of a section."""

    def __init__(self, standing: Standing, language: Language, section_url: SectionUrl | None = None) -> None:
        self.standing = standing
        self.language: Language = language
        self.section_url = cache(section_url) if section_url is not None else None
        self.sentences = Sentences.of(standing.assessment, language)
        self.names = self.sentences.names
        self.fixed = _fixed_of(standing.package, language)

    def groups(self, only: Iterable[str] | None = None) -> list[OutcomeGroup]:
        """Every outcome by kind; `only` keeps these rules. Recommendations that do not apply are only counted."""
        identifiers = None if only is None else set(only)
        groups = []
        for kind, title in GROUPS.items():
            results = [
                result
                for rule in self.standing.package.programme.rules
                if rule.kind is kind and (identifiers is None or rule.id in identifiers)
                for result in [self.standing.assessment.results[rule.id]]
            ]
            shown = [result for result in results if kind is not RuleKind.RECOMMENDATION or result.status is Status.MET]
            aside = len(results) - len(shown)
            if shown or aside:
                groups += self.titled(str(title), shown, _aside(aside))
        return groups

    def titled(self, title: str, results: list[RuleResult], aside: str) -> list[OutcomeGroup]:
        """The lines of a kind: criteria in one group for each of their own, if they have any."""
        parts = self.standing.package.programme.by_criterion_group(result.checked.rule for result in results)
        if not parts:
            return [OutcomeGroup(title, (), aside)]
        outcomes = self.standing.assessment.results
        return [
            OutcomeGroup(
                title if group is None else f"{title} – {self.names.criterion_group(group)}",
                tuple(self.line(outcomes[rule.id]) for rule in rules),
                aside,
            )
            for group, rules in parts
        ]

    def line(self, result: RuleResult) -> OutcomeLine:
        rule = result.checked.rule
        fixed = self.fixed.get(rule.id)
        if fixed is None:
            fixed = self.fixed[rule.id] = self._fixed(result)
        return OutcomeLine(
            id=rule.id,
            kind=rule.kind,
            label=fixed.label,
            status=result.status,
            word=status_word(rule.kind, result.status, self.language),
            value=self.sentences.value(result),
            target=self.sentences.target_words(result),
            strength=STRENGTH_WORDS[rule.strength].into(self.language) if rule.strength and result.target else "",
            sentence=self.sentences.outcome(result),
            source=fixed.source,
            choices=fixed.choices,
            help=fixed.help,
            years=self.years(result),
            missing=self.missing(result),
        )

    def _fixed(self, result: RuleResult) -> _Fixed:
        rule = result.checked.rule
        with override(self.language):
            return _Fixed(
                label=self.names.rule(rule),
                help=self.help(rule),
                source=self.names.reference(rule.reference) if rule.reference.source else "",
                choices=tuple(self.sentences.choices(result)),
            )

    def help(self, rule: Rule) -> str:
        """What helps to act: the rule's own help, then the levers of a recommendation."""
        parts = [self.names.text(f"regles.{rule.id}.aide", rule.help)]
        if rule.levers:
            parts.append(_("Leviers : %(levers)s.") % {"levers": ", ".join(map(self.lever, rule.levers))})
        return " ".join(part for part in parts if part)

    def lever(self, lever: str) -> str:
        """What one can act on: a text, or the question that a field of the form asks."""
        field = self.standing.package.programme.fields.get(lever)
        return lever if field is None else self.names.wording.quoted(self.names.field(field))

    def years(self, result: RuleResult) -> tuple[YearOutcome, ...]:
        by_year = self.standing.assessment.per_year(result.checked.rule.id)
        if len(by_year) < 2:
            return ()
        kind = result.checked.rule.kind
        return tuple(
            YearOutcome(
                year, outcome.status, status_word(kind, outcome.status, self.language), self.sentences.value(outcome)
            )
            for year, outcome in sorted(by_year.items())
        )

    def missing(self, result: RuleResult) -> tuple[Link, ...]:
        return tuple(self.link(path) for path in self.names.in_order(result.missing)[:_LINKS_SHOWN])

    def link(self, path: str) -> Link:
        parsed = parse_name(path, self.standing.package.programme)
        url = ""
        if parsed is not None and self.section_url is not None:
            url = f"{self.section_url(parsed.field.section)}#{html_id(path)}"
        return Link(self.names.path(path) + self.names.by_whom(path), url)


def _aside(count: int) -> str:
    """Said of the recommendations that are not listed."""
    sentence = ngettext(
        "%(count)d recommandation sans objet, ou pas encore connue",
        "%(count)d recommandations sans objet, ou pas encore connues",
        count,
    )
    return sentence % {"count": count} if count else ""


@lru_cache(maxsize=512)
def rules_of_section(rulebook: Rulebook, section: str) -> tuple[str, ...]:
    """The rules that the answers of a section bear on, directly or through one other rule; recommendations aside."""
    direct = {
        checked.rule.id
        for checked in rulebook.rules
        if _reads_section(checked.trees, section)
        or any(statement.section == section for statement in checked.statements)
    }
    return tuple(
        checked.rule.id
        for checked in rulebook.rules
        if checked.rule.kind in _SHOWN_BESIDE and (checked.rule.id in direct or checked.reads & direct)
    )


def _reads_section(trees: tuple[tree.Node, ...], section: str) -> bool:
    return any(field.section == section for top in trees for field in fields_below(top))
