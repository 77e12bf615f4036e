"""Where a dossier stands: its answers read, judged, and what is still asked: all that pages show."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from poincon.cahier.basics.numbers import Number, parse_fraction
from poincon.cahier.basics.problems import Problem
from poincon.cahier.evaluation import Assessment, FieldState, assess, completeness
from poincon.cahier.loading import Package
from poincon.cahier.model import RuleKind, Section
from poincon.dossiers import answers as reading
from poincon.dossiers.answers import Answers
from poincon.dossiers.enums import SectionState
from poincon.dossiers.models import Attachment, Dossier, SectionAnswers

BLOCKING = {RuleKind.COHERENCE}


@dataclass(frozen=True, eq=False)
class Standing:
    """A dossier read and judged as it is now."""

    dossier: Dossier
    package: Package
    answers: Answers
    sections: dict[str, SectionAnswers]
    attachments: tuple[Attachment, ...]
    problems: dict[str, list[Problem]]
    """What could not be read, by the name of the input."""
    assessment: Assessment

    @cached_property
    def fields(self) -> tuple[FieldState, ...]:
        return completeness(self.assessment).states

    def fields_of(self, section: str) -> list[FieldState]:
        return [state for state in self.fields if state.field.section == section]

    @property
    def lacking(self) -> list[FieldState]:
        """Required answers that are not given."""
        return [state for state in self.fields if state.lacking]

    @property
    def may_be_submitted(self) -> bool:
        """Nothing required is missing and nothing is unreadable. Outcomes never stop a submission."""
        return not self.lacking and not self.problems

    def problems_of(self, section: Section) -> dict[str, list[Problem]]:
        wanted = {field.id for group in section.groups for field in group.fields}
        programme = self.package.programme
        found = {}
        for name, problems in self.problems.items():
            parsed = reading.parse_name(name, programme)
            if parsed is not None and parsed.field.id in wanted:
                found[name] = problems
        return found

    def section_state(self, section: Section) -> SectionState:
        if self.problems_of(section):
            return SectionState.TO_CORRECT
        states = self.fields_of(section.id)
        if not any(state.filled for state in states):
            asked = any(state.required is not False and state.shown is not False for state in states)
            return SectionState.TO_START if asked else SectionState.OPTIONAL
        return SectionState.IN_PROGRESS if any(state.lacking for state in states) else SectionState.COMPLETE


def campaign_parameters(dossier: Dossier) -> dict[str, Number]:
    """The figures that the campaign sets, exact."""
    values = {name: parse_fraction(str(text)) for name, text in dossier.campaign.parameters.items()}
    return {name: value for name, value in values.items() if value is not None}


def standing(dossier: Dossier) -> Standing:
    """Read and judge a dossier: two queries."""
    package = dossier.campaign.programme_version.package
    sections = {row.section: row for row in dossier.sections.select_related("updated_by")}
    attachments = tuple(dossier.attachments.filter(removed_at__isnull=True).select_related("file"))
    answers: Answers = {}
    for row in sections.values():
        answers.update(row.answers)
    documents = {one.name: one.file.name for one in attachments}
    engine, problems = reading.read(
        answers, package.programme, documents, dossier.reference_year, campaign_parameters(dossier)
    )
    return Standing(dossier, package, answers, sections, attachments, problems, assess(package, engine))
