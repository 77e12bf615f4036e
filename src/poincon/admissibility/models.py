"""What was retained of the prerequisites of a dossier."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from poincon.admissibility.enums import Verdict
from poincon.dossiers.models import Dossier
from poincon.people.models import Person
from poincon.sheets.models import Snapshot


class PrerequisiteCheck(models.Model):
    """What an official retained of one prerequisite of one snapshot. What differs from the computation says why."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="prerequisite_checks")
    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="+")
    rule = models.CharField(max_length=80)
    computed = models.CharField(max_length=20, choices=Verdict.choices)
    retained = models.CharField(max_length=20, choices=Verdict.choices)
    reason = models.TextField(_("motif"), max_length=2_000, blank=True)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    """Raised by each change: two officials do not overwrite each other unknowingly."""

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("snapshot", "rule"), name="one_check_per_prerequisite"),
            models.CheckConstraint(condition=~Q(retained=Verdict.UNDETERMINED), name="check_retains_something"),
            models.CheckConstraint(
                condition=Q(retained=F("computed")) | ~Q(reason=""),
                name="override_says_why",
                violation_error_message=_("Dites pourquoi vous vous écartez du calcul."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.rule}: {self.retained}"

    @property
    def is_override(self) -> bool:
        return self.retained != self.computed
