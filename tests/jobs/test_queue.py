"""A job exists when its act does; it is tried again, then given up, and an administrator puts it back."""

from __future__ import annotations

import logging
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from poincon.jobs.models import Worker
from poincon.jobs.pruning import prune
from poincon.jobs.queue import TaskResultStatus, succeeded, take, tried
from poincon.jobs.reaper import reap
from poincon.jobs.services import put_back
from poincon.jobs.tasks import DELAYS, delay_after, instant, running_at
from poincon.jobs.worker import run_all
from poincon.journal.models import Act
from poincon.people.models import Organisation
from tests.jobs import some_jobs
from tests.jobs.some_jobs import lines
from tests.people.makers import organisation
from tests.platform_fixtures import NOW

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "runs"


def only() -> DBTaskResult[..., Any]:
    return DBTaskResult.objects.get()


@pytest.mark.django_db(transaction=True)
def test_a_job_whose_act_is_undone_does_not_exist(path: Path) -> None:
    with transaction.atomic():
        organisation("défaite")
        some_jobs.note.later(str(path))
        transaction.set_rollback(True)
    assert (Organisation.objects.count(), DBTaskResult.objects.count()) == (0, 0)
    assert run_all(NOW) == []


@pytest.mark.django_db(transaction=True)
def test_a_job_exists_as_soon_as_its_act_is_kept(path: Path) -> None:
    with transaction.atomic():
        organisation("gardée")
        some_jobs.note.later(str(path), text="vu")
    # Nothing else was needed: no callback after the commit, that a crash could lose.
    assert only().status == TaskResultStatus.READY
    run_all(NOW)
    assert lines(path) == ["vu"]


def test_a_job_that_works_is_done_once(path: Path) -> None:
    some_jobs.note.later(str(path))
    (attempt,) = run_all(NOW)
    assert (attempt.task_path, attempt.error) == ("tests.jobs.some_jobs.note", None)
    assert run_all(NOW + timedelta(days=3)) == []
    assert lines(path) == ["noted"]
    assert (only().status, only().finished_at) == (TaskResultStatus.SUCCESSFUL, NOW)


def test_called_directly_a_job_is_a_function(path: Path) -> None:
    some_jobs.note(str(path), "directly")
    assert lines(path) == ["directly"]
    assert not DBTaskResult.objects.exists()


def test_what_a_job_queues_is_run_too(path: Path) -> None:
    some_jobs.queue_another.later(str(path))
    assert [attempt.task_path.rpartition(".")[2] for attempt in run_all(NOW)] == ["queue_another", "note"]


def test_a_job_takes_the_instant_of_its_run_for_now(path: Path) -> None:
    some_jobs.tell_the_time.later(str(path))
    run_all(NOW)
    assert lines(path) == [NOW.isoformat()]
    with running_at(NOW):
        assert instant() == NOW
    assert instant() != NOW


def test_what_presses_most_goes_first(path: Path) -> None:
    some_jobs.note.later(str(path))
    some_jobs.urgent.later(str(path))
    run_all(NOW)
    assert lines(path) == ["urgent", "noted"]


def test_what_is_no_json_is_refused_at_once(path: Path) -> None:
    with pytest.raises(TypeError):
        some_jobs.note.later(path)  # type: ignore[arg-type]


def test_a_job_that_fails_is_tried_again_later_and_later(path: Path) -> None:
    some_jobs.fail.later(str(path), times=2)
    now = NOW
    for delay in (MINUTE, 5 * MINUTE):
        (attempt,) = run_all(now)
        assert isinstance(attempt.error, LookupError)
        assert (only().status, only().run_after) == (TaskResultStatus.READY, now + delay)
        assert run_all(now + delay - timedelta(seconds=1)) == []
        now += delay
    assert run_all(now)[0].error is None
    assert lines(path) == ["tried"] * 3
    assert (only().status, only().exception_class_path) == (TaskResultStatus.SUCCESSFUL, "")


def test_delays_grow_to_a_day() -> None:
    assert [delay_after(attempts) for attempts in range(1, 9)] == [*DELAYS, DELAYS[-1], DELAYS[-1]]
    assert DELAYS[0] == MINUTE
    assert DELAYS[-1] == timedelta(days=1)


def exhausted(path: Path) -> DBTaskResult[..., Any]:
    some_jobs.fail.later(str(path))
    for hours in range(3):
        run_all(NOW + timedelta(hours=hours))
    return only()


def test_a_job_that_used_its_attempts_is_given_up_and_told_so(path: Path) -> None:
    row = exhausted(path)
    assert (row.status, row.finished_at) == (TaskResultStatus.FAILED, NOW + timedelta(hours=2))
    assert row.exception_class_path == "builtins.LookupError"
    assert lines(path) == ["tried"] * 3 + ["given up"]
    assert run_all(NOW + timedelta(days=9)) == []


def test_a_job_put_back_has_all_its_attempts_again(path: Path) -> None:
    row = exhausted(path)
    assert put_back(row.pk, actor="somebody", now=NOW)
    assert not put_back(row.pk, actor="somebody", now=NOW)
    assert not put_back(uuid4(), actor="somebody", now=NOW)
    assert run_all(NOW)
    assert (only().status, len(only().worker_ids)) == (TaskResultStatus.READY, 1)
    act = Act.objects.get(event="job_put_back")
    assert (act.subject_kind, act.subject_id, act.actor) == ("job", str(row.pk), "somebody")
    assert act.details == {"job": "tests.jobs.some_jobs.fail", "error": "builtins.LookupError"}


def test_giving_up_that_fails_too_still_leaves_a_failed_job(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    some_jobs.fail_twice_over.later(str(path))
    run_all(NOW)
    assert only().status == TaskResultStatus.FAILED
    assert not Organisation.objects.exists()
    assert some_jobs.ADDRESS not in caplog.text


def test_what_an_error_says_is_never_kept(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    some_jobs.fail_twice_over.later(str(path))
    run_all(NOW)
    row = only()
    assert some_jobs.ADDRESS not in row.traceback + row.exception_class_path + caplog.text
    assert "some_jobs.py" in row.traceback
    kinds = [line for line in row.traceback.splitlines() if not line.startswith(" ")]
    assert kinds == ["RuntimeError", "KeyError"]


def test_a_job_that_leaves_the_process_fails_like_another(path: Path) -> None:
    some_jobs.leave.later(str(path))
    run_all(NOW)
    assert only().exception_class_path == "builtins.SystemExit"


@pytest.mark.parametrize("path_of_nothing", ["tests.jobs.some_jobs.gone", "tests.jobs.some_jobs.lines", "nowhere.at"])
def test_a_job_that_this_version_does_not_know_waits_for_one_that_does(path: Path, path_of_nothing: str) -> None:
    some_jobs.note.later(str(path))
    DBTaskResult.objects.update(task_path=path_of_nothing)
    run_all(NOW)
    assert (only().status, only().run_after) == (TaskResultStatus.READY, NOW + MINUTE)


# workers that die


def worker(name: str, *, silence: timedelta = timedelta(0)) -> Worker:
    return Worker.objects.create(id=name, host="h", pid=1, started_at=NOW - timedelta(days=2), seen_at=NOW - silence)


def test_what_a_silent_worker_left_is_put_back_at_once(path: Path) -> None:
    worker("dead", silence=timedelta(minutes=2))
    some_jobs.note.later(str(path))
    assert take("dead", NOW - 3 * MINUTE) is not None
    assert reap(NOW) == 1
    assert (only().status, only().run_after) == (TaskResultStatus.READY, NOW)
    assert only().exception_class_path == "poincon.jobs.queue.WorkerGone"
    run_all(NOW)
    assert lines(path) == ["noted"]


def test_what_a_worker_that_nobody_knows_left_is_put_back(path: Path) -> None:
    some_jobs.note.later(str(path))
    take("unknown", NOW)
    assert reap(NOW) == 1


def test_what_a_live_worker_does_is_left_alone(path: Path) -> None:
    worker("alive", silence=timedelta(seconds=119))
    some_jobs.note.later(str(path))
    take("alive", NOW - timedelta(hours=5))
    assert reap(NOW) == 0
    assert only().status == TaskResultStatus.RUNNING


def test_a_job_that_kills_its_workers_is_given_up_like_another(path: Path) -> None:
    some_jobs.fail.later(str(path))
    for _ in range(3):
        take("dead", NOW)
        reap(NOW)
    assert only().status == TaskResultStatus.FAILED
    assert lines(path) == ["given up"]


@pytest.mark.parametrize("works", [True, False])
def test_a_worker_taken_for_dead_cannot_end_what_another_took_over(path: Path, works: bool) -> None:
    some_jobs.note.later(str(path))
    row = take("slow", NOW)
    assert row is not None
    reap(NOW)
    take("other", NOW)
    if works:
        succeeded(row, NOW)
    else:
        tried(row, LookupError(), NOW)
    assert (only().status, only().worker_ids) == (TaskResultStatus.RUNNING, ["slow", "other"])


# forgetting


def test_only_what_went_well_long_ago_is_forgotten(path: Path) -> None:
    first = some_jobs.note.later(str(path))
    some_jobs.note.later(str(path))
    exhausted_path = path.with_name("other")
    some_jobs.fail.later(str(exhausted_path))
    for hours in range(3):
        run_all(NOW + timedelta(hours=hours))
    worker("forgotten", silence=timedelta(hours=25))
    old = DBTaskResult.objects.filter(pk=first)
    old.update(finished_at=NOW - timedelta(days=31))
    assert prune(NOW) == 1
    assert set(DBTaskResult.objects.values_list("status", flat=True)) == {"SUCCESSFUL", "FAILED"}
    assert not old.exists()
    assert not Worker.objects.exists()
