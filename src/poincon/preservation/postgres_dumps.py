"""A PostgreSQL database, given to `pg_dump` while it serves, and put back by `pg_restore` in one transaction."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext as _
from psycopg.conninfo import make_conninfo

from poincon.preservation.copying import NotPreserved, Part, Report, created, part_of, settle_path
from poincon.preservation.manifest import DUMPS, State
from poincon.preservation.states import TABLES, contents_of, state_of
from poincon.preservation.watching import watched

KIND = "postgresql"
_VERSION = re.compile(r"(\d+)(?:\.\d+)*")
_VARIABLES = {"HOST": "PGHOST", "PORT": "PGPORT", "USER": "PGUSER", "NAME": "PGDATABASE", "PASSWORD": "PGPASSWORD"}
_OPTIONS = {
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
    "connect_timeout": "PGCONNECT_TIMEOUT",
}
_TABLES = """SELECT nspname, relname FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
WHERE relkind IN ('r', 'p', 'v', 'm', 'S', 'f') AND nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema'
ORDER BY relkind DESC, nspname, relname"""


def dump(connection: BaseDatabaseWrapper, folder: Path, report: Report) -> tuple[Part, State, list[str]]:
    """Have `pg_dump` read the very snapshot of the database in which we ask what it says. Raises `NotPreserved`."""
    target = folder / DUMPS[KIND]
    created(target).close()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        for limit in ("statement_timeout", "idle_in_transaction_session_timeout"):  # the dump may take hours
            cursor.execute(f"SET LOCAL {limit} = 0")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        if TABLES - set(connection.introspection.table_names(cursor)):
            raise NotPreserved(_("La base n'est pas celle d'une plateforme : lancez « poincon migrate »."))
        program = ["pg_dump", "--format=custom", f"--snapshot={snapshot}", f"--file={target}", "--no-password"]
        watched(lambda: _run(connection, program), target, report)
        state, contents = state_of(cursor), contents_of(cursor)
    settle_path(target)
    return part_of(target, target.name), state, contents


def tables(connection: BaseDatabaseWrapper) -> list[str]:
    """All that any schema of the target holds, tables first."""
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        return [name if schema == "public" else f"{schema}.{name}" for schema, name in cursor.fetchall()]


def load(connection: BaseDatabaseWrapper, dump: Path, part: Part, report: Report) -> None:
    """Fill the empty target: all of it or nothing. Raises `NotPreserved`."""
    database = make_conninfo(dbname=str(connection.settings_dict["NAME"]))
    program = ["pg_restore", "--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges"]
    program += ["--no-password", f"--dbname={database}", str(dump)]
    connection.close()
    watched(lambda: _run(connection, program), dump, report)


def check_tools(connection: BaseDatabaseWrapper, *programs: str) -> str:
    """Look for PostgreSQL's own programs, as new as its server at least; gives the version of the first.

    Raises `NotPreserved`, which says what to install.
    """
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        server = int(cursor.fetchone()[0]) // 10_000
    versions = [_version(program, server) for program in programs]
    return versions[0]


def _version(program: str, server: int) -> str:
    names = {"program": program, "server": server}
    if shutil.which(program) is None:
        raise NotPreserved(
            _("%(program)s manque : installez postgresql-client-%(server)d (Debian) ou plus récent.") % names
        )
    line = _execute([program, "--version"], os.environ).stdout
    match = _VERSION.search(line)
    if match is None or int(match[1]) < server:
        raise NotPreserved(
            _("%(program)s est plus ancien que le serveur : installez postgresql-client-%(server)d (Debian).") % names
        )
    return f"{program} {match[0]}"


def _run(connection: BaseDatabaseWrapper, program: list[str]) -> None:
    process = _execute(program, _environment(connection))
    if process.returncode:
        lines = [line for line in process.stderr.splitlines() if "error" in line] or process.stderr.splitlines()
        names = {"program": program[0], "error": (lines or [str(process.returncode)])[0][:300]}
        raise NotPreserved(_("%(program)s a échoué (%(error)s).") % names)


def _execute(program: list[str], variables: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """One of PostgreSQL's programs, with arguments of ours alone."""
    return subprocess.run(  # noqa: S603 - no shell, and nothing that somebody typed
        program, env=variables, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )


def _environment(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """Ours, and where the database is: no password is ever among the arguments, which anybody can list."""
    settings = connection.settings_dict
    variables = {variable: str(settings[name]) for name, variable in _VARIABLES.items() if settings[name]}
    variables |= {
        variable: str(settings["OPTIONS"][name]) for name, variable in _OPTIONS.items() if settings["OPTIONS"].get(name)
    }
    return {**os.environ, "LC_ALL": "C.UTF-8", **variables}


def describe(connection: BaseDatabaseWrapper) -> str:
    """What the target is called, to whoever has to empty it."""
    return str(connection.settings_dict["NAME"])
