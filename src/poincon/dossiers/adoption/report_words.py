"""A dry run in words: what changed in the programme, what that changes of the dossiers that the reader may see, why."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from poincon.cahier.basics.text import Language
from poincon.cahier.basics.units import COUNT, Unit
from poincon.cahier.comparison import Area, Difference, compare
from poincon.cahier.comparison.differences import AREA_TITLES
from poincon.cahier.evaluation import Assessment, Judge
from poincon.cahier.explanation import Figures, Names, Sentences
from poincon.cahier.explanation.words import status_word
from poincon.cahier.formulas import tree
from poincon.cahier.formulas.visibility import fields_below
from poincon.cahier.loading import Package
from poincon.cahier.model import RuleKind, Status
from poincon.cahier.model.kinds import Type
from poincon.campaigns.models import ProgrammeVersion
from poincon.dossiers.adoption.bulk_reading import Reading, readings_of
from poincon.dossiers.adoption.dry_runs import Report, ReportLine
from poincon.dossiers.adoption.value_words import ValueRow, ValueWords
from poincon.dossiers.models import Dossier
from poincon.dossiers.querysets import DossierQuerySet
from poincon.dossiers.standing import campaign_parameters, filing_day
from poincon.sheets.answers import parse_name
from poincon.sheets.versions.following import Cause, follow
from poincon.sheets.versions.outcomes import ABSENT, KNOWN, before_and_after, judge_of_rules, status
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
    lacking: tuple[str, ...]
    """Questions that this version requires, and that are not answered."""


@dataclass(frozen=True, slots=True)
class RequiredTotals:
    """A question that this version requires, and in how many dossiers that would make something lack."""

    label: str
    following: int
    keeping: int


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
        self.versions = [self.new, self.old, *_others(report, {self.new.pk, self.old.pk})]
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
        return [
            OutcomeTotals(
                rule,
                self.label(rule),
                tuple(
                    (self.word(rule, old), self.word(rule, new), count)
                    for (old, new), count in counts[rule].most_common()
                ),
                counts[rule].total(),
                self.reasons(rule),
            )
            for rule in self.in_order(counts)
        ]

    def left(self) -> list[LeftTotals]:
        """The questions whose answers cannot follow, those of most dossiers first."""
        counts = self.report.by_field()
        return [
            LeftTotals(self._field_label(name), str(CAUSES[Cause(cause)]), count)
            for (name, cause), count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
        ]

    def values(self, unread: int) -> list[ValueRow]:
        """The values that move, in the order of the programme, for whoever may not read `unread` submitted dossiers."""
        words = ValueWords(Figures(self.new.package.programme, self.language), self.label, self.unit)
        totals = [self.report.values[rule] for rule in self.in_order(self.report.values)]
        return [row for each in totals for row in words.rows(each.for_others(unread))]

    def required(self) -> list[RequiredTotals]:
        """The questions that this version requires and that lack, those of most dossiers first."""
        fields = self.new.package.programme.fields
        names = Names(self.new.package.programme, self.language)
        counts = sorted(self.report.by_required_field().items(), key=lambda pair: (-pair[1].total(), pair[0]))
        return [RequiredTotals(names.field(fields[name]), count[True], count[False]) for name, count in counts]

    def compared_with(self) -> list[tuple[str, int]]:
        """The versions that dossiers are compared with, when it is not the campaign's alone: number, dossiers."""
        counts = self.report.versions
        if counts.keys() <= {self.old.pk}:
            return []
        return [(version.version, counts[version.pk]) for version in self.versions if counts.get(version.pk)]

    def in_order(self, rules: Iterable[str]) -> list[str]:
        """Rules in the order of the programme, those that it no longer has at the end."""
        order = dict.fromkeys(rule for version in self.versions for rule in version.package.programme.rule)
        places = {rule: place for place, rule in enumerate(order)}
        return sorted(rules, key=lambda rule: (places.get(rule, len(places)), rule))

    def unit(self, rule: str) -> Unit | None:
        """The unit of a number; None of a rule that gives none."""
        for version in self.versions:
            checked = version.package.rulebook.by_id.get(rule)
            if checked is not None:
                return (checked.unit or COUNT) if checked.type is Type.NUMBER else None
        return None

    def label(self, rule: str) -> str:
        for version in self.versions:
            definition = version.package.programme.rule.get(rule)
            if definition is not None:
                return self.speaker(version).names.rule(definition)
        return rule

    def word(self, rule: str, status: str) -> str:
        """A status in words; that of a rule which a version does not have."""
        if status == ABSENT:
            return _("absent de cette version")
        packages = (version.package for version in self.versions)
        definition = next((each.programme.rule[rule] for each in packages if rule in each.programme.rule), None)
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
        rules = {rule for line in lines for rule in line.rules}
        self.judges = {version.pk: judge_of_rules(version.package, rules) for version in (self.old, self.new)}
        return [self._told(readings[line.dossier], line) for line in lines if line.dossier in readings]

    def _shared(self, dossier: Dossier) -> Dossier:
        versions = {self.old.pk: self.old, self.new.pk: self.new}
        if dossier.sheet.programme_version_id in versions:
            dossier.sheet.programme_version = versions[dossier.sheet.programme_version_id]
        return dossier

    def _told(self, reading: Reading, line: ReportLine) -> DossierTold:
        dossier, fields = reading.dossier, self.new.package.programme.fields
        names = Names(self.new.package.programme, self.language)
        before, after = self._assessments(reading)
        return DossierTold(
            dossier.number,
            dossier.organisation.name,
            reverse("dossiers:show", args=[dossier.pk]),
            dossier.get_state_display(),
            dossier.sheet.programme_version.version,
            line.follows,
            dossier.changed_at > self.report.run.asked_at,
            self._changes(line, before, after),
            tuple((_label(text, self.names), str(CAUSES[Cause(cause)])) for text, cause in line.leftovers),
            tuple(names.field(fields[name]) for name in line.lacking if name in fields),
        )

    def _changes(self, line: ReportLine, before: Assessment, after: Assessment) -> tuple[ChangeTold, ...]:
        """Outcomes whose status changes, then values that change alone."""
        statuses = {rule for rule, _old, _new in line.changes}
        values = ((rule, *(self._value(rule, each) for each in (before, after))) for rule in line.values)
        return (
            *(
                self._change(rule, self.word(rule, old), self.word(rule, new), before, after)
                for rule, old, new in line.changes
            ),
            *(self._change(rule, old, new, before, after) for rule, old, new in values if rule not in statuses),
        )

    def _value(self, rule: str, assessment: Assessment) -> str:
        """The value of a rule in words, else the word of its status."""
        result = assessment.results.get(rule)
        value = "" if result is None else Sentences.of(assessment, self.language).value(result)
        return value or self.word(rule, status(result))

    def _assessments(self, reading: Reading) -> tuple[Assessment, Assessment]:
        dossier, new = reading.dossier, self.new.package
        year, parameters = dossier.sheet.reference_year, campaign_parameters(dossier)
        followed = follow(reading.contents, reading.package.programme, new.programme, year)
        judges = self.judges.get(dossier.sheet.programme_version_id), self.judges[self.new.pk]
        versions, filed = (reading.package, new), filing_day(dossier, self.report.run.asked_at)
        return before_and_after(reading.contents, followed, versions, year, parameters, filed, judges)

    def _change(self, rule: str, old: str, new: str, before: Assessment, after: Assessment) -> ChangeTold:
        return ChangeTold(self.label(rule), old, new, self._sentence(rule, before), self._sentence(rule, after))

    def _sentence(self, rule: str, assessment: Assessment) -> str:
        result = assessment.results.get(rule)
        return "" if result is None else Sentences.of(assessment, self.language).outcome(result)


def _others(report: Report, pks: set[str]) -> list[ProgrammeVersion]:
    """The other versions that judge dossiers of the campaign, the last installed first."""
    return list(ProgrammeVersion.objects.filter(pk__in=report.versions.keys() - pks).order_by("-installed_at", "-pk"))


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
        read |= {parameter.id for top in checked.trees for parameter in tree.parameters_below(top)}
    return read
