"""Many rows of a table at once: `COPY` on PostgreSQL, several times as fast as `INSERT`; else `bulk_create`."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import JSONField, Model

_ESCAPES = (("\\", "\\\\"), ("\t", "\\t"), ("\n", "\\n"), ("\r", "\\r"))


def insert(model: type[Model], rows: Sequence[Mapping[str, Any]]) -> list[Any]:
    """Write rows, each its columns; gives their numbers. A row without a number gets the next one of its table."""
    if not rows:
        return []
    if connection.vendor == "postgresql":
        return _copied(model, rows)
    created = model._default_manager.bulk_create([model(**row) for row in rows])  # noqa: SLF001 - Django's own name
    return [row.pk for row in created]


def _copied(model: type[Model], rows: Sequence[Mapping[str, Any]]) -> list[Any]:
    meta = model._meta  # noqa: SLF001 - Django's own name for what anybody may ask of a model
    primary = str(meta.pk.attname)
    numbers = [row[primary] for row in rows] if primary in rows[0] else _next_numbers(meta.db_table, primary, len(rows))
    fields = [(each.attname, isinstance(each, JSONField)) for each in meta.concrete_fields if each is not meta.pk]
    lines = [
        "\t".join([_text(number, is_json=False), *(_text(row[name], is_json=is_json) for name, is_json in fields)])
        for number, row in zip(numbers, rows, strict=True)
    ]
    columns = ", ".join(f'"{name}"' for name in (primary, *(name for name, _is_json in fields)))
    with connection.cursor() as cursor, cursor.copy(f'COPY "{meta.db_table}" ({columns}) FROM STDIN') as copy:
        copy.write("\n".join(lines) + "\n")
    return numbers


def _next_numbers(table: str, column: str, count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)", [table, column, count]
        )
        return [number for (number,) in cursor.fetchall()]


def _text(value: Any, *, is_json: bool) -> str:
    """A value as `COPY` reads it."""
    if value is None:
        return "\\N"
    if is_json:
        return _escaped(json.dumps(value, ensure_ascii=False))
    if isinstance(value, str):
        return _escaped(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value)


def _escaped(text: str) -> str:
    for character, escape in _ESCAPES:
        text = text.replace(character, escape)
    return text
