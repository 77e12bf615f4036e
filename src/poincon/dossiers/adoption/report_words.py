"""A dry run in words: what changed in the programme, what that changes of the dossiers that the reader may see, why."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from poincon.cahier.basics.text import Language
from poincon.cahier.comparison import Area, Difference, compare
from poincon.cahier.comparison.differences import AREA_TITLES
from poincon.cahier.evaluation import Assessment, Judge
from poincon.cahier.explanation import Names, Sentences
from poincon.cahier.explanation.sentences import status_word
from poincon.cahier.formulas import tree
from poincon.cahier.loading import Package
from poincon.cahier.model import RuleKind, Status
from poincon.campaigns.models import ProgrammeVersion
from poincon.dossiers.adoption.adopting import label_of
from poincon.dossiers.adoption.bulk_reading import Held, held_by
from poincon.dossiers.adoption.dry_runs import Line, Report, documents_after
from poincon.dossiers.adoption.following import Cause, follow
from poincon.dossiers.adoption.outcomes import ABSENT, KNOWN, judge_of_rules, judged
from poincon.dossiers.answers import parse_name
from poincon.dossiers.models import Dossier
from poincon.dossiers.querysets import DossierQuerySet
from poincon.dossiers.standing import campaign_parameters

CAUSES = {
    Cause.FIELD_GONE: gettext_lazy("n’est plus demandé"),
    Cause.KIND_CHANGED: gettext_lazy("est demandé autrement (type ou unité)"),
    Cause.OPTION_GONE: gettext_lazy("l’option choisie n’existe plus"),
    Cause.COLUMN_GONE: gettext_lazy("cette colonne n’existe plus"),
    Cause.YEAR_GONE: gettext_lazy("cette année n’est plus demandée"),
    Cause.ROW_GONE: gettext_lazy("le tableau a moins de lignes"),
}


@dataclass(frozen=True, slots=True)
class OutcomeTotals:
    """One rule: what it is called, and how many dossiers go from which status to which."""

    rule: str
    label: str
    moves: tuple[tuple[str, str, int], ...]
    count: int
    reasons: tuple[str, ...]
    """What changed in the rule, and in what it reads."""


@dataclass(frozen=True, slots=True)
class LeftTotals:
    """One question whose answers cannot follow, why, and in how many dossiers."""

    label: str
    cause: str
    count: int


@dataclass(frozen=True, slots=True)
class ChangeTold:
    """One outcome of one dossier, with both sentences of the evaluator."""

    label: str
    before: str
    after: str
    sentence_before: str
    sentence_after: str


@dataclass(frozen=True, slots=True)
class DossierTold:
    """One dossier that the reader may see."""

    number: str
    structure: str
    url: str
    state: str
    version: str
    """The one that judges it."""
    follows: bool
    since: bool
    """Whether it was changed since: what is told is of today."""
    changes: tuple[ChangeTold, ...]
    left: tuple[tuple[str, str], ...]


@lru_cache(maxsize=16)
def _differences(before: str, after: str) -> tuple[Difference, ...]:
    versions = ProgrammeVersion.objects.in_bulk([before, after])
    return tuple(compare(versions[before].package, versions[after].package))


def differences(before: ProgrammeVersion, after: ProgrammeVersion) -> tuple[Difference, ...]:
    """What changed between two versions: their content cannot change, so it is worked out once."""
    return _differences(before.pk, after.pk)


def by_area(found: Sequence[Difference], language: Language) -> list[tuple[str, list[str]]]:
    """« Règles » → its differences, in words."""
    return [
        (AREA_TITLES[area].into(language), [one.text.into(language) for one in group])
        for area, group in groupby(found, key=lambda one: one.area)
    ]


class Teller:
    """Tells one dry run in one language."""

    def __init__(self, report: Report, language: Language) -> None:
        self.report, self.language = report, language
        run = report.run
        self.old, self.new = run.against, run.version
        self.sentences: dict[str, Sentences] = {}
        self.names = Names(self.old.package.programme, language)
        self.differences = differences(self.old, self.new)
        self.judges: dict[str, Judge] = {}

    def speaker(self, version: ProgrammeVersion) -> Sentences:
        """Who tells the outcomes of that version; a dossier that was handed over may be in neither of the two."""
        if version.pk not in self.sentences:
            self.sentences[version.pk] = Sentences(version.package.programme, self.language)
        return self.sentences[version.pk]

    # totals

    def outcomes(self) -> list[OutcomeTotals]:
        """Every rule that changes for some dossier, in the order of the programme."""
        found = self.report.by_outcome()
        known = [*self.new.package.programme.rule, *self.old.package.programme.rule]
        order = [*known, *sorted(found.keys() - set(known))]
        return [
            OutcomeTotals(
                rule,
                self.label(rule),
                tuple((self.word(rule, old), self.word(rule, new), count) for (old, new), count in moves.most_common()),
                moves.total(),
                self.reasons(rule),
            )
            for rule, moves in sorted(found.items(), key=lambda one: order.index(one[0]))
        ]

    def left(self) -> list[LeftTotals]:
        """The questions whose answers cannot follow, those of most dossiers first."""
        found = self.report.by_field()
        return [
            LeftTotals(self._field_label(name), str(CAUSES[Cause(cause)]), count)
            for (name, cause), count in sorted(found.items(), key=lambda one: (-one[1], one[0]))
        ]

    def label(self, rule: str) -> str:
        for version in (self.new, self.old):
            known = version.package.programme.rule.get(rule)
            if known is not None:
                return self.speaker(version).names.rule(known)
        return rule

    def word(self, rule: str, status: str) -> str:
        """A status in words; that of a rule which a version does not have."""
        if status == ABSENT:
            return _("absent de cette version")
        known = self.new.package.programme.rule.get(rule) or self.old.package.programme.rule.get(rule)
        kind = known.kind if known is not None else RuleKind.PREREQUISITE
        return status_word(kind, None if status == KNOWN else Status(status), self.language)

    def reasons(self, rule: str) -> tuple[str, ...]:
        """What changed in that rule, then in the rules, figures and questions that it reads."""
        read = {rule, *_read_by(rule, self.new.package), *_read_by(rule, self.old.package)}
        areas = (Area.RULES, Area.PARAMETERS, Area.FORM, Area.SCALES)
        found = [one for one in self.differences if one.area in areas and one.id.partition(".")[0] in read]
        found.sort(key=lambda one: (one.id != rule, areas.index(one.area)))
        return tuple(one.text.into(self.language) for one in found)

    def _field_label(self, name: str) -> str:
        identifier, _dot, part = name.partition(".")
        field = self.old.package.programme.fields.get(identifier)
        column = field.column(part) if field is not None and part else None
        if field is None:
            return name
        label = self.names.field(field)
        return f"{label} – {self.names.column(field, column)}" if column is not None else label

    # dossiers

    def dossiers(self, lines: Sequence[Line], visible: DossierQuerySet) -> list[DossierTold]:
        """These, as they are today: sentences are made for who reads, in their language, and never kept."""
        wanted = {line.dossier: line for line in lines}
        found = visible.filter(pk__in=wanted).select_related("organisation", "campaign")
        dossiers = {one.pk: self._shared(one) for one in found}
        held: dict[uuid.UUID, Held] = {one.dossier.pk: one for one in held_by(dossiers.values())}
        rules = {rule for line in lines for rule, _old, _new in line.changes}
        self.judges = {one.pk: judge_of_rules(one.package, rules) for one in (self.old, self.new)}
        return [self._told(held[line.dossier], line) for line in lines if line.dossier in held]

    def _shared(self, dossier: Dossier) -> Dossier:
        known = {self.old.pk: self.old, self.new.pk: self.new}
        if dossier.programme_version_id in known:
            dossier.programme_version = known[dossier.programme_version_id]
        return dossier

    def _told(self, held: Held, line: Line) -> DossierTold:
        dossier = held.dossier
        before, after = self._assessments(held)
        return DossierTold(
            dossier.number,
            dossier.organisation.name,
            reverse("dossiers:show", args=[dossier.pk]),
            dossier.get_state_display(),
            dossier.programme_version.version,
            line.follows,
            dossier.changed_at > self.report.run.asked_at,
            tuple(self._change(one, before, after, dossier.programme_version) for one in line.changes),
            tuple((_label(text, self.names), str(CAUSES[Cause(cause)])) for text, cause in line.left),
        )

    def _assessments(self, held: Held) -> tuple[Assessment, Assessment]:
        dossier, new = held.dossier, self.new.package
        year, parameters = dossier.reference_year, campaign_parameters(dossier)
        followed = follow(held.given, held.package.programme, new.programme, year)
        judges = self.judges.get(dossier.programme_version_id), self.judges[self.new.pk]
        return (
            judged(held.package, *held.by_name(), year, parameters, judges[0]),
            judged(new, followed.answers, documents_after(held, followed), year, parameters, judges[1]),
        )

    def _change(
        self, change: tuple[str, str, str], before: Assessment, after: Assessment, version: ProgrammeVersion
    ) -> ChangeTold:
        rule, old, new = change
        return ChangeTold(
            self.label(rule),
            self.word(rule, old),
            self.word(rule, new),
            self._sentence(rule, before, version),
            self._sentence(rule, after, self.new),
        )

    def _sentence(self, rule: str, assessment: Assessment, version: ProgrammeVersion) -> str:
        result = assessment.results.get(rule)
        return "" if result is None else self.speaker(version).outcome(result)


def _label(text: str, names: Names) -> str:
    """What an answer that was left is the answer to, in words."""
    name = parse_name(text, names.programme)
    return text if name is None else label_of(name, names)


def _read_by(rule: str, package: Package) -> set[str]:
    """The rules, figures and fields that a rule reads, directly or through others."""
    if rule not in package.programme.rule:
        return set()
    read: set[str] = set()
    for checked in package.rulebook.needed([rule]):
        read.add(checked.rule.id)
        read |= {field.id for field in checked.statements}
        for node in (each for top in checked.trees for each in tree.walk(top)):
            for known in ("parameter", "field", "table"):
                thing = getattr(node, known, None)
                if thing is not None:
                    read.add(thing.id)
    return read
