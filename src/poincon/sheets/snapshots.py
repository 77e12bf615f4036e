"""A sheet frozen: canonical JSON that can be recomputed years later."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from poincon.cahier.explanation import Sentences, value_json
from poincon.people.models import Person
from poincon.sheets.answers import Answers, by_text
from poincon.sheets.models import Sheet, Snapshot
from poincon.sheets.standing import Standing, filing_of, frozen_document


def canonical(content: Any) -> str:
    """JSON with sorted keys and no spaces: the same content, the same text."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def digest_of(text: str) -> str:
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def take(
    standing: Standing, figures: Mapping[str, str], about: Mapping[str, Any], actor: Person, now: datetime
) -> Snapshot:
    """Freeze a sheet as it stands.

    `figures`: those that its owner sets, exact, as text, by the parameter's identifier; they judged it. `about`: what
    else its owner says of it, in the same content. Raises `ValueError` when that would hide something of the sheet.
    """
    content = {"parameters": figures, **_content(standing, now)}
    hidden = sorted(content.keys() & about.keys())
    if hidden:
        raise ValueError(f"the owner says otherwise what the sheet says: {', '.join(hidden)}")
    text = canonical({**about, **content})
    return Snapshot.objects.create(
        sheet=standing.sheet, content=text, digest=digest_of(text), made_at=now, made_by=actor
    )


def was_frozen(sheet: Sheet, file: uuid.UUID) -> bool:
    """Whether that document is among those of a snapshot."""
    contents = (json.loads(text) for text in sheet.snapshots.values_list("content", flat=True))
    return any(document["file"] == str(file) for content in contents for document in content["documents"].values())


def _content(standing: Standing, now: datetime) -> dict[str, Any]:
    answers = _answers(standing)
    documents = {attachment.name: frozen_document(attachment) for attachment in standing.shown_attachments}
    return {
        "programme": standing.package.programme.id,
        "version": standing.package.programme.version,
        "programme_digest": standing.package.digest,
        "reference_year": standing.sheet.reference_year,
        "on": standing.assessment.on.isoformat(),
        **filing_of(standing),
        "answers": answers,
        "answers_digest": digest_of(canonical(answers)),
        "documents": documents,
        "outcomes": outcomes_of(standing),
        "made_at": now.isoformat(),
    }


def _answers(standing: Standing) -> Answers:
    """What it says, by text: no hidden field, no blank row at the end of a table."""
    shown = by_text(standing.shown_answers)
    left_out = by_text(standing.by_name).keys() - shown.keys()
    return {name: answer for name, answer in standing.answers.items() if name not in left_out} | shown


def written(sheet: Sheet) -> dict[str, Any]:
    """Its answers and documents as they are now, in the form of a snapshot's."""
    rows = sheet.sections.all()
    current = sheet.attachments.filter(removed_at__isnull=True).select_related("file")
    return {
        "answers": {name: answer for row in rows for name, answer in row.answers.items()},
        "documents": {attachment.name: frozen_document(attachment) for attachment in current},
    }


def outcomes_of(standing: Standing) -> dict[str, Any]:
    """Status, value and sentence of every rule: what was said that day, beside what allows to say it again."""
    sentences = Sentences.of(standing.assessment, "fr")
    outcomes = {}
    for name, result in standing.assessment.results.items():
        value, exact = value_json(result.value)
        status = result.status.value if result.status else None
        outcomes[name] = {"status": status, "value": value, "exact": exact, "text": sentences.outcome(result)}
    return outcomes
