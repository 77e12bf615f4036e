"""The contents of documents in a store: each bears its own digest, under a folder of its first two characters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

_NAME = re.compile(r"[0-9a-f]{64}")


def place_in(folder: Path, name: str) -> Path:
    """Where the content of that name lies in a store."""
    return folder / name[:2] / name


def names_in(folder: Path) -> Iterator[str]:
    """The names of all contents, in their order. What is still arriving bears no such name. Raises `OSError`."""
    if not folder.is_dir():
        return
    for shelf in sorted(path for path in folder.iterdir() if len(path.name) == 2 and path.is_dir()):
        for path in sorted(shelf.iterdir()):
            if _NAME.fullmatch(path.name) and path.name.startswith(shelf.name) and path.is_file():
                yield path.name
