"""A platform of its own for one benchmark: a temporary folder and database, and a real server that can be killed."""

from __future__ import annotations

import os
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

HOST = "127.0.0.1"
START_SECONDS = 60
_LOCAL = "postgres:///postgres"
"""A server of this machine, to which whoever runs this may connect by its socket."""


@dataclass
class Platform:
    """A migrated platform, which this process writes to by services and visits by http."""

    port: int
    variables: dict[str, str] = field(repr=False)
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def database(self) -> str:
        """What it is called."""
        return "PostgreSQL" if "DATABASE_URL" in self.variables else "SQLite"

    def start(self) -> None:
        """Serve, and wait until it answers."""
        poincon = Path(sys.executable).with_name("poincon")
        self.process = subprocess.Popen(
            [poincon, "serve"], env=self.variables, stdout=subprocess.DEVNULL, start_new_session=True
        )
        until = time.monotonic() + START_SECONDS
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > until:
                raise RuntimeError("the server did not start")
            time.sleep(0.05)

    def _answers(self) -> bool:
        connection = HTTPConnection(HOST, self.port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()

    def kill(self) -> None:
        """As when the machine's power goes, for these processes: no signal they could answer."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def _end(self, end_signal: signal.Signals) -> None:
        if self.process is not None:
            os.killpg(self.process.pid, end_signal)
            self.process.wait(60)
            self.process = None


def peak_of_servers() -> float:
    """The most memory that one process of the servers that ended has held, in megabytes."""
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)


@contextmanager
def platform(**settings: str) -> Iterator[Platform]:
    """A platform in a throw-away database: of PostgreSQL when one answers (`DATABASE_URL`, or on this machine), else of
    SQLite. `settings`: more variables for its server.

    Sets Django up in this process, for that platform: once in a process.
    """
    with tempfile.TemporaryDirectory(prefix="poincon-bench-") as folder, _database() as url:
        port = _free_port()
        variables = {"PATH": os.environ["PATH"], "VAR_DIR": folder, "HOST": HOST, "PORT": str(port), **url, **settings}
        for name in ("DATABASE_URL", "SECRET_KEY", "DEMO", "FILES_URL", "BASE_URL", "ALLOWED_HOSTS"):
            os.environ.pop(name, None)
        os.environ.update(variables)
        os.environ["DJANGO_SETTINGS_MODULE"] = "poincon.site.settings"
        _migrate()
        server = Platform(port, variables)
        try:
            yield server
        finally:
            server.stop()
            _close()


def _migrate() -> None:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", interactive=False, verbosity=0)


def _close() -> None:
    from django.db import connections

    connections.close_all()


def _answers(url: str) -> bool:
    import psycopg

    try:
        psycopg.connect(url, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


@contextmanager
def _database() -> Iterator[dict[str, str]]:
    """`DATABASE_URL` for the platform; nothing for SQLite, which then lies in the platform's folder."""
    import psycopg
    from psycopg.sql import SQL, Identifier

    named = os.environ.get("DATABASE_URL", "")
    url = named if named.startswith("postgres") else _LOCAL
    if url == _LOCAL and not _answers(url):
        print("No PostgreSQL answers (DATABASE_URL, or on this machine's socket): SQLite.")
        yield {}
        return

    name = f"poincon_bench_{os.getpid()}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
    try:
        yield {"DATABASE_URL": urlsplit(url)._replace(path=f"/{name}").geturl()}
    finally:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
