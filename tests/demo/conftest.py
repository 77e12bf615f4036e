"""One demonstration for all the tests that only read it: it is kept for the whole file, and undone after."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from django.db import transaction
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from poincon.demo.build import build
from tests.platform_fixtures import NOW


@pytest.fixture(scope="module")
def demo_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the demonstration keeps its documents."""
    return tmp_path_factory.mktemp("files")


@pytest.fixture(scope="module")
def demonstration(django_db_setup: None, django_db_blocker: DjangoDbBlocker, demo_files: Path) -> Iterator[datetime]:
    """The instant from which it is dated. Tests that use it need the mark `django_db` besides."""
    demo = override_settings(DEMO=True, FILES_ROOT=demo_files, FILES_URL=str(demo_files))
    with django_db_blocker.unblock(), demo, transaction.atomic():
        build(NOW)
        yield NOW
        transaction.set_rollback(True)
