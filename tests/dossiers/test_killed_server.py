"""A real server, killed without warning while somebody saves: every save that was acknowledged is there afterwards."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.cahier.packages import ROOT
from tests.site.own_database import empty_postgresql
from tests.site.processes import POINCON, free_port, run, surroundings

SAVES = 40
KILLED_AFTER = (9, 23)
"""Acknowledged saves after which the server is killed, while others are on their way."""
TOKEN = "a" * 32


@contextmanager
def killable_server(var: Path, port: int, variables: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """A server in a process group of its own; whatever is left of it is killed at the end."""
    environment = surroundings(var, {"PORT": str(port), "WORKERS": "2", **variables})
    process = subprocess.Popen(
        [POINCON, "serve"],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        for _ in range(150):
            assert process.poll() is None
            if answers(port):
                break
            time.sleep(0.2)
        else:
            pytest.fail("the server did not start")
        yield process
    finally:
        kill(process)
        process.wait(20)


def kill(process: subprocess.Popen[bytes]) -> None:
    """`kill -9` of the server and its workers: the group that we started, and no other."""
    if process.returncode is None:
        os.killpg(process.pid, signal.SIGKILL)


def answers(port: int) -> bool:
    try:
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=2)) as connection:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
    except OSError:
        return False


def save(port: int, world: dict[str, Any], version: int, number: int) -> tuple[int, dict[str, Any]]:
    """One autosave; status 0 when the server went away before it answered."""
    body = json.dumps({"version": version, "changes": {f"stock[{number}].objet": f"objet {number}"}})
    headers = {
        "Content-Type": "application/json",
        "Cookie": f"sessionid={world['session']}; csrftoken={TOKEN}",
        "X-CSRFToken": TOKEN,
    }
    try:
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
            connection.request("POST", f"/dossiers/{world['dossier']}/rubriques/etal/enregistrer/", body, headers)
            response = connection.getresponse()
            return response.status, json.loads(response.read())
    except (OSError, http.client.HTTPException, ValueError):
        return 0, {}


def beside(var: Path, variables: dict[str, str], *arguments: str) -> Any:
    """What a process beside the server tells of the database."""
    environment = {**surroundings(var, variables), "DJANGO_SETTINGS_MODULE": "poincon.site.settings"}
    process = subprocess.run(
        [sys.executable, "-m", "tests.dossiers.world_of_a_server", *arguments],
        env=environment, cwd=ROOT, capture_output=True, text=True, check=False, timeout=90,
    )  # fmt: skip
    assert process.returncode == 0, process.stderr
    return json.loads(process.stdout)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Iterator[dict[str, str]]:
    """The variables that name an empty database of our own."""
    if request.param == "sqlite":
        yield {}
        return
    with empty_postgresql("killed") as url:
        yield {"DATABASE_URL": url}


def test_no_acknowledged_save_is_lost_when_the_server_is_killed(
    tmp_path: Path, migrated: Path, database: dict[str, str]
) -> None:
    var = Path(shutil.copytree(migrated, tmp_path / "var"))
    if database:
        migration = run("migrate", "--verbosity", "0", var=var, **database)
        assert migration.returncode == 0, migration.stderr
    world: dict[str, Any] = beside(var, database, "make")
    acknowledged: set[int] = set()
    for limit in (*KILLED_AFTER, SAVES):
        with killable_server(var, port := free_port(), database) as process:
            stream(port, world, acknowledged, limit, process)
        contents = beside(var, database, "read", world["dossier"])
        cells = {name: text for name, text in contents["answers"].items() if name != "stock[]"}
        acknowledged_cells = {f"stock[{number}].objet": f"objet {number}" for number in acknowledged}
        assert acknowledged_cells.items() <= cells.items()
        assert len(cells) - len(acknowledged_cells) <= 2  # what was written and not yet told
        assert contents["faults"] == []
        assert contents["version"] == contents["revisions"] == contents["acts"] - world["acts"]
    assert acknowledged == set(range(SAVES))


def stream(
    port: int, world: dict[str, Any], acknowledged: set[int], limit: int, process: subprocess.Popen[bytes]
) -> None:
    """Two persons' tabs save one answer after the other; at the limit the server is killed, unless all is saved."""
    lock = threading.Lock()
    waiting = [number for number in range(SAVES) if number not in acknowledged]

    def tab() -> None:
        version = 0
        for _ in range(SAVES * 2):  # never for ever
            with lock:
                if not waiting:
                    return
                number = waiting.pop(0)
            status, reply = save(port, world, version, number)
            if status != 200:
                return
            version = reply["version"]
            with lock:
                acknowledged.add(number)
                if len(acknowledged) >= limit < SAVES:
                    kill(process)

    tabs = [threading.Thread(target=tab) for _ in range(2)]
    for thread in tabs:
        thread.start()
    for thread in tabs:
        thread.join(60)
        assert not thread.is_alive()
