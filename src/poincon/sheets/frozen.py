"""What this room freezes (`journal.frozen`)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from poincon.journal.chain import Subject
from poincon.journal.frozen import FrozenKind
from poincon.sheets.models import Sheet, Snapshot


def content_of(columns: Mapping[str, Any]) -> dict[str, Any]:
    """What a snapshot froze, by the columns of its row. Raises `TypeError` or `ValueError` for no JSON object."""
    content = json.loads(str(columns.get("content")))
    if not isinstance(content, dict):
        raise TypeError("the content of a snapshot is an object")
    return content


def _rests_on(columns: Mapping[str, Any]) -> Iterable[str]:
    """The version that judged it and its documents; nothing for a content that was spoilt."""
    try:
        content = content_of(columns)
        documents = [f"file/{document['file']}" for document in content["documents"].values()]
        return [f"programme_version/{content['programme_digest']}", *documents]
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError):
        return []


def _condition_of(subject: Subject) -> Mapping[str, Any] | None:
    """Those of the sheet that the subject owns: owners call themselves by their kind, as journals do."""
    relation = Sheet._meta.fields_map.get(subject.kind)  # noqa: SLF001 - Django's own name for what leads back to a row
    return None if relation is None else {f"sheet__{subject.kind}": subject.id}


SNAPSHOT = FrozenKind(
    "snapshot",
    Snapshot,
    _("cliché"),
    ("sheet_id", "content", "digest", "made_at", "made_by_id"),
    condition_of=_condition_of,
    rests_on=_rests_on,
)

KINDS = (SNAPSHOT,)
