"""Receiving and giving documents. Content is streamed, sniffed, limited, and stored once under its SHA-256."""

from __future__ import annotations

import errno
import hashlib
import logging
import os
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import IO, Any, BinaryIO

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import FileResponse
from django.utils.translation import get_language

from poincon.cahier.basics.characters import visible_text
from poincon.cahier.basics.identifiers import LONGEST_FILE_NAME, ending_of, is_long_file_name, read_file_name
from poincon.files import scanning
from poincon.files.arriving import working_folder
from poincon.files.contents import is_there, note_present, open_content
from poincon.files.models import ScanState, StoredFile
from poincon.files.names import attachment, whole_name
from poincon.files.storage import content_path
from poincon.files.types import MEDIA_TYPES, archive_matches, content_matches
from poincon.people.models import Person
from poincon.workflow.refusals import Unfit

CHUNK_BYTES = 256 * 1024
HEAD_BYTES = 8 * 1024

_OF_DISK = frozenset(
    {
        errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.ESTALE,
        errno.EACCES, errno.EPERM, errno.ENOTDIR, errno.EEXIST,
    }
)  # fmt: skip
"""What a disk says that is full or failing, or a folder that cannot be written; a line that breaks off says others."""
_LOGGER = logging.getLogger(__name__)

__all__ = ["FileRefused", "attachment_response", "content_path", "receive", "whole_name"]


class FileRefused(Unfit):
    """A document that cannot be taken; the sentence says what would be right."""

    def __init__(self, code: str, message_fr: str, message_en: str) -> None:
        self.code = code
        self.message_fr = message_fr
        self.message_en = message_en
        super().__init__(self.message(get_language() or "fr"))

    def message(self, language: str) -> str:
        return self.message_en if language == "en" else self.message_fr


def receive(
    stream: BinaryIO | UploadedFile[Any],
    name: str,
    *,
    formats: tuple[str, ...],
    maximum_megabytes: int,
    actor: Person,
    now: datetime,
    made_here: bool = False,
) -> StoredFile:
    """Store a document, and have it scanned. Raises `FileRefused`; nothing is left behind then.

    A disk that is full, or cannot be written, is such a refusal: its sentence says what to do.

    `made_here`: the platform wrote it, word for word: nobody's content is in it, and it is not scanned.
    """
    name = document_name(name, formats)
    ending = ending_of(name)
    try:
        digest, size = _keep(stream, ending, formats, maximum_megabytes, None if made_here else now)
    except OSError as error:
        if error.errno not in _OF_DISK:
            raise
        _LOGGER.error("a document could not be kept: %s", error.strerror)  # noqa: TRY400 - the path says no more
        raise _not_kept() from error
    with transaction.atomic():
        stored = StoredFile.objects.create(
            digest=digest,
            size=size,
            media_type=MEDIA_TYPES.get(ending, "application/octet-stream"),
            name=name,
            uploaded_by=actor,
            uploaded_at=now,
            scan_state=ScanState.MADE_HERE if made_here else ScanState.PENDING,
        )
        note_present([digest])
        if not made_here:
            scanning.ask(stored, now)
    return stored


def _keep(
    stream: BinaryIO | UploadedFile[Any],
    ending: str,
    formats: tuple[str, ...],
    maximum_megabytes: int,
    checked_at: datetime | None,
) -> tuple[str, int]:
    """Put the content in its place; its digest and size. `checked_at`: when what the scanner knows of it is asked.

    Raises `FileRefused`, or `OSError` when the disk does not take it.
    """
    with tempfile.NamedTemporaryFile(dir=working_folder(), delete=False) as file:
        path = Path(file.name)
        try:
            digest, size, head = _copy(stream, file, maximum_megabytes)
            file.flush()
            _check_content(ending, size, head, path, formats)
            if checked_at is not None:
                _check_known(digest, checked_at)
            os.fsync(file.fileno())
            _settle(path, digest, size)
        finally:
            path.unlink(missing_ok=True)
    return digest, size


def _not_kept() -> FileRefused:
    return FileRefused(
        "not_kept",
        "Ce document n’a pas pu être gardé\u00a0: le serveur ne peut plus rien écrire. Gardez-le, prévenez le service "
        "qui tient la plateforme, puis envoyez-le de nouveau.",
        "This document could not be kept: the server cannot write any more. Keep it, tell the service that runs the "
        "platform, then send it again.",
    )


def _check_known(digest: str, now: datetime) -> None:
    """A content that the scanner refused lately is refused at once: whoever sends it again need not wait to hear it."""
    precedent = scanning.known_verdict(digest, now)
    if precedent is not None and precedent.scan_state == ScanState.REFUSED:
        raise FileRefused(
            "infected",
            "L’antivirus a refusé ce document. Faites-le vérifier sur votre poste, puis envoyez une version saine.",
            "The virus scanner refused this document. Have it checked on your computer, then send a sound version.",
        )


def attachment_response(file: StoredFile) -> FileResponse:
    """The document as a download: never shown inside our own pages. Raises `ContentMissing`."""
    response = FileResponse(open_content(file), content_type=file.media_type)
    response["Content-Disposition"] = attachment(file.name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def document_name(path: str, formats: tuple[str, ...]) -> str:
    """The name as dossiers have it; a browser that sends the folder too says nothing more by it."""
    last = path.replace("\\", "/").rpartition("/")[2]
    name = read_file_name(last)
    if ending_of(name or visible_text(last)) not in formats:
        listed = ", ".join(formats)
        raise FileRefused(
            "format",
            f"Ce document n’est pas dans un format accepté. Formats acceptés\u00a0: {listed}.",
            f"This document is not in an accepted format. Accepted formats: {listed}.",
        )
    if name is None and is_long_file_name(last):
        shown = visible_text(last)[:60]
        raise FileRefused(
            "long_name",
            f"Le nom de ce document est trop long («\u00a0{shown}…\u00a0»)\u00a0: {LONGEST_FILE_NAME} octets au plus, "
            "et une lettre accentuée en compte deux. Raccourcissez-le, puis envoyez le document de nouveau.",
            f"The name of this document is too long (“{shown}…”): {LONGEST_FILE_NAME} bytes at most, and an accented "
            "letter counts for two. Shorten it, then send the document again.",
        )
    if name is None:
        shown = visible_text(last)[:60]
        raise FileRefused(
            "name",
            f"«\u00a0{shown}\u00a0» n’est pas un nom de document\u00a0: il commence par un point, ou contient "
            "un signe qui ne s’écrit pas. Renommez le fichier, puis envoyez-le de nouveau.",
            f"“{shown}” is not a name for a document: it begins with a point, or holds a sign that cannot be written. "
            "Rename the file, then send it again.",
        )
    return name


def _chunks(stream: BinaryIO | UploadedFile[Any]) -> Iterator[bytes]:
    if isinstance(stream, UploadedFile):
        yield from stream.chunks(CHUNK_BYTES)
        return
    while chunk := stream.read(CHUNK_BYTES):
        yield chunk


def _copy(stream: BinaryIO | UploadedFile[Any], file: IO[bytes], maximum_megabytes: int) -> tuple[str, int, bytes]:
    """Copy within the limit; the digest, the size and the first bytes."""
    sha, size, head = hashlib.sha256(), 0, b""
    for chunk in _chunks(stream):
        size += len(chunk)
        if size > maximum_megabytes * 1024 * 1024:
            raise FileRefused(
                "too_large",
                f"Ce document dépasse {maximum_megabytes}\u00a0Mo. Réduisez-le, ou partagez-le en plusieurs documents.",
                f"This document is over {maximum_megabytes} MB. Make it smaller, or split it into several.",
            )
        if len(head) < HEAD_BYTES:
            head += chunk[: HEAD_BYTES - len(head)]
        sha.update(chunk)
        file.write(chunk)
    return sha.hexdigest(), size, head


def _check_content(ending: str, size: int, head: bytes, path: Path, formats: tuple[str, ...]) -> None:
    if not size:
        raise FileRefused("empty", "Ce document est vide.", "This document is empty.")
    if not (content_matches(ending, head) and archive_matches(ending, path)):
        listed = ", ".join(formats)
        raise FileRefused(
            "content",
            f"Le contenu de ce document n’est pas celui d’un fichier «\u00a0{ending}\u00a0». "
            f"Formats acceptés\u00a0: {listed}.",
            f"The content of this document is not that of a “{ending}” file. Accepted formats: {listed}.",
        )


def _settle(path: Path, digest: str, size: int) -> None:
    """Put the content in its place at once; the same content may be there already, its row to come as well."""
    target = content_path(digest)
    target.parent.mkdir(parents=True, exist_ok=True)
    if is_there(digest, size):
        os.utime(target)  # whoever compares the store with the database gives its row the time to come
        return
    path.chmod(0o600)
    path.replace(target)
