"""Signing in with a password, and slowing down who tries many."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth import authenticate
from django.http import HttpRequest

from poincon.people.authentication.known_browsers import known_browser
from poincon.people.models import Person, normalised_email
from poincon.people.slowing_down import Limit, TooManyFailures, counters, forgive, reserve

LIMITS = {"account_and_address": Limit(6), "account": Limit(60), "address": Limit(120)}
IN_A_KNOWN_BROWSER = {"account_and_browser": Limit(6)}
"""As many as anywhere: how many tries a browser has does not tell whether somebody signed in with it."""


@dataclass(frozen=True, slots=True)
class WrongPassword:
    """No active account has this address and this password."""


def sign_in(
    request: HttpRequest, email: str, password: str, *, address: str, now: datetime
) -> Person | WrongPassword | TooManyFailures:
    """The person whose password this is. Nothing tells whether an account exists."""
    account = normalised_email(email)
    browser = known_browser(request, account, now)
    limits = IN_A_KNOWN_BROWSER if browser else LIMITS
    reservation = reserve(counters("sign_in", limits, account=account, address=address, browser=browser), now)
    if isinstance(reservation, TooManyFailures):
        return reservation
    person = authenticate(request, username=account, password=password)
    if not isinstance(person, Person):
        return WrongPassword()
    forgive(reservation, before="account_and_browser" if browser else "account_and_address")
    return person


def client_address(request: HttpRequest, proxies: int) -> str:
    """Where the request comes from: what the outermost of our own proxies saw; what a client claims is not believed."""
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    if proxies and len(hops) >= proxies:
        return hops[-proxies]
    return str(request.META.get("REMOTE_ADDR", ""))
