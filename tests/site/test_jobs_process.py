"""The worker of jobs that a server watches: started again when it ends, killed when it is silent, never in a spin."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator

import pytest

from poincon.site.processes import JOBS_SILENCE_SECONDS, LONGEST_PAUSE_SECONDS, STARTING_SECONDS, JobsProcess
from tests.jobs.waiting import until

ENDS = "pass"
SILENT = "import time; time.sleep(600)"
BEATS = "import os, sys, time\nwhile True: os.write(int(sys.argv[1]), b'.'); time.sleep(0.02)"
BEATS_ONCE = "import os, sys, time; os.write(int(sys.argv[1]), b'.'); time.sleep(600)"
STOPS_SLOWLY = "import os, signal, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + BEATS_ONCE

Watch = Callable[[str], JobsProcess]


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def watch(clock: Clock) -> Iterator[Watch]:
    """A worker that runs that program, and is watched; it is killed at the end."""
    jobs: list[JobsProcess] = []

    def make(program: str) -> JobsProcess:
        jobs.append(JobsProcess(lambda pipe: [sys.executable, "-c", program, str(pipe)], clock))
        jobs[-1].watch()
        return jobs[-1]

    yield make
    for process in jobs:
        process.end(0)


def ended(jobs: JobsProcess) -> bool:
    jobs.watch()
    return jobs.pid is None


def test_a_machine_without_room_for_a_worker_is_asked_again(clock: Clock) -> None:
    programs = iter([["/nowhere/program"], [sys.executable, "-c", "pass"]])
    jobs = JobsProcess(lambda pipe: next(programs), clock)
    jobs.watch()
    first = jobs.pid
    clock.now += LONGEST_PAUSE_SECONDS
    jobs.watch()
    assert (first, jobs.pid is None) == (None, False)
    jobs.end(10)


def test_a_worker_that_dies_at_start_is_started_less_and_less_often(watch: Watch, clock: Clock) -> None:
    jobs = watch(ENDS)
    pauses = []
    for _ in range(8):
        until(lambda: ended(jobs))
        died = clock.now
        while jobs.pid is None:
            clock.now += 1
            jobs.watch()
        pauses.append(clock.now - died)
    assert pauses == [2, 4, 8, 16, 32, LONGEST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS]


def test_a_worker_that_lived_is_started_again_at_once(watch: Watch, clock: Clock) -> None:
    jobs = watch(SILENT)
    first = jobs.pid
    clock.now += LONGEST_PAUSE_SECONDS + 1
    jobs.ask_to_stop()
    until(lambda: ended(jobs))
    jobs.watch()
    assert jobs.pid not in {None, first}


def test_a_worker_that_gives_signs_is_left_alone(watch: Watch, clock: Clock) -> None:
    jobs = watch(BEATS)
    first = jobs.pid
    for _ in range(20):
        until(lambda: heard(jobs, clock))
        clock.now += JOBS_SILENCE_SECONDS - 1
    assert not ended(jobs)
    assert jobs.pid == first


@pytest.mark.parametrize(("program", "seconds"), [(BEATS_ONCE, JOBS_SILENCE_SECONDS), (SILENT, STARTING_SECONDS)])
def test_a_worker_that_gives_no_more_sign_is_killed(watch: Watch, clock: Clock, program: str, seconds: int) -> None:
    jobs = watch(program)
    if program == BEATS_ONCE:
        until(lambda: heard(jobs, clock))
    clock.now += seconds - 1
    jobs.watch()
    assert jobs.pid is not None
    clock.now += 1
    until(lambda: ended(jobs))


def heard(jobs: JobsProcess, clock: Clock) -> bool:
    """Whether a sign of it came at this instant."""
    jobs.watch()
    return jobs._silent_at == clock.now + JOBS_SILENCE_SECONDS


def test_a_worker_that_does_not_stop_in_time_is_killed(watch: Watch, clock: Clock) -> None:
    jobs = watch(STOPS_SLOWLY)
    until(lambda: heard(jobs, clock))
    jobs.ask_to_stop()
    jobs.end(0.2)
    assert jobs._process is not None
    assert jobs._process.returncode == -9
