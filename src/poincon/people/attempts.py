"""How often anybody may ask for something.

Every attempt counts, whether it leads somewhere or not: the limits tell nothing about which accounts exist.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from poincon.people.slowing_down import Limit, TooManyFailures, counters, reserve

_HOUR, _DAY = timedelta(hours=1), timedelta(hours=24)

ASKING_FOR_AN_ACCOUNT = {
    "address": Limit(20, _HOUR),
    "email_and_address": Limit(4, _DAY),
    "email": Limit(12, _DAY),
}
FORGETTING_A_PASSWORD = {"address": Limit(20, _HOUR), "email": Limit(5, _HOUR)}
"""Whoever asks for links in somebody's name fills that mailbox with links that open, and keeps nobody out."""
FORGETTING_IN_A_KNOWN_BROWSER = {"email_and_browser": Limit(5, _HOUR)}
"""Where that person signed in before: what strangers ask does not count there."""
SEARCHING_A_STRUCTURE = {"address": Limit(30, timedelta(minutes=10))}
INVITING = {
    "person": Limit(40, _HOUR),
    "person_and_email": Limit(6, _DAY),
    "email": Limit(18, _DAY),
}
"""Whoever invites a mailbox many times does not stop others from inviting it."""


def wait_until(purpose: str, limits: Mapping[str, Limit], now: datetime, **parts: str) -> datetime | None:
    """None, and this attempt is counted; or when the last full limit loosens.

    `parts` says who asks, under the names of `limits`: `address="192.0.2.1"`, `email="a@b.example"`.
    """
    outcome = reserve(counters(purpose, limits, **parts), now)
    return outcome.until if isinstance(outcome, TooManyFailures) else None
