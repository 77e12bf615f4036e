"""Rows taken one act at a time."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db.models import Manager, Model, QuerySet

M = TypeVar("M", bound=Model)


def locked(rows: QuerySet[M] | Manager[M], **lookup: Any) -> M:
    """The one row of that lookup, alone until the caller's transaction ends; what is joined to it is not locked.

    Raises `DoesNotExist`.
    """
    return rows.select_for_update(of=("self",)).get(**lookup)


def locked_if_there(rows: QuerySet[M] | Manager[M], **lookup: Any) -> M | None:
    """The same; None when there is no such row."""
    return rows.select_for_update(of=("self",)).filter(**lookup).first()
