"""What became of a mail, and why. Values are permanent."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class MailState(models.TextChoices):
    """What became of a mail."""

    QUEUED = "queued", _("en attente d’envoi")
    SENT = "sent", _("envoyé")
    WITHHELD = "withheld", _("retenu")
    FAILED = "failed", _("envoi impossible")


class Withheld(models.TextChoices):
    """Why a mail was not sent."""

    INACTIVE = "inactive", _("la personne n’a plus de compte")
    NOT_ALLOWED = "not_allowed", _("la personne n’a plus le droit de savoir")
    SILENCED = "silenced", _("la personne ne veut plus de ces rappels")
