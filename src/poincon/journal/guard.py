"""Triggers by which the database itself refuses to change what must not change, on both vendors.

What the journal holds is never changed nor deleted. What rooms freeze (`settings.FROZEN_TABLES`: what was decided on,
what was sent) is never changed; foreign keys protect it from being deleted, which the law may one day ask for.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

TABLES = ("journal_act", "journal_dailyroot")
REFUSAL = "what is written here is append-only"

_SQLITE = """CREATE TRIGGER IF NOT EXISTS {table}_no_{event} BEFORE {event} ON {table}
BEGIN SELECT RAISE(ABORT, '{refusal}'); END"""

_POSTGRES_FUNCTION = """CREATE OR REPLACE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{refusal}' USING ERRCODE = 'integrity_constraint_violation'; END $$"""

_POSTGRES = """CREATE OR REPLACE TRIGGER {table}_no_{event} BEFORE {event} ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse()"""

_EVENTS = {"sqlite": ("update", "delete"), "postgresql": ("update", "delete", "truncate")}


def _guarded(connection: BaseDatabaseWrapper) -> Iterator[tuple[str, str]]:
    """Each table with each thing that is refused on it."""
    for table in TABLES:
        for event in _EVENTS[connection.vendor]:
            yield table, event
    for table in settings.FROZEN_TABLES:
        yield table, "update"


def _present(connection: BaseDatabaseWrapper) -> list[tuple[str, str]]:
    """The same, of the tables that exist: in the middle of the first migrations, some do not yet."""
    tables = set(connection.introspection.table_names())
    return [(table, event) for table, event in _guarded(connection) if table in tables]


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers on the tables that exist. Harmless when they are there already."""
    statement = _POSTGRES if connection.vendor == "postgresql" else _SQLITE
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRES_FUNCTION.format(refusal=REFUSAL))
        for table, event in _present(connection):
            cursor.execute(statement.format(table=table, event=event, refusal=REFUSAL))


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away: for tests that tamper, and for taking the tables themselves away."""
    with connection.cursor() as cursor:
        for table, event in _present(connection):
            on_table = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{event}{on_table}")


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """The triggers that should be there and are not."""
    query = (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        triggers = {row[0] for row in cursor.fetchall()}
    return [name for table, event in _guarded(connection) if (name := f"{table}_no_{event}") not in triggers]


def after_migration(sender: Any, using: str, **_: Any) -> None:
    """Put the triggers back after every `migrate`."""
    install(connections[using])
