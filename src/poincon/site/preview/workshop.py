"""What a preview holds while it runs: the folder as it was last read, and what was typed."""

from __future__ import annotations

import hashlib
import threading
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from poincon.cahier.basics.problems import Problem, Unusable
from poincon.cahier.cases import run_cases
from poincon.cahier.loading import Package, load_package
from poincon.cahier.loading.package import ALL_FILES
from poincon.sheets.answers import Answer, Changes, Name

FILES_WATCHED = 600


@dataclass(frozen=True, slots=True)
class Reading:
    """A folder as it was read: its package, or every error that keeps it from loading; what `check` says besides."""

    stamp: str
    package: Package | None
    problems: tuple[Problem, ...]
    """Errors when there is no package, else cases that fail, then warnings."""
    cases: int = 0


@dataclass(slots=True)
class Workshop:
    """One folder, one person at work on it. Whatever is typed lives as long as the process."""

    folder: Path
    label: str
    answers: dict[str, Answer] = field(default_factory=dict)
    """By the text of their names: what a changed programme no longer asks is kept, and not shown."""
    documents: dict[str, tuple[uuid.UUID, str, int]] = field(default_factory=dict)
    """By the text of their names: an identifier, the file's name and its size. Their content is not kept."""
    last_package: Package | None = None
    """The last that loaded: what is typed while the files are wrong is read by it."""
    _reading: Reading | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)
    """Held by whoever reads or writes what was typed, or reads the folder: each page is a thread."""

    def reading(self) -> Reading:
        """The folder as it is now, read again when one of its files changed."""
        stamp = self.stamp()
        with self.lock:
            if self._reading is None or self._reading.stamp != stamp:
                self._reading = self._read(stamp)
            return self._reading

    def stamp(self) -> str:
        """A digest of the sizes and instants of the files: another one, and something was saved."""
        files = [self.folder / name for name in ALL_FILES] + sorted(self.folder.glob("cas/*.yaml"))[:FILES_WATCHED]
        return hashlib.sha256("\n".join(_state(path) for path in files).encode()).hexdigest()[:16]

    def _read(self, stamp: str) -> Reading:
        try:
            package = load_package(self.folder, self.label)
        except Unusable as unusable:
            return Reading(stamp, None, tuple(unusable.problems))
        self.last_package = package
        report = run_cases(package, self.label)
        return Reading(stamp, package, (*report.problems, *package.warnings), report.count)

    def write(self, changes: Changes) -> None:
        """Keep what was typed; None takes an answer away."""
        for name, answer in changes.items():
            if answer is None:
                self.answers.pop(name.text, None)
            else:
                self.answers[name.text] = answer

    def set_rows(self, table: Name, count: int) -> None:
        self.answers[table.row_count.text] = str(max(0, min(count, table.field.maximum_rows)))

    def remove_row(self, table: Name, index: int, count: int) -> None:
        """Take a row away: those after it move up."""
        for position in range(index, count):
            for cell, below in zip(table.cells(position), table.cells(position + 1), strict=True):
                answer = self.answers.pop(below.text, None)
                self.write({cell: answer})
        self.set_rows(table, count - 1)


_opened: list[Workshop] = []
"""What this process previews: one workshop, opened before it serves."""


def open_workshop(folder: Path, label: str) -> None:
    """Preview that folder from now on; `label` is how messages name it."""
    _opened[:] = [Workshop(folder, label)]


def opened() -> Workshop:
    """What this process previews. Raises `IndexError` before `open_workshop`."""
    return _opened[0]


def _state(path: Path) -> str:
    try:
        status = path.stat()
    except OSError:
        return f"{path.name} -"
    return f"{path.name} {status.st_size} {status.st_mtime_ns}"


def row_counts(names: Iterable[Name]) -> dict[Name, int]:
    """How many rows each table has, by the cells that were posted."""
    counts: dict[Name, int] = {}
    for name in names:
        if name.row is not None:
            table = Name(name.field, name.year)
            counts[table] = max(counts.get(table, 0), name.row + 1)
    return counts
