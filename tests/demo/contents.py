"""All that two demonstrations built on different days must have in common, and what dates each."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from poincon.campaigns.models import Campaign
from poincon.correspondence.models import DossierMessage
from poincon.dossiers.models import Dossier, Transition
from poincon.journal.models import Act
from poincon.notifications.models import Mail
from poincon.sheets.models import SectionAnswers


def contents(now: datetime) -> dict[str, Any]:
    """What a demonstration built at that moment holds."""
    dossiers = Dossier.objects.order_by("organisation__siren", "campaign__closes_at", "created_at")
    closings = [campaign.closes_at for campaign in Campaign.objects.all()]
    moves = Transition.objects.order_by("dossier__organisation__siren", "dossier__created_at", "made_at", "id")
    figures = {
        f"{row.sheet.dossier.organisation.siren} {name.rpartition('.')[2]} {now.year - int(name[7:11])}": answer
        for row in SectionAnswers.objects.select_related("sheet__dossier__organisation")
        for name, answer in row.answers.items()
        if name.startswith("annees.")
    }
    return {
        "states": list(dossiers.values_list("organisation__siren", "state")),
        "figures": figures,
        "days": sorted(timezone.localdate(closing) - timezone.localdate(now) for closing in closings),
        "moves": list(moves.values_list("dossier__organisation__siren", "event", "actor__email", "reason")),
        "messages": list(DossierMessage.objects.values_list("author__email", "text")),
        "mails": sorted(Mail.objects.values_list("person__email", "kind")),
        "years": set(Campaign.objects.values_list("year", flat=True)),
        "last": Act.objects.latest("at").at,
    }
