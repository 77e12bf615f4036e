"""Sealing the days that are over, one root each; taking back seals of days that are not, after a clock ran ahead."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from django.db import connection, transaction

from poincon.journal import guard
from poincon.journal.chain import GENESIS, day_digest, day_of
from poincon.journal.models import Act, DailyRoot
from poincon.journal.services import SYSTEM, record, stop_writers

SETTLING = timedelta(hours=1)
"""How long after its end a day is left open, for what was begun before midnight."""

SEALED = "day_sealed"
WITHDRAWN = "seal_withdrawn"


def seal_days(now: datetime) -> list[DailyRoot]:
    """Seal every day (UTC) that is over, from the first act on; days without acts too. Gives the new roots.

    A day is over when `now` and the database's clock both say so, and an act of a later day is there: a sealed day
    takes no more acts, and one clock that runs ahead must not close the platform until time catches up with it.
    """
    with transaction.atomic():
        stop_writers()
        instant = min(now, database_clock())
        roots = [_sealed(day) for day in _days_over(instant)]
        for root in roots:
            details = {"digest": root.digest, "count": root.count}
            record(root, SEALED, actor=SYSTEM, details=details, now=instant)
        return roots


def _days_over(instant: datetime) -> list[date]:
    """Those that no root seals yet."""
    first = Act.objects.order_by("at").first()
    last = Act.objects.exclude(subject_kind="daily_root").order_by("-at").first()  # a seal is no proof of another
    if first is None or last is None:
        return []
    root = DailyRoot.objects.order_by("-day").first()
    day = root.day + timedelta(days=1) if root else day_of(first.at)
    days: list[date] = []
    while _end(day) + SETTLING <= instant and _end(day) <= last.at:
        days.append(day)
        day += timedelta(days=1)
    return days


def start_of(day: date) -> datetime:
    """The first instant of a day of the journal, which is one of UTC."""
    return datetime.combine(day, time(), UTC)


def _end(day: date) -> datetime:
    return start_of(day + timedelta(days=1))


def _sealed(day: date) -> DailyRoot:
    before = DailyRoot.objects.order_by("-day").first()
    root = root_of(day, before.digest if before else GENESIS)
    root.save(force_insert=True)
    return root


def root_of(day: date, previous: str) -> DailyRoot:
    """The root of that day's acts, computed and not kept."""
    acts = Act.objects.filter(at__gte=start_of(day), at__lt=_end(day))
    digests = list(acts.order_by("digest").values_list("digest", flat=True))
    digest = day_digest(day, len(digests), previous, digests)
    return DailyRoot(day=day, count=len(digests), digest=digest, previous=previous)


def database_clock() -> datetime:
    """The instant by the database's own clock: that of its server, or on SQLite that of this machine."""
    if connection.vendor != "postgresql":
        return datetime.now(UTC)
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        instant: datetime = cursor.fetchone()[0]
    return instant


def sealed_ahead(now: datetime) -> bool:
    """Whether the day of that instant is sealed already: no act can be added, so that nothing can be saved."""
    return DailyRoot.objects.filter(day__gte=day_of(now)).exists()


def withdraw(reason: str, now: datetime) -> list[DailyRoot]:
    """Take back the seals of days that are not over, after a clock ran ahead. Gives those that went, the last first.

    The journal keeps each one's digest, with the reason: `verification` goes on knowing them. A day that is over stays
    sealed, whatever is asked.
    """
    with transaction.atomic():
        stop_writers()
        instant = min(now, database_clock())
        roots = list(DailyRoot.objects.filter(day__gte=day_of(instant)).order_by("-day"))
        with guard.seals_may_go(connection):
            DailyRoot.objects.filter(pk__in=[root.pk for root in roots]).delete()
        for root in roots:
            record(root, WITHDRAWN, actor=SYSTEM, details={"digest": root.digest, "reason": reason}, now=instant)
        return roots
