"""Kinds of mail about the examination of dossiers (`settings.MAIL_KINDS`)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from poincon.notifications.kinds import MailKind

ADMISSIBLE = MailKind("recevable", _("dossier recevable"))
NOT_PROCESSED = MailKind("non_traitee", _("dossier non traité"))

KINDS = (ADMISSIBLE, NOT_PROCESSED)
