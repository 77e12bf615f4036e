"""What tests of proofs share: a person with an application, its codes, signing in, an old session, acts."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, cast

import pyotp
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client
from django.utils import timezone

from poincon.journal.models import Act
from poincon.people.authentication import totp
from poincon.people.authentication.second_factor import add_app
from poincon.people.models import Person, SignedInSession
from poincon.people.requests import PageRequest
from tests.people.makers import PASSWORD


def code_at(secret: str, now: datetime, *, steps: int = 0) -> str:
    """What the application shows at that instant, so many steps of thirty seconds later."""
    return pyotp.TOTP(secret).at(now, counter_offset=steps)


def with_app(person: Person, *, now: datetime | None = None) -> tuple[str, tuple[str, ...]]:
    """The secret of an application set up a while before `now`, and the recovery codes that came with it."""
    before = (now or timezone.now()) - timedelta(minutes=20)
    secret = totp.new_secret()
    codes = add_app(person, secret, code_at(secret, before), now=before)
    assert isinstance(codes, tuple)
    return secret, codes


def give_password(client: Client, person: Person, password: str = PASSWORD, **more: str) -> Any:
    return client.post("/connexion/", {"email": person.email, "password": password, **more})


def give_code(client: Client, code: str) -> Any:
    return client.post("/connexion/deuxieme-preuve/", {"code": code})


def who(client: Client) -> Person | None:
    """Whom this browser is signed in as, as every page sees it."""
    return cast(PageRequest, client.get("/healthz").wsgi_request).person


def make_older(client: Client, by: timedelta) -> None:
    """As if the last proof of this session had been given earlier."""
    session = client.session
    proof = session["proof"]
    session["proof"] = {**proof, "at": (datetime.fromisoformat(proof["at"]) - by).isoformat()}
    session.save()


def make_older_in_database(person: Person) -> None:
    """As if every last proof of that person's sessions were half an hour older: for browsers that are not ours."""
    for row in SignedInSession.objects.filter(person=person):
        session = SessionStore(row.session_key)
        proof = session["proof"]
        session["proof"] = {**proof, "at": (datetime.fromisoformat(proof["at"]) - timedelta(minutes=30)).isoformat()}
        session.save()


def events(someone: Person) -> list[str]:
    """The acts of the journal about that person, in order."""
    return list(
        Act.objects.filter(subject_kind="person", subject_id=str(someone.pk))
        .order_by("sequence")
        .values_list("event", flat=True)
    )
