"""Where a sheet stands: its answers read, judged, and what is still asked: all that pages show.

Whether somebody reads it as it is now or as a snapshot froze it is its owner's to say.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from poincon.cahier.basics.numbers import Number, fraction_text, parse_fraction
from poincon.cahier.basics.problems import Place, Problem
from poincon.cahier.basics.text import Text
from poincon.cahier.evaluation import Assessment, Completeness, FieldState, assess, completeness, without_hidden
from poincon.cahier.explanation import Names, beyond_text
from poincon.cahier.loading import Package
from poincon.cahier.model import FILING, Group, Section
from poincon.campaigns.models import package_of
from poincon.files.models import ScanState, StoredFile
from poincon.sheets import answers as reading
from poincon.sheets.answers import Answer, Answers, Name, NamedAnswers, named, parse_name
from poincon.sheets.enums import SectionState
from poincon.sheets.models import Attachment, SectionAnswers, Sheet, Snapshot
from poincon.sheets.shown import shown_answers


@dataclass(frozen=True, eq=False)
class Standing:
    """A sheet read and judged, as it is now or as a snapshot froze it.

    Of a snapshot, `sections` and `attachments` are rows that no database holds: they say nothing of who wrote since.
    """

    sheet: Sheet
    package: Package
    answers: Answers
    """As they are stored, what is hidden included: it comes back when it is shown again."""
    by_name: dict[Name, Answer]
    """The same, by the names that the package has."""
    sections: dict[str, SectionAnswers]
    attachments: tuple[Attachment, ...]
    documents: dict[Name, Attachment]
    """The same, by the names that the package has."""
    problems: dict[str, list[Problem]]
    """What could not be read of what is not hidden, or is beyond a bound, by the name of the input."""
    assessment: Assessment

    @cached_property
    def states(self) -> tuple[FieldState, ...]:
        """All that the form asks of anybody."""
        return completeness(self.assessment).states

    @cached_property
    def fields(self) -> tuple[FieldState, ...]:
        """What the structure is asked: not what others fill."""
        return tuple(state for state in self.states if state.field.at_entry)

    @cached_property
    def filled_by_others(self) -> tuple[Group, ...]:
        """The groups that others fill, without those that are hidden whole."""
        shown = {state.field.group for state in self.states if state.shown is not False and not state.field.at_entry}
        return tuple(group for group in self.package.programme.groups if group.id in shown)

    def fields_of(self, section: str) -> list[FieldState]:
        return self._fields_by_section.get(section, [])

    @cached_property
    def _fields_by_section(self) -> dict[str, list[FieldState]]:
        by_section: dict[str, list[FieldState]] = {}
        for state in self.fields:
            by_section.setdefault(state.field.section, []).append(state)
        return by_section

    @cached_property
    def asked_sections(self) -> tuple[Section, ...]:
        """The sections of the form, without those that are hidden whole."""
        return tuple(section for section in self.package.programme.sections if self.asks(section))

    def asks(self, section: Section) -> bool:
        """Whether the structure is asked for something in that section."""
        is_empty = not any(group.fields for group in section.groups)
        return is_empty or any(state.shown is not False for state in self.fields_of(section.id))

    @cached_property
    def hidden(self) -> frozenset[str]:
        """The base names of the fields that are not shown: nothing of them counts, blocks or is frozen."""
        return frozenset(state.path for state in self.fields if state.shown is False)

    @cached_property
    def shown_answers(self) -> NamedAnswers:
        """What it says: no hidden field, no blank row."""
        return shown_answers(self.by_name, self.documents, self.hidden)

    @cached_property
    def shown_documents(self) -> dict[Name, Attachment]:
        return {name: document for name, document in self.documents.items() if name.base not in self.hidden}

    @property
    def shown_attachments(self) -> tuple[Attachment, ...]:
        """All documents but those of hidden fields; also those that the package has no name for."""
        hidden = self.documents.keys() - self.shown_documents.keys()
        return tuple(document for document in self.attachments if document.name not in {name.text for name in hidden})

    @property
    def lacking(self) -> list[FieldState]:
        """Required answers that are not given."""
        return [state for state in self.fields if state.lacking]

    @property
    def may_be_submitted(self) -> bool:
        """Nothing required is missing, nothing is unreadable or out of bounds. Outcomes never stop a submission."""
        return not self.lacking and not self.problems

    @cached_property
    def problem_names(self) -> dict[str, Name | None]:
        """The names of what could not be read, by text; None for what no single input is about."""
        return {text: parse_name(text, self.package.programme) for text in self.problems}

    def problems_of(self, section: Section) -> dict[Name, list[Problem]]:
        return {
            name: self.problems[text]
            for text, name in self.problem_names.items()
            if name is not None and name.section == section.id
        }

    def section_state(self, section: Section) -> SectionState:
        if self.problems_of(section):
            return SectionState.TO_CORRECT
        states = [state for state in self.fields_of(section.id) if state.shown is not False]
        if not any(state.filled for state in states):
            mandatory = any(state.required is not False for state in states)
            return SectionState.TO_START if mandatory else SectionState.OPTIONAL
        return SectionState.IN_PROGRESS if any(state.lacking for state in states) else SectionState.COMPLETE


def standing_of_sheet(sheet: Sheet, figures: dict[str, Number], filed: date | None = None) -> Standing:
    """Read and judge a sheet as it is now: two queries, a third for a refused document.

    `figures`: those that its owner sets, exact, by the parameter's identifier. `filed`: the day on which its owner is
    filed, in Paris; None for what has no such day.
    """
    sections = {row.section: row for row in sheet.sections.select_related("updated_by")}
    attachments = tuple(sheet.attachments.filter(removed_at__isnull=True).select_related("file"))
    names = named(_stored(sections), sheet.package.programme)
    judged = _judged(sheet, sheet.package, names, sections, attachments, figures, filed)
    refused = _refused(judged)
    return replace(judged, problems={**judged.problems, **refused}) if refused else judged


def standing_of_answers(
    sheet: Sheet, package: Package, answers: dict[Name, Answer], documents: tuple[Attachment, ...]
) -> Standing:
    """Read and judge answers that no database holds, for a sheet that none holds either: no query."""
    return _judged(sheet, package, answers, {}, documents, {}, None)


def _stored(sections: Mapping[str, SectionAnswers]) -> Answers:
    """The answers of all sections, as they are stored."""
    return {text: answer for row in sections.values() for text, answer in row.answers.items()}


def _refused(standing: Standing) -> dict[str, list[Problem]]:
    """Documents that the virus scanner refused, to be taken back or replaced before the sheet is frozen.

    Not those that a snapshot has already: they may be locked, and say what was frozen.
    """
    refused = {
        name: document for name, document in standing.documents.items() if document.file.scan_state == ScanState.REFUSED
    }
    if not refused:
        return {}
    last = standing.sheet.snapshots.last()
    frozen_files = (
        {document["file"] for document in json.loads(last.content)["documents"].values()} if last is not None else set()
    )
    return {
        name.text: [Problem(Place(name.text), "refused_document", _REFUSED)]
        for name, document in refused.items()
        if str(document.file_id) not in frozen_files and name.base not in standing.hidden
    }


BEYOND = "beyond_bound"
"""The code of the problems of answers that can be read, and are beyond what other answers allow."""


def _beyond(state: Completeness, package: Package) -> dict[str, list[Problem]]:
    return {
        field.path: [Problem(Place(field.path), BEYOND, beyond_text(each, package.programme)) for each in field.beyond]
        for field in state.beyond
    }


_REFUSED = Text(
    "L’antivirus a refusé ce document : retirez-le, ou remplacez-le par une version saine.",
    "The virus scanner refused this document: take it back, or replace it with a sound version.",
)


def standing_of_snapshot(snapshot: Snapshot, sheet: Sheet) -> Standing:
    """The sheet as that snapshot froze it, judged by the version, the figures and the day that it names."""
    return standing_of_content(json.loads(snapshot.content), sheet)


def standing_of_content(content: Mapping[str, Any], sheet: Sheet) -> Standing:
    """The same, from the content of a snapshot: one query for its documents."""
    return _judged_content(content, sheet, _package_of(content, sheet), _documents_of(content, sheet))


def standing_of_frozen(content: Mapping[str, Any], package: Package) -> Standing:
    """The same, from the content alone and the package that it names, for a sheet that no database holds: no query.

    Raises what a content of another shape makes of it: `KeyError`, `TypeError`, `ValueError` and the like.
    """
    sheet = Sheet(programme_version_id=package.digest, reference_year=int(content["reference_year"]))
    listed: dict[str, dict[str, Any]] = content["documents"]
    documents = tuple(
        Attachment(sheet=sheet, name=name, file=_file_of(document)) for name, document in sorted(listed.items())
    )
    return _judged_content(content, sheet, package, documents)


def _judged_content(
    content: Mapping[str, Any], sheet: Sheet, package: Package, documents: tuple[Attachment, ...]
) -> Standing:
    names: dict[Name, Answer] = named(content["answers"], package.programme)
    sections: dict[str, SectionAnswers] = {}
    for name, answer in names.items():
        row = sections.setdefault(name.section, SectionAnswers(sheet=sheet, section=name.section))
        row.answers[name.text] = answer
    parameters = {name: parse_fraction(str(text)) for name, text in content["parameters"].items()}
    figures = {name: value for name, value in parameters.items() if value is not None}
    on, filed = date.fromisoformat(content["on"]), content.get("filed")
    day = None if filed is None else date.fromisoformat(filed)
    return _judged(sheet, package, names, sections, documents, figures, day, on)


def standing_with(standing: Standing, answers: Mapping[str, Any], documents: Mapping[str, Any]) -> Standing:
    """What `standing` would be with these answers and documents instead; None takes one away."""
    merged_answers = {name: value for name, value in {**standing.answers, **answers}.items() if value is not None}
    current_documents = {attachment.name: frozen_document(attachment) for attachment in standing.attachments}
    content = {
        "programme_digest": standing.package.digest,
        "answers": merged_answers,
        "documents": {
            name: document for name, document in {**current_documents, **documents}.items() if document is not None
        },
        "parameters": {name: fraction_text(value) for name, value in standing.assessment.dossier.parameters.items()},
        "on": standing.assessment.on.isoformat(),
        **filing_of(standing),
    }
    return standing_of_content(content, standing.sheet)


def filing_of(standing: Standing) -> dict[str, str]:
    """What a snapshot keeps of the day of filing; nothing where no parameter is read at it."""
    filed, parameters = standing.assessment.dossier.filed, standing.package.programme.parameters
    if filed is None or not any(parameter.read_on == FILING for parameter in parameters):
        return {}
    return {"filed": filed.isoformat()}


def _package_of(content: Mapping[str, Any], sheet: Sheet) -> Package:
    """The package that a snapshot was judged by."""
    digest = content["programme_digest"]
    if digest == sheet.programme_version_id:
        return sheet.package
    return package_of(digest)


def frozen_document(attachment: Attachment) -> dict[str, Any]:
    """What a snapshot keeps of a document."""
    return {
        "file": str(attachment.file_id),
        "name": attachment.file.name,
        "digest": attachment.file.digest,
        "size": attachment.file.size,
    }


def _documents_of(content: Mapping[str, Any], sheet: Sheet) -> tuple[Attachment, ...]:
    listed: dict[str, dict[str, Any]] = content["documents"]
    stored = StoredFile.objects.in_bulk([uuid.UUID(document["file"]) for document in listed.values()])
    return tuple(
        Attachment(sheet=sheet, name=name, file=stored.get(uuid.UUID(document["file"])) or _file_of(document))
        for name, document in sorted(listed.items())
    )


def _file_of(document: Mapping[str, Any]) -> StoredFile:
    """What a snapshot says of a document that is no longer stored."""
    return StoredFile(
        id=uuid.UUID(document["file"]), name=document["name"], digest=document["digest"], size=document["size"]
    )


def _judged(
    sheet: Sheet,
    package: Package,
    names: dict[Name, Answer],
    sections: dict[str, SectionAnswers],
    attachments: tuple[Attachment, ...],
    parameters: dict[str, Number],
    filed: date | None,
    on: date | None = None,
) -> Standing:
    documents = named({document.name: document for document in attachments}, package.programme)
    files = {name: document.file.name for name, document in documents.items()}
    # An owner that took another version may have set figures that this one does not know.
    identifiers = {parameter.id for parameter in package.programme.parameters if parameter.campaign}
    read = {name: value for name, value in parameters.items() if name in identifiers}
    engine, problems = reading.read(names, package.programme, files, sheet.reference_year, read)
    judgement = assess(package, replace(engine, filed=filed), on)
    if problems or package.rulebook.bounds:
        state = completeness(judgement)
        shown = {name: without_hidden(each, state, root="") for name, each in problems.items()}
        problems = {name: each for name, each in shown.items() if each} | _beyond(state, package)
        problems = {name: problems[name] for name in Names(package.programme, "fr").in_order(problems)}
    return Standing(sheet, package, _stored(sections), names, sections, attachments, documents, problems, judgement)
