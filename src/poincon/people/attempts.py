"""How often anybody may ask for something: counted under keyed hashes that tell neither whom nor where.

Every attempt counts, whether it leads somewhere or not: the limits tell nothing about which accounts exist.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from poincon.people.models import Attempt
from poincon.people.slowing_down import keys_of

_LONGEST = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Limit:
    """So many in so long; `window` is a day at most."""

    count: int
    window: timedelta


ASKING_FOR_AN_ACCOUNT = {"address": Limit(20, timedelta(hours=1)), "email": Limit(4, timedelta(hours=24))}
FORGETTING_A_PASSWORD = {"address": Limit(20, timedelta(hours=1)), "email": Limit(5, timedelta(hours=1))}
SEARCHING_A_STRUCTURE = {"address": Limit(30, timedelta(minutes=10))}
INVITING = {"person": Limit(40, timedelta(hours=1)), "email": Limit(6, timedelta(hours=24))}


def wait_until(purpose: str, parts: Mapping[str, str], limits: Mapping[str, Limit], now: datetime) -> datetime | None:
    """None, and this attempt is counted; or when the last full limit loosens.

    `parts` says who asks, under the names of `limits`: `{"address": "192.0.2.1", "email": "a@b.example"}`.
    """
    keys = keys_of(purpose, parts)
    with transaction.atomic():
        full = [until for name, key in keys.items() if (until := _loosens(key, limits[name], now))]
        if full:
            return max(full)
        Attempt.objects.filter(at__lte=now - _LONGEST).delete()
        Attempt.objects.bulk_create(Attempt(key=key, at=now) for key in keys.values())
    return None


def _loosens(key: str, limit: Limit, now: datetime) -> datetime | None:
    recent = Attempt.objects.filter(key=key, at__gt=now - limit.window).order_by("-at")
    oldest_that_counts = recent.values_list("at", flat=True)[limit.count - 1 : limit.count]
    return max((at + limit.window for at in oldest_that_counts), default=None)
