"""How many dossiers a campaign has, as the person who asks may count them: told by the room that knows dossiers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils.module_loading import import_string

from poincon.campaigns.models import Campaign
from poincon.people.models import Person


@dataclass(frozen=True, slots=True)
class Count:
    """« déposés : 12 »: a state in words, and how many dossiers are in it."""

    label: str
    number: int


Counts = Mapping[int, Sequence[Count]]


def counts_for(person: Person, day: date, campaigns: Sequence[Campaign]) -> Counts:
    """By campaign; what the person may not see is not counted. `settings.CAMPAIGN_COUNTS` names who counts."""
    count: Callable[[Person, date, Sequence[Campaign]], Counts] = import_string(settings.CAMPAIGN_COUNTS)
    return count(person, day, campaigns) if campaigns else {}
