"""Kinds of news about who handles dossiers (`settings.NEWS_KINDS`)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from poincon.notifications.kinds import NewsKind
from poincon.people.enums import RECEIVING_ROLES

ASSIGNED = NewsKind("assigned", _("Un dossier vous est confié"), RECEIVING_ROLES)
UNASSIGNED = NewsKind("unassigned", _("Un dossier change de mains ou n’est plus confié"), RECEIVING_ROLES)

KINDS = (ASSIGNED, UNASSIGNED)
