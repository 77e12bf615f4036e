"""`poincon serve` brings a worker along, unless workers are started apart; it never outlives the server."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.jobs.waiting import until
from tests.site.processes import POINCON, free_port, read, surroundings


@pytest.fixture(scope="module")
def var(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a platform that is migrated."""
    return Path(shutil.copytree(migrated, tmp_path_factory.mktemp("platform") / "var"))


def pids(var: Path) -> set[int]:
    """The workers that said that they live, and did not say that they leave."""
    with closing(sqlite3.connect(var / "poincon.sqlite3")) as connection:
        return {int(row[0]) for row in connection.execute("SELECT pid FROM jobs_worker")}


def children(parent: int) -> set[int]:
    """The processes that this one started and that have not ended."""
    return {int(pid) for pid in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()}


HASTY = (sys.executable, str(Path(__file__).with_name("hasty_server.py")))


@contextmanager
def process(
    var: Path, how: int, *, program: Sequence[str | Path] = (POINCON, "serve"), **variables: str
) -> Iterator[tuple[str, int]]:
    """A server until the block ends, and then the signal `how`. Gives its address and its process."""
    port = str(free_port())
    environment = surroundings(var, {"PORT": port, "WORKERS": "1", **variables})
    server = subprocess.Popen(program, env=environment, stdout=subprocess.DEVNULL, start_new_session=True)
    try:
        until(lambda: answers(f"http://127.0.0.1:{port}/healthz"))
        yield f"http://127.0.0.1:{port}", server.pid
    finally:
        server.send_signal(how)
        server.wait(40)


def answers(address: str) -> bool:
    try:
        return read(address)[0] == 200
    except OSError:
        return False


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_a_server_has_a_worker_that_ends_with_it(var: Path, how: int) -> None:
    with process(var, how) as (_address, server):
        until(lambda: pids(var) & children(server))
        (worker,) = pids(var) & children(server)
    until(lambda: worker not in pids(var))


def test_a_worker_that_is_killed_is_started_again(var: Path) -> None:
    with process(var, signal.SIGTERM) as (_address, server):
        until(lambda: pids(var) & children(server))
        (victim,) = pids(var) & children(server)
        os.kill(victim, signal.SIGKILL)
        until(lambda: (pids(var) - {victim}) & children(server))


@pytest.mark.long
def test_processes_that_hang_are_replaced(var: Path) -> None:
    """With shorter silences than the platform's; the wait is long, since only one that never comes is a fault."""
    settings = {"DJANGO_SETTINGS_MODULE": "poincon.site.settings"}
    with process(var, signal.SIGTERM, program=HASTY, **settings) as (address, server):
        until(lambda: pids(var) & children(server))
        (worker,) = pids(var) & children(server)
        (web,) = children(server) - {worker}
        for victim in (worker, web):
            os.kill(victim, signal.SIGSTOP)
        until(lambda: not {worker, web} & children(server), seconds=240)
        until(lambda: answers(f"{address}/healthz"))
        until(lambda: (pids(var) - {worker}) & children(server))


def test_a_server_that_is_killed_leaves_no_process(var: Path) -> None:
    with process(var, signal.SIGKILL) as (_address, server):
        until(lambda: pids(var) & children(server))
        orphans = children(server)
        assert len(orphans) == 2
    until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in orphans))


def test_workers_started_apart_are_not_started_by_the_server(var: Path) -> None:
    with process(var, signal.SIGTERM, JOBS="apart") as (address, server):
        time.sleep(2)
        assert len(children(server)) == 1
        assert read(f"{address}/readyz")[0] == 200
