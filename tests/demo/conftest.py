"""One demonstration for all the tests that only read it: it is undone before any other test needs the database.

It costs seconds to make: the tests that use it run one after the other, in one process of those that share the suite.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from poincon.demo.build import build
from tests.demo.contents import contents
from tests.journal.makers import database_clock_at

NOW = datetime(2028, 2, 29, 22, 30, tzinfo=UTC)
"""From when it is dated: half past eleven at night in Paris, on a day that most years lack."""


class Stage:
    """Where the demonstration stands, while it does; `files` are its documents."""

    def __init__(self, blocker: DjangoDbBlocker, files: Path) -> None:
        self._blocker = blocker
        self.files = files
        self._held = ExitStack()
        self._is_up = False
        self._contents: dict[str, Any] | None = None

    def up(self) -> None:
        if not self._is_up:
            self._is_up = True
            self._held.enter_context(self._blocker.unblock())
            self._held.enter_context(override_settings(DEMO=True, FILES_ROOT=self.files, FILES_URL=str(self.files)))
            self._held.enter_context(transaction.atomic())
            self._held.enter_context(database_clock_at(NOW))
            build(NOW)
            self._contents = contents(NOW)

    def down(self) -> None:
        if self._is_up:
            self._is_up = False
            transaction.set_rollback(True)
            self._held.close()

    def contents(self) -> dict[str, Any]:
        """What it holds, once it is down: what was seen when it was last up."""
        if self._contents is None:
            self.up()
        self.down()
        assert self._contents is not None
        return self._contents


_STAGE = pytest.StashKey[Stage]()


@pytest.fixture(scope="session")
def stage(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
    pytestconfig: pytest.Config,
) -> Iterator[Stage]:
    stage = pytestconfig.stash[_STAGE] = Stage(django_db_blocker, tmp_path_factory.mktemp("files"))
    yield stage
    stage.down()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Generator[None]:
    yield
    stays = isinstance(nextitem, pytest.Function) and "demonstration" in nextitem.fixturenames
    if _STAGE in item.config.stash and not stays:
        item.config.stash[_STAGE].down()


@pytest.fixture(scope="module")
def demonstration(stage: Stage) -> datetime:
    """The instant from which it is dated. Tests that use it need the mark `django_db` besides."""
    stage.up()
    return NOW


@pytest.fixture(scope="module")
def demo_files(stage: Stage) -> Path:
    """Where the demonstration keeps its documents."""
    return stage.files
