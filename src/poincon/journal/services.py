"""Writing an act in the journal."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from contextlib import nullcontext
from datetime import datetime
from typing import Any, Protocol

from django.db import connection, transaction
from django.db.models import Model

from poincon.journal.chain import GENESIS, Entry, Subject, checked_details, day_of
from poincon.journal.frozen import digests_of
from poincon.journal.models import Act

__all__ = ["SYSTEM", "DaySealed", "Subject", "record", "stop_writers"]

SYSTEM = "systeme"
"""The actor of what nobody asked for: clocks and installations."""

_BEFORE = """SELECT seal.day, seal.digest, act.sequence, act.digest FROM (SELECT 1) AS always
LEFT JOIN (SELECT day, digest FROM journal_dailyroot ORDER BY day DESC LIMIT 1) AS seal ON TRUE
LEFT JOIN (SELECT sequence, digest FROM journal_act WHERE subject_kind = %s AND subject_id = %s
    ORDER BY sequence DESC LIMIT 1) AS act ON TRUE"""
"""The last seal and the last act of a subject, which every act, so each write of the platform, asks first: composed
anew each time, it takes ten times longer."""

_SEAL_LOCK = 0x706F696E636F6E  # "poincon", in the numbers that PostgreSQL locks by


class DaySealed(Exception):
    """An act is dated on a day whose root is already sealed."""


class _HasSubject(Protocol):
    @property
    def journal_subject(self) -> Subject: ...


def record(
    subject: _HasSubject | Subject,
    event: str,
    *,
    actor: str,
    details: Mapping[str, Any] | None = None,
    freezes: Iterable[Model] = (),
    now: datetime,
) -> Act:
    """Add an act to the chain of its subject, in the caller's transaction.

    Details: text, whole numbers, booleans, lists and maps of them, without personal data. `freezes`: the rows just
    written that never change from then on; the act holds their digests. Raises `ValueError` on other details,
    `LookupError` for a row that no room declares frozen, `DaySealed` when the day of `now` is sealed.
    """
    about = subject if isinstance(subject, Subject) else subject.journal_subject
    entry_details, frozen = checked_details(details or {}), digests_of(freezes)
    # Inside the caller's transaction a savepoint would serve nobody: an act that fails undoes what it is about.
    with nullcontext() if connection.in_atomic_block else transaction.atomic():
        _queue(about)
        day, seal, sequence, previous = _before(about)
        if str(day or "") >= day_of(now).isoformat():
            raise DaySealed(f"{day_of(now).isoformat()} is sealed: no act can be added to it")
        entry = Entry(
            subject=about,
            sequence=(sequence or 0) + 1,
            event=event,
            actor=actor,
            at=now,
            details=entry_details,
            frozen=frozen,
            seal=seal or GENESIS,
            previous=previous or GENESIS,
        )
        return _kept(entry)


def _before(subject: Subject) -> Any:
    """The day and the digest of the last seal, the sequence and the digest of the subject's last act; None without."""
    with connection.cursor() as cursor:
        cursor.execute(_BEFORE, (subject.kind, subject.id))
        return cursor.fetchone()


def _kept(entry: Entry) -> Act:
    return Act.objects.create(
        subject_kind=entry.subject.kind,
        subject_id=entry.subject.id,
        sequence=entry.sequence,
        event=entry.event,
        actor=entry.actor,
        at=entry.at,
        details=dict(entry.details),
        frozen=dict(entry.frozen),
        seal=entry.seal,
        previous=entry.previous,
        digest=entry.digest,
    )


def _queue(subject: Subject) -> None:
    """Wait for whoever writes on the same subject, and for a seal. On SQLite the transaction itself is that queue."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            locks = [_SEAL_LOCK, _lock_number(subject)]
            cursor.execute("SELECT pg_advisory_xact_lock_shared(%s), pg_advisory_xact_lock(%s)", locks)


def stop_writers() -> None:
    """Wait for all that is being written, and keep others from writing, until the caller's transaction ends."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_SEAL_LOCK])


def _lock_number(subject: Subject) -> int:
    name = f"{subject.kind}\0{subject.id}".encode()
    return int.from_bytes(hashlib.sha256(name).digest()[:8], "big", signed=True)
