"""What the middleware adds to a request, for the type checker and for readers."""

from __future__ import annotations

from datetime import date, datetime

from django.http import HttpRequest

from poincon.people.models import Person


class PageRequest(HttpRequest):
    """Any request: `now` is its instant, `day` the same in Paris, `person` who signed in, if anybody.

    `browser_cookie`: what this browser is to be recognised by, when the request made it known.
    """

    person: Person | None
    now: datetime
    day: date
    browser_cookie: str


class SignedInRequest(HttpRequest):
    """A request of somebody."""

    person: Person
    now: datetime
    day: date
