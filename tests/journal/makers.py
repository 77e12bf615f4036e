"""Acts for tests, and the means to tamper with them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import pytest
from django.db import connection

from poincon.journal import guard, sealing
from poincon.journal.models import Act
from poincon.journal.services import Subject, record
from tests.platform_fixtures import NOW


def acts(subject: str = "d1", number: int = 3, now: datetime = NOW) -> list[Act]:
    return [
        record(Subject("dossier", subject), "saved", actor="a1", details={"version": version}, now=now)
        for version in range(1, number + 1)
    ]


@contextmanager
def database_clock_at(instant: datetime) -> Iterator[None]:
    """A database whose clock stands there: its own is that of the machine, and tests are dated otherwise."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sealing, "database_clock", lambda: instant)
        yield


@contextmanager
def unguarded() -> Iterator[None]:
    """The database without its triggers: what somebody with the owner's rights could do."""
    guard.remove(connection)
    try:
        yield
    finally:
        guard.install(connection)
