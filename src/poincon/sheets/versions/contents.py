"""What sheets hold when a version comes, read many at once: answers, documents, what was set aside earlier."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping, Sequence

from poincon.cahier.model import FieldKind
from poincon.campaigns.models import ProgrammeVersion
from poincon.sheets.answers import Answers, parse_name
from poincon.sheets.models import Attachment, SectionAnswers, SectionRevision, SetAsideAnswer, Sheet, Snapshot
from poincon.sheets.versions.following import Contents, EarlierAnswer

BySheet = dict[uuid.UUID, Contents]


def contents_of(sheets: Sequence[Sheet], following: Sequence[Sheet]) -> BySheet:
    """What each holds, work in progress included; of those that follow, also what was set aside: it may come back."""
    sections: dict[uuid.UUID, dict[str, Answers]] = {}
    for row in SectionAnswers.objects.filter(sheet__in=sheets):
        sections.setdefault(row.sheet_id, {})[row.section] = dict(row.answers)
    documents: dict[uuid.UUID, dict[str, str]] = {}
    for attachment in Attachment.objects.filter(sheet__in=sheets, removed_at__isnull=True).select_related("file"):
        documents.setdefault(attachment.sheet_id, {})[attachment.name] = attachment.file.name
    set_aside = _set_aside(following)
    return {
        sheet.pk: Contents(
            sections.get(sheet.pk, {}),
            documents.get(sheet.pk, {}),
            set_aside.get(sheet.pk, ()),
            _moved(sheet, set_aside[sheet.pk]) if sheet.pk in set_aside else frozenset(),
        )
        for sheet in sheets
    }


def frozen_contents_of(sheets: Sequence[Sheet]) -> BySheet:
    """What was frozen last of each that ever was: nothing of it follows, so nothing comes back."""
    by_sheet: BySheet = {}
    for snapshot in Snapshot.objects.filter(sheet__in=sheets).order_by("made_at", "id"):
        content = json.loads(snapshot.content)
        documents: Mapping[str, Mapping[str, str]] = content["documents"]
        names = {name: document["name"] for name, document in documents.items()}
        by_sheet[snapshot.sheet_id] = Contents({"": content["answers"]}, names)
    return by_sheet


def _set_aside(sheets: Sequence[Sheet]) -> dict[uuid.UUID, tuple[EarlierAnswer, ...]]:
    """What was set aside, the first first."""
    answers: dict[uuid.UUID, list[EarlierAnswer]] = {}
    rows = SetAsideAnswer.objects.filter(sheet__in=sheets).order_by("set_aside_at", "id")
    versions = ProgrammeVersion.objects.in_bulk(set(rows.values_list("asked_by_id", flat=True)))
    for row in rows:
        version = versions[row.asked_by_id]
        answer = EarlierAnswer(
            row.pk, row.name, row.value, version.package.programme, is_document=_is_document(row.name, version)
        )
        answers.setdefault(row.sheet_id, []).append(answer)
    return {key: tuple(each) for key, each in answers.items()}


def _is_document(name: str, version: ProgrammeVersion) -> bool:
    """Whether that version asked for a document under this name."""
    parsed = parse_name(name, version.package.programme)
    return parsed is not None and parsed.asked.kind is FieldKind.FILE and not parsed.declares_absence


def _moved(sheet: Sheet, answers: Iterable[EarlierAnswer]) -> frozenset[str]:
    """Tables in which a row came or went since something of the sheet was first set aside."""
    names = (parse_name(answer.name, answer.asked_by) for answer in answers)
    tables = {name.whole for name in names if name is not None and name.row is not None}
    if not tables:
        return frozenset()
    first = sheet.set_aside.earliest("set_aside_at").set_aside_at
    later = SectionRevision.objects.filter(answers__sheet=sheet, made_at__gt=first)
    changed = {text for revision in later for text in revision.previous}
    return frozenset(table.base for table in tables if table.row_count.text in changed)
