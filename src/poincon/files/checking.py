"""The database against the store, both ways, every content read: what `poincon manage check_files` tells."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from pathlib import Path

from poincon.files.contents import BATCH, hashed, named_contents, note_missing, note_present
from poincon.files.models import StoredFile
from poincon.files.storage import files_root

SETTLING = timedelta(seconds=15)
"""How long a content may lie in the store before its row is there: it is stored first."""
_PROGRESS_CONTENTS = 1_000
_PROGRESS_BYTES = 1024**3


class Trouble(Enum):
    """What may be wrong with a content."""

    MISSING = "missing"
    UNREADABLE = "unreadable"
    SIZE = "size"
    DIGEST = "digest"
    UNNAMED = "unnamed"
    """No row names it."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One content that does not hold. `name`: its digest, or what the store calls it when no row names it."""

    trouble: Trouble
    name: str


@dataclass(slots=True)
class Check:
    """A check of all contents, and what it has counted so far.

    `progress` is called after each thousand contents and each gibibyte; `wait` sleeps so many seconds.
    """

    now: datetime
    progress: Callable[[Check], None]
    wait: Callable[[float], None] = time.sleep
    contents: int = 0
    bytes_read: int = 0
    _told: tuple[int, int] = field(default=(0, 0))

    def faults(self) -> Iterator[Fault]:
        """Each fault as it is met. Documents are marked, or no longer, as missing on the way."""
        yield from self._of_rows()
        yield from self._of_store()

    def _of_rows(self) -> Iterator[Fault]:
        for batch in named_contents():
            absent: set[str] = set()
            for digest, size in batch:
                trouble = self._trouble(digest, size)
                if trouble is not None:
                    yield Fault(trouble, digest)
                if trouble in {Trouble.MISSING, Trouble.UNREADABLE, Trouble.SIZE}:
                    absent.add(digest)
            note_missing(absent, self.now)
            note_present({digest for digest, _size in batch} - absent)

    def _trouble(self, digest: str, size: int) -> Trouble | None:
        try:
            actual, count = hashed(digest, self._advance)
        except (FileNotFoundError, NotADirectoryError):
            return Trouble.MISSING
        except OSError:
            return Trouble.UNREADABLE
        self.contents += 1
        self._tell()
        if count != size:
            return Trouble.SIZE
        return None if actual == digest else Trouble.DIGEST

    def _advance(self, part: bytes) -> None:
        self.bytes_read += len(part)
        self._tell()

    def _tell(self) -> None:
        reached = (self.contents // _PROGRESS_CONTENTS, self.bytes_read // _PROGRESS_BYTES)
        if reached != self._told:
            self._told = reached
            self.progress(self)

    def _of_store(self) -> Iterator[Fault]:
        recent: list[str] = []
        for names in _batches(files_root()):
            for name in _unnamed(names):
                if self._is_recent(name):
                    recent.append(name)
                else:
                    yield Fault(Trouble.UNNAMED, name)
        if recent:
            self.wait(SETTLING.total_seconds())
            yield from (Fault(Trouble.UNNAMED, name) for name in _unnamed(recent))

    def _is_recent(self, name: str) -> bool:
        try:
            written = (files_root() / name).lstat().st_mtime
        except OSError:
            return False
        return written > (self.now - SETTLING).timestamp()


def _batches(root: Path) -> Iterator[list[str]]:
    """What lies where contents do, by its path below the root."""
    batch: list[str] = []
    for folder in _folders(root):
        with os.scandir(root / folder) as entries:
            for entry in entries:
                batch.append(f"{folder}/{entry.name}")
                if len(batch) == BATCH:
                    yield batch
                    batch = []
    if batch:
        yield batch


def _folders(root: Path) -> list[str]:
    """Those of two hexadecimal digits: contents lie nowhere else. Raises `OSError`."""
    if not root.exists():
        return []
    return sorted(path.name for path in root.iterdir() if _is_prefix(path.name) and path.is_dir())


def _is_prefix(name: str) -> bool:
    return len(name) == 2 and set(name) <= set("0123456789abcdef")


def _unnamed(names: list[str]) -> list[str]:
    """Those of the names that are still there, and that no row makes a content."""
    digests = [name.rpartition("/")[2] for name in names]
    rows = set(StoredFile.objects.filter(digest__in=digests).values_list("digest", flat=True))
    root = files_root()
    return [
        name
        for name, digest in zip(names, digests, strict=True)
        if (digest not in rows or not name.startswith(digest[:2])) and (root / name).exists()
    ]
