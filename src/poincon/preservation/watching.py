"""Long work that says nothing of itself, done while somebody is told that it goes on."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from pathlib import Path
from typing import TypeVar

from django.utils.translation import gettext as _

from poincon.preservation.copying import Report

T = TypeVar("T")
PACE = 5.0
"""Seconds between two looks."""


def watched(work: Callable[[], T], file: Path, report: Report) -> T:
    """Do the work in a thread, and report the size of the file that it writes. Raises what the work raises."""
    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(work)
        while True:
            try:
                return future.result(timeout=PACE)
            except NotYet:
                if future.done():  # the work itself raised it
                    raise
                report(_("Base de données : %(size)d Mo jusqu'ici…") % {"size": _megabytes(file)})


def _megabytes(file: Path) -> int:
    try:
        return file.stat().st_size // 1_000_000
    except OSError:
        return 0
