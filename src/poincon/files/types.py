"""What a document really is: its first bytes, and what its archive says of itself, against the ending of its name."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote
from xml.parsers import expat

import puremagic

from poincon.cahier.basics.identifiers import ending_of
from poincon.files.archives import UnreadableArchive, first_bytes, member_name, opened

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

PDF_HEADER_WITHIN = 1024
"""Bytes among which a PDF begins: readers take what mail servers and scanners put before."""
MAXIMUM_TYPES = 1024 * 1024
"""Bytes read of the part that lists the types of an archive's parts: a workbook of a thousand sheets has 150 000."""

_ZIPPED = {"docx", "xlsx", "pptx", "odt", "ods", "zip"}
_SAME = {"jpg": {"jpg", "jpeg", "jfif"}, "jpeg": {"jpg", "jpeg", "jfif"}}
_CONTENT_TYPES = "[content_types].xml"
_OVERRIDE = "http://schemas.openxmlformats.org/package/2006/content-types Override"
_DEFAULT = "http://schemas.openxmlformats.org/package/2006/content-types Default"


def archive_matches(ending: str, path: Path) -> bool:
    """Whether a zipped document says that it is what its ending says. Nothing is unpacked but a few kilobytes."""
    matches = _DOCUMENTS.get(ending)
    if matches is None:
        return True
    try:
        with path.open("rb") as content, opened(content) as archive:
            return matches(archive, {member_name(entry).lower(): entry for entry in archive.infolist()}, ending)
    except (UnreadableArchive, OSError):
        return False


_Members = dict[str, zipfile.ZipInfo]
"""What an archive holds, by its name in lower case: names of parts are compared without regard to it."""


def _is_office(archive: zipfile.ZipFile, members: _Members, ending: str) -> bool:
    """Whether a part that is there has the type of the main part of such a document, whatever the part is called."""
    types = members.get(_CONTENT_TYPES)
    if types is None:
        return False
    declared = _declared(first_bytes(archive, types, MAXIMUM_TYPES), f"{MEDIA_TYPES[ending]}.main+xml")
    if any(part in members for part in declared.parts):
        return True
    untyped = members.keys() - declared.typed - {_CONTENT_TYPES}
    return any(ending_of(part) in declared.endings for part in untyped)


def _is_open_document(archive: zipfile.ZipFile, members: _Members, ending: str) -> bool:
    """Whether `mimetype` says so; where it is lacking, as some old programs leave it, whether there is a content."""
    expected = MEDIA_TYPES[ending].encode()
    declared = members.get("mimetype")
    if declared is not None and first_bytes(archive, declared, len(expected) + 16).strip() != expected:
        return False
    return "content.xml" in members


_DOCUMENTS: dict[str, Callable[[zipfile.ZipFile, _Members, str], bool]] = {
    "docx": _is_office,
    "xlsx": _is_office,
    "pptx": _is_office,
    "odt": _is_open_document,
    "ods": _is_open_document,
}


class _Enough(Exception):
    """Nothing more of a part needs reading."""


@dataclass
class _Declared:
    """What an archive says has one type: parts by name, and every part of some ending that says nothing else."""

    parts: set[str] = field(default_factory=set)
    endings: set[str] = field(default_factory=set)
    typed: set[str] = field(default_factory=set)
    """Parts that say a type of their own, whichever it is."""


def _declared(content: bytes, media_type: str) -> _Declared:
    """What has this type, as far as the list can be read. Entities, which no such list has, end it."""
    declared = _Declared()

    def element(name: str, attributes: dict[str, str]) -> None:
        has_type = attributes.get("ContentType", "").lower() == media_type.lower()
        part = unquote(attributes.get("PartName", "")).removeprefix("/").lower()
        if name == _OVERRIDE and part:
            declared.typed.add(part)
            if has_type:
                declared.parts.add(part)
        elif name == _DEFAULT and has_type and attributes.get("Extension"):
            declared.endings.add(attributes["Extension"].lower())

    def declaration(*_details: object) -> None:
        raise _Enough

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = element
    parser.StartDoctypeDeclHandler = declaration
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, _Enough):
        pass
    except (LookupError, ValueError):  # an encoding that Python does not know
        return _Declared()
    return declared


def content_matches(ending: str, head: bytes) -> bool:
    """Whether the first bytes are those of the type that the ending announces."""
    if ending == "csv":
        return b"\0" not in head
    if ending == "pdf":
        return b"%PDF-" in head[:PDF_HEADER_WITHIN]
    if ending in _ZIPPED:
        return head.startswith(b"PK\x03\x04")
    try:
        extensions = {match.extension.lstrip(".").lower() for match in puremagic.magic_string(head)}
    except puremagic.PureError:
        return False
    return bool(extensions & _SAME.get(ending, {ending}))
