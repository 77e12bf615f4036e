"""What this room freezes (`journal.frozen`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from poincon.correspondence.models import DossierMessage, Letter, MessageAttachment, OfficialNote
from poincon.journal.chain import Subject
from poincon.journal.frozen import FrozenKind


def _of_dossier(subject: Subject) -> Mapping[str, Any] | None:
    return {"dossier": subject.id} if subject.kind == "dossier" else None


LETTER = FrozenKind(
    "letter",
    Letter,
    _("lettre"),
    (
        "subject_kind",
        "subject_id",
        "kind",
        "sender",
        "reference",
        "title",
        "paragraphs",
        "language",
        "snapshot_id",
        "pdf_id",
        "docx_id",
        "sent_at",
        "sent_by_id",
    ),
    condition_of=lambda subject: {"subject_kind": subject.kind, "subject_id": subject.id},
    rests_on=lambda columns: [f"file/{columns['pdf_id']}", f"file/{columns['docx_id']}"],
)
MESSAGE = FrozenKind(
    "message",
    DossierMessage,
    _("message"),
    ("dossier_id", "author_id", "from_authority", "text", "made_at"),
    condition_of=_of_dossier,
)
MESSAGE_ATTACHMENT = FrozenKind(
    "message_attachment",
    MessageAttachment,
    _("document d’un message"),
    ("message_id", "file_id"),
    condition_of=lambda subject: {"message__dossier": subject.id} if subject.kind == "dossier" else None,
    rests_on=lambda columns: [f"file/{columns['file_id']}"],
)
OFFICIAL_NOTE = FrozenKind(
    "official_note",
    OfficialNote,
    _("note"),
    ("dossier_id", "author_id", "text", "made_at"),
    condition_of=_of_dossier,
    internal=True,
)

KINDS = (LETTER, MESSAGE, MESSAGE_ATTACHMENT, OFFICIAL_NOTE)
