"""The way to another version of a programme, from the page of a campaign (`settings.CAMPAIGN_LINKS`)."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from poincon.campaigns.models import Campaign
from poincon.people.requests import SignedInRequest
from poincon.ui.components import Link


def of_campaign(request: SignedInRequest, campaign: Campaign) -> list[Link]:
    return [Link(_("Passer à une autre version du programme"), reverse("adoption:version", args=[campaign.pk]))]
