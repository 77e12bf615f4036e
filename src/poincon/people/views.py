"""Signing in and out, choosing a language."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from poincon.people import services
from poincon.people.access import public_page
from poincon.people.enums import Language
from poincon.people.forms import SignInForm
from poincon.people.models import Person
from poincon.people.requests import PageRequest
from poincon.people.signing_in import TooManyFailures, WrongPassword, client_address, sign_in
from poincon.ui.components import ErrorLink, Notice, NoticeKind


@public_page
@never_cache
@sensitive_post_parameters("password")
def sign_in_page(plain: HttpRequest) -> HttpResponse:
    request = cast(PageRequest, plain)
    following = _following(request)
    if request.person is not None and request.method != "POST":
        return HttpResponseRedirect(following)
    form = SignInForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        found = _try(request, form)
        if found is not None:
            login(request, found)
            return HttpResponseRedirect(following)
    return _sign_in_form(request, form, following)


def _sign_in_form(request: HttpRequest, form: SignInForm, following: str) -> HttpResponse:
    said = {name: [str(message) for message in messages] for name, messages in form.errors.items() if name != "__all__"}
    refusals = form.non_field_errors()
    context = {
        "form": form,
        "next": following,
        "errors": [ErrorLink(message, f"id_{name}") for name, messages in said.items() for message in messages],
        "refusal": Notice(NoticeKind.ERROR, str(refusals[0]), announced=True) if refusals else None,
    }
    return render(request, "people/sign_in.html", context, status=422 if form.errors else 200)


def _try(request: PageRequest, form: SignInForm) -> Person | None:
    """The person, or None with the reason on the form."""
    found = sign_in(
        request,
        form.cleaned_data["email"],
        form.cleaned_data["password"],
        address=client_address(request, settings.PROXIES),
        now=request.now,
    )
    match found:
        case TooManyFailures(until):
            form.add_error(None, _too_many(until))
        case WrongPassword():
            form.add_error(None, _("L’adresse ou le mot de passe ne sont pas les bons. Vérifiez les deux."))
        case person:
            return person
    return None


def _too_many(until: datetime) -> str:
    hour = timezone.localtime(until)
    figures = {"hour": f"{hour:%H}", "minute": f"{hour:%M}"}
    return _("Trop d’essais ont échoué. Par sécurité, attendez %(hour)s h %(minute)s pour réessayer.") % figures


@public_page
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return HttpResponseRedirect(reverse("home"))


@public_page
@require_POST
def choose_language(plain: HttpRequest) -> HttpResponse:
    """In the person's account when signed in, and in a cookie either way."""
    request = cast(PageRequest, plain)
    chosen = request.POST.get("language", "")
    response = HttpResponseRedirect(_following(request, reverse("home")))
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


def _following(request: HttpRequest, otherwise: str = "") -> str:
    """Where `next` asks to go, when that is here; else where this person starts."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        return asked
    return otherwise or reverse("home_of_person")
