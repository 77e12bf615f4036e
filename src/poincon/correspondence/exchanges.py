"""What a structure and those who examine say to each other about a dossier, and what officials note between themselves.

Both are permanent: nothing here is changed or deleted. The journal tells that something was written, never what.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from poincon.correspondence.models import DossierMessage, MessageAttachment, MessagesRead, OfficialNote
from poincon.dossiers.enums import State
from poincon.dossiers.lists import relist
from poincon.dossiers.models import Dossier
from poincon.dossiers.permissions import is_of_structure
from poincon.files import services as files
from poincon.files.models import StoredFile
from poincon.journal import services as journal
from poincon.people.models import Person
from poincon.workflow.locking import locked
from poincon.workflow.refusals import Allowed, Decision, Refused, Unfit, require

FORMATS = ("pdf", "docx", "xlsx", "odt", "ods", "csv", "png", "jpg", "jpeg")
MEGABYTES = 10
"""Size limit of one document."""
DOCUMENTS = 5
"""How many go with one message."""
LONGEST = 10_000
"""Characters of a message, and of a note."""
SAME = timedelta(minutes=1)
"""The same words, by the same person, so soon after: a button pressed twice."""


class UnfitMessage(Unfit):
    """A message or a note cannot be kept as it is; `part` says which of it: its text or its documents."""

    def __init__(self, reason: str, part: str = "texte") -> None:
        super().__init__(reason)
        self.part = part


class DocumentRefused(UnfitMessage):
    """One of the documents cannot be taken."""

    def __init__(self, name: str, refusal: files.FileRefused) -> None:
        super().__init__(_("%(name)s : %(why)s") % {"name": name, "why": refusal.reason}, "documents")


# who may


def may_exchange(person: Person, dossier: Dossier, now: datetime) -> Decision:
    """Writing a message. The person sees the dossier already."""
    if not dossier.was_received:
        return Refused(_("Vous pourrez écrire au service qui instruit dès que ce dossier sera déposé."))
    if dossier.state == State.WITHDRAWN:
        return Refused(_("Ce dossier est retiré : les messages se lisent encore, on n’en écrit plus."))
    if is_of_structure(person, dossier, now) or _examines(person, dossier, now):
        return Allowed()
    return Refused(_("Seules la structure et les personnes qui instruisent ce dossier peuvent écrire ici."))


def may_note(person: Person, dossier: Dossier, now: datetime) -> Decision:
    """Reading and writing the notes of officials: never somebody of the structure, whatever else they are."""
    if not _examines(person, dossier, now):
        return Refused(_("Ces notes sont réservées aux personnes qui instruisent ce dossier."))
    return Allowed()


def _examines(person: Person, dossier: Dossier, now: datetime) -> bool:
    return Dossier.objects.received_by(person, timezone.localdate(now)).filter(pk=dossier.pk).exists()


# messages


def messages_of(dossier: Dossier) -> QuerySet[DossierMessage]:
    """The last first."""
    messages = dossier.messages.select_related("author").prefetch_related("attachments__file")
    return messages.order_by("-made_at", "-pk")


def send(
    dossier_id: uuid.UUID, text: str, uploads: Sequence[UploadedFile[Any]], actor: Person, now: datetime
) -> DossierMessage:
    """Write to the other side. A double click writes once. Raises `NotAllowed`, `UnfitMessage`, `DocumentRefused`."""
    require(may_exchange(actor, Dossier.objects.get(pk=dossier_id), now))
    written = _fit(text)
    stored = _receive(uploads, actor, now)
    with transaction.atomic():
        dossier = locked(Dossier.objects, pk=dossier_id)
        require(may_exchange(actor, dossier, now))
        before = _just_written(dossier, written, stored, actor, now)
        if before is not None:
            _let_go(stored)
            return before
        message = DossierMessage.objects.create(
            dossier=dossier,
            author=actor,
            from_authority=not is_of_structure(actor, dossier, now),
            text=written,
            made_at=now,
        )
        attachments = MessageAttachment.objects.bulk_create(
            MessageAttachment(message=message, file=document) for document in stored
        )
        details = {"message": message.pk, "documents": [document.digest for document in stored]}
        frozen = [message, *attachments, *stored]
        relist(dossier)
        journal.record(dossier, "message_sent", actor=str(actor.pk), details=details, freezes=frozen, now=now)
    return message


def _fit(text: str) -> str:
    written = text.replace("\r\n", "\n").strip()
    if not written:
        raise UnfitMessage(_("Écrivez votre texte avant de l’envoyer."))
    if len(written) > LONGEST:
        raise UnfitMessage(
            _("Ce texte a %(count)d caractères, pour %(most)d au plus : raccourcissez-le, ou joignez-le en document.")
            % {"count": len(written), "most": LONGEST}
        )
    return written


def _receive(uploads: Sequence[UploadedFile[Any]], actor: Person, now: datetime) -> list[StoredFile]:
    """All of the documents, or none."""
    if len(uploads) > DOCUMENTS:
        raise UnfitMessage(
            _("Vous avez joint %(count)d documents, pour %(most)d au plus : envoyez les autres avec un second message.")
            % {"count": len(uploads), "most": DOCUMENTS},
            "documents",
        )
    stored: list[StoredFile] = []
    for upload in uploads:
        name = files.whole_name(upload)
        try:
            document = files.receive(upload, name, formats=FORMATS, maximum_megabytes=MEGABYTES, actor=actor, now=now)
        except files.FileRefused as refusal:
            _let_go(stored)
            raise DocumentRefused(name, refusal) from refusal
        stored.append(document)
    return stored


def _let_go(stored: Sequence[StoredFile]) -> None:
    """Documents that go with nothing: another message has the same ones, or one of them was refused."""
    StoredFile.objects.filter(pk__in=[document.pk for document in stored]).delete()


def _just_written(
    dossier: Dossier, text: str, stored: Sequence[StoredFile], actor: Person, now: datetime
) -> DossierMessage | None:
    """The same message, sent a moment ago by the same person."""
    digests = sorted(document.digest for document in stored)
    recent = dossier.messages.filter(author=actor, text=text, made_at__gt=now - SAME)
    for message in recent.prefetch_related("attachments__file"):
        if sorted(attachment.file.digest for attachment in message.attachments.all()) == digests:
            return message
    return None


def document_of(dossier: Dossier, file: uuid.UUID) -> StoredFile | None:
    """A document that goes with a message of this dossier; None when there is none."""
    attachments = MessageAttachment.objects.filter(message__dossier=dossier, file_id=file)
    return StoredFile.objects.filter(pk__in=attachments.values("file")).first()


# what was read


def read_until(dossier: Dossier, person: Person) -> datetime | None:
    """Up to when the person has read its messages; None when they never opened them."""
    return MessagesRead.objects.filter(dossier=dossier, person=person).values_list("at", flat=True).first()


def mark_read(dossier: Dossier, person: Person, messages: Sequence[DossierMessage]) -> None:
    """The page showed these. What is written meanwhile stays unread, and a mark never goes back."""
    if not messages:
        return
    last = max(message.made_at for message in messages)
    mark, is_new = MessagesRead.objects.get_or_create(dossier=dossier, person=person, defaults={"at": last})
    if not is_new:
        MessagesRead.objects.filter(pk=mark.pk, at__lt=last).update(at=last)


# notes of officials


def notes_of(person: Person, dossier: Dossier, now: datetime) -> QuerySet[OfficialNote]:
    """The notes, the last first; none for whoever may not read them."""
    notes = dossier.official_notes.select_related("author").order_by("-made_at", "-pk")
    return notes if may_note(person, dossier, now) else notes.none()


def add_note(dossier_id: uuid.UUID, text: str, actor: Person, now: datetime) -> OfficialNote:
    """Leave a note to one's colleagues. A double click leaves one. Raises `NotAllowed`, `UnfitMessage`."""
    written = _fit(text)
    with transaction.atomic():
        dossier = locked(Dossier.objects, pk=dossier_id)
        require(may_note(actor, dossier, now))
        before = dossier.official_notes.filter(author=actor, text=written, made_at__gt=now - SAME).first()
        if before is not None:
            return before
        note = OfficialNote.objects.create(dossier=dossier, author=actor, text=written, made_at=now)
        details = {"note": note.pk}
        journal.record(dossier, "official_note_added", actor=str(actor.pk), details=details, freezes=[note], now=now)
    return note
