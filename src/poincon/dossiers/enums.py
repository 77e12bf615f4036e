"""States of a dossier and the moves between them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    DRAFT = "draft", _("en préparation")
    SUBMITTED = "submitted", _("déposé")
    WITHDRAWN = "withdrawn", _("retiré")


class Event(models.TextChoices):
    SUBMIT = "submit", _("dépôt")
    WITHDRAW = "withdraw", _("retrait")


TRANSITIONS: dict[tuple[State, Event], State] = {
    (State.DRAFT, Event.SUBMIT): State.SUBMITTED,
    (State.DRAFT, Event.WITHDRAW): State.WITHDRAWN,
    (State.SUBMITTED, Event.WITHDRAW): State.WITHDRAWN,
}


class SectionState(models.TextChoices):
    """A section as the task list tells it."""

    TO_START = "to_start", _("à commencer")
    OPTIONAL = "optional", _("facultative")
    IN_PROGRESS = "in_progress", _("en cours")
    COMPLETE = "complete", _("complète")
    TO_CORRECT = "to_correct", _("à corriger")
