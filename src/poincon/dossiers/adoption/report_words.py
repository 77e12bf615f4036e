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
from poincon.cahier.explanation.words import status_word
from poincon.cahier.formulas import tree
from poincon.cahier.formulas.visibility import fields_below
from poincon.cahier.loading import Package
from poincon.cahier.model import RuleKind, Status
from poincon.campaigns.models import ProgrammeVersion
from poincon.dossiers.adoption.bulk_reading import Reading, readings_of
from poincon.dossiers.adoption.dry_runs import Report, ReportLine
from poincon.dossiers.models import Dossier
from poincon.dossiers.querysets import DossierQuerySet
from poincon.dossiers.standing import campaign_parameters
from poincon.sheets.answers import parse_name
from poincon.sheets.versions.following import Cause, follow
from poincon.sheets.versions.outcomes import ABSENT, KNOWN, before_and_after, judge_of_rules
from poincon.sheets.versions.words import label_of

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
    """A rule: what it is called, and how many dossiers go from which status to which."""

    rule: str
    label: str
    moves: tuple[tuple[str, str, int], ...]
    count: int
    reasons: tuple[str, ...]
    """What changed in the rule, and in what it reads."""


@dataclass(frozen=True, slots=True)
class LeftTotals:
    """A question whose answers cannot follow, why, and in how many dossiers."""

    label: str
    cause: str
    count: int


@dataclass(frozen=True, slots=True)
class ChangeTold:
    """An outcome of a dossier, with both sentences of the evaluator."""

    label: str
    before: str
    after: str
    sentence_before: str
    sentence_after: str


@dataclass(frozen=True, slots=True)
class DossierTold:
    """A dossier that the reader may see."""

    number: str
    structure: str
    url: str
    state: str
    version: str
    """The version that judges it."""
    follows: bool
    since: bool
    """Whether it was changed since: what is told is of today."""
    changes: tuple[ChangeTold, ...]
    leftovers: tuple[tuple[str, str], ...]


@lru_cache(maxsize=16)
def _differences(before: str, after: str) -> tuple[Difference, ...]:
    versions = ProgrammeVersion.objects.in_bulk([before, after])
    return tuple(compare(versions[before].package, versions[after].package))


def differences(before: ProgrammeVersion, after: ProgrammeVersion) -> tuple[Difference, ...]:
    """What changed between two versions: their content cannot change, so it is worked out once."""
    return _differences(before.pk, after.pk)


def by_area(differences: Sequence[Difference], language: Language) -> list[tuple[str, list[str]]]:
    """« Règles » → its differences, in words."""
    return [
        (AREA_TITLES[area].into(language), [difference.text.into(language) for difference in group])
        for area, group in groupby(differences, key=lambda difference: difference.area)
    ]


class Teller:
    """Tells a dry run in a language."""

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
        counts = self.report.by_outcome()
        rules = [*self.new.package.programme.rule, *self.old.package.programme.rule]
        order = [*rules, *sorted(counts.keys() - set(rules))]
        return [
            OutcomeTotals(
                rule,
                self.label(rule),
                tuple((self.word(rule, old), self.word(rule, new), count) for (old, new), count in moves.most_common()),
                moves.total(),
                self.reasons(rule),
            )
            for rule, moves in sorted(counts.items(), key=lambda pair: order.index(pair[0]))
        ]

    def left(self) -> list[LeftTotals]:
        """The questions whose answers cannot follow, those of most dossiers first."""
        counts = self.report.by_field()
        return [
            LeftTotals(self._field_label(name), str(CAUSES[Cause(cause)]), count)
            for (name, cause), count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
        ]

    def label(self, rule: str) -> str:
        for version in (self.new, self.old):
            definition = version.package.programme.rule.get(rule)
            if definition is not None:
                return self.speaker(version).names.rule(definition)
        return rule

    def word(self, rule: str, status: str) -> str:
        """A status in words; that of a rule which a version does not have."""
        if status == ABSENT:
            return _("absent de cette version")
        definition = self.new.package.programme.rule.get(rule) or self.old.package.programme.rule.get(rule)
        kind = definition.kind if definition is not None else RuleKind.PREREQUISITE
        return status_word(kind, None if status == KNOWN else Status(status), self.language)

    def reasons(self, rule: str) -> tuple[str, ...]:
        """What changed in that rule, then in the rules, figures and questions that it reads."""
        read = {rule, *_read_by(rule, self.new.package), *_read_by(rule, self.old.package)}
        areas = (Area.RULES, Area.PARAMETERS, Area.FORM, Area.SCALES)
        changes = [
            difference
            for difference in self.differences
            if difference.area in areas and difference.id.partition(".")[0] in read
        ]
        changes.sort(key=lambda difference: (difference.id != rule, areas.index(difference.area)))
        return tuple(difference.text.into(self.language) for difference in changes)

    def _field_label(self, name: str) -> str:
        identifier, _dot, part = name.partition(".")
        field = self.old.package.programme.fields.get(identifier)
        column = field.column(part) if field is not None and part else None
        if field is None:
            return name
        label = self.names.field(field)
        return f"{label} – {self.names.column(field, column)}" if column is not None else label

    # dossiers

    def dossiers(self, lines: Sequence[ReportLine], visible: DossierQuerySet) -> list[DossierTold]:
        """The dossiers of these lines, as they are today: sentences are made for the reader, and never stored."""
        dossiers = visible.filter(pk__in=[line.dossier for line in lines]).select_related(
            "organisation", "campaign", "sheet"
        )
        shared = [self._shared(dossier) for dossier in dossiers]
        readings: dict[uuid.UUID, Reading] = {reading.dossier.pk: reading for reading in readings_of(shared)}
        rules = {rule for line in lines for rule, _old, _new in line.changes}
        self.judges = {version.pk: judge_of_rules(version.package, rules) for version in (self.old, self.new)}
        return [self._told(readings[line.dossier], line) for line in lines if line.dossier in readings]

    def _shared(self, dossier: Dossier) -> Dossier:
        versions = {self.old.pk: self.old, self.new.pk: self.new}
        if dossier.sheet.programme_version_id in versions:
            dossier.sheet.programme_version = versions[dossier.sheet.programme_version_id]
        return dossier

    def _told(self, reading: Reading, line: ReportLine) -> DossierTold:
        dossier = reading.dossier
        before, after = self._assessments(reading)
        return DossierTold(
            dossier.number,
            dossier.organisation.name,
            reverse("dossiers:show", args=[dossier.pk]),
            dossier.get_state_display(),
            dossier.sheet.programme_version.version,
            line.follows,
            dossier.changed_at > self.report.run.asked_at,
            tuple(self._change(change, before, after) for change in line.changes),
            tuple((_label(text, self.names), str(CAUSES[Cause(cause)])) for text, cause in line.leftovers),
        )

    def _assessments(self, reading: Reading) -> tuple[Assessment, Assessment]:
        dossier, new = reading.dossier, self.new.package
        year, parameters = dossier.sheet.reference_year, campaign_parameters(dossier)
        followed = follow(reading.contents, reading.package.programme, new.programme, year)
        judges = self.judges.get(dossier.sheet.programme_version_id), self.judges[self.new.pk]
        versions = reading.package, new
        return before_and_after(reading.contents, followed, versions, year, parameters, judges)

    def _change(self, change: tuple[str, str, str], before: Assessment, after: Assessment) -> ChangeTold:
        rule, old, new = change
        return ChangeTold(
            self.label(rule),
            self.word(rule, old),
            self.word(rule, new),
            self._sentence(rule, before),
            self._sentence(rule, after),
        )

    def _sentence(self, rule: str, assessment: Assessment) -> str:
        result = assessment.results.get(rule)
        return "" if result is None else Sentences.of(assessment, self.language).outcome(result)


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
        read |= {field.id for top in checked.trees for field in fields_below(top)}
        for node in (each for top in checked.trees for each in tree.walk(top)):
            if isinstance(node, tree.ParameterValue):
                read.add(node.parameter.id)
    return read
