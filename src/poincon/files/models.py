"""A stored document: what it is and where its content lies, by digest."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from poincon.people.models import Person


class ScanState(models.TextChoices):
    PENDING = "pending", _("analyse en attente")
    CLEAN = "clean", _("analysé")
    REFUSED = "refused", _("refusé par l’analyse")


class StoredFile(models.Model):
    """One document as it was given. Two documents with the same content share one stored content."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    digest = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=120)
    name = models.CharField(max_length=255)
    uploaded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    scan_state = models.CharField(max_length=10, choices=ScanState.choices, default=ScanState.PENDING)

    class Meta:
        indexes = (models.Index(fields=("digest",)),)
        constraints = (models.CheckConstraint(condition=models.Q(size__gt=0), name="file_is_not_empty"),)

    def __str__(self) -> str:
        return self.name
