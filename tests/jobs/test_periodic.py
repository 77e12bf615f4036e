"""What comes back: once for each slot, whoever asks, however late."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.conf import settings as platform_settings
from django.db import connection
from django.utils.module_loading import import_string
from django_tasks_db.models import DBTaskResult

from poincon.jobs.models import PeriodicJob
from poincon.jobs.periodic import run_periodic, schedule, slot_after, slot_at
from poincon.jobs.worker import run_all
from tests.platform_fixtures import NOW

HOUR = timedelta(hours=1)
SEEN: list[datetime] = []


def remember(now: datetime) -> None:
    SEEN.append(now)


@pytest.fixture(autouse=True)
def _one_job(settings: Any) -> None:
    SEEN.clear()
    settings.PERIODIC_JOBS = {"remember": ("tests.jobs.test_periodic.remember", 3600)}


def queued() -> int:
    return DBTaskResult.objects.count()


@pytest.mark.django_db
def test_a_job_seen_for_the_first_time_waits_for_its_next_slot() -> None:
    assert schedule(NOW) == []
    assert schedule(NOW + HOUR) == ["remember"]
    run_all(NOW + HOUR)
    assert SEEN == [NOW + HOUR]


@pytest.mark.django_db
def test_a_slot_is_queued_once() -> None:
    schedule(NOW)
    assert [schedule(NOW + HOUR) for _ in range(3)] == [["remember"], [], []]
    assert queued() == 1


@pytest.mark.django_db
def test_missed_slots_are_made_up_for_by_one_run() -> None:
    schedule(NOW)
    schedule(NOW + 50 * HOUR)
    assert queued() == 1
    run_all(NOW + 50 * HOUR)
    assert schedule(NOW + 51 * HOUR) == ["remember"]


@pytest.mark.django_db
def test_a_job_that_has_not_ended_is_not_queued_again() -> None:
    schedule(NOW)
    schedule(NOW + HOUR)
    assert schedule(NOW + 2 * HOUR) == []
    run_all(NOW + 2 * HOUR)
    assert schedule(NOW + 2 * HOUR + timedelta(minutes=1)) == ["remember"]


@pytest.mark.django_db(transaction=True)
def test_two_schedulers_at_once_queue_a_slot_once() -> None:
    schedule(NOW)
    for hours in range(1, 6):
        start = Barrier(4)

        def work(now: datetime, start: Barrier = start) -> list[str]:
            try:
                start.wait(20)
                return schedule(now)
            finally:
                connection.close()

        now = NOW + hours * HOUR
        with ThreadPoolExecutor(4) as pool:
            assert sorted(pool.map(work, [now] * 4)) == [[], [], [], ["remember"]]
        assert queued() == hours
        run_all(now)
    assert len(SEEN) == 5


@pytest.mark.django_db(transaction=True)
def test_two_schedulers_meet_a_new_job_at_once() -> None:
    start = Barrier(4)

    def work(_number: int) -> list[str]:
        try:
            start.wait(20)
            return schedule(NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(work, range(4))) == [[]] * 4
    assert PeriodicJob.objects.count() == 1


@pytest.mark.django_db
def test_a_name_that_the_settings_no_longer_hold_does_nothing() -> None:
    run_periodic.later("forgotten")
    (attempt,) = run_all(NOW)
    assert attempt.error is None


@pytest.mark.parametrize(
    ("now", "start", "following"),
    [
        ("2027-03-15T05:59", "2027-03-14T06:00", "2027-03-15T06:00"),
        ("2027-03-15T06:00", "2027-03-15T06:00", "2027-03-16T06:00"),
        ("2027-03-15T23:30", "2027-03-15T06:00", "2027-03-16T06:00"),
        # the clock goes forward on 28 March, and back on 31 October
        ("2027-03-28T04:59", "2027-03-27T06:00", "2027-03-28T05:00"),
        ("2027-10-31T05:59", "2027-10-30T05:00", "2027-10-31T06:00"),
    ],
)
def test_an_hour_of_the_day_is_that_of_paris(now: str, start: str, following: str) -> None:
    at = datetime.fromisoformat(now).replace(tzinfo=UTC)
    assert slot_at("07:00", at) == datetime.fromisoformat(start).replace(tzinfo=UTC)
    assert slot_after("07:00", at) == datetime.fromisoformat(following).replace(tzinfo=UTC)


def test_a_pace_in_seconds_has_the_same_slots_for_everybody() -> None:
    assert slot_at(3600, NOW) == NOW.replace(minute=0)
    assert slot_after(3600, NOW) == NOW.replace(minute=0) + HOUR


def test_every_regular_job_of_the_platform_is_a_function_that_exists() -> None:
    from poincon.site import settings as own
    from poincon.site.administration import REGULAR

    assert platform_settings.PERIODIC_JOBS is not own.PERIODIC_JOBS
    for path, pace in own.PERIODIC_JOBS.values():
        assert callable(import_string(path))
        slot_at(pace, NOW)
    assert set(own.PERIODIC_JOBS) == set(REGULAR), "administration.REGULAR says each in words"
