"""Kinds of news about what is written on dossiers (`settings.NEWS_KINDS`)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from poincon.notifications.kinds import NewsKind
from poincon.people.enums import RECEIVING_ROLES, STRUCTURE_ROLES

MESSAGE = NewsKind("message", _("Un message est écrit sur un dossier"), RECEIVING_ROLES.union(STRUCTURE_ROLES))

KINDS = (MESSAGE,)
