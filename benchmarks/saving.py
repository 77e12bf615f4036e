"""Two hundred people who fill their dossiers at once: how long each of their saves takes, and whether all are there."""

from __future__ import annotations

import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPException

from benchmarks.desks import Desk, Saved, filled_desks
from benchmarks.killed import lost_among
from benchmarks.serving import peak_of_servers, platform
from benchmarks.visitors import Measured

PEOPLE = 200
PACE = 8.0
"""Seconds from one save of somebody to the next."""
SECONDS = 120
SEED = 2022


@dataclass(slots=True)
class Saves:
    """What people got: each save that was acknowledged with its seconds, and what was answered to the others."""

    acknowledged: list[Saved] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def saving(seconds: int = SECONDS, people: int = PEOPLE) -> None:
    """People save one answer at their pace, on a server started as `docs/operations.md` says."""
    with platform(WORKERS="2") as served:
        desks = filled_desks(served.port, people)
        served.start()
        saves, lasted = _saves(desks, seconds)
        served.stop()
        lost = lost_among(saves.acknowledged)
        print(f"saving: {people} people, a save every {PACE:.0f} s each, for {seconds} s, {served.database}")
        print(_line(Measured(people, lasted, tuple(saves.times)), saves.errors, round(people * seconds / PACE)))
        print(f"  acknowledged saves that are not there: {len(lost)}")
        print(f"  peak memory of a server process: {peak_of_servers():.0f} MB")
    if lost:
        raise RuntimeError(f"{len(lost)} acknowledged saves were lost: {lost[:3]}")


def _line(measured: Measured, errors: list[str], due: int) -> str:
    p50, p95, p99 = (measured.within(percent) * 1000 for percent in (50, 95, 99))
    return (
        f"  {len(measured.times)} saves of {due} that were due, {measured.rate:.1f} /s: "
        f"p50 {p50:.0f} ms, p95 {p95:.0f} ms, p99 {p99:.0f} ms; "
        f"errors: {len(errors)} {sorted(set(errors))[:3] or ''}"
    )


def _saves(desks: list[Desk], seconds: int) -> tuple[Saves, float]:
    """What all of them get, each beginning at another moment; and how long it lasted."""
    chance, saves, lock = random.Random(SEED), Saves(), threading.Lock()
    for desk in desks:
        desk.prepare()  # the database is not asked by this process meanwhile
    start = time.perf_counter()
    firsts = [start + chance.uniform(0, PACE) for _ in desks]

    def work(desk: Desk, first: float) -> None:
        due = first
        while due < start + seconds:
            time.sleep(max(0.0, due - time.perf_counter()))
            begun = time.perf_counter()
            try:
                saved, error = desk.save(), ""
            except (OSError, HTTPException, RuntimeError) as problem:
                saved, error = None, repr(problem)
                desk.version = -1  # as a page that is loaded again: it knows what was written
            with lock:
                saves.times.append(time.perf_counter() - begun)
                if saved is None:
                    saves.errors.append(error)
                else:
                    saves.acknowledged.append(saved)
            due = max(due + PACE, time.perf_counter())  # nobody types while their save has not ended

    with ThreadPoolExecutor(len(desks)) as pool:
        list(pool.map(work, desks, firsts))
    return saves, time.perf_counter() - start
