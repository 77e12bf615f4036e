"""What tests of correspondence share."""

from __future__ import annotations

import pytest

from tests.casework.desk import Desk, desk


@pytest.fixture
def here() -> Desk:
    return desk()
