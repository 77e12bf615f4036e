from __future__ import annotations

from datetime import UTC, datetime

import pytest

from poincon.journal import sealing

_OWN = sealing.database_clock


@pytest.fixture(autouse=True)
def late_database(monkeypatch: pytest.MonkeyPatch) -> None:
    """A database whose clock is past all that tests are dated with: its own is that of the machine."""
    monkeypatch.setattr(sealing, "database_clock", lambda: datetime(2100, 1, 1, tzinfo=UTC))


@pytest.fixture
def own_clock(db: None) -> datetime:
    """What the database's own clock says."""
    return _OWN()
