"""Signing in with a password, and slowing down who tries many.

Failures are counted by account and address together, by account, and by address, over a quarter of an hour. The first
limit is low; the two others are high: nobody may lock somebody else out on the night of a deadline by typing their
address wrongly, nor a whole university behind one address.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth import authenticate
from django.db import transaction
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from poincon.people.models import FailedSignIn, Person, normalised_email

WINDOW = timedelta(minutes=15)
LIMITS = {"account_and_address": 6, "account": 60, "address": 120}


@dataclass(frozen=True, slots=True)
class WrongPassword:
    """No active account has this address and this password."""


@dataclass(frozen=True, slots=True)
class TooManyFailures:
    """Try again from `until` on."""

    until: datetime


def sign_in(
    request: HttpRequest, email: str, password: str, *, address: str, now: datetime
) -> Person | WrongPassword | TooManyFailures:
    """The person whose password this is. Nothing tells whether an account exists."""
    keys = _keys(normalised_email(email), address)
    until = _locked_until(keys, now)
    if until is not None:
        return TooManyFailures(until)
    person = authenticate(request, username=normalised_email(email), password=password)
    if isinstance(person, Person):
        FailedSignIn.objects.filter(key=keys["account_and_address"]).delete()
        return person
    with transaction.atomic():
        FailedSignIn.objects.filter(at__lte=now - WINDOW).delete()
        FailedSignIn.objects.bulk_create(FailedSignIn(key=key, at=now) for key in keys.values())
    return WrongPassword()


def client_address(request: HttpRequest, proxies: int) -> str:
    """Where the request comes from: what the outermost of our own proxies saw; what a client claims is not believed."""
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    if proxies and len(hops) >= proxies:
        return hops[-proxies]
    return str(request.META.get("REMOTE_ADDR", ""))


def _locked_until(keys: dict[str, str], now: datetime) -> datetime | None:
    """When the last full limit loosens; None when none is full."""
    found: list[datetime] = []
    for kind, key in keys.items():
        failures = FailedSignIn.objects.filter(key=key, at__gt=now - WINDOW).order_by("-at")
        oldest_that_counts = failures.values_list("at", flat=True)[LIMITS[kind] - 1 : LIMITS[kind]]
        found += [at + WINDOW for at in oldest_that_counts]
    return max(found, default=None)


def _keys(email: str, address: str) -> dict[str, str]:
    parts = {"account_and_address": f"{email}\n{address}", "account": email, "address": address}
    return {
        kind: salted_hmac(f"poincon.sign_in.{kind}", part, algorithm="sha256").hexdigest()
        for kind, part in parts.items()
    }
