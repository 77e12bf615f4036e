"""Addresses that only take what is posted, and are shown all the same: a refused form comes back at its own address."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.http import HttpResponseNotAllowed, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse

from poincon.people.requests import SignedInRequest

P = ParamSpec("P")
PostedView = Callable[Concatenate[SignedInRequest, P], HttpResponseBase]


def posted_only(page: str, *names: str) -> Callable[[PostedView[P]], PostedView[P]]:
    """Who merely comes to the address is taken to the page of its form.

    They changed the language there, or asked again for the address of a refused form: a blank 405 would strand them.
    `names`: the arguments of this address that the page has too.
    """

    def decorated(view: PostedView[P]) -> PostedView[P]:
        @wraps(view)
        def wrapped(request: SignedInRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if request.method == "POST":
                return view(request, *args, **kwargs)
            if request.method in ("GET", "HEAD"):
                return HttpResponseRedirect(reverse(page, args=[kwargs[name] for name in names]))
            return HttpResponseNotAllowed(["GET", "HEAD", "POST"])

        return cast(PostedView[P], wrapped)

    return decorated
