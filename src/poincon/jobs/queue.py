"""The rows of the queue: what is due, taking it, what becomes of it once it ran.

Each step is a transaction of its own, and the job runs between two of them: while it works nothing is locked.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from traceback import format_tb
from typing import Any, TypeAlias

from django.core.exceptions import SuspiciousOperation
from django.db import transaction
from django.db.models import Q
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult, DBTaskResultQuerySet, get_date_max

from poincon.jobs.backend import ATTEMPTS, Job
from poincon.jobs.tasks import delay_after, running_at
from poincon.workflow.locking import locked_if_there

__all__ = ["SILENCE", "Row", "TaskResultStatus", "due", "job_of", "lost", "next_try", "succeeded", "take", "tried"]

Row: TypeAlias = "DBTaskResult[..., Any]"
"""A job in the queue, whatever became of it."""

SILENCE = timedelta(minutes=2)
"""A worker that has not been seen for so long is taken for dead."""

_LOGGER = logging.getLogger(__name__)


class WorkerGone(Exception):
    """The process that ran the job died before it could say how it ended."""


def due(now: datetime) -> DBTaskResultQuerySet:
    """What may run at that instant, first things first."""
    waiting = DBTaskResult.objects.filter(status=TaskResultStatus.READY)
    return waiting.filter(Q(run_after=get_date_max()) | Q(run_after__lte=now))


def next_try(row: Row) -> datetime | None:
    """When it may run again; None: at once."""
    return None if row.run_after == get_date_max() else row.run_after


def take(worker: str, now: datetime) -> Row | None:
    """The next job that is due, now this worker's; None when there is none, or when others are taking them."""
    if not due(now).exists():  # looking costs no lock
        return None
    with transaction.atomic():
        row = due(now).select_for_update(skip_locked=True).first()
        if row is None:
            return None
        row.status = TaskResultStatus.RUNNING
        row.started_at = now
        row.worker_ids = [*row.worker_ids, worker]
        row.save(update_fields=["status", "started_at", "worker_ids"])
    return row


def job_of(row: Row) -> Job[..., object]:
    """The job that a row names. Raises `ImportError` when this version of the code has none of that name."""
    try:
        task: object = row.task
    except SuspiciousOperation as error:
        raise ImportError(f"{row.task_path} is no job") from error
    if not isinstance(task, Job):
        raise ImportError(f"{row.task_path} is no job")  # noqa: TRY004 - as when nothing has that name
    return task


def succeeded(row: Row, now: datetime) -> None:
    """Written once, unless the row is no longer of the worker that took it."""
    with transaction.atomic():
        locked_row = _still_ours(row)
        if locked_row is not None:
            locked_row.status = TaskResultStatus.SUCCESSFUL
            locked_row.finished_at = now
            locked_row.return_value = None
            locked_row.exception_class_path = locked_row.traceback = ""
            locked_row.save()


def tried(row: Row, error: BaseException, now: datetime) -> None:
    """A failed attempt: again later, or given up."""
    with transaction.atomic():
        locked_row = _still_ours(row)
        if locked_row is not None:
            _failed(locked_row, error, now, wait=True)


def lost(row: Row, now: datetime) -> None:
    """Its worker died: again at once, or given up. The caller has locked the row."""
    _failed(row, WorkerGone(), now, wait=False)


def _failed(row: Row, error: BaseException, now: datetime, *, wait: bool) -> None:
    row.exception_class_path = f"{type(error).__module__}.{type(error).__qualname__}"
    row.traceback = _places(error)
    attempts = len(row.worker_ids)
    allowed = _attempts(row)
    # The sentence of an error may hold an address or a name: neither the row nor the log keeps it.
    _LOGGER.warning("%s: attempt %s of %s: %s", row.task_path, attempts, allowed, row.exception_class_path)
    if attempts < allowed:
        row.status = TaskResultStatus.READY
        row.run_after = now + delay_after(attempts) if wait else now
    else:
        row.status = TaskResultStatus.FAILED
        row.finished_at = now
        _give_up(row, now)
    row.save()


def _attempts(row: Row) -> int:
    try:
        return job_of(row).attempts
    except ImportError:
        return ATTEMPTS


def _give_up(row: Row, now: datetime) -> None:
    """Tell the job that it was given up. If that fails too, the row still says that it failed."""
    try:
        job = job_of(row)
        if job.given_up is not None:
            with running_at(now), transaction.atomic():
                job.given_up(*row.args_kwargs["args"], **row.args_kwargs["kwargs"])
    except Exception as error:  # noqa: BLE001 - whatever it is, the row must say that the job failed
        _LOGGER.error("%s: giving it up failed: %s", row.task_path, type(error).__name__)  # noqa: TRY400
    _LOGGER.error("%s: given up\n%s", row.task_path, row.traceback)


def _still_ours(row: Row) -> Row | None:
    """The row, locked; None when it was taken for lost meanwhile, and is somebody else's."""
    locked_row = locked_if_there(DBTaskResult.objects, pk=row.pk)
    if locked_row is None or locked_row.status != TaskResultStatus.RUNNING or locked_row.worker_ids != row.worker_ids:
        _LOGGER.warning("%s: ended after it was taken for lost", row.task_path)
        return None
    return locked_row


def _places(error: BaseException) -> str:
    """Where it failed, cause after cause: files, lines and kinds of error, never their sentences."""
    parts: list[str] = []
    cause: BaseException | None = error
    while cause is not None and len(parts) < 10:
        parts.append("".join([*format_tb(cause.__traceback__), type(cause).__qualname__]))
        cause = cause.__cause__ or cause.__context__
    return "\n".join(parts)
