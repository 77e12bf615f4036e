"""Kinds of news about dossiers (`settings.NEWS_KINDS`): what asks for an act comes first."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from poincon.notifications.kinds import NewsKind
from poincon.people.enums import RECEIVING_ROLES, STRUCTURE_ROLES

_STRUCTURE = frozenset(STRUCTURE_ROLES)

SUBMITTED = NewsKind("submitted", _("Un dossier est déposé"), RECEIVING_ROLES)
RESUBMITTED = NewsKind("resubmitted", _("Des compléments sont déposés"), RECEIVING_ROLES)
WITHDRAWN = NewsKind("withdrawn", _("Un dossier est retiré par la structure"), RECEIVING_ROLES)
# Of everybody in the structure: a programme may let those who write decide.
VALIDATION_ASKED = NewsKind("validation_asked", _("Un dossier attend votre validation"), _STRUCTURE)
DEADLINE_NEAR = NewsKind("deadline_near", _("La date limite de dépôt approche"), _STRUCTURE)
# Here rather than in campaigns: it is told of each dossier that follows its campaign.
CAMPAIGN_CHANGED = NewsKind(
    "campaign_changed", _("Une campagne change de dates, ou de version du programme"), _STRUCTURE
)
CORRECTION_DUE = NewsKind("correction_due", _("Des compléments sont attendus"), _STRUCTURE)
CORRECTION_LATE = NewsKind("correction_late", _("Des compléments sont en retard"), RECEIVING_ROLES)
DOCUMENT_REFUSED = NewsKind("document_refused", _("L’antivirus refuse un document"), _STRUCTURE | RECEIVING_ROLES)

KINDS = (
    SUBMITTED,
    RESUBMITTED,
    WITHDRAWN,
    VALIDATION_ASKED,
    DEADLINE_NEAR,
    CAMPAIGN_CHANGED,
    CORRECTION_DUE,
    CORRECTION_LATE,
    DOCUMENT_REFUSED,
)
