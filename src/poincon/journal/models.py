"""Acts and the roots that seal their days. Rows are only ever added: the database refuses the rest (`guard`)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from poincon.journal.chain import Entry, Subject


class Act(models.Model):
    """Who did what to which subject, when. No personal data: the actor is an opaque identifier."""

    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=80)
    sequence = models.PositiveIntegerField()
    event = models.CharField(max_length=60)
    actor = models.CharField(max_length=40)
    at = models.DateTimeField()
    details = models.JSONField()
    frozen = models.JSONField()
    """The digests of the rows that it froze, by `kind/number` (`frozen.py`)."""
    seal = models.CharField(max_length=64)
    """The digest of the last day sealed when it was written: who takes that seal away contradicts the act."""
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ("subject_kind", "subject_id", "sequence")
        constraints = (
            models.UniqueConstraint(fields=("subject_kind", "subject_id", "sequence"), name="act_once_in_its_chain"),
            models.CheckConstraint(condition=Q(sequence__gte=1), name="act_sequence_from_one"),
            models.CheckConstraint(
                condition=~Q(subject_kind="") & ~Q(subject_id="") & ~Q(event="") & ~Q(actor=""), name="act_is_complete"
            ),
        )
        indexes = (models.Index(fields=("at",), name="act_by_instant"),)

    def __str__(self) -> str:
        return f"{self.subject_kind} {self.subject_id} #{self.sequence} ({self.event})"

    @property
    def subject(self) -> Subject:
        return Subject(self.subject_kind, self.subject_id)

    def entry(self) -> Entry:
        """The act as it is hashed."""
        return Entry(
            subject=self.subject,
            sequence=self.sequence,
            event=self.event,
            actor=self.actor,
            at=self.at,
            details=self.details,
            frozen=self.frozen,
            seal=self.seal,
            previous=self.previous,
        )


class DailyRoot(models.Model):
    """The seal of one day (UTC) over the acts of every chain; each holds the digest of the day before."""

    day = models.DateField(primary_key=True)
    count = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    previous = models.CharField(max_length=64)

    class Meta:
        ordering = ("day",)

    def __str__(self) -> str:
        return f"{self.day.isoformat()} {self.digest}"

    @property
    def journal_subject(self) -> Subject:
        return Subject("daily_root", str(self.day))
