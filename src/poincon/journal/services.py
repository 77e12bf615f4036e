"""Writing in the journal: an act, the seal of a day. Reading it back: is every act as it was written?"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Protocol

from django.db import connection, transaction

from poincon.journal.chain import GENESIS, Entry, Subject, checked_details, day_digest, day_of
from poincon.journal.models import Act, DailyRoot

__all__ = ["SYSTEM", "DaySealed", "Subject", "record", "seal_days"]

SYSTEM = "systeme"
"""The actor of what nobody asked for: clocks and installations."""

SETTLING = timedelta(hours=1)
"""How long after its end a day is left open, for what was begun before midnight."""

_LAST = """SELECT sequence, digest FROM journal_act
WHERE subject_kind = %s AND subject_id = %s ORDER BY sequence DESC LIMIT 1"""
_SEALED = "SELECT 1 FROM journal_dailyroot WHERE day >= %s LIMIT 1"
"""What every act, so each write of the platform, asks first: composed anew each time, they take ten times longer."""

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
    now: datetime,
) -> Act:
    """Add an act to the chain of its subject, in the caller's transaction.

    Details: text, whole numbers, booleans, lists and maps of them, without personal data. Raises `ValueError` on
    anything else, `DaySealed` when the day of `now` is sealed.
    """
    about = subject if isinstance(subject, Subject) else subject.journal_subject
    entry_details = checked_details(details or {})
    with transaction.atomic():
        _queue(about)
        if _first(_SEALED, connection.ops.adapt_datefield_value(day_of(now))):
            raise DaySealed(f"{day_of(now).isoformat()} is sealed: no act can be added to it")
        sequence, previous = _first(_LAST, about.kind, about.id) or (0, GENESIS)
        entry = Entry(
            subject=about,
            sequence=sequence + 1,
            event=event,
            actor=actor,
            at=now,
            details=entry_details,
            previous=previous,
        )
        return _kept(entry)


def seal_days(now: datetime) -> list[DailyRoot]:
    """Seal every day (UTC) that is over, from the first act on; days without acts too. Gives the new roots."""
    with transaction.atomic():
        _stop_writers()
        last = DailyRoot.objects.order_by("-day").first()
        first = Act.objects.order_by("at").first()
        if first is None:
            return []
        day = last.day + timedelta(days=1) if last else day_of(first.at)
        previous = last.digest if last else GENESIS
        roots: list[DailyRoot] = []
        while datetime.combine(day + timedelta(days=1), time(), UTC) + SETTLING <= now:
            root = root_of(day, previous)
            root.save(force_insert=True)
            roots.append(root)
            previous, day = root.digest, day + timedelta(days=1)
        return roots


def root_of(day: date, previous: str) -> DailyRoot:
    """The root of that day's acts, computed and not kept."""
    start = datetime.combine(day, time(), UTC)
    acts = Act.objects.filter(at__gte=start, at__lt=start + timedelta(days=1))
    digests = list(acts.order_by("digest").values_list("digest", flat=True))
    digest = day_digest(day, len(digests), previous, digests)
    return DailyRoot(day=day, count=len(digests), digest=digest, previous=previous)


def _first(query: str, *parameters: str | date | None) -> Any:
    """The first row that a query gives, or None."""
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
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
        previous=entry.previous,
        digest=entry.digest,
    )


def _queue(subject: Subject) -> None:
    """Wait for whoever writes on the same subject, and for a seal. On SQLite the transaction itself is that queue."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            locks = [_SEAL_LOCK, _lock_number(subject)]
            cursor.execute("SELECT pg_advisory_xact_lock_shared(%s), pg_advisory_xact_lock(%s)", locks)


def _stop_writers() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_SEAL_LOCK])


def _lock_number(subject: Subject) -> int:
    name = f"{subject.kind}\0{subject.id}".encode()
    return int.from_bytes(hashlib.sha256(name).digest()[:8], "big", signed=True)
