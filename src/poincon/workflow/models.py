"""The record of a subject's moves: each room that moves one inherits it, with its own states."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Transition(models.Model):
    """A move of a subject from one state to another, with its actor and, where one is due, its reason.

    A room adds the subject, and gives `event`, `before` and `after` their choices.
    """

    event = models.CharField(max_length=20)
    before = models.CharField(max_length=20)
    after = models.CharField(max_length=20)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    reason = models.TextField(blank=True)

    class Meta:
        abstract = True
        ordering = ("id",)  # that of their making, whatever the clocks of two servers say

    def __str__(self) -> str:
        return f"{self.before} → {self.after}"
