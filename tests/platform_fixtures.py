"""What every test of the platform shares. A pytest plugin, named in pyproject.toml."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from django.test import Client

    from poincon.people.models import Person

NOW = datetime(2027, 3, 15, 9, 30, tzinfo=UTC)
"""The instant of tests that need one."""


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture(autouse=True)
def _french() -> Iterator[None]:
    """Each test starts in French, whatever the one before left."""
    from django.utils import translation

    with translation.override("fr"):
        yield


@pytest.fixture(autouse=True)
def _own_files(request: pytest.FixtureRequest) -> None:
    """A test that reaches the database keeps its files in a folder of its own."""
    if "db" in request.fixturenames or request.node.get_closest_marker("django_db"):
        settings = request.getfixturevalue("settings")
        settings.FILES_ROOT = request.getfixturevalue("tmp_path") / "files"
        settings.FILES_URL = str(settings.FILES_ROOT)


@pytest.fixture
def just_started(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server whose worker of jobs may not be there yet, however long the process of tests has run."""
    from poincon.site import health

    monkeypatch.setattr(health, "_STARTED", time.monotonic())


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that `poincon migrate` made of nothing, on SQLite. To be copied by who starts a platform in it."""
    from tests.site.processes import run

    var = tmp_path_factory.mktemp("migrated") / "var"
    process = run("migrate", "--verbosity", "0", var=var)
    assert (process.returncode, process.stderr) == (0, "")
    return var


@pytest.fixture
def signed_in(client: Client) -> Any:
    """`signed_in(person)`: the client, once that person has signed in."""

    def sign_in(person: Person) -> Client:
        client.force_login(person)
        return client

    return sign_in


def pytest_configure(config: pytest.Config) -> None:
    _let_transactional_tests_empty_the_journal()


def _let_transactional_tests_empty_the_journal() -> None:
    """Django empties every table after a test that really commits; the journal's triggers refuse that, as they must."""
    from django.db import connection
    from django.test import TransactionTestCase

    from poincon.journal import guard

    original = getattr(TransactionTestCase, "_fixture_teardown")

    def teardown(self: TransactionTestCase) -> None:
        guard.remove(connection)
        original(self)
        guard.install(connection)

    setattr(TransactionTestCase, "_fixture_teardown", teardown)
