"""ZIP archives from anybody: opened within bounds, whatever they say of themselves. Nothing is unpacked on disk."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

MAXIMUM_INDEX = 4 * 1024 * 1024
"""Bytes of the list of members at the end of an archive: forty thousand of them, each ten times that in memory."""
READABLE = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""What `zipfile` unpacks no further than it is asked to: of the others, it unpacks whole blocks, whatever they hold."""
_FAULTS = (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, RuntimeError, ValueError)


class UnreadableArchive(Exception):
    """No ZIP archive, or one that is broken, locked, or out of all proportion."""


@contextmanager
def opened(content: IO[bytes]) -> Iterator[zipfile.ZipFile]:
    """The archive. Raises `UnreadableArchive`, also for what turns out to be unreadable inside the `with`."""
    try:
        with zipfile.ZipFile(_Measured(content)) as archive:
            yield archive
    except _FAULTS as error:
        raise UnreadableArchive from error


def member_name(entry: zipfile.ZipInfo) -> str:
    """The name of a member, its folders parted by `/`: some Windows programs write a backslash."""
    return entry.filename.replace("\\", "/")


def first_bytes(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> bytes:
    """At most so many bytes of a member, whatever its header says: a small archive may hold a huge file."""
    if entry.compress_type not in READABLE:
        raise zipfile.BadZipFile
    with archive.open(entry) as stream:
        return stream.read(most)


class _Measured(io.BufferedIOBase):
    """A content of which `zipfile` reads no list of members that is out of proportion: it asks for it all at once."""

    def __init__(self, content: IO[bytes]) -> None:
        self._content = content

    def read(self, size: int | None = -1, /) -> bytes:
        if size is not None and size > MAXIMUM_INDEX:
            raise zipfile.BadZipFile
        return self._content.read(-1 if size is None else size)

    def seek(self, offset: int, whence: int = 0, /) -> int:
        return self._content.seek(offset, whence)

    def tell(self) -> int:
        return self._content.tell()

    def seekable(self) -> bool:
        return True

    def readable(self) -> bool:
        return True
