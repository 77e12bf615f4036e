"""Differences as pages show them: what it was, what it is, and of a table each row in a sentence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from poincon.dossiers.differences import Difference, RowChange, RowDifference


@dataclass(frozen=True, slots=True)
class DifferenceLine:
    """`rows`: a sentence for each row of a table that was added, removed or changed."""

    label: str
    before: str
    after: str
    asked: bool
    rows: tuple[str, ...] = ()


def lines_of(found: Iterable[Difference]) -> tuple[DifferenceLine, ...]:
    return tuple(
        DifferenceLine(
            one.label,
            one.before,
            one.after,
            one.asked,
            tuple(_row(row, one.columns) for row in one.rows),
        )
        for one in found
    )


def _row(row: RowDifference, columns: tuple[str, ...]) -> str:
    figures: dict[str, object] = {"number": row.number}
    if row.change is RowChange.CHANGED:
        told = [
            _("%(column)s : %(before)s → %(after)s")
            % {"column": column, "before": before or _("sans réponse"), "after": after or _("sans réponse")}
            for column, (before, after) in zip(columns, row.cells, strict=True)
            if before != after
        ]
        return _("Ligne %(number)d changée – %(cells)s") % {**figures, "cells": " ; ".join(told)}
    cells = row.after if row.change is RowChange.ADDED else row.before
    told = [
        _("%(column)s : %(value)s") % {"column": column, "value": value}
        for column, value in zip(columns, cells, strict=True)
        if value
    ]
    figures["cells"] = " ; ".join(told) or _("vide")
    if row.change is RowChange.ADDED:
        return _("Ligne %(number)d ajoutée – %(cells)s") % figures
    return _("Ligne %(number)d retirée – %(cells)s") % figures
