"""Threads that start at the same instant, each with a connection of its own."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection

WRITERS = 4


def together(work: Callable[[int], Any], writers: int = WRITERS) -> list[Any]:
    """What each of several threads made of its number, all started at once."""
    start = Barrier(writers)

    def run(writer: int) -> Any:
        try:
            start.wait(20)
            return work(writer)
        finally:
            connection.close()

    with ThreadPoolExecutor(writers) as pool:
        return list(pool.map(run, range(writers)))
