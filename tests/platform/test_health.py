"""The process answers; the platform tells whether it can work."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client


def test_the_process_answers_without_a_database(client: Client) -> None:
    assert client.get("/healthz").content == b"ok\n"


@pytest.mark.django_db
def test_a_platform_that_can_work_is_ready(client: Client) -> None:
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (
        200,
        {"ready": True, "checks": {"database": True, "migrations": True, "files": True}},
    )


@pytest.mark.django_db
def test_a_folder_that_cannot_be_written_is_not_ready(client: Client, settings: Any, tmp_path: Path) -> None:
    (tmp_path / "occupied").write_text("a file, where a folder should be")
    settings.FILES_ROOT = tmp_path / "occupied"
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["checks"] == {"database": True, "migrations": True, "files": False}


@pytest.mark.django_db
def test_a_migration_that_was_not_applied_is_not_ready(client: Client) -> None:
    MigrationRecorder(connection).record_unapplied("journal", "0002_append_only")
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["checks"]["migrations"] is False
