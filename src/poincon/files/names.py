"""Names of documents: whole as they arrive; as a browser is told them (RFC 6266), accents and signs included."""

from __future__ import annotations

import re
import unicodedata
from typing import Any
from urllib.parse import quote

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import MemoryFileUploadHandler, TemporaryFileUploadHandler

from poincon.cahier.basics.identifiers import LONGEST_FILE_NAME, read_file_name

_NEAREST = str.maketrans(
    dict(zip("’‘–—øØłŁ\u00a0\u202f", "''--oOlL  ", strict=True))
    | {"œ": "oe", "Œ": "Oe", "æ": "ae", "Æ": "Ae", "ß": "ss"}
)
_ALONE = re.compile(r"[A-Za-z0-9 ._()+,=@~'-]+")
"""Names that every reader of `filename="…"` reads alike."""
_LONGEST_ENDING = 20
"""Characters after the point that are still an ending."""


class InMemory(MemoryFileUploadHandler):
    """Keeps the name that was sent: Django cuts it at 255 characters, and what is cut could be taken."""

    def file_complete(self, file_size: int) -> UploadedFile[Any] | None:
        return _with_whole_name(super().file_complete(file_size), self.file_name)


class InTemporaryFile(TemporaryFileUploadHandler):
    """Keeps the name that was sent, as `InMemory` does."""

    def file_complete(self, file_size: int) -> UploadedFile[Any] | None:
        return _with_whole_name(super().file_complete(file_size), self.file_name)


def whole_name(upload: UploadedFile[Any]) -> str:
    """The name under which a document was sent, however long."""
    return getattr(upload, "whole_name", None) or upload.name or ""


def _with_whole_name(upload: UploadedFile[Any] | None, name: str | None) -> UploadedFile[Any] | None:
    if upload is not None:
        upload.whole_name = name  # type: ignore[attr-defined]
    return upload


def attachment(name: str) -> str:
    """The `Content-Disposition` of a document to be kept under that name, for browsers of today and of yesterday."""
    whole = read_file_name(_shortened(name)) or "document"
    plain = _plain(whole)
    exact = "" if plain == whole else f"; filename*=UTF-8''{quote(whole, safe='')}"
    return f'attachment; filename="{plain}"{exact}'


def _shortened(name: str) -> str:
    """What a system can keep of the name of a document stored before names had a limit: its beginning, its ending."""
    if len(name.encode()) <= LONGEST_FILE_NAME:
        return name
    stem, point, ending = name.rpartition(".")
    tail = f"{point}{ending}".encode() if stem and len(ending) <= _LONGEST_ENDING else b""
    return (name.encode()[: LONGEST_FILE_NAME - len(tail)] + tail).decode(errors="ignore")


def _plain(name: str) -> str:
    """The nearest name in ASCII: what a program reads that knows no other."""
    letters = unicodedata.normalize("NFKD", name.translate(_NEAREST))
    plain = "".join(sign for sign in letters if not unicodedata.combining(sign))
    return "".join(sign if _ALONE.fullmatch(sign) else "_" for sign in plain)
