"""Kinds of mail and of news. Values are permanent."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """A mail, by the template that words it (`cahier.model.TEMPLATE_NAMES`)."""

    SUBMISSION_RECEIVED = "accuse_de_depot", _("accusé de dépôt")
    CHANGES_ASKED = "demande_de_complements", _("demande de compléments")
    CHANGES_REMINDER = "rappel_de_complements", _("rappel d’une demande de compléments")
    SUBMISSION_REMINDER = "rappel_de_depot", _("rappel de la date limite de dépôt")
    ADMISSIBLE = "recevable", _("dossier recevable")
    NOT_PROCESSED = "non_traitee", _("dossier non traité")
    EXTENSION = "prolongation", _("prolongation")
    WITHDRAWAL = "retrait", _("retrait d’un dossier")

    @property
    def legal(self) -> bool:
        """Whether it has legal effect: sent at once, and never silenced."""
        return self not in _REMINDERS

    @property
    def news(self) -> NewsKind | None:
        """For a reminder, the news that silences it; None for what cannot be silenced."""
        return _REMINDERS.get(self)


class NewsKind(models.TextChoices):
    """What a digest is made of, as one chooses to hear of it or not."""

    ACCOUNT_REQUEST = "account_request", _("Une personne demande un compte")
    SUBMITTED = "submitted", _("Un dossier est déposé")
    RESUBMITTED = "resubmitted", _("Des compléments sont déposés")
    WITHDRAWN = "withdrawn", _("Un dossier est retiré par la structure")
    VALIDATION_ASKED = "validation_asked", _("Un dossier attend votre validation")
    DEADLINE_NEAR = "deadline_near", _("La date limite de dépôt approche")
    CAMPAIGN_CHANGED = "campaign_changed", _("Une campagne change de dates, ou de version du programme")
    CORRECTION_DUE = "correction_due", _("Des compléments sont attendus")
    CORRECTION_LATE = "correction_late", _("Des compléments sont en retard")
    DOCUMENT_REFUSED = "document_refused", _("L’antivirus refuse un document")
    MESSAGE = "message", _("Un message est écrit sur un dossier")
    ASSIGNED = "assigned", _("Un dossier vous est confié")
    UNASSIGNED = "unassigned", _("Un dossier change de mains ou n’est plus confié")
    COLLEAGUE_JOINED = "colleague_joined", _("Une personne rejoint votre structure")


_REMINDERS: dict[Kind, NewsKind] = {
    Kind.SUBMISSION_REMINDER: NewsKind.DEADLINE_NEAR,
    Kind.CHANGES_REMINDER: NewsKind.CORRECTION_DUE,
}


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
