"""Rows taken one act at a time."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import connections
from django.db.models import Manager, Model, QuerySet

M = TypeVar("M", bound=Model)


def locked(rows: QuerySet[M] | Manager[M], **lookup: Any) -> M:
    """The one row of that lookup, alone until the caller's transaction ends; what is joined to it is not locked.

    Raises `DoesNotExist`.
    """
    _wait_for(rows.filter(**lookup))
    return rows.select_for_update(of=("self",)).get(**lookup)


def locked_if_there(rows: QuerySet[M] | Manager[M], **lookup: Any) -> M | None:
    """The same; None when there is no such row."""
    _wait_for(rows.filter(**lookup))
    return rows.select_for_update(of=("self",)).filter(**lookup).first()


def _wait_for(rows: QuerySet[M]) -> None:
    """Lock the row before what is joined to it is read.

    A query that waits for a row reads that row anew, and not what it joins: a sheet as it was before the wait, or no
    row at all when a foreign key changed meanwhile (PostgreSQL's manual, read committed). So a lookup through a join
    is no way to lock a row: its own columns only.
    """
    if rows.query.select_related and connections[rows.db].features.has_select_for_update:
        bare = rows.select_related(None).prefetch_related(None).defer(None).only("pk")
        list(bare.select_for_update(of=("self",)))
