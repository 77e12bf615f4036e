"""What stays open to somebody who is signed in and must still give, or set up, a second proof."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse

from poincon.people.access import View, ended_session, wants_json
from poincon.people.authentication.proofs import is_strong
from poincon.people.authentication.second_factor import has_second_factor, must_prove_twice
from poincon.people.requests import PageRequest

_OPEN = "open_before_second_factor"
_WELL = frozenset({"healthz", "readyz"})


def before_second_factor(view: View) -> View:
    """A page of the way in: signing out, choosing a language, setting up a second factor, giving it."""
    setattr(view, _OPEN, True)
    return view


class SecondFactorMiddleware:
    """Leads whoever must prove twice who they are, and has not, to the page where they do. After `PersonMiddleware`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self._get_response(request)

    def process_view(
        self, plain: HttpRequest, view: Callable[..., Any], arguments: Any, named: Any
    ) -> HttpResponseBase | None:
        request = cast(PageRequest, plain)
        person = request.person
        if person is None or getattr(view, _OPEN, False) or _is_health(request):
            return None
        if is_strong(request.session) or not must_prove_twice(person, request.day):
            return None
        if wants_json(request):
            return ended_session()
        page = "people:second_factor" if has_second_factor(person) else "people:factors"
        return HttpResponseRedirect(reverse(page))


def _is_health(request: HttpRequest) -> bool:
    return request.resolver_match is not None and request.resolver_match.view_name in _WELL
