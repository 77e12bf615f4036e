"""« Travaux en arrière-plan »: what waits, failed and comes back, for who administers; no argument, no sentence."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from poincon.jobs.models import Worker
from poincon.jobs.periodic import schedule
from poincon.jobs.queue import TaskResultStatus, take
from poincon.jobs.reaper import reap
from poincon.jobs.worker import run_all
from poincon.people.enums import Role
from tests.jobs import some_jobs
from tests.people.makers import organisation, person

pytestmark = pytest.mark.django_db

PAGE = "/administration/travaux/"


@pytest.fixture
def administrator(signed_in: Any) -> Client:
    client: Client = signed_in(person((Role.ADMINISTRATOR, None)))
    return client


def shown(client: Client) -> str:
    response = client.get(PAGE)
    assert response.status_code == 200
    return response.content.decode()


def test_nothing_to_do_and_nobody_to_do_it_is_said(administrator: Client) -> None:
    page = shown(administrator)
    assert "Aucun processus ne fait ces travaux" in page
    assert "Rien n’attend." in page
    assert "Échoués" not in page


def test_the_page_tells_jobs_in_each_state_and_nothing_of_their_arguments(
    administrator: Client, tmp_path: Path
) -> None:
    now = timezone.now()
    runs = str(tmp_path / "secret")
    for _ in range(3):
        some_jobs.note.later(runs, "claire")
    running = take("w", now)
    assert running is not None
    some_jobs.fail_twice_over.later(runs)
    some_jobs.fail.later(runs)
    DBTaskResult.objects.filter(status=TaskResultStatus.READY, task_path__endswith="note").update(
        run_after=now + timedelta(hours=1)
    )
    run_all(now)
    Worker.objects.create(id="w", host="machine.example", pid=12345, started_at=now, seen_at=now)
    page = shown(administrator)
    assert "1 processus au travail" in page
    assert "machine.example, processus 12345" in page
    assert "Noter : 2, dont le plus ancien demandé le" in page
    assert "Noter, depuis le" in page
    assert "Échoués (1)" in page
    assert "RuntimeError" in page
    assert "À essayer de nouveau (1)" in page
    assert "1 sur 3" in page
    assert not any(secret in page for secret in ("secret", "claire", some_jobs.ADDRESS, "Traceback", "some_jobs.py"))


def test_a_worker_that_died_is_said_in_words(administrator: Client, tmp_path: Path) -> None:
    some_jobs.fail_twice_over.later(str(tmp_path / "runs"))
    take("dead", timezone.now())
    reap(timezone.now())
    assert "le processus s’est arrêté" in shown(administrator)


def test_regular_jobs_are_told_with_their_last_and_next_time(administrator: Client, settings: Any) -> None:
    # Far from now at any hour: a daily time that fell within the last hour would have had its turn.
    hour = (timezone.localtime() + timedelta(hours=12)).hour
    settings.PERIODIC_JOBS = {
        "digests": ("tests.jobs.some_jobs.periodic", 600),
        "sans_nom": ("tests.jobs.some_jobs.periodic", f"{hour:02}:00"),
    }
    page = shown(administrator)
    assert "Envoyer les résumés du jour" in page
    assert "toutes les 10 minutes" in page
    assert "sans_nom" in page
    assert f"chaque jour à {hour}\u00a0h\u00a000" in page
    assert page.count("jamais encore") == 2
    now = timezone.now()
    schedule(now - timedelta(hours=1))
    schedule(now)
    run_all(now)
    page = shown(administrator)
    assert page.count("jamais encore") == 1
    assert page.count("LookupError") == 2  # of the job, to be tried again, and of its last time


def test_a_failed_job_is_put_back_once(administrator: Client, tmp_path: Path) -> None:
    some_jobs.leave.later(str(tmp_path / "runs"))
    run_all(timezone.now())
    address = f"{PAGE}{DBTaskResult.objects.get().pk}/"
    assert address in shown(administrator)
    assert "remis en file" in administrator.post(address, follow=True).content.decode()
    assert DBTaskResult.objects.get().status == TaskResultStatus.READY
    assert "plus parmi ceux qui ont échoué" in administrator.post(address, follow=True).content.decode()
    assert administrator.get(address).headers["Location"] == PAGE  # who changes the language there is not stranded
    assert administrator.put(address).status_code == 405


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_nobody_else_sees_or_puts_back(signed_in: Any, role: Role) -> None:
    scopes = {Role.STRUCTURE_EDITOR: organisation(), Role.STRUCTURE_HEAD: organisation()}
    scope = "53" if role in {Role.REGIONAL_OFFICER, Role.COMMITTEE_MEMBER} else scopes.get(role)
    client = signed_in(person((role, scope)))
    for response in (client.get(PAGE), client.post(f"{PAGE}{UUID(int=1)}/")):
        assert response.status_code == 404


def test_the_page_asks_as_much_with_many_jobs(
    administrator: Client, tmp_path: Path, django_assert_max_num_queries: Any
) -> None:
    for _ in range(150):
        some_jobs.leave.later(str(tmp_path / "runs"))
    run_all(timezone.now())
    with django_assert_max_num_queries(16):
        page = shown(administrator)
    assert "Échoués (150)" in page
    assert page.count("Remettre en file") == 100
