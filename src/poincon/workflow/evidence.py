"""What proves a subject, whether a database holds it or an export: its acts, the rows that they froze, its packages.

Rooms show their part of an export (`settings.EXPORTED`) and compute again what was concluded (`settings.PROOFS`) from
this alone, so that the same code serves here and, years later, where there is no database.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from poincon.cahier.loading import Package
from poincon.journal.chain import Subject, row_digest
from poincon.journal.models import Act


@dataclass(frozen=True, slots=True)
class FrozenRow:
    """A frozen row as it is hashed. `name`: its kind and number, as acts write them."""

    kind: str
    number: str
    columns: Mapping[str, Any]

    @property
    def name(self) -> str:
        return f"{self.kind}/{self.number}"

    @property
    def digest(self) -> str:
        return row_digest(self.kind, self.number, self.columns)


class Evidence(Protocol):
    """All that is there to prove a subject."""

    @property
    def subject(self) -> Subject: ...

    @property
    def acts(self) -> Sequence[Act]:
        """Its chain, in its order."""

    @property
    def people(self) -> Mapping[str, str]:
        """The names of who acted, by their numbers."""

    def rows(self, kind: str) -> Sequence[FrozenRow]:
        """The rows of that kind that its acts froze, in their order."""

    def package(self, digest: str) -> Package:
        """An installed version of a programme. Raises `LookupError` when it is not there, `ValueError` when altered."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of texts, for the page of an export."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that an export shows. `files`: the numbers of its documents. `members`: names among its section's."""

    title: str
    paragraphs: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    files: tuple[str, ...] = ()
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """What a room shows in an export, and the files that it adds to the folder of that name.

    `members`: plain copies of what is frozen, by their names in the folder; a verification compares each to the byte.
    """

    folder: str
    title: str
    lines: tuple[Line, ...]
    members: Mapping[str, bytes] = field(default_factory=dict)


def sections_of(evidence: Evidence) -> list[Section]:
    """What each room shows of the subject."""
    functions: list[Callable[[Evidence], Iterable[Section]]] = [import_string(path) for path in settings.EXPORTED]
    return [section for function in functions for section in function(evidence)]


def faults_of(evidence: Evidence) -> Iterable[str]:
    """What rooms find that does not hold, a sentence each."""
    for path in settings.PROOFS:
        yield from import_string(path)(evidence)


def instant_of(columns: Mapping[str, Any], name: str) -> datetime:
    """A column that holds an instant. Raises `ValueError`."""
    return datetime.fromisoformat(str(columns.get(name)))


def name_of(evidence: Evidence, columns: Mapping[str, Any], name: str) -> str:
    """What the person is called whom a column names; their number where no name goes with it."""
    number = str(columns.get(name))
    return evidence.people.get(number, number)
