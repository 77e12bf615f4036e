"""Searching the queue by a structure's name or a dossier's number: any part of it, without accents or capitals."""

from __future__ import annotations

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import CharField, Lookup, TextField
from django.db.models.sql.compiler import SQLCompiler

from poincon.cahier.basics.spelling import unaccented

LONGEST_PIECE = 3
"""Characters of the longest pieces that PostgreSQL indexes."""
WORDS = "casework_queuewords"
PIECES = "queue_pieces"
"""A function of PostgreSQL: the pieces of a text, of one character to three. An index holds them (`migrations`)."""


def folded(text: str) -> str:
    """The text as it is searched."""
    return unaccented(text).casefold()


def pieces(text: str) -> list[str]:
    """Pieces of a folded text that any text which holds it has too: the longest that are indexed."""
    length = min(len(text), LONGEST_PIECE)
    if not length:
        return []
    return sorted({text[start : start + length] for start in range(len(text) - length + 1)})


@TextField.register_lookup
@CharField.register_lookup
class Holds(Lookup[str]):
    """`text__holds="lyon"`: whether a folded text holds another. PostgreSQL looks for its pieces in their index."""

    lookup_name = "holds"
    prepare_rhs = True

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        column, parameters = self.process_lhs(compiler, connection)
        return f"{column} LIKE %s ESCAPE '\\'", (*parameters, f"%{_escaped(str(self.rhs))}%")

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        column, parameters = self.process_lhs(compiler, connection)
        condition, sought = self.as_sql(compiler, connection)
        text = str(self.rhs)
        return f"({PIECES}({column}) @> %s AND {condition})", (*parameters, pieces(text), *sought)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def index_pieces(_apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Have PostgreSQL index the pieces of what is searched: a step of the first migration."""
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute(_FUNCTION)
    schema_editor.execute(_INDEX)


_FUNCTION = f"""
    CREATE FUNCTION {PIECES}(searched text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS 'SELECT coalesce(array_agg(DISTINCT substr(searched, place, size)), array[]::text[])
        FROM generate_series(1, {LONGEST_PIECE}) AS size,
             generate_series(1, greatest(length(searched) - size + 1, 0)) AS place'
"""  # noqa: S608 our own names and numbers
_INDEX = f"CREATE INDEX queue_words_pieces ON {WORDS} USING gin ({PIECES}(text)) WITH (fastupdate = off)"
