"""What was decided on, frozen: canonical JSON that can be recomputed years later."""

from __future__ import annotations

import hashlib
import json
import uuid
from datetime import datetime
from typing import Any

from poincon.cahier.explanation import Sentences, value_json
from poincon.dossiers.models import ChangeRequest, Dossier, Snapshot
from poincon.dossiers.standing import Standing, frozen_document
from poincon.people.models import Person


def canonical(content: Any) -> str:
    """JSON with sorted keys and no spaces: the same content, the same text."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def digest_of(text: str) -> str:
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def take(
    dossier: Dossier, standing: Standing, actor: Person, now: datetime, *, request: ChangeRequest | None = None
) -> Snapshot:
    """Freeze a dossier as it stands; in answer to a request, with what was asked and what the structure says of it."""
    content = _content(dossier, standing, now)
    if request is not None:
        content["request"] = [
            {"section": item.section, "name": item.name, "text": item.text, "answer": item.answer}
            for item in request.items.all()
        ]
    text = canonical(content)
    return Snapshot.objects.create(dossier=dossier, content=text, digest=digest_of(text), made_at=now, made_by=actor)


def was_handed_over(dossier: Dossier, file: uuid.UUID) -> bool:
    """Whether that document was among those of a submission."""
    contents = (json.loads(text) for text in dossier.snapshots.values_list("content", flat=True))
    return any(document["file"] == str(file) for content in contents for document in content["documents"].values())


def _content(dossier: Dossier, standing: Standing, now: datetime) -> dict[str, Any]:
    answers = canonical(standing.answers)
    documents = {attachment.name: frozen_document(attachment) for attachment in standing.attachments}
    return {
        "number": dossier.number,
        "programme": standing.package.programme.id,
        "version": standing.package.programme.version,
        "programme_digest": standing.package.digest,
        "organisation": str(dossier.organisation_id),
        "reference_year": dossier.reference_year,
        "on": standing.assessment.on.isoformat(),
        "parameters": dossier.campaign.parameters,
        "answers": standing.answers,
        "answers_digest": digest_of(answers),
        "documents": documents,
        "outcomes": _outcomes(standing),
        "made_at": now.isoformat(),
    }


def written(dossier: Dossier) -> dict[str, Any]:
    """Its answers and documents as they are now, in the form of a snapshot's."""
    rows = dossier.sections.all()
    current = dossier.attachments.filter(removed_at__isnull=True).select_related("file")
    return {
        "answers": {name: answer for row in rows for name, answer in row.answers.items()},
        "documents": {attachment.name: frozen_document(attachment) for attachment in current},
    }


def _outcomes(standing: Standing) -> dict[str, Any]:
    """Status, value and sentence of every rule: what was said that day, beside what allows to say it again."""
    sentences = Sentences(standing.package.programme, "fr")
    outcomes = {}
    for name, result in standing.assessment.results.items():
        value, exact = value_json(result.value)
        status = result.status.value if result.status else None
        outcomes[name] = {"status": status, "value": value, "exact": exact, "text": sentences.outcome(result)}
    return outcomes
