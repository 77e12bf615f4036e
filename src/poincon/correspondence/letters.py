"""Letters about any subject: made into files, frozen when they are sent, read back in their very words.

What a letter says, and who may send it, is known by the room that words it; so is the act that the journal keeps of it.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import datetime

from django.db.models import QuerySet

from poincon.correspondence.models import Letter
from poincon.files import services as files
from poincon.files.models import StoredFile
from poincon.journal.chain import Subject
from poincon.people.models import Person
from poincon.sheets.models import Snapshot
from poincon.ui.documents.letter import LetterText, blocks, letter_pdf
from poincon.ui.documents.prose import Block
from poincon.ui.language import language_of
from poincon.workflow.subjects import exists


def _docx(letter: LetterText, moment: datetime) -> bytes:
    from poincon.ui.documents.letter_docx import letter_docx  # a sixth of what a server reads to start, for few letters

    return letter_docx(letter, moment)


FORMATS = {"pdf": letter_pdf, "docx": _docx}
"""How a letter is made into a file, by its ending."""

_LARGEST = 20
"""Megabytes of a file of a letter."""


def files_of(document: LetterText, now: datetime) -> dict[str, bytes]:
    """The letter in each format: slow, to be made before a transaction begins."""
    return {ending: make(document, now) for ending, make in FORMATS.items()}


def freeze(
    about: Subject,
    kind: str,
    document: LetterText,
    contents: Mapping[str, bytes],
    *,
    name: str,
    actor: Person,
    now: datetime,
    snapshot: Snapshot | None = None,
) -> Letter:
    """Keep a letter as it is sent, in the caller's transaction; `contents` come from `files_of`, `name` names them.

    Raises `LookupError` for a subject that is not there: no foreign key would.
    """
    if not exists(about):
        raise LookupError(f"no {about.kind} {about.id}: a letter is about something")
    stored = {ending: _stored(content, name, ending, actor, now) for ending, content in contents.items()}
    return Letter.objects.create(
        subject_kind=about.kind,
        subject_id=about.id,
        kind=kind,
        sender=document.sender,
        reference=document.reference,
        title=document.title,
        paragraphs=[part if isinstance(part, str) else list(part) for part in document.paragraphs],
        language=document.language,
        snapshot=snapshot,
        pdf=stored["pdf"],
        docx=stored["docx"],
        sent_at=now,
        sent_by=actor,
    )


def _stored(content: bytes, name: str, ending: str, actor: Person, now: datetime) -> StoredFile:
    return files.receive(
        io.BytesIO(content),
        f"{name}.{ending}",
        formats=(ending,),
        maximum_megabytes=_LARGEST,
        actor=actor,
        now=now,
        made_here=True,
    )


def letters_about(about: Subject) -> QuerySet[Letter]:
    """The letters sent about a subject, with their files and who sent them; the first one first."""
    letters = Letter.objects.filter(subject_kind=about.kind, subject_id=about.id)
    return letters.select_related("pdf", "docx", "sent_by")


def document_of(letter: Letter) -> LetterText:
    """A letter that was sent, to be shown."""
    paragraphs = tuple(part if isinstance(part, str) else tuple(part) for part in letter.paragraphs)
    return LetterText(language_of(letter.language), letter.sender, letter.reference, letter.title, paragraphs)


def text_of(letter: Letter) -> list[Block]:
    """The very words of a letter that was sent (`correspondence/_letter_text.html`)."""
    return list(blocks(document_of(letter)))


def file_of(letter: Letter, ending: str) -> StoredFile | None:
    """One of its two files, by its ending; None when there is no such file."""
    return {"pdf": letter.pdf, "docx": letter.docx}.get(ending)
