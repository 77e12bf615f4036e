"""Giving the second proof; proving again that it is still oneself; both halves of using a passkey."""

from __future__ import annotations

import uuid
from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from poincon.people.access import public_page, signed_in_page
from poincon.people.authentication import passkeys, single_sign_on
from poincon.people.authentication.entering import enter, finish, who_waits
from poincon.people.authentication.forms import CodeForm, PasswordForm
from poincon.people.authentication.gate import before_second_factor
from poincon.people.authentication.known_browsers import known_browser
from poincon.people.authentication.proofs import Means, is_strong, take_ceremony, write_ceremony
from poincon.people.authentication.second_factor import (
    Factors,
    WrongCode,
    check_code,
    factors_of,
    is_of_app,
    use_passkey,
)
from poincon.people.authentication.sessions import prove_again
from poincon.people.authentication.signing_in import WrongPassword, client_address, sign_in
from poincon.people.models import Passkey, Person
from poincon.people.requests import PageRequest, SignedInRequest
from poincon.people.slowing_down import TooManyFailures
from poincon.people.views.answers import following, form_page, said, sent_json, too_many

_ASSERTING = "asserting"


@before_second_factor
@public_page
@never_cache
@sensitive_post_parameters("code")
def second_factor_page(plain: HttpRequest) -> HttpResponse:
    """After the password: a code, a recovery code or a passkey."""
    request = cast(PageRequest, plain)
    waiting = who_waits(request, request.now)
    person = waiting.person if waiting else _signed_in_by_one_proof(request)
    factors = factors_of(person) if person else None
    if person is None or factors is None or not factors.any:
        return HttpResponseRedirect(reverse("people:sign_in") if request.person is None else following(request))
    # Of two windows, the page of each says where it leads; the session only remembers the last.
    destination = following(request, waiting.following if waiting else "")
    form = CodeForm(request.POST if request.method == "POST" else None, has_app=factors.app is not None)
    if request.method == "POST" and form.is_valid():
        by = _try_code(request, person, form)
        if by is not None and waiting:
            finish(request, waiting, by, request.now)
            return HttpResponseRedirect(destination)
        if by is not None:
            prove_again(request, person, by, strong=True, now=request.now)
            return HttpResponseRedirect(destination)
    context = {"factors": factors, "next": destination}
    return form_page(request, "people/authentication/second_factor.html", form, context)


@before_second_factor
@signed_in_page
@sensitive_post_parameters("code", "password")
def confirm_page(request: SignedInRequest) -> HttpResponse:
    """Before proofs are changed, when the last one is old: the password, a code or a passkey."""
    factors = factors_of(request.person)
    ways = _ways(request.person, factors)
    choice = request.POST.get("par") or request.GET.get("par") or ""
    way = choice if choice in ways else next(iter(ways), "")
    data = request.POST if request.method == "POST" and way else None
    form = CodeForm(data, has_app=factors.app is not None) if way == "code" else PasswordForm(data)
    destination = following(request, reverse("people:account"))
    if data is not None and form.is_valid():
        by = _try_code(request, request.person, form) if way == "code" else _try_password(request, form)
        if by is not None:
            prove_again(request, request.person, by, strong=by != Means.PASSWORD, now=request.now)
            return HttpResponseRedirect(destination)
    context = {
        "way": way,
        "other_ways": [each for each in ways if each != way],
        "factors": factors,
        "next": destination,
        "provider": single_sign_on.provider_name(),
    }
    return form_page(request, "people/authentication/confirm.html", form, context)


@before_second_factor
@public_page
@require_POST
@never_cache
def passkey_challenge(plain: HttpRequest) -> HttpResponse:
    """What the browser asks the device to sign: for whoever holds it (`sign_in`), or for the person who is awaited."""
    request = cast(PageRequest, plain)
    person = None if sent_json(request).get("purpose") == "sign_in" else _awaited(request)
    allowed = None if person is None else list(Passkey.objects.filter(person=person))
    if allowed == []:
        return said(_("Aucune clé d’accès n’est enregistrée pour votre compte."), status=409)
    options, state = passkeys.begin_assertion(allowed)
    write_ceremony(request.session, _ASSERTING, str(person.pk) if person else "", state, request.now)
    return JsonResponse(options)


@before_second_factor
@public_page
@require_POST
@never_cache
def passkey_answer(plain: HttpRequest) -> HttpResponse:
    """What the device signed. The answer says where to go."""
    request = cast(PageRequest, plain)
    sent = sent_json(request)
    ceremony = take_ceremony(request.session, _ASSERTING, request.now)
    if ceremony is None:
        return said(_("Cette demande est trop ancienne. Recommencez."), status=422)
    person, state = ceremony
    credential = sent.get("credential")
    try:
        passkey = _known(credential, person)
        assertion = use_passkey(passkey, state, credential, now=request.now)
    except passkeys.UnprovenCredential:
        return said(
            _("Cette clé d’accès n’est pas reconnue ici. Essayez-en une autre, ou connectez-vous autrement."),
            status=422,
        )
    waiting = who_waits(request, request.now) if person else None
    destination = following(request, waiting.following if waiting else "", address=str(sent.get("next", "")))
    if not person:
        return _came_in(request, passkey.person, destination, verified=assertion.user_verified)
    if waiting is not None and waiting.person == passkey.person:
        finish(request, waiting, Means.PASSKEY, request.now)
        return JsonResponse({"next": destination})
    if request.person != passkey.person:
        return said(_("Cette demande est trop ancienne. Recommencez."), status=422)
    prove_again(request, request.person, Means.PASSKEY, strong=True, now=request.now)
    return JsonResponse({"next": destination})


def _came_in(request: PageRequest, person: Person, destination: str, *, verified: bool) -> HttpResponse:
    """Without a password: the device is one proof; that it was unlocked by its owner is the other."""
    if not person.is_active:
        return said(_("Ce compte est fermé."), status=422)
    return JsonResponse(
        {"next": enter(request, person, Means.PASSKEY, strong=verified, following=destination, now=request.now)}
    )


def _known(credential: object, person: str) -> Passkey:
    """The passkey that the browser says it used, of that person when one is awaited. Raises `UnprovenCredential`."""
    candidates = Passkey.objects.select_related("person").filter(credential_id=passkeys.credential_id_of(credential))
    if person:
        candidates = candidates.filter(person=uuid.UUID(person))
    passkey = candidates.first()
    if passkey is None:
        raise passkeys.UnprovenCredential("unknown")
    return passkey


def _awaited(request: PageRequest) -> Person | None:
    waiting = who_waits(request, request.now)
    return waiting.person if waiting else request.person


def _signed_in_by_one_proof(request: PageRequest) -> Person | None:
    return request.person if request.person is not None and not is_strong(request.session) else None


def _ways(person: Person, factors: Factors) -> list[str]:
    ways = ["password"] if person.has_usable_password() else []
    return [*ways, "code"] if factors.app is not None or factors.codes_left else ways


def _try_code(request: PageRequest | SignedInRequest, person: Person, form: CodeForm | PasswordForm) -> Means | None:
    """How it was proved, or None with the reason on the form."""
    address = client_address(request, settings.PROXIES)
    browser = known_browser(request, person.email, request.now)
    outcome = check_code(person, form.cleaned_data["code"], address=address, browser=browser, now=request.now)
    match outcome:
        case TooManyFailures(until):
            form.add_error(None, " ".join([too_many(until), *_other_ways(person, form.cleaned_data["code"])]))
        case WrongCode():
            form.add_error(
                "code", _("Ce code n’est pas le bon, ou il a déjà servi. Attendez le suivant et écrivez-le.")
            )
        case by:
            return by
    return None


def _other_ways(person: Person, typed: str) -> list[str]:
    """What still lets in whoever typed too many codes of that kind, where they have it."""
    factors = factors_of(person)
    ways = [
        (bool(factors.codes_left) and is_of_app(typed), _("Un code de secours vous laisse entrer tout de suite.")),
        (bool(factors.passkeys), _("Une clé d’accès vous laisse entrer tout de suite.")),
    ]
    return [words for is_open, words in ways if is_open]


def _try_password(request: SignedInRequest, form: CodeForm | PasswordForm) -> Means | None:
    address = client_address(request, settings.PROXIES)
    outcome = sign_in(request, request.person.email, form.cleaned_data["password"], address=address, now=request.now)
    match outcome:
        case TooManyFailures(until):
            form.add_error(None, too_many(until))
        case WrongPassword():
            form.add_error("password", _("Ce mot de passe n’est pas le bon."))
        case _person:
            return Means.PASSWORD
    return None
