"""Who asks, in which language, at what time."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.contrib.auth import get_user
from django.db.models import Prefetch, prefetch_related_objects
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone, translation

from poincon.people.authentication.known_browsers import give_cookie
from poincon.people.authentication.sessions import note_seen
from poincon.people.enums import Language
from poincon.people.models import Membership, Person
from poincon.people.requests import PageRequest


class PersonMiddleware:
    """Sets `request.person`, `request.now` and `request.day`; speaks the person's language.

    A stranger is spoken to in French, or in the language of the cookie: what the browser prefers is not asked, since
    French is what these pages are written, cited and signed in.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, plain: HttpRequest) -> HttpResponseBase:
        request = cast(PageRequest, plain)
        request.now = timezone.now()
        request.day = timezone.localdate(request.now)
        request.browser_cookie = ""
        request.person = _person(request)
        if request.person is not None:
            note_seen(request, request.now)
        language = language_of(request)
        with translation.override(language):
            response = self._get_response(request)
        give_cookie(request, response)
        response.headers.setdefault("Content-Language", language)
        if request.person is not None:
            # A shared computer must not show these pages again once the person has left.
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


def _person(request: HttpRequest) -> Person | None:
    """Who the session says, with their memberships: what they may do is then known without asking again."""
    user = get_user(request)
    request.user = user
    if not isinstance(user, Person):
        return None
    prefetch_related_objects([user], Prefetch("memberships", Membership.objects.select_related("organisation")))
    return user


def language_of(request: HttpRequest) -> str:
    """That of the person, once the session said who they are; else that of the cookie, or French. Reads no database."""
    person: Person | None = getattr(request, "person", None)
    if person is not None:
        return person.language
    language = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return language if language in Language.values else Language.FRENCH.value
