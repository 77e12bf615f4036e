"""Whose turn it is on a dossier, and where that puts it in somebody's queue."""

from __future__ import annotations

from enum import IntEnum

from django.db import models

from poincon.dossiers.enums import State


class Turn(models.IntegerChoices):
    """Who is to act on a dossier that was handed over; the same for all who see it."""

    AUTHORITY = 0
    STRUCTURE = 1
    NOBODY = 2
    """Nothing more is done on it before its evaluation."""


def turn_of(state: State, *, finished: bool) -> Turn:
    """Whose turn it is; `finished`: nothing more is done, by its programme, on a dossier in that state."""
    if finished or not state.is_examined:
        return Turn.NOBODY
    return Turn.STRUCTURE if state.held_by_structure else Turn.AUTHORITY


class QueuePlace(IntEnum):
    """Where a dossier stands in somebody's queue; the smallest first."""

    ANSWERED = 0
    """Theirs, and the structure has just answered."""
    MINE = 1
    """Theirs: to examine, or the structure is late."""
    NOBODYS = 2
    """Nobody handles it, or no longer."""
    OF_COLLEAGUES = 3
    WITH_STRUCTURE = 4
    OVER = 5


WAITING = QueuePlace.NOBODYS
"""Up to there, a dossier waits for the person."""
