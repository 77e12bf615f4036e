"""Letters and messages of a dossier, in its export (`workflow.evidence`). Officials' own notes are not in it."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from poincon.ui.moments import moment_words
from poincon.workflow.evidence import Evidence, FrozenRow, Line, Section, instant_of, name_of


def sections(evidence: Evidence) -> Iterable[Section]:
    letters, messages = evidence.rows("letter"), evidence.rows("message")
    if letters:
        yield Section("letters", _("Lettres"), tuple(_letter(evidence, row) for row in letters))
    if messages:
        yield Section("messages", _("Messages"), tuple(_message(evidence, row) for row in messages))


def _letter(evidence: Evidence, row: FrozenRow) -> Line:
    columns = row.columns
    sent = _("Envoyée le %(moment)s par %(name)s") % {
        "moment": moment_words(instant_of(columns, "sent_at"), "fr"),
        "name": name_of(evidence, columns, "sent_by_id"),
    }
    paragraphs = [part if isinstance(part, str) else "\n".join(map(str, part)) for part in columns["paragraphs"]]
    files = str(columns["pdf_id"]), str(columns["docx_id"])
    return Line(str(columns["title"]), (sent, str(columns["sender"]), *paragraphs), files=files)


def _message(evidence: Evidence, row: FrozenRow) -> Line:
    columns = row.columns
    sides = {True: _("pour l’autorité"), False: _("pour la structure")}
    title = _("%(name)s, %(side)s, le %(moment)s") % {
        "name": name_of(evidence, columns, "author_id"),
        "side": sides[bool(columns["from_authority"])],
        "moment": moment_words(instant_of(columns, "made_at"), "fr"),
    }
    attachments = [each.columns for each in evidence.rows("message_attachment")]
    files = tuple(str(each["file_id"]) for each in attachments if str(each["message_id"]) == row.number)
    return Line(title, tuple(str(columns["text"]).split("\n\n")), files=files)
