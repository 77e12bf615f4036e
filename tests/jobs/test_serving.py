"""`poincon serve` brings a worker along, unless workers are started apart; it never outlives the server."""

from __future__ import annotations

import shutil
import signal
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.jobs.waiting import until
from tests.site.processes import POINCON, free_port, read, surroundings


@pytest.fixture(scope="module")
def var(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a platform that is migrated."""
    return Path(shutil.copytree(migrated, tmp_path_factory.mktemp("platform") / "var"))


def workers(var: Path) -> int:
    with closing(sqlite3.connect(var / "poincon.sqlite3")) as connection:
        return int(connection.execute("SELECT count(*) FROM jobs_worker").fetchone()[0])


@contextmanager
def server(var: Path, how: int, **variables: str) -> Iterator[str]:
    """A server until the block ends, and then the signal `how`."""
    port = str(free_port())
    environment = surroundings(var, {"PORT": port, "WORKERS": "1", **variables})
    process = subprocess.Popen([POINCON, "serve"], env=environment, stdout=subprocess.DEVNULL, start_new_session=True)
    try:
        until(lambda: answers(f"http://127.0.0.1:{port}/healthz"))
        yield f"http://127.0.0.1:{port}"
    finally:
        process.send_signal(how)
        process.wait(20)


def answers(address: str) -> bool:
    try:
        return read(address)[0] == 200
    except OSError:
        return False


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_a_server_has_a_worker_that_ends_with_it(var: Path, how: int) -> None:
    with server(var, how):
        until(lambda: workers(var) == 1)
    until(lambda: workers(var) == 0)


def test_workers_started_apart_are_not_started_by_the_server(var: Path) -> None:
    with server(var, signal.SIGTERM, JOBS="apart") as address:
        time.sleep(2)
        assert workers(var) == 0
        assert read(f"{address}/readyz")[0] == 200
