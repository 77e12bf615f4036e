"""What the pages of campaigns share."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from poincon.cahier.explanation import Names
from poincon.campaigns.models import Campaign, ProgrammeVersion
from poincon.people.requests import SignedInRequest
from poincon.ui.language import language


def visible_versions(request: SignedInRequest) -> list[ProgrammeVersion]:
    """The installed versions that the person may use, the last installed of each programme first."""
    versions = ProgrammeVersion.objects.run_by(request.person, request.day).defer("files")
    return list(versions.order_by("programme", "-installed_at", "digest"))


def names_of(version: ProgrammeVersion) -> Names:
    return Names(version.package.programme, language())


def state_words(campaign: Campaign, now: datetime) -> str:
    """« en préparation », « annoncée », « ouverte », « délai passé », « close »."""
    if campaign.state != Campaign.State.OPEN:
        return str(Campaign.State(campaign.state).label)
    if now < campaign.opens_at:
        return _("annoncée")
    return str(Campaign.State.OPEN.label) if now < campaign.closes_at else _("délai passé")
