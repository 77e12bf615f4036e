"""How far each section of a sheet has come."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class SectionState(models.TextChoices):
    """A section as the task list tells it."""

    TO_START = "to_start", _("à commencer")
    OPTIONAL = "optional", _("facultative")
    IN_PROGRESS = "in_progress", _("en cours")
    COMPLETE = "complete", _("complète")
    TO_CORRECT = "to_correct", _("à corriger")
