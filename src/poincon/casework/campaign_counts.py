"""How many dossiers each campaign has, as a person may count them (`settings.CAMPAIGN_COUNTS`): from totals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from django.db.models import Count as Number
from django.db.models import Sum

from poincon.campaigns.counts import Count, Counts
from poincon.campaigns.models import Campaign
from poincon.casework.models import QueueEntry, QueueTally
from poincon.casework.querysets import ROW
from poincon.dossiers import reach
from poincon.dossiers.enums import State
from poincon.people.models import Person


def by_state(person: Person, day: date, campaigns: Sequence[Campaign]) -> Counts:
    """From what that person receives: drafts are nobody else's, not even counted. In the order of a dossier's life."""
    memberships = person.memberships_on(day)
    granted = reach.granted(memberships, ROW)
    totals: dict[int, Counter[str]] = {campaign.pk: Counter() for campaign in campaigns}
    rows = QueueTally.objects.filter(granted, campaign__in=campaigns).values_list("campaign_id", "state")
    for campaign, state, number in rows.annotate(number=Sum("count")):
        totals[campaign][state] += number
    if reach.is_anything_denied(memberships):
        denied = QueueEntry.objects.filter(granted, reach.denied(memberships, ROW), campaign__in=campaigns).order_by()
        for campaign, state, number in denied.values_list("campaign_id", "state").annotate(number=Number("pk")):
            totals[campaign][state] -= number
    return {
        campaign: [Count(str(state.label), numbers[state.value]) for state in State if numbers[state.value]]
        for campaign, numbers in totals.items()
        if any(numbers.values())
    }
