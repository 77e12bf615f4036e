"""What this room freezes (`journal.frozen`)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from poincon.correspondence.models import DossierMessage, Letter, MessageAttachment, OfficialNote
from poincon.journal.frozen import FrozenKind

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
)
MESSAGE = FrozenKind(
    "message", DossierMessage, _("message"), ("dossier_id", "author_id", "from_authority", "text", "made_at")
)
MESSAGE_ATTACHMENT = FrozenKind(
    "message_attachment", MessageAttachment, _("document d’un message"), ("message_id", "file_id")
)
OFFICIAL_NOTE = FrozenKind("official_note", OfficialNote, _("note"), ("dossier_id", "author_id", "text", "made_at"))

KINDS = (LETTER, MESSAGE, MESSAGE_ATTACHMENT, OFFICIAL_NOTE)
