"""New rows, refused with words."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model


def insert(row: Model) -> None:
    """Write a row that is new. Raises `ValidationError` with all that `full_clean` finds wrong in it.

    Constraints are the database's, which holds each of them as it writes. To ask them beforehand is one query for each:
    it is done when a row is refused, to tell which.
    """
    try:
        row.full_clean(validate_constraints=False)
        with transaction.atomic():
            row.save(force_insert=True)
    except (ValidationError, IntegrityError):
        row.full_clean()
        raise
