"""What a document really is: its first bytes, against the ending of its name."""

from __future__ import annotations

import zipfile
from pathlib import Path

import puremagic

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "csv": "text/csv",
    "zip": "application/zip",
}
"""Endings that a programme may ask for, and the type that is served."""

_ZIPPED = {"docx", "xlsx", "pptx", "odt", "ods", "zip"}
_MAIN_PART = {
    "docx": "word/document.xml",
    "xlsx": "xl/workbook.xml",
    "pptx": "ppt/presentation.xml",
    "odt": "content.xml",
    "ods": "content.xml",
}
_SAME = {"jpg": {"jpg", "jpeg", "jfif"}, "jpeg": {"jpg", "jpeg", "jfif"}}


def archive_matches(ending: str, path: Path) -> bool:
    """Whether a zipped document holds the part that makes it what its ending says. Nothing is unpacked."""
    main = _MAIN_PART.get(ending)
    if ending not in _ZIPPED or main is None:
        return True
    try:
        with zipfile.ZipFile(path) as archive:
            return main in archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError):
        return False


def content_matches(ending: str, head: bytes) -> bool:
    """Whether the first bytes are those of the type that the ending announces."""
    if ending == "csv":
        return b"\0" not in head
    if ending in _ZIPPED:
        return head.startswith(b"PK\x03\x04")
    try:
        extensions = {match.extension.lstrip(".").lower() for match in puremagic.magic_string(head)}
    except puremagic.PureError:
        return False
    return bool(extensions & _SAME.get(ending, {ending}))
