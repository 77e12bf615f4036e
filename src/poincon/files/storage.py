"""Where the content of documents lies: each bears its own digest, in a folder of its first two characters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

_NAME = re.compile(r"[0-9a-f]{64}")


def files_root() -> Path:
    """The folder of all contents."""
    return Path(settings.FILES_ROOT)


def content_path(digest: str) -> Path:
    """Where the content of that digest lies."""
    return place_in(files_root(), digest)


def place_in(folder: Path, digest: str) -> Path:
    """The same, in another folder that is laid out as ours."""
    return folder / digest[:2] / digest


def names_in(folder: Path) -> Iterator[str]:
    """The names of all contents of such a folder, in their order. Raises `OSError`.

    What is still arriving bears no such name.
    """
    if not folder.is_dir():
        return
    for shelf in sorted(path for path in folder.iterdir() if len(path.name) == 2 and path.is_dir()):
        for path in sorted(shelf.iterdir()):
            if _NAME.fullmatch(path.name) and path.name.startswith(shelf.name) and path.is_file():
                yield path.name
