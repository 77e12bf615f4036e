"""From a first proof to an open session, or to the page that asks for the second."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from django.urls import reverse

from poincon.people.authentication.proofs import Means, Pending, forget_pending, pending, write_pending
from poincon.people.authentication.second_factor import has_second_factor
from poincon.people.authentication.sessions import close_session, open_session
from poincon.people.models import Person


def enter(request: HttpRequest, person: Person, by: Means, *, strong: bool, following: str, now: datetime) -> str:
    """Where to go next: where the person wanted, or the page of the second proof.

    Until the second proof the person is not signed in: nothing that a signed-in person may open is open to them. Who
    has no second factor is signed in; `SecondFactorMiddleware` leads those who must have one to it.
    """
    if strong or not has_second_factor(person):
        open_session(request, person, by, strong=strong, now=now)
        return following
    if request.user.is_authenticated:
        close_session(request)  # somebody else's, or an earlier one: this browser starts again
    write_pending(request.session, person, by, following, now)
    request.session.cycle_key()
    return reverse("people:second_factor")


def finish(request: HttpRequest, waiting: Pending, by: Means, now: datetime) -> None:
    """The second proof was given."""
    open_session(request, waiting.person, by, strong=True, now=now)


def who_waits(request: HttpRequest, now: datetime) -> Pending | None:
    """Who gave a first proof in this browser and is awaited."""
    waiting = pending(request.session, now)
    if waiting is None:
        forget_pending(request.session)
    return waiting
