"""Declaring jobs: `@background(attempts=5)` on a function of a module, then `function.later(arguments)`.

A job may run twice: after a failure, or when its worker died and nobody knows how far it went. It must be idempotent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta
from typing import ParamSpec, TypeVar, cast

from django.utils import timezone
from django.utils.functional import Promise
from django_tasks import task

from poincon.jobs.backend import ATTEMPTS, Job

__all__ = ["ATTEMPTS", "DELAYS", "Job", "background", "delay_after", "instant", "running_at"]

P = ParamSpec("P")
T = TypeVar("T")

DELAYS = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=8),
    timedelta(hours=24),
)
"""How long to wait after the first failure, the second, and so on; the last one for all that follow."""

_INSTANT: ContextVar[datetime | None] = ContextVar("instant", default=None)


def background(
    *,
    attempts: int = ATTEMPTS,
    label: str | Promise = "",
    priority: int = 0,
    given_up: Callable[..., object] | None = None,
) -> Callable[[Callable[P, T]], Job[P, T]]:
    """Make a job of a function. `priority` from -100 to 100: the highest first; `given_up`: see `Job`."""

    def declare(function: Callable[P, T]) -> Job[P, T]:
        job = task(priority=priority, attempts=attempts, label=label, given_up=given_up)(function)
        return cast("Job[P, T]", job)

    return declare


def delay_after(attempts: int) -> timedelta:
    """How long to wait once that many attempts (one or more) have failed."""
    return DELAYS[min(attempts, len(DELAYS)) - 1]


def instant() -> datetime:
    """The instant at which the job that runs was started: what it takes as `now`. Outside of a job, this instant."""
    return _INSTANT.get() or timezone.now()


@contextmanager
def running_at(now: datetime) -> Iterator[None]:
    """What runs inside takes `now` for its instant."""
    token = _INSTANT.set(now)
    try:
        yield
    finally:
        _INSTANT.reset(token)
