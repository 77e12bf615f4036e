"""Putting back what dead workers left half-way, and forgetting those workers."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django_tasks_db.models import DBTaskResult

from poincon.jobs.models import Worker
from poincon.jobs.queue import SILENCE, Row, TaskResultStatus, lost

ABSENCE = timedelta(seconds=45)
"""A platform where no worker was seen for so long has none."""
FORGOTTEN = timedelta(days=1)
"""How long a worker that died is still remembered."""


def reap(now: datetime) -> int:
    """Put back each job whose worker is silent, or unknown. Gives how many."""
    running = DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING)
    return sum(_put_back(row, now) for row in running if not _is_alive(row, now))


def forget_workers(now: datetime) -> None:
    Worker.objects.filter(seen_at__lt=now - FORGOTTEN).delete()


def is_attended(now: datetime) -> bool:
    """Whether a worker was there a moment ago. Its jobs are not taken for lost before `SILENCE`, which is longer."""
    return Worker.objects.filter(seen_at__gt=now - ABSENCE).exists()


def live_workers(now: datetime) -> list[Worker]:
    return list(Worker.objects.filter(seen_at__gt=now - SILENCE))


def _is_alive(row: Row, now: datetime) -> bool:
    return Worker.objects.filter(pk__in=row.worker_ids[-1:], seen_at__gt=now - SILENCE).exists()


def _put_back(row: Row, now: datetime) -> bool:
    """Unless somebody else does, or it ended meanwhile."""
    with transaction.atomic():
        running = DBTaskResult.objects.filter(pk=row.pk, status=TaskResultStatus.RUNNING)
        locked_row = running.select_for_update(skip_locked=True, of=("self",)).first()
        if locked_row is None or locked_row.worker_ids != row.worker_ids or _is_alive(locked_row, now):
            return False
        lost(locked_row, now)
        return True
