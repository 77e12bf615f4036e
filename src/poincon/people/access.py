"""The rule that every view declares, and how a refusal is shown.

A view without a rule fails a test (tests/site/test_routes.py). Loading and authorising is one call:
`get_visible_or_404(Dossier.objects.visible_to(...), pk=...)`; what is not visible does not exist.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar, cast
from urllib.parse import urlencode

from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from poincon.people.held_forms import held_form, held_form_page
from poincon.people.requests import SignedInRequest
from poincon.workflow.refusals import Refusal

P = ParamSpec("P")
M = TypeVar("M", bound=Model)
R = TypeVar("R", bound=HttpRequest)

PUBLIC = "public"
SIGNED_IN = "signed_in"


class View(Protocol):
    """A view that has declared its rule."""

    access_rule: str

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase: ...


def refusals_shown_by(
    page: Callable[Concatenate[R, Refusal, P], HttpResponseBase],
) -> Callable[[Callable[Concatenate[R, P], HttpResponseBase]], Callable[Concatenate[R, P], HttpResponseBase]]:
    """For a view that acts: what refuses the act is shown by `page(request, refusal, …)`, given the same arguments.

    Usually the page of the form, with `refusal.reason`, what was typed, and `refusal.status`.
    """

    def decorated(
        view: Callable[Concatenate[R, P], HttpResponseBase],
    ) -> Callable[Concatenate[R, P], HttpResponseBase]:
        @wraps(view)
        def wrapper(request: R, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            try:
                return view(request, *args, **kwargs)
            except Refusal as refusal:
                return page(request, refusal, *args, **kwargs)

        return wrapper

    return decorated


def get_visible_or_404(visible: QuerySet[M], **lookup: Any) -> M:
    """The one object of a queryset already narrowed to what the person may see. Raises `Http404`."""
    return get_object_or_404(visible, **lookup)


def public_page(view: Callable[Concatenate[HttpRequest, P], HttpResponseBase]) -> View:
    """Open to anybody."""

    @wraps(view)
    def wrapper(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        return view(request, *args, **kwargs)

    return _declared(wrapper, PUBLIC)


def signed_in_page(view: Callable[Concatenate[SignedInRequest, P], HttpResponseBase]) -> View:
    """Open to anybody who is signed in; `request.person` is a person there."""
    return _declared(_for_signed_in(view), SIGNED_IN)


def ruled_page(
    rule: str,
) -> Callable[[Callable[Concatenate[SignedInRequest, P], HttpResponseBase]], View]:
    """For a view that loads and authorises by itself, for somebody signed in. `rule` names what it checks."""

    def declare(view: Callable[Concatenate[SignedInRequest, P], HttpResponseBase]) -> View:
        return _declared(_for_signed_in(view), rule)

    return declare


def _for_signed_in(
    view: Callable[Concatenate[SignedInRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    @wraps(view)
    def wrapper(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if getattr(request, "person", None) is None:
            return _ask_to_sign_in(request)
        return view(cast(SignedInRequest, request), *args, **kwargs)

    return wrapper


def _ask_to_sign_in(request: HttpRequest) -> HttpResponseBase:
    """The sign-in page, then back here. Nothing typed is lost: a script is told by 401, a form is given back."""
    if wants_json(request):
        return ended_session()
    if form := held_form(request):
        return held_form_page(request, form)
    address = request.get_full_path() if request.method in {"GET", "HEAD"} else ""
    query = f"?{urlencode({'next': address})}" if address else ""
    return HttpResponseRedirect(reverse("people:sign_in") + query)


def ended_session() -> JsonResponse:
    """What a script is told when its session, or its form, is no longer good."""
    sentence = _("Votre session a pris fin. Reconnectez-vous : ce que vous avez écrit est gardé sur cette page.")
    return JsonResponse({"error": "signed_out", "message": sentence}, status=401)


def wants_json(request: HttpRequest) -> bool:
    """Whether a script asks: it sends JSON, or asks for it alone."""
    return request.content_type == "application/json" or request.headers.get("Accept", "") == "application/json"


def _declared(view: Callable[..., HttpResponseBase], rule: str) -> View:
    declared = cast(View, view)
    declared.access_rule = rule
    return declared
