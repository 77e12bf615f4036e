"""What dossiers hold when a version comes, read many at once: answers, documents, what was set aside earlier."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from poincon.cahier.loading import Package
from poincon.cahier.model import FieldKind
from poincon.campaigns.models import ProgrammeVersion
from poincon.dossiers.adoption.following import Given, Kept
from poincon.dossiers.answers import Answers, Name, NamedAnswers, named, parse_name
from poincon.dossiers.enums import PREPARED, State
from poincon.dossiers.models import (
    Attachment,
    Dossier,
    SectionAnswers,
    SectionRevision,
    SetAsideAnswer,
    Snapshot,
)

CHUNK = 200


@dataclass(frozen=True, slots=True)
class Held:
    """A dossier with what it holds; once handed over, as it was handed over last."""

    dossier: Dossier
    contents: Given

    @property
    def package(self) -> Package:
        return self.dossier.package

    def by_name(self) -> tuple[NamedAnswers, dict[Name, str]]:
        """Its answers, and the file names of its documents, as its own version reads them."""
        answers = {text: answer for section in self.contents.sections.values() for text, answer in section.items()}
        programme = self.package.programme
        return named(answers, programme), named(self.contents.documents, programme)


def held_by(dossiers: Iterable[Dossier]) -> Iterator[Held]:
    """Each dossier with what it holds, some queries for `CHUNK` of them."""
    rest = iter(dossiers)
    while chunk := list(islice(rest, CHUNK)):
        yield from _held(chunk)


def _held(dossiers: Sequence[Dossier]) -> Iterator[Held]:
    sections: dict[uuid.UUID, dict[str, Answers]] = {}
    for row in SectionAnswers.objects.filter(dossier__in=dossiers):
        sections.setdefault(row.dossier_id, {})[row.section] = dict(row.answers)
    documents: dict[uuid.UUID, dict[str, str]] = {}
    for attachment in Attachment.objects.filter(dossier__in=dossiers, removed_at__isnull=True).select_related("file"):
        documents.setdefault(attachment.dossier_id, {})[attachment.name] = attachment.file.name
    prepared = [dossier for dossier in dossiers if dossier.state in PREPARED]
    set_aside = _kept(prepared)
    moved = {dossier.pk: _moved(dossier, set_aside[dossier.pk]) for dossier in prepared if dossier.pk in set_aside}
    frozen = _snapshots([dossier for dossier in dossiers if dossier.state == State.TO_CORRECT])
    for dossier in dossiers:
        if dossier.pk in frozen:
            yield Held(dossier, frozen[dossier.pk])
            continue
        contents = Given(
            sections.get(dossier.pk, {}),
            documents.get(dossier.pk, {}),
            set_aside.get(dossier.pk, ()),
            moved.get(dossier.pk, frozenset()),
        )
        yield Held(dossier, contents)


def _kept(dossiers: Sequence[Dossier]) -> dict[uuid.UUID, tuple[Kept, ...]]:
    """What was set aside, the first first."""
    answers: dict[uuid.UUID, list[Kept]] = {}
    rows = SetAsideAnswer.objects.filter(dossier__in=dossiers).order_by("set_aside_at", "id")
    versions = ProgrammeVersion.objects.in_bulk(set(rows.values_list("asked_by_id", flat=True)))
    for row in rows:
        programme = versions[row.asked_by_id].package.programme
        answer = Kept(
            row.pk, row.name, row.value, programme, is_document=is_document(row.name, versions[row.asked_by_id])
        )
        answers.setdefault(row.dossier_id, []).append(answer)
    return {key: tuple(each) for key, each in answers.items()}


def is_document(name: str, version: ProgrammeVersion) -> bool:
    """Whether that version asked for a document under this name."""
    parsed = parse_name(name, version.package.programme)
    return parsed is not None and parsed.asked.kind is FieldKind.FILE


def _moved(dossier: Dossier, answers: Iterable[Kept]) -> frozenset[str]:
    """Tables in which a row came or went since something of the dossier was first set aside."""
    names = (parse_name(answer.name, answer.asked_by) for answer in answers)
    tables = {name.whole for name in names if name is not None and name.row is not None}
    if not tables:
        return frozenset()
    first = dossier.set_aside.earliest("set_aside_at").set_aside_at
    later = SectionRevision.objects.filter(answers__dossier=dossier, made_at__gt=first)
    changed = {text for revision in later for text in revision.previous}
    return frozenset(table.base for table in tables if table.row_count.text in changed)


def _snapshots(dossiers: Sequence[Dossier]) -> dict[uuid.UUID, Given]:
    """What was handed over last: the work in progress is nobody else's to read."""
    by_dossier: dict[uuid.UUID, Given] = {}
    for snapshot in Snapshot.objects.filter(dossier__in=dossiers).order_by("made_at", "id"):
        content = json.loads(snapshot.content)
        documents: Mapping[str, Mapping[str, str]] = content["documents"]
        names = {name: document["name"] for name, document in documents.items()}
        by_dossier[snapshot.dossier_id] = Given({"": content["answers"]}, names)
    return by_dossier
