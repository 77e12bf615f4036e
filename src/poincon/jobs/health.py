"""How jobs are doing: what administrators see, and what readiness asks. Never the arguments of a job."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Min, Q
from django.utils.module_loading import import_string
from django_tasks_db.models import DBTaskResult, DBTaskResultQuerySet, get_date_max

from poincon.jobs.backend import ATTEMPTS, Job
from poincon.jobs.models import PeriodicJob, Worker
from poincon.jobs.periodic import slot_after
from poincon.jobs.queue import Row, TaskResultStatus, job_of, next_try
from poincon.jobs.reaper import live_workers

SHOWN = 100
"""How many rows of each state are read: the count tells the rest."""
TOO_LONG = timedelta(minutes=10)
"""How long a job may wait without any worker before the platform says that it is not ready."""


@dataclass(frozen=True, slots=True)
class JobLine:
    """One job. `error` is the class of what stopped its last attempt, without its sentence."""

    id: uuid.UUID
    label: str
    attempts: int
    allowed: int
    queued_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    next_try: datetime | None
    error: str


@dataclass(frozen=True, slots=True)
class Some:
    """The first of them, and how many there are."""

    lines: tuple[JobLine, ...]
    count: int


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """Jobs of a kind that nobody tried yet."""

    label: str
    count: int
    oldest: datetime


@dataclass(frozen=True, slots=True)
class RegularLine:
    name: str
    pace: int | str
    last: datetime | None
    next: datetime
    error: str
    """Of its last run, when that was given up or is to be tried again."""


@dataclass(frozen=True, slots=True)
class State:
    waiting: tuple[WaitingLine, ...]
    retrying: Some
    """Tried in vain, and to be tried again."""
    running: Some
    failed: Some
    regular: tuple[RegularLine, ...]
    workers: tuple[Worker, ...]


def read_state(now: datetime) -> State:
    ready = DBTaskResult.objects.filter(status=TaskResultStatus.READY)
    return State(
        waiting=_waiting(ready.filter(exception_class_path="")),
        retrying=_some(ready.exclude(exception_class_path="").order_by("run_after")),
        running=_some(DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING).order_by("started_at")),
        failed=_some(DBTaskResult.objects.filter(status=TaskResultStatus.FAILED).order_by("-finished_at")),
        regular=_regular(now),
        workers=tuple(live_workers(now)),
    )


def is_stuck(now: datetime) -> bool:
    """Whether jobs have been waiting for too long, and nobody is there to run them."""
    long_ago = now - TOO_LONG
    late = Q(run_after=get_date_max(), enqueued_at__lt=long_ago) | Q(run_after__lt=long_ago)
    waiting = DBTaskResult.objects.filter(late, status=TaskResultStatus.READY)
    return waiting.exists() and not live_workers(now)


def label_of(path: str) -> str:
    """What administrators read: the label of the job at that path, else its name."""
    try:
        target = import_string(path)
    except ImportError:
        target = None
    label = str(target.label) if isinstance(target, Job) else ""
    return label or path.removeprefix("poincon.")


def _waiting(rows: DBTaskResultQuerySet) -> tuple[WaitingLine, ...]:
    counted = rows.order_by().values("task_path").annotate(count=Count("pk"), oldest=Min("enqueued_at"))
    lines = [WaitingLine(label_of(each["task_path"]), each["count"], each["oldest"]) for each in counted]
    return tuple(sorted(lines, key=lambda line: line.oldest))


def _some(rows: DBTaskResultQuerySet) -> Some:
    return Some(tuple(_line(row) for row in rows[:SHOWN]), rows.count())


def _line(row: Row) -> JobLine:
    try:
        allowed = job_of(row).attempts
    except ImportError:
        allowed = ATTEMPTS
    return JobLine(
        id=row.pk,
        label=label_of(row.task_path),
        attempts=len(row.worker_ids),
        allowed=allowed,
        queued_at=row.enqueued_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
        next_try=next_try(row),
        error=row.exception_class_path.rpartition(".")[2],
    )


def _regular(now: datetime) -> tuple[RegularLine, ...]:
    rows = {row.name: row for row in PeriodicJob.objects.select_related("task")}
    return tuple(
        _regular_line(name, pace, rows.get(name), now) for name, (_path, pace) in settings.PERIODIC_JOBS.items()
    )


def _regular_line(name: str, pace: int | str, row: PeriodicJob | None, now: datetime) -> RegularLine:
    task = row.task if row is not None else None
    error = task.exception_class_path.rpartition(".")[2] if task is not None else ""
    return RegularLine(name, pace, row.queued_at if row is not None else None, slot_after(pace, now), error)
