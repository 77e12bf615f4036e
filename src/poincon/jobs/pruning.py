"""Forgetting jobs that went well long ago. Those that failed stay until somebody puts them back."""

from __future__ import annotations

from datetime import datetime, timedelta

from django_tasks_db.models import DBTaskResult

from poincon.jobs.queue import TaskResultStatus
from poincon.jobs.reaper import forget_workers

KEPT = timedelta(days=30)
BATCH = 1_000


def prune(now: datetime) -> int:
    """Delete by batches, so that nobody waits for long. Gives how many."""
    old = DBTaskResult.objects.filter(status=TaskResultStatus.SUCCESSFUL, finished_at__lt=now - KEPT)
    total = 0
    while batch := list(old.order_by().values_list("pk", flat=True)[:BATCH]):
        total += DBTaskResult.objects.filter(pk__in=batch).delete()[0]
    forget_workers(now)
    return total
