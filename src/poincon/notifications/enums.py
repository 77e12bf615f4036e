"""Kinds of mail and of news. Values are permanent."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from poincon.people.enums import NATIONAL_ROLES, RECEIVING_ROLES, STRUCTURE_ROLES, Role


class Kind(models.TextChoices):
    """A mail, by the template that words it (`cahier.model.TEMPLATE_NAMES`)."""

    SUBMISSION_RECEIVED = "accuse_de_depot", _("accusé de dépôt")
    CHANGES_ASKED = "demande_de_complements", _("demande de compléments")
    CHANGES_TAKEN_BACK = "complements_retires", _("demande de compléments retirée")
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

    @property
    def roles(self) -> frozenset[Role]:
        """Whom it can concern: nobody else is asked whether they want to hear of it."""
        return _CONCERNED[self]


_STRUCTURE = frozenset(STRUCTURE_ROLES)
_CONCERNED: dict[NewsKind, frozenset[Role]] = {
    NewsKind.ACCOUNT_REQUEST: frozenset({Role.REGIONAL_OFFICER, *NATIONAL_ROLES}),
    NewsKind.SUBMITTED: RECEIVING_ROLES,
    NewsKind.RESUBMITTED: RECEIVING_ROLES,
    NewsKind.WITHDRAWN: RECEIVING_ROLES,
    NewsKind.VALIDATION_ASKED: _STRUCTURE,  # a programme may let those who write decide
    NewsKind.DEADLINE_NEAR: _STRUCTURE,
    NewsKind.CAMPAIGN_CHANGED: _STRUCTURE,
    NewsKind.CORRECTION_DUE: _STRUCTURE,
    NewsKind.CORRECTION_LATE: RECEIVING_ROLES,
    NewsKind.DOCUMENT_REFUSED: _STRUCTURE | RECEIVING_ROLES,
    NewsKind.MESSAGE: _STRUCTURE | RECEIVING_ROLES,
    NewsKind.ASSIGNED: RECEIVING_ROLES,
    NewsKind.UNASSIGNED: RECEIVING_ROLES,
}
"""The roles whose people the sources of news (`settings.NEWS_SOURCES`) can tell of a kind."""

LEGAL_ROLES = _STRUCTURE
"""To whom mails with legal effect are sent: the people of a structure."""

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
