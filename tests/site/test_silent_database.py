"""A real server whose PostgreSQL falls silent without closing: plain words in bounded time, and nothing lost.

An answer may take a few seconds; the wait for it is longer, since only one that never comes is a fault.
"""

from __future__ import annotations

import http.client
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import OperationalError, connection

from poincon.site.postgres.base import DatabaseWrapper
from tests.cahier.packages import ROOT
from tests.jobs.waiting import until
from tests.pages import hidden
from tests.site.own_database import empty_postgresql
from tests.site.processes import POINCON, free_port, run, surroundings
from tests.site.silent_database import SilentProxy

PATIENCE = 25
"""Seconds after which an answer is taken for one that never comes."""
TOKEN = "a" * 32
TEXT = "Un étal au bord de l’eau"


@dataclass(frozen=True, slots=True)
class Platform:
    """A server on a port of this machine, and somebody who is signed in there with a draft."""

    port: int
    world: dict[str, Any]

    def ask(self, path: str, body: str | None = None, **headers: str) -> tuple[int, str]:
        sent = {"Cookie": f"sessionid={self.world['session']}; csrftoken={TOKEN}", **headers}
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)) as line:
            line.request("GET" if body is None else "POST", path, body, sent)
            response = line.getresponse()
            return response.status, response.read().decode()

    @property
    def section(self) -> str:
        return f"/dossiers/{self.world['dossier']}/rubriques/etal/"

    def send(self, fields: dict[str, str]) -> tuple[int, str]:
        """As a browser without a script does."""
        kind = "application/x-www-form-urlencoded"
        origin = f"http://localhost:{self.port}"
        return self.ask(self.section, urlencode(fields), **{"Content-Type": kind, "Origin": origin, "Host": origin[7:]})

    def autosave(self, answers: dict[str, str]) -> tuple[int, dict[str, Any]]:
        body = json.dumps({"version": 0, "changes": answers})
        headers = {"Content-Type": "application/json", "X-CSRFToken": TOKEN}
        status, text = self.ask(f"{self.section}enregistrer/", body, **headers)
        return status, json.loads(text)


def make_world(var: Path, url: str) -> dict[str, Any]:
    variables = {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "poincon.site.settings"}
    program = [sys.executable, "-m", "tests.dossiers.world_of_a_server", "make"]
    process = subprocess.run(
        program, env=surroundings(var, variables), cwd=ROOT, capture_output=True, text=True, check=True, timeout=90
    )
    world: dict[str, Any] = json.loads(process.stdout)
    return world


@pytest.fixture
def proxy(tmp_path: Path, migrated: Path) -> Iterator[SilentProxy]:
    with empty_postgresql("silent") as url:
        shutil.copytree(migrated, tmp_path / "var")
        migration = run("migrate", "--verbosity", "0", var=tmp_path / "var", DATABASE_URL=url)
        assert migration.returncode == 0, migration.stderr
        with SilentProxy(url) as between:
            yield between


@pytest.fixture
def platform(proxy: SilentProxy, tmp_path: Path) -> Iterator[Platform]:
    port, var = free_port(), tmp_path / "var"
    world = make_world(var, proxy.url)
    variables = {"PORT": str(port), "WORKERS": "1", "JOBS": "apart", "DATABASE_URL": proxy.url}
    server = subprocess.Popen(
        [POINCON, "serve"], env=surroundings(var, variables), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    here = Platform(port, world)
    try:
        until(lambda: answers(here))
        yield here
    finally:
        server.terminate()
        server.wait(40)


def answers(platform: Platform) -> bool:
    try:
        return platform.ask("/healthz")[0] == 200
    except OSError:
        return False


@pytest.mark.long
def test_a_database_that_falls_silent_is_told_and_nothing_typed_is_lost(proxy: SilentProxy, platform: Platform) -> None:
    status, page = platform.ask(platform.section)
    assert status == 200
    fields = hidden(page) | {"nom": TEXT, "csrfmiddlewaretoken": TOKEN}

    proxy.fall_silent()
    status, page = platform.ask("/dossiers/")
    assert (status, "ne répond pas" in page) == (503, True)
    status, page_of_trouble = platform.send(fields)
    assert (status, TEXT in unescape(page_of_trouble)) == (503, True)
    assert platform.autosave({"loyer": "12"})[0] == 503
    status, page = platform.ask("/readyz", Cookie="")
    assert (status, json.loads(page)["checks"]["database"]) == (503, False)
    assert platform.ask("/healthz", Cookie="")[0] == 200

    proxy.speak_again()
    assert platform.ask("/dossiers/")[0] == 200
    assert platform.send(hidden(page_of_trouble))[0] == 200
    assert TEXT in unescape(platform.ask(platform.section)[1])


@pytest.fixture
def bounded() -> Iterator[DatabaseWrapper]:
    """A connection as the server of pages has it."""
    if connection.vendor != "postgresql":
        pytest.skip("DATABASE_URL names no PostgreSQL")
    wrapper = DatabaseWrapper(connection.settings_dict | {"BOUNDED": True, "STATEMENT_MILLISECONDS": 300}, "bounded")
    yield wrapper
    wrapper.close()


@pytest.mark.django_db
def test_only_pages_are_bound_in_time() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("DATABASE_URL names no PostgreSQL")
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == ("0",)


@pytest.mark.django_db
def test_no_question_is_compiled() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("DATABASE_URL names no PostgreSQL")
    with connection.cursor() as cursor:
        cursor.execute("SHOW jit")
        assert cursor.fetchone() == ("off",)


@pytest.mark.django_db
def test_a_question_that_takes_too_long_is_given_up_by_the_database(bounded: DatabaseWrapper) -> None:
    with pytest.raises(OperationalError, match="statement timeout"), bounded.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(30)")
    with bounded.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)


@pytest.mark.django_db
def test_an_answer_that_never_comes_closes_the_connection(bounded: DatabaseWrapper) -> None:
    with bounded.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")  # as if the server did not keep its own limit
    with pytest.raises(OperationalError), bounded.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(3)")
    assert bounded.connection.closed
    assert not bounded.is_usable()
    bounded.close()
    with bounded.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)
    until(lambda: not is_asleep(bounded))  # the server finishes its answer, and lets go of the database of the tests


def is_asleep(bounded: DatabaseWrapper) -> bool:
    with bounded.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(3)' AND state = 'active'")
        return cursor.fetchone() is not None
