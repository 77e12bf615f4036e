"""The process answers; the platform tells whether it can work."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from poincon.jobs.models import Worker
from poincon.jobs.periodic import run_periodic
from poincon.journal.models import DailyRoot
from poincon.site import health


def test_the_process_answers_without_a_database(client: Client) -> None:
    assert client.get("/healthz").content == b"ok\n"


@pytest.mark.usefixtures("just_started")
@pytest.mark.django_db
def test_a_platform_that_can_work_is_ready(client: Client) -> None:
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (
        200,
        {
            "ready": True,
            "checks": {
                "database": True,
                "migrations": True,
                "files": True,
                "jobs": True,
                "journal": True,
                "contents": True,
            },
            "missing_contents": 0,
        },
    )


@pytest.mark.usefixtures("just_started")
@pytest.mark.django_db
def test_a_folder_that_cannot_be_written_is_not_ready(client: Client, settings: Any, tmp_path: Path) -> None:
    (tmp_path / "occupied").write_text("a file, where a folder should be")
    settings.FILES_ROOT = tmp_path / "occupied"
    response = client.get("/readyz")
    assert response.status_code == 503
    checks = response.json()["checks"]
    assert [name for name, works in checks.items() if not works] == ["files"]


@pytest.mark.usefixtures("just_started")
@pytest.mark.django_db
def test_a_day_that_is_sealed_before_it_is_over_is_not_ready(client: Client) -> None:
    today = timezone.now().date()
    DailyRoot.objects.create(day=today - timedelta(days=1), count=0, digest="0" * 64, previous="0" * 64)
    assert client.get("/readyz").status_code == 200
    DailyRoot.objects.create(day=today + timedelta(days=1), count=0, digest="1" * 64, previous="0" * 64)
    response = client.get("/readyz")
    assert (response.status_code, response.json()["checks"]["journal"]) == (503, False)


@pytest.mark.django_db
def test_a_migration_that_was_not_applied_is_not_ready(client: Client) -> None:
    MigrationRecorder(connection).record_unapplied("journal", "0001_initial")
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["checks"]["migrations"] is False


@pytest.fixture
def _started_long_ago(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_STARTED", float("-inf"))


def waiting_for(minutes: int) -> None:
    run_periodic.later("nothing")
    DBTaskResult.objects.update(enqueued_at=timezone.now() - timedelta(minutes=minutes))


def failing(checks: dict[str, bool]) -> set[str]:
    return {name for name, is_well in checks.items() if not is_well}


def worker_seen(seconds: int) -> None:
    now = timezone.now()
    seen_at = now - timedelta(seconds=seconds)
    Worker.objects.create(id="w", host="h", pid=1, started_at=now - timedelta(hours=1), seen_at=seen_at)


@pytest.mark.django_db
@pytest.mark.usefixtures("_started_long_ago")
@pytest.mark.parametrize("jobs", ["beside", "apart"])
@pytest.mark.parametrize(("seconds", "ready"), [(30, True), (60, False)])
def test_a_worker_that_was_not_seen_for_a_minute_is_gone(
    client: Client, settings: Any, jobs: str, seconds: int, ready: bool
) -> None:
    settings.JOBS = jobs
    worker_seen(seconds)
    response = client.get("/readyz")
    assert (response.status_code, response.json()["checks"]["jobs"]) == (200 if ready else 503, ready)


@pytest.mark.django_db
@pytest.mark.usefixtures("_started_long_ago")
def test_a_platform_without_any_worker_is_not_ready(client: Client) -> None:
    assert failing(client.get("/readyz").json()["checks"]) == {"jobs"}


@pytest.fixture
def _by_cron(settings: Any) -> None:
    settings.JOBS = "now-and-then"


@pytest.mark.django_db
@pytest.mark.usefixtures("_started_long_ago", "_by_cron")
@pytest.mark.parametrize(("minutes", "ready"), [(9, True), (11, False)])
def test_jobs_run_now_and_then_may_wait_for_their_hour_but_not_for_long(
    client: Client, minutes: int, ready: bool
) -> None:
    waiting_for(minutes)
    assert client.get("/readyz").json()["checks"]["jobs"] is ready


@pytest.mark.django_db
@pytest.mark.usefixtures("_started_long_ago", "_by_cron")
def test_jobs_that_wait_while_somebody_works_are_ready(client: Client) -> None:
    waiting_for(60)
    worker_seen(0)
    assert client.get("/readyz").status_code == 200


@pytest.mark.django_db
@pytest.mark.usefixtures("_started_long_ago", "_by_cron")
@pytest.mark.parametrize(("late", "ready"), [(timedelta(minutes=-30), True), (timedelta(minutes=11), False)])
def test_a_job_to_be_tried_again_counts_from_when_it_is_due(client: Client, late: timedelta, ready: bool) -> None:
    waiting_for(60)
    DBTaskResult.objects.update(run_after=timezone.now() - late)
    assert client.get("/readyz").json()["checks"]["jobs"] is ready


@pytest.mark.django_db
def test_a_server_that_starts_lets_its_worker_start_too(client: Client, just_started: None) -> None:
    assert client.get("/readyz").status_code == 200


@pytest.mark.django_db
@pytest.mark.usefixtures("_started_long_ago")
def test_a_database_that_does_not_answer_is_waited_for_once(client: Client) -> None:
    attempts = []

    def refuse(*arguments: Any) -> None:
        attempts.append(arguments[1])
        raise OperationalError("gone")

    with connection.execute_wrapper(refuse):
        response = client.get("/readyz")
    assert failing(response.json()["checks"]) == {"database", "contents", "migrations", "jobs", "journal"}
    assert attempts == ["SELECT 1"]
