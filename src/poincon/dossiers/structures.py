"""The structures that a programme concerns, as dossiers tell them (`settings.STRUCTURES_OF_PROGRAMME`)."""

from __future__ import annotations

import uuid

from django.db.models import QuerySet

from poincon.dossiers.models import Dossier


def of_programme(programme: str) -> QuerySet[Dossier, uuid.UUID]:
    """Those that have a dossier in one of its campaigns, be it a draft: its ministry may give them more time.

    The dossier itself stays out of sight until it is submitted (`dossiers.reach`).
    """
    dossiers = Dossier.objects.filter(campaign__programme_version__programme=programme)
    return dossiers.order_by().values_list("organisation_id", flat=True)
