"""Where a person is signed in: opening a session, listing, ending.

A session is Django's, found by its key; beside it, `SignedInSession` holds what the person recognises it by. Ending one
deletes both: what its browser sends next is answered as to a stranger, and a script is told by 401.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest

from poincon.journal.services import record
from poincon.people import slowing_down
from poincon.people.authentication import known_browsers
from poincon.people.authentication.known_browsers import forget_browsers, remember_browser
from poincon.people.authentication.proofs import Means, forget_pending, proof_of, write_proof
from poincon.people.authentication.signing_in import client_address
from poincon.people.models import Person, SignedInSession

SEEN_EVERY = timedelta(minutes=5)
_BACKEND = "django.contrib.auth.backends.ModelBackend"
_ROW = "signed_in_session"


def open_session(request: HttpRequest, person: Person, by: Means, *, strong: bool, now: datetime) -> SignedInSession:
    """Sign in, under a new key, for as long as `SESSION_COOKIE_AGE` says. Nothing else in the platform signs in."""
    before = request.session.session_key
    expires = now + timedelta(seconds=settings.SESSION_COOKIE_AGE)
    with transaction.atomic():
        login(request, person, backend=_BACKEND)
        request.session.cycle_key()
        request.session.set_expiry(expires)
        forget_pending(request.session)
        write_proof(request.session, by, strong=strong, now=now)
        SignedInSession.objects.filter(session_key=before or "").delete()
        SignedInSession.objects.filter(person=person, expires_at__lte=now).delete()
        opened = SignedInSession.objects.create(
            person=person,
            session_key=request.session.session_key or "",
            opened_at=now,
            seen_at=now,
            expires_at=expires,
            address=client_address(request, settings.PROXIES)[:64],
            browser=request.headers.get("User-Agent", "")[:300],
        )
        request.session[_ROW] = str(opened.pk)
        details = {"by": by.value, "strong": strong, "session": str(opened.pk)}
        record(person, "signed_in", actor=str(person.pk), details=details, now=now)
        remember_browser(request, person, now)
    cache.add(_seen(request), True, SEEN_EVERY.total_seconds())
    return opened


def prove_again(request: HttpRequest, person: Person, by: Means, *, strong: bool, now: datetime) -> None:
    """A further proof in an open session: it is fresh again, under a new key, and never less strong than it was."""
    proof = proof_of(request.session)
    with transaction.atomic():
        renew_key(request)
        write_proof(request.session, by, strong=strong or (proof is not None and proof.strong), now=now)
        record(person, "proved_again", actor=str(person.pk), details={"by": by.value, "strong": strong}, now=now)


def renew_key(request: HttpRequest) -> None:
    """A new key for the same session, as after each proof: whoever knew the old one has nothing."""
    before = request.session.session_key
    with transaction.atomic():
        request.session.cycle_key()
        SignedInSession.objects.filter(session_key=before or "").update(session_key=request.session.session_key)


def close_session(request: HttpRequest) -> None:
    """Sign out, here."""
    SignedInSession.objects.filter(session_key=request.session.session_key or "").delete()
    logout(request)


def note_seen(request: HttpRequest, now: datetime) -> None:
    """At most every five minutes, without touching the session itself, which another request may be writing."""
    if _ROW in request.session and cache.add(_seen(request), True, SEEN_EVERY.total_seconds()):
        SignedInSession.objects.filter(pk=request.session[_ROW], seen_at__lte=now - SEEN_EVERY).update(seen_at=now)


def open_sessions(person: Person, now: datetime) -> QuerySet[SignedInSession]:
    """Those that would still be answered, the last seen first."""
    alive = Session.objects.filter(expire_date__gt=now).values("session_key")
    return SignedInSession.objects.filter(person=person, expires_at__gt=now, session_key__in=alive)


def end_session(person: Person, session: SignedInSession, *, now: datetime) -> None:
    """One of this person's own."""
    with transaction.atomic():
        _delete([session.session_key])
        record(person, "session_ended", actor=str(person.pk), details={"session": str(session.pk)}, now=now)


def end_sessions(person: Person, *, actor: str, now: datetime, but: str | None = None) -> int:
    """Sign out everywhere, except in the session of the key `but`; no browser is known any more.

    Gives how many were ended. Whoever keeps a session remembers its browser again.
    """
    with transaction.atomic():
        keys = list(
            SignedInSession.objects.filter(person=person)
            .exclude(session_key=but or "")
            .values_list("session_key", flat=True)
        )
        _delete(keys)
        forget_browsers(person)
        record(person, "sessions_ended", actor=actor, details={"count": len(keys)}, now=now)
    return len(keys)


def prune(now: datetime) -> None:
    """Forget the sessions that are over, the browsers and the tries that no longer count. A periodic job."""
    with transaction.atomic():
        SignedInSession.objects.filter(expires_at__lte=now).delete()
        SessionStore.clear_expired()
    known_browsers.prune(now)
    slowing_down.prune(now)


def _delete(keys: list[str]) -> None:
    Session.objects.filter(session_key__in=keys).delete()
    SignedInSession.objects.filter(session_key__in=keys).delete()


def _seen(request: HttpRequest) -> str:
    return f"session_seen_{request.session[_ROW]}"
