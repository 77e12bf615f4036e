"""Files of ours alone, copied while they are hashed, on the disk before anything rests on them."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from poincon.files.contents import measured

Report = Callable[[str], None]
"""Called often, with how far the work is: whoever shows it chooses how often."""


class NotPreserved(Exception):
    """What cannot be used, or could not be made; the sentence says which, and what to do."""


@dataclass(frozen=True, slots=True)
class Part:
    """A file as it was when it was written: its name, its SHA-256 in hexadecimal, its size in bytes."""

    name: str
    digest: str
    size: int


def part_of(path: Path, name: str) -> Part:
    """Read a file whole. Raises `OSError`."""
    with path.open("rb") as stream:
        return Part(name, *measured(stream))


def copied(source: Path, target: Path, name: str) -> Part:
    """Copy to a file that does not exist yet, and say what was copied. Raises `OSError`."""
    with source.open("rb") as stream, created(target) as copy:
        part = Part(name, *measured(stream, copy.write))
        settle(copy)
    return part


def created(path: Path) -> IO[bytes]:
    """A file that does not exist yet, which its owner alone may read. Raises `OSError`."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def settle(file: IO[bytes]) -> None:
    """Wait until what was written is on the disk."""
    file.flush()
    os.fsync(file.fileno())


def settle_path(path: Path) -> None:
    """The same, of a file or folder that somebody else wrote."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def folder_of_ours(path: Path) -> None:
    """A folder that its owner alone may open, made where there is none. Raises `OSError`."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.chmod(0o700)


def why(error: OSError) -> str:
    return error.strerror or type(error).__name__
