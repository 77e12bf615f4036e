"""Who handles a dossier."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from poincon.dossiers.models import Dossier
from poincon.people.models import Person


class Assignment(models.Model):
    """An official handles a dossier, from one instant to another. One at a time; the others still see it."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="assignments")
    officer = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="assignments")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    assigned_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    """None: the platform itself, when a role ended."""

    class Meta:
        ordering = ("starts_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("dossier",), condition=Q(ends_at__isnull=True), name="one_officer_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gte=F("starts_at")), name="assignment_ends_after"
            ),
        )
        indexes = (
            models.Index(fields=("officer",), condition=Q(ends_at__isnull=True), name="assignment_current_by_officer"),
        )

    def __str__(self) -> str:
        return f"{self.dossier_id} → {self.officer_id}"
