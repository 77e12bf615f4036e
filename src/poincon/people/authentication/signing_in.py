"""Signing in with a password, and slowing down who tries many."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth import authenticate
from django.http import HttpRequest

from poincon.people.models import Person, normalised_email
from poincon.people.slowing_down import count_failure, forgive, keys_of, locked_until, network_of

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
    account = normalised_email(email)
    both = f"{account}\n{network_of(address)}"
    keys = keys_of("sign_in", {"account_and_address": both, "account": account, "address": address})
    until = locked_until(keys, LIMITS, now)
    if until is not None:
        return TooManyFailures(until)
    person = authenticate(request, username=account, password=password)
    if isinstance(person, Person):
        forgive(keys["account_and_address"])
        return person
    count_failure(keys, now)
    return WrongPassword()


def client_address(request: HttpRequest, proxies: int) -> str:
    """Where the request comes from: what the outermost of our own proxies saw; what a client claims is not believed."""
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    if proxies and len(hops) >= proxies:
        return hops[-proxies]
    return str(request.META.get("REMOTE_ADDR", ""))
