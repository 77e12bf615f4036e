"""Counters filled as somebody would who types wrong passwords and codes in another's name, all at once."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from poincon.people.authentication import second_factor, signing_in
from poincon.people.models import Attempt, Person
from poincon.people.slowing_down import Limit, counters


def fill(purpose: str, limits: dict[str, Limit], now: datetime, **parts: str) -> None:
    """Each of these limits is reached."""
    Attempt.objects.bulk_create(
        Attempt(key=counter.key, expires_at=now + counter.limit.window)
        for counter in counters(purpose, limits, **parts)
        for _try in range(counter.limit.count)
    )


def lock_out(someone: Person, address: str, now: datetime | None = None) -> None:
    """What strangers at that address, and a thief of the password, can do to the counters of passwords and codes."""
    now = now or timezone.now()
    fill("sign_in", signing_in.LIMITS, now, account=someone.email, address=address)
    fill("authenticator_code", second_factor.LIMITS, now, person=str(someone.pk), address=address)
