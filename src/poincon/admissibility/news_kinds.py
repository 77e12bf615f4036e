"""Kinds of news about the examination of dossiers (`settings.NEWS_KINDS`)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from poincon.notifications.kinds import NewsKind
from poincon.people.enums import RECEIVING_ROLES, STRUCTURE_ROLES

MESSAGE = NewsKind("message", _("Un message est écrit sur un dossier"), RECEIVING_ROLES.union(STRUCTURE_ROLES))
ASSIGNED = NewsKind("assigned", _("Un dossier vous est confié"), RECEIVING_ROLES)
UNASSIGNED = NewsKind("unassigned", _("Un dossier change de mains ou n’est plus confié"), RECEIVING_ROLES)

KINDS = (MESSAGE, ASSIGNED, UNASSIGNED)
