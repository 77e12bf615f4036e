"""Who works, and when what comes back regularly was last started. Tasks themselves are rows of django-tasks-db."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class Worker(models.Model):
    """A process that runs jobs, seen alive at `seen_at`. One that stops properly takes its row away."""

    id = models.CharField(primary_key=True, max_length=32)
    host = models.CharField(max_length=120)
    pid = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        ordering = ("started_at", "id")
        constraints = (
            models.CheckConstraint(condition=Q(seen_at__gte=F("started_at")), name="worker_seen_after_it_started"),
        )

    def __str__(self) -> str:
        return f"{self.host} {self.pid}"


class PeriodicJob(models.Model):
    """The last slot of time for which a regular job was queued: each slot has one run, whoever asks."""

    name = models.CharField(primary_key=True, max_length=60)
    slot = models.DateTimeField()
    """When that slot began."""
    queued_at = models.DateTimeField(null=True, blank=True)
    """When it was queued; nothing as long as it never was."""
    task = models.ForeignKey(
        "django_tasks_database.DBTaskResult", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ("name",)
        constraints = (models.CheckConstraint(condition=~Q(name=""), name="periodic_job_named"),)

    def __str__(self) -> str:
        return self.name
