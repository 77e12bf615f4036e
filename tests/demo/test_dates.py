"""Whenever it is built, the demonstration is of that day; built another day, it says the same."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import override_settings

from poincon.demo.build import build
from tests.demo.conftest import NOW, Stage
from tests.demo.contents import contents


@pytest.mark.django_db
def test_it_is_dated_from_now_and_says_the_same(stage: Stage) -> None:
    later = datetime(2031, 1, 1, 0, 5, tzinfo=UTC)
    first = stage.contents()
    with override_settings(DEMO=True):
        build(later)
    other = contents(later)
    assert first["years"] == {2027, 2028, 2029}
    assert other["years"] == {2030, 2031, 2032}
    for same in ("states", "figures", "days", "moves", "messages", "mails"):
        assert other[same] == first[same]
    assert len(first["figures"]) > 1000
    assert NOW - timedelta(days=4) <= first["last"] <= NOW
    assert later - timedelta(days=4) <= other["last"] <= later
