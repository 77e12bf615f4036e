"""Running what is due, in this process."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from poincon.jobs.queue import Row, job_of, succeeded, take, tried
from poincon.jobs.tasks import running_at


@dataclass(frozen=True, slots=True)
class Attempt:
    """One run of one job: `error` when it failed."""

    task_path: str
    error: BaseException | None


def run_all(now: datetime) -> list[Attempt]:
    """Run all that is due at `now`, and what that queues in turn, as if no time passed. Errors are kept, not raised.

    Gives each attempt in order, so that whoever calls can see what failed.
    """
    worker, attempts = new_identifier(), []
    while attempt := run_next(worker, lambda: now):
        attempts.append(attempt)
    return attempts


def run_next(worker: str, clock: Callable[[], datetime]) -> Attempt | None:
    """Take one job and run it; None when nothing is due. Raises `DatabaseError` when how it ended can't be written."""
    row = take(worker, clock())
    if row is None:
        return None
    error = _run(row, clock())
    if error is None:
        succeeded(row, clock())
    else:
        tried(row, error, clock())
    return Attempt(row.task_path, error)


def new_identifier() -> str:
    """The name of a worker, which nobody had before."""
    return uuid.uuid4().hex


def _run(row: Row, now: datetime) -> BaseException | None:
    try:
        job = job_of(row)
        with running_at(now):
            job(*row.args_kwargs["args"], **row.args_kwargs["kwargs"])
    except (Exception, SystemExit) as error:  # noqa: BLE001 - a job may fail in any way: it is tried again
        return error
    return None
