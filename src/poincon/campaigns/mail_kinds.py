"""Kinds of mail about campaigns (`settings.MAIL_KINDS`)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from poincon.notifications.kinds import MailKind

EXTENSION = MailKind("prolongation", _("prolongation"))

KINDS = (EXTENSION,)
