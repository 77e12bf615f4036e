"""The structures that a programme concerns, as campaigns know them (`settings.STRUCTURES_OF_PROGRAMME`)."""

from __future__ import annotations

import uuid

from django.db.models import QuerySet

from poincon.campaigns.models import Extension


def of_programme(programme: str) -> QuerySet[Extension, uuid.UUID]:
    """Those that were given more time in one of its campaigns."""
    extensions = Extension.objects.filter(campaign__programme_version__programme=programme)
    return extensions.order_by().values_list("organisation_id", flat=True)
