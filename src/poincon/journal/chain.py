"""What is hashed, and how: pure functions, so that anyone can check a journal with this page in hand.

An act's digest is the SHA-256 of its canonical JSON, which holds the digest of the act before it on the same subject,
those of the rows that it froze, and that of the last day sealed before it was written. A row's digest is the SHA-256 of
a canonical JSON of its kind, its number and its columns. A day's digest is the SHA-256 of a canonical JSON of the day,
the count, the digest of the day before, followed by the digests of the day's acts in ascending order, each on a line.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

FORMAT = 2
GENESIS = "0" * 64
"""What stands for the digest before the first."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What an act is about: `("dossier", "0b6e…")`. Kinds are permanent names in English."""

    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class Entry:
    """An act as it is hashed."""

    subject: Subject
    sequence: int
    event: str
    actor: str
    at: datetime
    details: Mapping[str, Any]
    frozen: Mapping[str, str]
    """The digests of the rows that it froze, by `kind/number`."""
    seal: str
    """The digest of the last day sealed when it was written."""
    previous: str

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.canonical()).hexdigest()

    def canonical(self) -> bytes:
        """Sorted keys, no spaces, UTF-8; the instant in UTC with six decimals."""
        return _canonical(
            {
                "actor": self.actor,
                "at": _instant(self.at),
                "details": dict(self.details),
                "event": self.event,
                "format": FORMAT,
                "frozen": dict(self.frozen),
                "previous": self.previous,
                "seal": self.seal,
                "sequence": self.sequence,
                "subject": {"id": self.subject.id, "kind": self.subject.kind},
            }
        )


def day_digest(day: date, count: int, previous: str, digests: Iterable[str]) -> str:
    """The root of a day. `digests` must come in ascending order."""
    head = {"count": count, "day": day.isoformat(), "format": FORMAT, "previous": previous}
    sha = hashlib.sha256(_canonical(head))
    for digest in digests:
        sha.update(b"\n" + digest.encode("ascii"))
    return sha.hexdigest()


def row_digest(kind: str, number: str, columns: Mapping[str, Any]) -> str:
    """The digest of a row that is frozen; `columns`: what each holds, by its name.

    Days, identifiers and the like stand as text, instants in UTC with six decimals: what both databases give back.
    """
    content = {"columns": exact_columns(columns), "format": FORMAT, "id": number, "kind": kind}
    return hashlib.sha256(_canonical(content)).hexdigest()


def exact_columns(columns: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a row as they are hashed: what JSON holds as it is, and texts. What is exact already stays."""
    return {name: _exact(value) for name, value in columns.items()}


def _exact(value: Any) -> Any:
    if isinstance(value, datetime):
        return _instant(value)
    if value is None or isinstance(value, bool | int | Mapping | list | tuple):
        return value
    return str(value)


def day_of(instant: datetime) -> date:
    """The day an act is sealed with, in UTC."""
    return instant.astimezone(UTC).date()


def checked_details(details: Mapping[str, Any]) -> dict[str, Any]:
    """The details, once sure that both databases give back exactly what was hashed. Raises `ValueError`."""
    _check(details, "details")
    return dict(details)


def _check(value: object, path: str) -> None:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if not isinstance(key, str):
                raise _no_exact_form(key, path)
            _check(key, path)
            _check(inner, f"{path}.{key}")
    elif isinstance(value, list | tuple):
        for index, inner in enumerate(value):
            _check(inner, f"{path}[{index}]")
    elif isinstance(value, str):
        if any(character == "\0" or "\ud800" <= character <= "\udfff" for character in value):
            raise ValueError(f"{path}: this text cannot be stored")
    elif not (value is None or isinstance(value, bool | int)):
        raise _no_exact_form(value, path)


def _no_exact_form(value: object, path: str) -> ValueError:
    return ValueError(f"{path}: {type(value).__name__} has no exact form; write it as text")


def _instant(at: datetime) -> str:
    if at.tzinfo is None:
        raise ValueError("an act needs an instant with its time zone")
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _canonical(value: Mapping[str, Any]) -> bytes:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode("utf-8")
