"""A stored document: what it is and where its content lies, by digest."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from poincon.people.models import Person


class ScanState(models.TextChoices):
    """What the virus scanner said of a content. `PENDING` says nothing of a scanner: there may be none."""

    PENDING = "pending", _("pas analysé")
    CLEAN = "clean", _("analysé")
    REFUSED = "refused", _("refusé par l’antivirus")
    UNSCANNED = "unscanned", _("analyse impossible")
    MADE_HERE = "made_here", _("écrit par la plateforme")


_UNTOLD = (ScanState.PENDING, ScanState.MADE_HERE)
_TOLD = (ScanState.CLEAN, ScanState.REFUSED, ScanState.UNSCANNED)


class StoredFile(models.Model):
    """One document as it was given. Two documents with the same content share one stored content, and its scan."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    digest = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=120)
    name = models.CharField(max_length=255)
    uploaded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    scan_state = models.CharField(max_length=10, choices=ScanState.choices, default=ScanState.PENDING)
    scanned_at = models.DateTimeField(null=True, blank=True)
    """When the scanner said so."""
    scan_failures = models.PositiveSmallIntegerField(default=0)
    """How often the scanner was there and gave no verdict."""
    missing_since = models.DateTimeField(null=True, blank=True)
    """Since when its content is known to be missing from the store; nothing when all is well (`files.contents`)."""

    class Meta:
        indexes = (
            models.Index(fields=("digest",)),
            models.Index(fields=("uploaded_at",), condition=Q(scan_state=ScanState.PENDING), name="file_to_scan"),
            models.Index(fields=("missing_since",), condition=Q(missing_since__isnull=False), name="file_missing"),
        )
        constraints = (
            models.CheckConstraint(condition=Q(size__gt=0), name="file_is_not_empty"),
            models.CheckConstraint(
                condition=Q(scan_state__in=_UNTOLD, scanned_at__isnull=True)
                | Q(scan_state__in=_TOLD, scanned_at__isnull=False),
                name="file_scan_has_its_date",
            ),
        )

    def __str__(self) -> str:
        return self.name
