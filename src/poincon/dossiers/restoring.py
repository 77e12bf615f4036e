"""Putting answers and documents back as a snapshot froze them. What is put aside stays in the revisions."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

from poincon.cahier.model import Programme
from poincon.dossiers.answers import Answer, Answers, parse_name
from poincon.dossiers.models import Attachment, Dossier, SectionAnswers, Snapshot
from poincon.dossiers.saving import revise
from poincon.dossiers.standing import frozen_document
from poincon.files.models import StoredFile
from poincon.people.models import Person

PutBack = dict[str, dict[str, Any]]
"""`{"answers": {name: what it was}, "documents": {name: what it was}}`; None for what was not there."""
Keeps = Callable[[str, str], bool]
"""Whether the input of that section, of that name, is left as it is."""


def nothing(section: str, name: str) -> bool:
    """Keeps nothing."""
    return False


def put_back(dossier: Dossier, snapshot: Snapshot, actor: Person, now: datetime, keeps: Keeps = nothing) -> PutBack:
    """Put back what differs from the snapshot, but for what `keeps` keeps. Gives what was put aside.

    The dossier is locked by the caller, who says so in the journal.
    """
    content = json.loads(snapshot.content)
    programme = dossier.package.programme
    return {
        "answers": _answers(dossier, content["answers"], programme, actor, now, keeps),
        "documents": _documents(dossier, content["documents"], programme, now, keeps),
    }


def _answers(
    dossier: Dossier, frozen: Answers, programme: Programme, actor: Person, now: datetime, keeps: Keeps
) -> dict[str, Answer | None]:
    rows = {row.section: row for row in dossier.sections.all()}
    live = {name: value for row in rows.values() for name, value in row.answers.items()}
    aside: dict[str, Answer | None] = {}
    changed: dict[str, dict[str, Answer | None]] = {}
    for name in {**live, **frozen}:
        parsed = parse_name(name, programme)
        if parsed is None or (live.get(name) or None) == (frozen.get(name) or None):
            continue
        if not keeps(parsed.field.section, name):
            aside[name] = live.get(name)
            changed.setdefault(parsed.field.section, {})[name] = frozen.get(name)
    for section, changes in changed.items():
        row = rows.get(section) or SectionAnswers(dossier=dossier, section=section)
        revise(row, changes, actor, now)  # who wrote last is not changed
    return dict(sorted(aside.items()))


def _documents(
    dossier: Dossier, frozen: dict[str, dict[str, Any]], programme: Programme, now: datetime, keeps: Keeps
) -> dict[str, dict[str, Any] | None]:
    current = {one.name: one for one in dossier.attachments.filter(removed_at__isnull=True).select_related("file")}
    aside: dict[str, dict[str, Any] | None] = {}
    for name in sorted({*current, *frozen}):
        parsed = parse_name(name, programme)
        given, kept = current.get(name), frozen.get(name)
        same = given is not None and kept is not None and str(given.file_id) == kept["file"]
        if parsed is None or same or keeps(parsed.field.section, name):
            continue
        aside[name] = frozen_document(given) if given is not None else None
        if given is not None:
            dossier.attachments.filter(pk=given.pk).update(removed_at=now)
        if kept is not None:
            file = StoredFile.objects.get(pk=uuid.UUID(kept["file"]))
            Attachment.objects.create(dossier=dossier, name=name, file=file, added_at=now, added_by=file.uploaded_by)
    return aside
