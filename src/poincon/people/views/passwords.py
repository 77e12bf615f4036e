"""A password forgotten or not chosen yet. What is answered never tells whether an account exists."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from poincon.people.access import public_page, refusals_shown_by
from poincon.people.accounts import passwords
from poincon.people.accounts.forms import ForgottenForm, NewPasswordForm
from poincon.people.attempts import FORGETTING_A_PASSWORD, FORGETTING_IN_A_KNOWN_BROWSER, wait_until
from poincon.people.authentication.known_browsers import known_browser, remember_browser
from poincon.people.authentication.signing_in import client_address
from poincon.people.models import Person, normalised_email
from poincon.people.requests import PageRequest
from poincon.people.views.showing import INVALID, TOO_MANY, FormPage, said
from poincon.ui.components import Link, Notice
from poincon.ui.moments import day_and_hour
from poincon.ui.notices import refused
from poincon.workflow.refusals import Refusal


@public_page
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def forgotten_password(plain: HttpRequest) -> HttpResponse:
    request = cast(PageRequest, plain)
    if request.method != "POST":
        return _forgotten_page().response(request, ForgottenForm())
    form = ForgottenForm(request.POST)
    if not form.is_valid():
        return _forgotten_page().response(request, form, INVALID)
    email = form.cleaned_data["email"]
    until = _wait_until(request, normalised_email(email))
    if until is not None:
        return _forgotten_page(_links_were_sent(until)).response(request, form, TOO_MANY)
    passwords.ask_for_link(email)
    return HttpResponseRedirect(reverse("people:password_link_sent"))


def _wait_until(request: PageRequest, email: str) -> datetime | None:
    browser = known_browser(request, email, request.now)
    limits = FORGETTING_IN_A_KNOWN_BROWSER if browser else FORGETTING_A_PASSWORD
    address = client_address(request, settings.PROXIES)
    return wait_until("forgotten_password", limits, request.now, address=address, email=email, browser=browser)


def _links_were_sent(until: datetime) -> Notice:
    """Whoever asked before, and whether an account exists or not: the same."""
    text = _(
        "Si des liens ont été demandés pour cette adresse, ils sont dans sa messagerie et restent valables trois "
        "jours : regardez aussi les courriers indésirables. Sinon, réessayez à partir du %(when)s, ou depuis un autre "
        "réseau, par exemple celui de votre téléphone."
    )
    return refused(_("Trop de demandes en peu de temps"), text % {"when": day_and_hour(until)})


def _forgotten_page(notice: Notice | None = None) -> FormPage:
    return FormPage(
        title=_("Mot de passe oublié"),
        lead=_("Écrivez l’adresse de votre compte : un lien pour choisir un autre mot de passe y sera envoyé."),
        button=_("Envoyer le lien"),
        notice=notice,
        cancel=Link(_("Revenir à la connexion"), reverse("people:sign_in")),
    )


@public_page
@require_GET
def password_link_sent(request: HttpRequest) -> HttpResponse:
    """The same for everybody."""
    return said(
        request,
        _("Regardez votre messagerie"),
        [
            _("Si cette adresse est celle d’un compte, un lien vient de lui être envoyé. Il est valable trois jours et "
              "ne sert qu’une fois."),
            _("Rien n’arrive ? Regardez les courriers indésirables, et vérifiez que vous avez écrit la bonne adresse."),
        ],
        [Link(_("Revenir à la connexion"), reverse("people:sign_in"))],
    )  # fmt: skip


def _link_is_over(request: HttpRequest, refusal: Refusal, pk: uuid.UUID, token: str) -> HttpResponse:
    return said(
        request,
        _("Ce lien n’est plus valable"),
        [refusal.reason],
        [
            Link(_("Demander un autre lien"), reverse("people:forgotten_password")),
            Link(_("Se connecter"), reverse("people:sign_in")),
        ],
        status=refusal.status,
    )


@public_page
@never_cache
@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "HEAD", "POST"])
@refusals_shown_by(_link_is_over)
def choose_password(plain: HttpRequest, pk: uuid.UUID, token: str) -> HttpResponse:
    """What the link of a mail opens. Looking at it uses nothing up."""
    request = cast(PageRequest, plain)
    person = passwords.who_chooses(pk, token)
    if request.method != "POST":
        return _choose_page(person).response(request, NewPasswordForm(person=person))
    form = NewPasswordForm(request.POST, person=person)
    if not form.is_valid():
        return _choose_page(person).response(request, form, INVALID)
    passwords.choose_password(pk, token, form.cleaned_data["password"], now=request.now)
    remember_browser(request, person, request.now)  # whatever others type, it lets the person in
    return HttpResponseRedirect(reverse("people:password_chosen"))


def _choose_page(person: Person) -> FormPage:
    return FormPage(
        title=_("Choisir votre mot de passe"),
        lead=_("Pour le compte de %(email)s.") % {"email": person.email},
        button=_("Enregistrer ce mot de passe"),
    )


@public_page
@require_GET
def password_chosen(request: HttpRequest) -> HttpResponse:
    return said(
        request,
        _("Votre mot de passe est enregistré"),
        [_("Connectez-vous avec votre adresse électronique et ce mot de passe.")],
        [Link(_("Se connecter"), reverse("people:sign_in"))],
    )
