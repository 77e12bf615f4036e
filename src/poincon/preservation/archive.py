"""The archive of a dossier, from anybody: opened within bounds, whatever it says of itself; never unpacked on disk."""

from __future__ import annotations

import hashlib
import json
import stat
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from poincon.files.archives import READABLE, UnreadableArchive, first_bytes, opened
from poincon.files.contents import CHUNK_BYTES
from poincon.journal.verification import Findings
from poincon.preservation.copying import NotPreserved, Part, why
from poincon.preservation.paths import MANIFEST

MAXIMUM_TEXT = 32 * 1024 * 1024
"""Bytes of one text, unpacked; the acts and snapshots of our largest dossiers take a tenth."""
MAXIMUM_TEXTS = 256 * 1024 * 1024
"""Bytes of all that is compressed, unpacked. Documents are stored as they are: they take what the archive takes."""
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError)
"""What a member raises whose bytes were changed."""
_ENCRYPTED = 0x1


class Archive:
    """The members of an archive, by name. Raises `NotPreserved` for what is out of proportion, or leads elsewhere."""

    def __init__(self, archive: zipfile.ZipFile, size: int) -> None:
        self._archive = archive
        self._entries: dict[str, zipfile.ZipInfo] = {}
        for entry in (entry for entry in archive.infolist() if not entry.is_dir()):
            _check_entry(entry)
            if entry.filename in self._entries:
                raise NotPreserved(_("Cette archive contient deux fois « %(name)s ».") % {"name": entry.filename[:120]})
            self._entries[entry.filename] = entry
        entries = self._entries.values()
        packed = sum(entry.file_size for entry in entries if entry.compress_type != zipfile.ZIP_STORED)
        if packed > MAXIMUM_TEXTS or sum(entry.compress_size for entry in entries) > size:
            raise NotPreserved(_("Cette archive dit contenir plus qu'elle ne peut : elle n'est pas lue."))

    @property
    def names(self) -> frozenset[str]:
        return frozenset(self._entries)

    def text(self, name: str) -> bytes:
        """A member, whole. Raises `NotPreserved` when it is too large or not there."""
        entry = self._entries.get(name)
        if entry is None:
            raise NotPreserved(_("« %(name)s » manque dans l'archive.") % {"name": name[:120]})
        try:
            content = first_bytes(self._archive, entry, MAXIMUM_TEXT + 1)
        except BROKEN as error:
            raise _unreadable(name) from error
        if len(content) > MAXIMUM_TEXT:
            raise NotPreserved(_("« %(name)s » est trop grand pour être lu.") % {"name": name[:120]})
        return content

    def json(self, name: str) -> Any:
        """Raises `NotPreserved` when it is no JSON."""
        try:
            return json.loads(self.text(name))
        except (ValueError, RecursionError) as error:
            raise _unreadable(name) from error

    def part_of(self, name: str, most: int) -> Part:
        """A member as it is, read little further than the size that it should have. Raises what is in `BROKEN`."""
        sha, size = hashlib.sha256(), 0
        with self._archive.open(self._entries[name]) as stream:
            while chunk := stream.read(CHUNK_BYTES):
                sha.update(chunk)
                size += len(chunk)
                if size > most:
                    break
        return Part(name, sha.hexdigest(), size)


def _is_intact(archive: Archive, part: Part) -> bool:
    try:
        return archive.part_of(part.name, part.size) == part
    except BROKEN:
        return False


def _unreadable(name: str) -> NotPreserved:
    return NotPreserved(_("« %(name)s » ne se lit pas.") % {"name": name[:120]})


def _check_entry(entry: zipfile.ZipInfo) -> None:
    name = entry.filename
    parts = name.replace("\\", "/").split("/")
    if ":" in parts[0] or any(part in ("", ".", "..") for part in parts) or stat.S_ISLNK(entry.external_attr >> 16):
        raise NotPreserved(_("« %(name)s » mène hors de l'archive : elle n'est pas lue.") % {"name": name[:120]})
    if entry.flag_bits & _ENCRYPTED or entry.compress_type not in READABLE:
        sentence = _("« %(name)s » est protégé, ou comprimé d'une façon qui n'est pas lue ici.")
        raise NotPreserved(sentence % {"name": name[:120]})


@contextmanager
def read_archive(path: Path) -> Iterator[Archive]:
    """Raises `NotPreserved`, also for what turns out to be unreadable inside the `with`."""
    try:
        with path.open("rb") as content, opened(content) as archive:
            yield Archive(archive, path.stat().st_size)
    except UnreadableArchive as error:
        raise NotPreserved(_("« %(file)s » n'est pas une archive ZIP qui se lit.") % {"file": path}) from error
    except OSError as error:
        raise NotPreserved(
            _("« %(file)s » ne se lit pas (%(error)s).") % {"file": path, "error": why(error)}
        ) from error


def parts_of(manifest: Mapping[str, Any]) -> dict[str, Part]:
    """The files that a manifest lists, by name. Raises `NotPreserved` for another shape."""
    try:
        parts = [Part(str(each["name"]), str(each["digest"]), int(each["size"])) for each in manifest["files"]]
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise _unreadable(MANIFEST) from error
    return {part.name: part for part in parts}


def compare_parts(archive: Archive, parts: Mapping[str, Part], findings: Findings) -> None:
    """Name each member that is not what the manifest says, that lacks, or that it does not list."""
    for name, part in parts.items():
        if name not in archive.names:
            findings.fault(_("%(part)s : il manque.") % {"part": name[:200]})
        elif not _is_intact(archive, part):
            findings.fault(_("%(part)s : son empreinte n'est pas celle que dit le manifeste.") % {"part": name[:200]})
    for name in sorted(archive.names - parts.keys() - {MANIFEST}):
        findings.fault(_("%(part)s : le manifeste ne le nomme pas.") % {"part": name[:200]})
