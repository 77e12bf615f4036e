from __future__ import annotations

from typing import Any

import pytest

from tests.notifications import makers


@pytest.fixture(autouse=True)
def _news_of_our_own(settings: Any) -> None:
    settings.NEWS_SOURCES = (makers.SOURCE,)
    makers.NEWS.clear()
    makers.BROKEN.clear()
    makers.SPOKEN.clear()
