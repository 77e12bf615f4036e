"""An SQLite database, copied while it serves and put back whole."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext as _

from poincon.preservation.copying import NotPreserved, Part, Report, copied, created, part_of, settle_path
from poincon.preservation.manifest import DUMPS, State
from poincon.preservation.states import TABLES, contents_of, state_of
from poincon.preservation.watching import watched

KIND = "sqlite"
MADE_WITH = f"SQLite {sqlite3.sqlite_version}"


def dump(connection: BaseDatabaseWrapper, folder: Path, report: Report) -> tuple[Part, State, list[str]]:
    """Copy the database by SQLite's own backup: others write meanwhile. What it says is read in the copy itself.

    Raises `NotPreserved`.
    """
    source, target = Path(connection.settings_dict["NAME"]), folder / DUMPS[KIND]
    if not source.is_file():
        raise NotPreserved(
            _("La base « %(name)s » n'existe pas : vérifiez DATABASE_URL et VAR_DIR.") % {"name": source}
        )
    created(target).close()
    try:
        watched(lambda: _copy(source, target), target, report)
        with closing(sqlite3.connect(target)) as copy:
            if TABLES - set(_tables(copy)):
                raise NotPreserved(_("La base n'est pas celle d'une plateforme : lancez « poincon migrate »."))
            cursor = copy.cursor()
            state, contents = state_of(cursor), contents_of(cursor)
    except sqlite3.Error as error:
        raise NotPreserved(_("La base ne peut pas être copiée (%(error)s).") % {"error": error}) from error
    settle_path(target)
    return part_of(target, target.name), state, contents


def _copy(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source, timeout=20)) as original, closing(sqlite3.connect(target)) as copy:
        original.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")  # a copy in one file, which nothing has to be beside


def tables(connection: BaseDatabaseWrapper) -> list[str]:
    """The tables of the target, none for a file that is not there. Raises `NotPreserved` for what is no database."""
    name = Path(connection.settings_dict["NAME"])
    if not name.exists():
        return []
    try:
        with closing(sqlite3.connect(f"{name.absolute().as_uri()}?mode=ro", uri=True)) as database:
            return _tables(database)
    except sqlite3.Error as error:
        raise NotPreserved(_("« %(name)s » n'est pas une base SQLite qui se lit.") % {"name": name}) from error


def _tables(database: sqlite3.Connection) -> list[str]:
    rows = database.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    return [str(name) for (name,) in rows]


def load(connection: BaseDatabaseWrapper, dump: Path, part: Part, report: Report) -> None:
    """Put the copy in place of the empty target, at once. Raises `NotPreserved` or `OSError`; nothing is left then."""
    name = Path(connection.settings_dict["NAME"])
    draft = name.with_name(f"{name.name}.restoring")
    connections.close_all()
    draft.unlink(missing_ok=True)
    try:
        loaded = watched(lambda: copied(dump, draft, part.name), draft, report)
        if loaded != part:
            raise NotPreserved(_("%(name)s : a changé pendant la restauration.") % {"name": part.name})
        _check(draft, part.name)
        for ending in ("-wal", "-shm", "-journal"):  # of an empty database that was there
            name.with_name(name.name + ending).unlink(missing_ok=True)
        draft.replace(name)
        settle_path(name.parent)
    finally:
        draft.unlink(missing_ok=True)


def _check(draft: Path, name: str) -> None:
    """Raises `NotPreserved` for what is no database of a platform."""
    try:
        with closing(sqlite3.connect(f"{draft.absolute().as_uri()}?mode=ro", uri=True)) as database:
            is_ours = set(_tables(database)) >= TABLES
    except sqlite3.Error:
        is_ours = False
    if not is_ours:
        raise NotPreserved(_("« %(name)s » n'est pas une base SQLite qui se lit.") % {"name": name})


def check_tools(connection: BaseDatabaseWrapper, *programs: str) -> str:
    """What makes the copies; Python has it."""
    return MADE_WITH


def describe(connection: BaseDatabaseWrapper) -> Any:
    """What the target is called, to whoever has to empty it."""
    return connection.settings_dict["NAME"]
