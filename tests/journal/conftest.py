from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from poincon.journal import sealing
from tests.journal.makers import database_clock_at

_OWN = sealing.database_clock


@pytest.fixture(autouse=True)
def late_database() -> Iterator[None]:
    """A database whose clock is past all that tests are dated with."""
    with database_clock_at(datetime(2100, 1, 1, tzinfo=UTC)):
        yield


@pytest.fixture
def own_clock(db: None) -> datetime:
    """What the database's own clock says."""
    return _OWN()
