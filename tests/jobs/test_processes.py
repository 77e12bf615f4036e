"""Real workers, in processes of their own: killed, stopped, orphaned."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from poincon.jobs.models import Worker
from poincon.jobs.queue import SILENCE, Row, TaskResultStatus
from poincon.people.models import Organisation
from tests.cahier.packages import ROOT
from tests.jobs import some_jobs
from tests.jobs.some_jobs import lines
from tests.jobs.waiting import until

pytestmark = pytest.mark.django_db(transaction=True)

Start = Callable[..., subprocess.Popen[str]]


def surroundings(var: Path) -> dict[str, str]:
    """The variables with which another process reaches the database of this test."""
    name = str(connection.settings_dict["NAME"])
    url = f"sqlite:///{quote(name)}"
    if connection.vendor == "postgresql":
        head, _, query = os.environ["DATABASE_URL"].partition("?")
        url = f"{head.rpartition('/')[0]}/{name}" + (f"?{query}" if query else "")
    return {
        "PATH": os.environ["PATH"],
        "LANG": "C.UTF-8",
        "DATABASE_URL": url,
        "VAR_DIR": str(var),
        "DJANGO_SETTINGS_MODULE": "poincon.site.settings",
    }


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts a worker; those that still live at the end are killed."""
    started: list[subprocess.Popen[str]] = []

    def start_one(*options: str, through: str = "") -> subprocess.Popen[str]:
        program = [sys.executable, "-m", "django", "work", *options]
        if through:  # a parent that starts it, then waits
            program = [sys.executable, "-c", through]
        process = subprocess.Popen(
            program, env=surroundings(tmp_path), cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        started.append(process)
        return process

    yield start_one
    for process in started:
        process.kill()
        process.communicate(timeout=20)


def ended(process: subprocess.Popen[str]) -> str:
    """What a process that ends by itself wrote on standard error; it must have gone well."""
    _out, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors
    return errors


def jobs_of_tests() -> QuerySet[Row]:
    """Without the jobs that come back, which a worker queues when their hour strikes in the middle of a test."""
    return DBTaskResult.objects.filter(task_path__startswith="tests.")


def grow_old() -> None:
    """As if no worker had been seen for a while."""
    long_ago = timezone.now() - SILENCE - timedelta(seconds=1)
    Worker.objects.update(seen_at=long_ago, started_at=long_ago)


@pytest.mark.parametrize(("when", "is_kept"), [("before", False), ("after", True)])
def test_a_job_is_lost_or_kept_with_its_act_when_the_process_is_killed(
    start: Start, tmp_path: Path, when: str, is_kept: bool
) -> None:
    runs = tmp_path / "runs"
    killed = start(
        through="import os, signal, django; django.setup()\n"
        "from django.db import transaction\n"
        "from tests.jobs import some_jobs\n"
        "from tests.people.makers import organisation\n"
        "with transaction.atomic():\n"
        f"    organisation('{when}')\n"
        f"    some_jobs.note.later({str(runs)!r})\n"
        f"    if '{when}' == 'before': os.kill(os.getpid(), signal.SIGKILL)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    assert killed.wait(30) == -signal.SIGKILL
    ended(start("--once"))
    assert Organisation.objects.exists() is is_kept
    assert lines(runs) == ["noted"] * is_kept


def test_what_a_killed_worker_left_is_done_once_by_the_next(start: Start, tmp_path: Path) -> None:
    runs, go = tmp_path / "runs", tmp_path / "go"
    some_jobs.slow.later(str(runs), str(go))
    victim = start()
    until(lambda: lines(runs) == ["begun"])
    victim.send_signal(signal.SIGKILL)
    victim.wait(20)
    assert jobs_of_tests().get().status == TaskResultStatus.RUNNING
    go.touch()
    ended(start("--once"))  # the one that died was seen a moment ago: it is not taken for dead yet
    assert lines(runs) == ["begun"]
    grow_old()
    ended(start("--once"))
    ended(start("--once"))
    row = jobs_of_tests().get()
    assert (row.status, len(row.worker_ids)) == (TaskResultStatus.SUCCESSFUL, 2)
    assert lines(runs) == ["begun", "begun", "ended"]
    assert not Worker.objects.exclude(pk=row.worker_ids[0]).exists()


def test_a_worker_that_is_asked_to_stop_finishes_its_job(start: Start, tmp_path: Path) -> None:
    runs, go = tmp_path / "runs", tmp_path / "go"
    some_jobs.slow.later(str(runs), str(go))
    some_jobs.note.later(str(tmp_path / "other"))
    worker = start()
    until(lambda: lines(runs) == ["begun"])
    worker.send_signal(signal.SIGTERM)
    time.sleep(0.5)
    assert worker.poll() is None
    go.touch()
    ended(worker)
    assert lines(runs) == ["begun", "ended"]
    assert not Worker.objects.exists()
    assert sorted(jobs_of_tests().values_list("status", flat=True)) == ["READY", "SUCCESSFUL"]


def test_several_workers_share_the_jobs(start: Start, tmp_path: Path) -> None:
    for number in range(30):
        some_jobs.note.later(str(tmp_path / "runs"), str(number))
    workers = [start() for _ in range(3)]
    until(lambda: Worker.objects.count() == 3)  # two may have done it all before the third listens to signals
    until(lambda: not jobs_of_tests().exclude(status=TaskResultStatus.SUCCESSFUL).exists())
    for worker in workers:
        worker.send_signal(signal.SIGTERM)
        ended(worker)
    assert sorted(lines(tmp_path / "runs"), key=int) == [str(number) for number in range(30)]


def test_a_worker_ends_when_its_parent_is_gone(start: Start) -> None:
    parent = start(
        through="import os, subprocess, sys, time\n"
        "subprocess.Popen([sys.executable, '-m', 'django', 'work', f'--with-parent={os.getpid()}'])\n"
        "time.sleep(60)\n"
    )
    until(Worker.objects.exists)
    parent.kill()
    parent.wait(20)
    until(lambda: not Worker.objects.exists())


def test_a_worker_that_is_not_the_child_of_that_process_ends_at_once(start: Start) -> None:
    ended(start("--with-parent=1"))


def test_a_worker_says_that_it_waits(start: Start) -> None:
    worker = start()
    assert worker.stdout is not None
    assert "en attente" in worker.stdout.readline()


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="a database that goes away is easily made with SQLite")
def test_a_worker_waits_for_a_database_that_does_not_answer(start: Start, tmp_path: Path) -> None:
    worker = start()
    until(Worker.objects.exists)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE django_tasks_database_dbtaskresult RENAME TO elsewhere")
    try:
        time.sleep(2.5)
        assert worker.poll() is None
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE elsewhere RENAME TO django_tasks_database_dbtaskresult")
    some_jobs.note.later(str(tmp_path / "runs"))
    until(lambda: lines(tmp_path / "runs") == ["noted"])
    worker.send_signal(signal.SIGTERM)
    assert "the database does not answer" in ended(worker)
