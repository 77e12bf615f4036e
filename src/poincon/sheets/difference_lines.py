"""Differences as pages show them: what it was, what it is, and of a table each row in a sentence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from poincon.sheets.differences import Difference, RowChange, RowDifference


@dataclass(frozen=True, slots=True)
class DifferenceLine:
    """`rows`: a sentence for each row of a table that was added, removed or changed."""

    label: str
    before: str
    after: str
    in_request: bool
    rows: tuple[str, ...] = ()


def lines_of(differences: Iterable[Difference]) -> tuple[DifferenceLine, ...]:
    return tuple(
        DifferenceLine(
            difference.label,
            difference.before,
            difference.after,
            difference.in_request,
            tuple(_row(row, difference.columns) for row in difference.rows),
        )
        for difference in differences
    )


def _row(row: RowDifference, columns: tuple[str, ...]) -> str:
    figures: dict[str, object] = {"number": row.number}
    if row.change is RowChange.CHANGED:
        parts = [
            _("%(column)s : %(before)s → %(after)s")
            % {"column": column, "before": before or _("sans réponse"), "after": after or _("sans réponse")}
            for column, (before, after) in zip(columns, row.cells, strict=True)
            if before != after
        ]
        return _("Ligne %(number)d changée – %(cells)s") % {**figures, "cells": " ; ".join(parts)}
    cells = row.after if row.change is RowChange.ADDED else row.before
    parts = [
        _("%(column)s : %(value)s") % {"column": column, "value": value}
        for column, value in zip(columns, cells, strict=True)
        if value
    ]
    figures["cells"] = " ; ".join(parts)
    if row.change is RowChange.ADDED:
        return _("Ligne %(number)d ajoutée – %(cells)s") % figures
    return _("Ligne %(number)d retirée – %(cells)s") % figures
