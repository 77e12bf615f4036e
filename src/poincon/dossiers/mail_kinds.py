"""Kinds of mail about dossiers (`settings.MAIL_KINDS`)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from poincon.dossiers.news_kinds import CORRECTION_DUE, DEADLINE_NEAR
from poincon.notifications.kinds import MailKind

SUBMISSION_RECEIVED = MailKind("accuse_de_depot", _("accusé de dépôt"))
CHANGES_ASKED = MailKind("demande_de_complements", _("demande de compléments"))
CHANGES_TAKEN_BACK = MailKind("complements_retires", _("demande de compléments retirée"))
CHANGES_REMINDER = MailKind("rappel_de_complements", _("rappel d’une demande de compléments"), CORRECTION_DUE)
SUBMISSION_REMINDER = MailKind("rappel_de_depot", _("rappel de la date limite de dépôt"), DEADLINE_NEAR)
WITHDRAWAL = MailKind("retrait", _("retrait d’un dossier"))

KINDS = (SUBMISSION_RECEIVED, CHANGES_ASKED, CHANGES_TAKEN_BACK, CHANGES_REMINDER, SUBMISSION_REMINDER, WITHDRAWAL)
