"""What this room needs of those that come after it, which declare it in the settings."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.module_loading import import_string

from poincon.cahier.model import Phase
from poincon.dossiers.querysets import DossierQuerySet


def examined_phases() -> tuple[Phase, ...]:
    """The phases in which officials act (`settings.EXAMINED_PHASES`): whoever a programme names for them handles."""
    return tuple(phase for path in settings.EXAMINED_PHASES for phase in import_string(path))


def finished(dossiers: DossierQuerySet) -> Q:
    """Those of whose programme nothing more is done in the state that they are in (`settings.FINISHED_DOSSIERS`)."""
    condition: Callable[[DossierQuerySet], Q] = import_string(settings.FINISHED_DOSSIERS)
    return condition(dossiers)


def home_of(dossier_id: UUID) -> str:
    """The address of the page where officials find what is next on a dossier (`settings.OFFICIAL_HOME_URL`)."""
    return reverse(settings.OFFICIAL_HOME_URL, args=[dossier_id])
