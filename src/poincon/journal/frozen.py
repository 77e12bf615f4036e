"""What rooms freeze: rows that never change once written, whose digests the act that froze them holds.

Each room declares its kinds in its `frozen.py`; `settings.FROZEN` gathers them. The database refuses to change them
(`guard`), and `verification` compares them with what their acts say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.utils.module_loading import import_string

from poincon.journal.chain import Subject, exact_columns, row_digest


def _no_fault(row: Any) -> str | None:
    return None


def _no_rows(columns: Mapping[str, Any]) -> Iterable[str]:
    return ()


def _no_condition(subject: Subject) -> Mapping[str, Any] | None:
    return None


@dataclass(frozen=True, slots=True)
class FrozenKind:
    """A kind of row that is frozen. `id`: permanent, in English, as acts write it.

    A column added later, in a database that has rows, needs a kind of its own: older acts hold the digest of what there
    was.
    """

    id: str
    model: type[Model]
    title: object
    """What people call such a row: a text, or one that is translated when it is read."""
    columns: tuple[str, ...]
    """What its digest covers, besides its number: the names of columns in the table."""
    named_always: bool = True
    """Whether an act names each row. False: a row is nothing yet before an act makes it part of something."""
    fault_of: Callable[[Any], str | None] = _no_fault
    """What does not hold of a row outside its columns, as a sentence: a content that is missing. None: it holds."""
    condition_of: Callable[[Subject], Mapping[str, Any] | None] = _no_condition
    """The condition by which rows about a subject are filtered; None where none is about such a subject."""
    rests_on: Callable[[Mapping[str, Any]], Iterable[str]] = _no_rows
    """The other frozen rows that one needs to be read (a letter, its files), as acts name them, by its columns."""
    internal: bool = False
    """Whether such rows are officials' own: nothing that leaves the platform has them, their acts aside."""

    @property
    def table(self) -> str:
        return self.model._meta.db_table  # noqa: SLF001 - Django's own name for what anybody may ask of a model

    @property
    def number(self) -> str:
        """The column of its primary key."""
        return str(self.model._meta.pk.attname)  # noqa: SLF001 - the same

    def columns_of(self, row: Any) -> dict[str, Any]:
        """What its digest covers, as it is hashed."""
        return exact_columns({name: getattr(row, name) for name in self.columns})

    def digest_of(self, row: Any) -> str:
        return row_digest(self.id, str(row.pk), self.columns_of(row))


def frozen_kinds() -> dict[str, FrozenKind]:
    """All that rooms declare, by their identifiers. Raises `ValueError` when two have the same."""
    return _gathered(tuple(settings.FROZEN))


def digests_of(rows: Iterable[Model]) -> dict[str, str]:
    """The digests of rows just written, by `kind/number`. Raises `LookupError` for one that no room declares frozen."""
    kinds = {kind.model: kind for kind in frozen_kinds().values()}
    digests: dict[str, str] = {}
    for row in rows:
        kind = kinds.get(type(row))
        if kind is None:
            raise LookupError(f"no room declares {type(row).__name__} frozen: see settings.FROZEN")
        digests[f"{kind.id}/{row.pk}"] = kind.digest_of(row)
    return digests


@cache
def _gathered(paths: Sequence[str]) -> dict[str, FrozenKind]:
    kinds: list[FrozenKind] = [kind for path in paths for kind in import_string(path)]
    by_id = {kind.id: kind for kind in kinds}
    if len(by_id) != len(kinds):
        raise ValueError(f"two rooms declare the same kind of frozen row: {sorted(kind.id for kind in kinds)}")
    return by_id
