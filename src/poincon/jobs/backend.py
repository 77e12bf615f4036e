"""What a job is: a task of django-tasks that knows how often it may be tried and what to do when given up."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import ParamSpec, TypeVar

from django.utils.functional import Promise
from django_tasks.base import Task
from django_tasks_db.backend import DatabaseBackend

P = ParamSpec("P")
T = TypeVar("T")

ATTEMPTS = 5
"""How often a job is tried, unless it says otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job(Task[P, T]):
    """A function that a worker runs. Called directly, it runs here and now."""

    attempts: int = ATTEMPTS
    label: str | Promise = ""
    """What administrators read; the name of the function when empty."""
    given_up: Callable[..., object] | None = None
    """Called with the job's arguments when its last attempt has failed, in the transaction that says so."""

    def later(self, *args: P.args, **kwargs: P.kwargs) -> uuid.UUID:
        """Queue it, in the caller's transaction: it exists if that commits. Gives its identifier.

        Arguments are JSON values; raises `TypeError` on others.
        """
        return uuid.UUID(self.enqueue(*args, **kwargs).id)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> T:
        return self.func(*args, **kwargs)


class Backend(DatabaseBackend):
    """Tasks are rows of our own database."""

    task_class = Job  # type: ignore[assignment] # its stubs describe the tasks of Django 6, which are the same
