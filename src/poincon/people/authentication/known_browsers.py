"""Browsers that signed in before: their tries count apart, so that nobody locks a person out of their usual browser.

Such a browser holds 256 bits drawn by chance in a cookie, and the database a keyed hash of them for each person who
signed in there: the cookie names nobody. It opens nothing: a password is asked of it as of any other, with a counter of
its own. The cookie changes at each sign-in, so that neither a copy nor a value put there beforehand lasts.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import cast

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.crypto import salted_hmac

from poincon.people.models import KnownBrowser, Person
from poincon.people.requests import PageRequest

COOKIE = "poincon_browser"
LIFE = timedelta(days=365)
"""Since the last sign-in."""
MOST = 20
"""Browsers for each person; those that signed in the longest ago are forgotten."""
_BYTES = 32


def known_browser(request: HttpRequest, email: str, now: datetime) -> str:
    """What a browser counts as, when the person of that address signed in with it before; else nothing."""
    digest = _digest_in(request)
    if not digest:
        return ""
    rows = KnownBrowser.objects.filter(digest=digest, person__email=email, used_at__gt=now - LIFE)
    return digest if rows.exists() else ""


def remember_browser(request: HttpRequest, person: Person, now: datetime) -> None:
    """This browser is the person's own from now on: the answer to `request` brings its cookie."""
    token = secrets.token_urlsafe(_BYTES)
    before, digest = _digest_in(request), _digest(token)
    with transaction.atomic():
        if before:
            # In one order, so that two who sign in here at the same instant never wait for each other.
            list(KnownBrowser.objects.select_for_update().filter(digest=before).order_by("pk"))
            KnownBrowser.objects.filter(digest=before, person=person).delete()
            # Whoever shares this computer keeps their counter: the cookie is one for all of them.
            KnownBrowser.objects.filter(digest=before).update(digest=digest)
        KnownBrowser.objects.create(person=person, digest=digest, used_at=now)
        own = KnownBrowser.objects.filter(person=person)
        own.exclude(pk__in=list(own.order_by("-used_at", "pk").values_list("pk", flat=True)[:MOST])).delete()
    cast(PageRequest, request).browser_cookie = token


def forget_browsers(person: Person) -> None:
    """All of them: their tries count as a stranger's until they sign in again."""
    KnownBrowser.objects.filter(person=person).delete()


def give_cookie(request: PageRequest, response: HttpResponseBase) -> None:
    """What this request made known, in a cookie that scripts cannot read."""
    if request.browser_cookie:
        response.set_cookie(
            COOKIE,
            request.browser_cookie,
            max_age=LIFE,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )


def prune(now: datetime) -> None:
    """Forget those that have not signed in for a year. A part of a periodic job."""
    KnownBrowser.objects.filter(used_at__lte=now - LIFE).delete()


def _digest_in(request: HttpRequest) -> str:
    token = request.COOKIES.get(COOKIE, "")
    return _digest(token) if token else ""


def _digest(token: str) -> str:
    return salted_hmac("poincon.people.browser", token, algorithm="sha256").hexdigest()
