"""What the pages that prove who one is share: where to go next, what a form says, answers to scripts."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from poincon.people.access import wants_json
from poincon.people.authentication.proofs import is_fresh, is_strong
from poincon.people.authentication.second_factor import has_second_factor
from poincon.people.requests import SignedInRequest
from poincon.ui.components import Notice, NoticeKind
from poincon.ui.forms import PageForm
from poincon.ui.moments import hour

P = ParamSpec("P")
_LONGEST_NEXT = 2000
"""Characters. Django raises an error on a redirection that is much longer."""


def following(request: HttpRequest, otherwise: str = "", *, address: str | None = None) -> str:
    """Where `next` asks to go, when that is here and no longer than an address is; else where this person starts."""
    destination = address if address is not None else request.POST.get("next") or request.GET.get("next") or ""
    here = {request.get_host()}
    if len(destination) <= _LONGEST_NEXT and url_has_allowed_host_and_scheme(
        destination, allowed_hosts=here, require_https=request.is_secure()
    ):
        return destination
    return otherwise or reverse("home_of_person")


def too_many(until: datetime) -> str:
    return _("Trop d’essais ont échoué. Par sécurité, attendez %(hour)s pour réessayer.") % {"hour": hour(until)}


def form_page(
    request: HttpRequest, template: str, form: PageForm, context: dict[str, Any], *, refused: int = 422
) -> HttpResponse:
    """A page with one form: filled as it was sent, its errors on top and beside each field."""
    refusals = form.non_field_errors()
    shown = {
        "form": form,
        "errors": form.error_links(),
        "refusal": Notice(NoticeKind.ERROR, str(refusals[0]), announced=True) if refusals else None,
        **context,
    }
    return render(request, template, shown, status=refused if form.errors else 200)


def with_fresh_proof(
    view: Callable[Concatenate[SignedInRequest, P], HttpResponseBase],
) -> Callable[Concatenate[SignedInRequest, P], HttpResponseBase]:
    """For what changes the proofs themselves: whoever proved themselves a while ago does so again first.

    A second factor, if any, is asked of a session opened without: a password alone never takes a factor away.
    """

    @wraps(view)
    def wrapper(request: SignedInRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        twice = is_strong(request.session) or not has_second_factor(request.person)
        if twice and is_fresh(request.session, request.now):
            return view(request, *args, **kwargs)
        back = reverse("people:factors") if wants_json(request) else request.get_full_path()
        page = reverse("people:confirm" if twice else "people:second_factor")
        address = f"{page}?{urlencode({'next': back})}"
        if wants_json(request):
            return said(_("Prouvez d’abord de nouveau que c’est bien vous."), status=403, next=address)
        return HttpResponseRedirect(address)

    return wrapper


def said(message: str, *, status: int, **more: str) -> JsonResponse:
    """A sentence for a script to show."""
    return JsonResponse({"message": message, **more}, status=status)


def sent_json(request: HttpRequest) -> dict[str, Any]:
    """The object that a script sent; empty when it is none, or holds halves of characters, which nothing keeps."""
    try:
        sent = json.loads(request.body)
        json.dumps(sent, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return {}
    return sent if isinstance(sent, dict) else {}
