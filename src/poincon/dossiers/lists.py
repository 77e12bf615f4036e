"""Rooms that keep a row of each dossier that was handed over, for their lists (`settings.DOSSIER_LISTS`)."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from poincon.dossiers.models import Dossier


def relist(dossier: Dossier) -> None:
    """Have those rows written again: something that lists show, sort or count of this dossier has changed.

    In the transaction of the change, by whoever locked the dossier.
    """
    if not dossier.was_received:
        return
    for path in settings.DOSSIER_LISTS:
        write: Callable[[UUID], None] = import_string(path)
        write(dossier.pk)
