"""Putting answers and documents back as a snapshot froze them. What is put aside stays in the revisions.

What is hidden is left alone: it was not frozen, and comes back when it is shown again.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from poincon.files.models import StoredFile
from poincon.people.models import Person
from poincon.sheets.answers import Answer, Changes, Name, by_text, named
from poincon.sheets.models import Attachment, SectionAnswers, Sheet, Snapshot
from poincon.sheets.saving import revise
from poincon.sheets.snapshots import written
from poincon.sheets.standing import frozen_document, standing_of_content

PutBack = dict[str, dict[str, Any]]
"""`{"answers": {name: what it was}, "documents": {name: what it was}}`; None for what was not there."""
Keeps = Callable[[Name], bool]
"""Whether the input of that name is left as it is."""


def nothing(name: Name) -> bool:
    """Keeps nothing."""
    return False


def put_back(sheet: Sheet, snapshot: Snapshot, actor: Person, now: datetime, keeps: Keeps = nothing) -> PutBack:
    """Put back what differs from the snapshot, but for what `keeps` keeps and what is hidden. Gives what was put aside.

    What is put back may show what was hidden: whoever wants that back too does it again, until nothing is put aside.

    Its owner is locked by the caller, who says so in the journal.
    """
    content = json.loads(snapshot.content)
    programme = sheet.package.programme
    current = standing_of_content({**content, **written(sheet)}, sheet)

    def stays(name: Name) -> bool:
        return name.base in current.hidden or keeps(name)

    return {
        "answers": _answers(sheet, named(content["answers"], programme), actor, now, stays),
        "documents": _documents(sheet, named(content["documents"], programme), now, stays),
    }


def put_all_back(sheet: Sheet, snapshot: Snapshot, actor: Person, now: datetime) -> PutBack:
    """Put everything back as the snapshot froze it, what that shows again included. Gives what was put aside."""
    aside = put_back(sheet, snapshot, actor, now)
    while any((more := put_back(sheet, snapshot, actor, now)).values()):
        for part, names in more.items():
            aside[part] = names | aside[part]
    return aside


def _answers(
    sheet: Sheet, frozen: Mapping[Name, Answer], actor: Person, now: datetime, keeps: Keeps
) -> dict[str, Answer | None]:
    rows = {row.section: row for row in sheet.sections.all()}
    stored = {text: value for row in rows.values() for text, value in row.answers.items()}
    live = named(stored, sheet.package.programme)
    aside: Changes = {}
    changed: dict[str, Changes] = {}
    for name in {**live, **frozen}:
        if (live.get(name) or None) != (frozen.get(name) or None) and not keeps(name):
            aside[name] = live.get(name)
            changed.setdefault(name.section, {})[name] = frozen.get(name)
    for section, changes in changed.items():
        row = rows.get(section) or SectionAnswers(sheet=sheet, section=section)
        revise(row, changes, actor, now)  # who wrote last is not changed
    return dict(sorted(by_text(aside).items()))


def _documents(
    sheet: Sheet, frozen: Mapping[Name, dict[str, Any]], now: datetime, keeps: Keeps
) -> dict[str, dict[str, Any] | None]:
    attached = sheet.attachments.filter(removed_at__isnull=True).select_related("file")
    current = named({attachment.name: attachment for attachment in attached}, sheet.package.programme)
    aside: dict[str, dict[str, Any] | None] = {}
    for name in sorted({*current, *frozen}, key=str):
        attachment, document = current.get(name), frozen.get(name)
        same = attachment is not None and document is not None and str(attachment.file_id) == document["file"]
        if same or keeps(name):
            continue
        aside[name.text] = frozen_document(attachment) if attachment is not None else None
        if attachment is not None:
            sheet.attachments.filter(pk=attachment.pk).update(removed_at=now)
        if document is not None:
            file = StoredFile.objects.get(pk=uuid.UUID(document["file"]))
            Attachment.objects.create(sheet=sheet, name=name.text, file=file, added_at=now, added_by=file.uploaded_by)
    return aside
