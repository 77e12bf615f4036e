"""How many dossiers each campaign has, as a person may count them (`settings.CAMPAIGN_COUNTS`)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Count as Number

from poincon.campaigns.counts import Count, Counts
from poincon.campaigns.models import Campaign
from poincon.dossiers.enums import State
from poincon.dossiers.models import Dossier
from poincon.people.models import Person


def by_state(person: Person, day: date, campaigns: Sequence[Campaign]) -> Counts:
    """From what that person receives: drafts are nobody else's, not even counted. In the order of a dossier's life."""
    received = Dossier.objects.received_by(person, day).filter(campaign__in=campaigns)
    rows = received.order_by().values_list("campaign_id", "state").annotate(number=Number("pk"))
    totals: dict[int, dict[str, int]] = {}
    for campaign, state, number in rows:
        totals.setdefault(campaign, {})[state] = number
    return {
        campaign: [Count(str(state.label), numbers[state.value]) for state in State if state.value in numbers]
        for campaign, numbers in totals.items()
    }
