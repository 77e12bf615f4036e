"""Triggers by which the database itself refuses to change what must not change, on both vendors.

What the journal holds is never changed nor deleted. What rooms freeze (`frozen.py`: what was decided on, what was sent)
is never changed; foreign keys protect it from being deleted, which the law may one day ask for.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from poincon.journal.frozen import frozen_kinds

TABLES = ("journal_act", "journal_dailyroot")
REFUSAL = "what is written here is append-only"

_SQLITE = """CREATE TRIGGER {name} BEFORE {what} ON {table}
BEGIN SELECT RAISE(ABORT, '{refusal}'); END"""

_REFUSING = f" BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END "
_POSTGRES_FUNCTION = f"""CREATE OR REPLACE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS
$${_REFUSING}$$"""

_POSTGRES = """CREATE OR REPLACE TRIGGER {name} BEFORE {what} ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse()"""

_EVENTS = {"sqlite": ("update", "delete"), "postgresql": ("update", "delete", "truncate")}

_STANDING_SQLITE = "SELECT sql FROM sqlite_master WHERE type = 'trigger'"
_STANDING_POSTGRES = """SELECT tgname, relname, tgtype, array(
    SELECT attname::text FROM pg_attribute WHERE attrelid = tgrelid AND attnum = ANY (tgattr) ORDER BY attname
) FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid JOIN pg_class ON pg_class.oid = tgrelid
WHERE NOT tgisinternal AND tgenabled IN ('O', 'A') AND tgqual IS NULL AND prosrc = %s
AND pg_table_is_visible(tgrelid)"""
"""The triggers that act, under no condition and by the function that refuses: name, table, type, columns."""

_BEFORE = 2
_EVENT_BITS = {"delete": 8, "update": 16, "truncate": 32}
"""Parts of `tgtype`, from PostgreSQL's `catalog/pg_trigger.h`."""


@dataclass(frozen=True, slots=True)
class _Trigger:
    """One thing refused on one table. `columns`: those that an update may not touch; none: it may touch nothing."""

    table: str
    event: str
    columns: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return f"{self.table}_no_{self.event}"

    @property
    def what(self) -> str:
        return f"{self.event} OF {', '.join(self.columns)}" if self.columns else self.event


def _guarded(connection: BaseDatabaseWrapper) -> Iterator[_Trigger]:
    """Each table with each thing that is refused on it."""
    for table in TABLES:
        for event in _EVENTS[connection.vendor]:
            yield _Trigger(table, event)
    for kind in frozen_kinds().values():
        yield _Trigger(kind.table, "update", (*kind.columns, kind.number))


def _present(connection: BaseDatabaseWrapper) -> list[_Trigger]:
    """The same, of the tables that exist: in the middle of the first migrations, some do not yet."""
    tables = set(connection.introspection.table_names())
    return [trigger for trigger in _guarded(connection) if trigger.table in tables]


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers on the tables that exist, in place of those that are there."""
    _put(connection, _present(connection))


def _put(connection: BaseDatabaseWrapper, triggers: Collection[_Trigger]) -> None:
    if connection.vendor == "sqlite":  # which has no way to replace one
        _drop(connection, triggers)
    statement = _POSTGRES if connection.vendor == "postgresql" else _SQLITE
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRES_FUNCTION)
        for trigger in triggers:
            cursor.execute(_written(statement, trigger))


def _written(statement: str, trigger: _Trigger) -> str:
    return statement.format(name=trigger.name, what=trigger.what, table=trigger.table, refusal=REFUSAL)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away: for tests that tamper, and for taking the tables themselves away."""
    _drop(connection, _present(connection))


@contextmanager
def seals_may_go(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """The one deletion that the platform itself makes, in the caller's transaction: see `sealing.withdraw`."""
    trigger = _Trigger("journal_dailyroot", "delete")
    if connection.vendor == "postgresql":
        # To drop it would wait for whoever reads the seals, and a verification reads for hours.
        _put(connection, [trigger])
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE {trigger.table} DISABLE TRIGGER {trigger.name}")
    else:
        _drop(connection, [trigger])
    yield
    _put(connection, [trigger])  # alone: to put back those of other tables would wait for whoever writes there


def _drop(connection: BaseDatabaseWrapper, triggers: Iterable[_Trigger]) -> None:
    with connection.cursor() as cursor:
        for trigger in triggers:
            on_table = f" ON {trigger.table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {trigger.name}{on_table}")


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """The triggers that should be there and are not, or are not as `install` writes them: they may refuse nothing."""
    present = _standing(connection)
    return [trigger.name for trigger in _guarded(connection) if _definition(connection, trigger) not in present]


def _standing(connection: BaseDatabaseWrapper) -> set[object]:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(_STANDING_SQLITE)
            return {text for (text,) in cursor.fetchall()}
        cursor.execute(_STANDING_POSTGRES, [_REFUSING])
        return {(name, table, kind, tuple(columns)) for name, table, kind, columns in cursor.fetchall()}


def _definition(connection: BaseDatabaseWrapper, trigger: _Trigger) -> object:
    """What `_standing` gives of that trigger when it is as `install` writes it."""
    if connection.vendor == "sqlite":
        return _written(_SQLITE, trigger)
    return trigger.name, trigger.table, _BEFORE | _EVENT_BITS[trigger.event], tuple(sorted(trigger.columns))


def after_migration(sender: Any, using: str, **_: Any) -> None:
    """Put the triggers back after every `migrate`."""
    install(connections[using])
