"""Signing in and out, choosing a language."""

from __future__ import annotations

from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from poincon.people import services
from poincon.people.access import public_page
from poincon.people.authentication import single_sign_on
from poincon.people.authentication.entering import enter
from poincon.people.authentication.gate import before_second_factor
from poincon.people.authentication.proofs import Means
from poincon.people.authentication.sessions import close_session
from poincon.people.authentication.signing_in import WrongPassword, client_address, sign_in
from poincon.people.enums import Language
from poincon.people.forms import SignInForm
from poincon.people.models import Person
from poincon.people.requests import PageRequest
from poincon.people.slowing_down import TooManyFailures
from poincon.people.views.answers import following, form_page, too_many
from poincon.ui.components import Notice

_WAY_OUT = "way_out"


@public_page
@never_cache
@sensitive_post_parameters("password")
def sign_in_page(plain: HttpRequest) -> HttpResponse:
    request = cast(PageRequest, plain)
    destination = following(request)
    if request.person is not None and request.method != "POST":
        return HttpResponseRedirect(destination)
    form = SignInForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        person = _try(request, form)
        if person is not None:
            address = enter(request, person, Means.PASSWORD, strong=False, following=destination, now=request.now)
            return HttpResponseRedirect(address)
    return form_page(request, "people/sign_in.html", form, sign_in_context(destination))


def sign_in_context(destination: str) -> dict[str, object]:
    """What the page needs beside its form: every way to come in."""
    return {"next": destination, "provider": single_sign_on.provider_name()}


def sign_in_refused(request: HttpRequest, notice: Notice, destination: str, *, status: int) -> HttpResponse:
    """The page again, when another way in failed: it says why, and the other ways are still there."""
    context = {"form": SignInForm(), "errors": [], "refusal": notice, **sign_in_context(destination)}
    return render(request, "people/sign_in.html", context, status=status)


def _try(request: PageRequest, form: SignInForm) -> Person | None:
    """The person, or None with the reason on the form."""
    outcome = sign_in(
        request,
        form.cleaned_data["email"],
        form.cleaned_data["password"],
        address=client_address(request, settings.PROXIES),
        now=request.now,
    )
    match outcome:
        case TooManyFailures(until):
            ways = _("« Mot de passe oublié » ou une clé d’accès vous laissent entrer tout de suite.")
            form.add_error(None, f"{too_many(until)} {ways}")
        case WrongPassword():
            form.add_error(None, _("L’adresse ou le mot de passe ne sont pas les bons. Vérifiez les deux."))
        case person:
            return person
    return None


@before_second_factor
@public_page
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Here, then at the identity provider when the person came from there and it has such a page."""
    way_out = single_sign_on.way_out(request.session)
    close_session(request)
    if not way_out:
        return HttpResponseRedirect(reverse("home"))
    request.session[_WAY_OUT] = way_out
    return HttpResponseRedirect(reverse("people:signed_out"))


@before_second_factor
@public_page
@never_cache
def signed_out(request: HttpRequest) -> HttpResponse:
    """On to the provider, by a page of our own: a form may not lead to another site (`form-action`)."""
    way_out = request.session.pop(_WAY_OUT, "")
    if not way_out:
        return HttpResponseRedirect(reverse("home"))
    context = {"way_out": way_out, "provider": single_sign_on.provider_name()}
    response = render(request, "people/authentication/signed_out.html", context)
    response["Refresh"] = f"0; url={way_out}"
    return response


@before_second_factor
@public_page
@require_POST
def choose_language(plain: HttpRequest) -> HttpResponse:
    """In the person's account when signed in, and in a cookie either way."""
    request = cast(PageRequest, plain)
    chosen = request.POST.get("language", "")
    response = HttpResponseRedirect(following(request, reverse("home")))
    if chosen not in Language.values:
        return response
    if request.person is not None:
        services.choose_language(request.person, chosen, now=request.now)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        chosen,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )
    return response
