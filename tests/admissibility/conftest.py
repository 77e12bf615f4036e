"""What tests of admissibility share."""

from __future__ import annotations

import pytest

from tests.admissibility.closing_letters import FAILING
from tests.admissibility.factories import (
    Scene,
    confirmed,
)


@pytest.fixture
def failing() -> Scene:
    """Two prerequisites computed as not met; all are confirmed."""
    return confirmed(FAILING)
