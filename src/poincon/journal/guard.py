"""Triggers by which the database itself refuses to change or delete what the journal holds, on both vendors."""

from __future__ import annotations

from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

TABLES = ("journal_act", "journal_dailyroot")
REFUSAL = "the journal is append-only"

_SQLITE = """CREATE TRIGGER IF NOT EXISTS {table}_no_{event} BEFORE {event} ON {table}
BEGIN SELECT RAISE(ABORT, '{refusal}'); END"""

_POSTGRES_FUNCTION = """CREATE OR REPLACE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{refusal}' USING ERRCODE = 'integrity_constraint_violation'; END $$"""

_POSTGRES = """CREATE OR REPLACE TRIGGER {table}_no_{event} BEFORE {event} ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse()"""

_EVENTS = {"sqlite": ("update", "delete"), "postgresql": ("update", "delete", "truncate")}


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers on the tables that exist. Harmless when they are there already."""
    present = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRES_FUNCTION.format(refusal=REFUSAL))
        for table in TABLES:
            for event in _EVENTS[connection.vendor] if table in present else ():
                statement = _POSTGRES if connection.vendor == "postgresql" else _SQLITE
                cursor.execute(statement.format(table=table, event=event, refusal=REFUSAL))


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away: for tests that tamper, and for taking the tables themselves away."""
    present = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for table in TABLES:
            for event in _EVENTS[connection.vendor] if table in present else ():
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
        found = {row[0] for row in cursor.fetchall()}
    expected = [f"{table}_no_{event}" for table in TABLES for event in _EVENTS[connection.vendor]]
    return [name for name in expected if name not in found]


def after_migration(sender: Any, using: str, **_: Any) -> None:
    """Put the triggers back after every `migrate`."""
    install(connections[using])
