"""Somebody takes a row, somebody else waits for it, the first one changes something: what does the second one read?"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import TypeVar

import pytest
from django.db import connection, transaction

T = TypeVar("T")
LONGEST = 120
"""Seconds: a busy machine starts a thread late."""

only_one_row_at_a_time = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="only PostgreSQL makes somebody wait for one row"
)


def after_waiting(take: Callable[[], object], change: Callable[[], object], wait: Callable[[], T]) -> T:
    """What `wait` gives, which begins once `take` has its lock; `change` is made, and committed, while it waits."""
    has_lock, waits = Event(), Event()

    def first() -> None:
        try:
            with transaction.atomic():
                take()
                has_lock.set()
                assert waits.wait(LONGEST)
                change()
        finally:
            has_lock.set()
            connection.close()

    def second() -> T:
        try:
            assert has_lock.wait(LONGEST)
            with transaction.atomic():
                return wait()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        holding, waiting = pool.submit(first), pool.submit(second)
        while not (_somebody_waits() or waiting.done() or holding.done()):
            pass
        waits.set()
        holding.result()
        return waiting.result()


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return bool(cursor.fetchone()[0])
