"""The folder where uploads are written before they are put in their place, and what a killed process leaves there."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from poincon.files.storage import files_root

NAME = "arriving"
ABANDONED = timedelta(days=1)
"""How long after its last byte a file is taken for one that nobody writes any more: an upload lasts minutes."""


def working_folder() -> Path:
    """The folder of files that are being received, made if it is not there. Raises `OSError`."""
    folder = files_root() / NAME
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def sweep(now: datetime) -> int:
    """Delete what was abandoned there (`settings.PERIODIC_JOBS`). Gives how many files. Raises `OSError`."""
    oldest = (now - ABANDONED).timestamp()
    total = 0
    for path in working_folder().iterdir():
        with suppress(FileNotFoundError):  # put in its place meanwhile
            if path.is_file() and path.stat().st_mtime < oldest:
                path.unlink()
                total += 1
    return total
