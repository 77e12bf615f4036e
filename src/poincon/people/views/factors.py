"""What proves who one is beyond the password: the list, adding, removing, recovery codes."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_GET

from poincon.cahier.basics.identifiers import digits_of
from poincon.people.access import get_visible_or_404, ruled_page, signed_in_page, wants_json
from poincon.people.authentication import passkeys, totp
from poincon.people.authentication.browsers import browser_words
from poincon.people.authentication.forms import FirstCodeForm, PasskeyNameForm
from poincon.people.authentication.gate import before_second_factor
from poincon.people.authentication.proofs import (
    Means,
    forget_sealed,
    is_strong,
    keep_sealed,
    kept_sealed,
    take_ceremony,
    weaken,
    write_ceremony,
)
from poincon.people.authentication.second_factor import (
    WrongCode,
    add_app,
    add_passkey,
    factors_of,
    has_second_factor,
    issuer_shown,
    must_prove_twice,
    new_recovery_codes,
    remove_app,
    remove_passkey,
)
from poincon.people.authentication.sessions import prove_again
from poincon.people.models import Passkey
from poincon.people.posted import posted_only
from poincon.people.requests import SignedInRequest
from poincon.people.views.answers import form_page, said, sent_json, with_fresh_proof
from poincon.people.views.showing import done
from poincon.ui.components import Confirm, Link
from poincon.ui.moments import day_and_hour

_SECRET, _CODES, _REGISTERING = "app_secret", "recovery_codes", "registering"


@before_second_factor
@signed_in_page
@require_GET
def factors_page(request: SignedInRequest) -> HttpResponse:
    """What one has, and what to add."""
    factors = factors_of(request.person)
    context = {
        "app": _dated(factors.app.added_at, factors.app.used_at) if factors.app else None,
        "passkeys": [
            {"pk": passkey.pk, "name": passkey.name, **_dated(passkey.added_at, passkey.used_at)}
            for passkey in factors.passkeys
        ],
        "factors": factors,
        "must": must_prove_twice(request.person, request.day),
        "may_go_on": is_strong(request.session),
        "in_demonstration": settings.DEMO and settings.SECOND_FACTOR == "optional",
    }
    return render(request, "people/authentication/factors.html", context)


@before_second_factor
@signed_in_page
@with_fresh_proof
@sensitive_post_parameters("code")
@sensitive_variables("secret", "codes")
def app_page(request: SignedInRequest) -> HttpResponse:
    """Set up an application: read the picture, or copy the secret, then write the first code."""
    secret = kept_sealed(request.session, _SECRET, request.now)
    if secret is None:
        secret = totp.new_secret()
        keep_sealed(request.session, _SECRET, secret, request.now)
    form = FirstCodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        codes = add_app(request.person, secret, digits_of(form.cleaned_data["code"]), now=request.now)
        if not isinstance(codes, WrongCode):
            forget_sealed(request.session, _SECRET)
            prove_again(request, request.person, Means.APP, strong=True, now=request.now)
            return HttpResponseRedirect(_after_adding(request, codes))
        form.add_error(
            "code", _("Ce n’est pas le code attendu. Vérifiez l’heure du téléphone, puis écrivez le code suivant.")
        )
    context = {
        "secret": totp.spoken_secret(secret),
        "address": _address(request, secret),
        "replaces": factors_of(request.person).app is not None,
        "account": request.person.email,
        "issuer": issuer_shown(),
    }
    return form_page(request, "people/authentication/app.html", form, context)


@before_second_factor
@ruled_page("factors.see_own_secret")
@require_GET
@sensitive_variables("secret")
def app_picture(request: SignedInRequest) -> HttpResponse:
    """The secret that is being set up in this session, as a picture for a telephone."""
    secret = kept_sealed(request.session, _SECRET, request.now)
    if secret is None:
        raise Http404
    return HttpResponse(totp.picture(_address(request, secret)), content_type="image/svg+xml")


@before_second_factor
@signed_in_page
@with_fresh_proof
def remove_app_page(request: SignedInRequest) -> HttpResponse:
    if request.method == "POST":
        remove_app(request.person, now=request.now)
        return _removed(request)
    factors = factors_of(request.person)
    if factors.app is None:
        return HttpResponseRedirect(reverse("people:factors"))
    title = _("Retirer l’application d’authentification")
    return _ask_to_remove(request, title, reverse("people:remove_app"), last=not factors.passkeys)


@before_second_factor
@signed_in_page
@with_fresh_proof
def passkey_page(request: SignedInRequest) -> HttpResponse:
    """Make a passkey: a script asks the device for it, then sends what it answers."""
    if wants_json(request):
        return _register(request)
    named = browser_words(request.headers.get("User-Agent", ""))
    form = PasskeyNameForm(request.POST) if request.method == "POST" else PasskeyNameForm(initial={"name": named})
    if request.method == "POST" and form.is_valid():
        form.add_error(
            None, _("Créer une clé d’accès demande JavaScript. Une application d’authentification s’en passe.")
        )
    return form_page(request, "people/authentication/passkey.html", form, {})


@before_second_factor
@signed_in_page
@posted_only("people:add_passkey")
@with_fresh_proof
def passkey_offer(request: SignedInRequest) -> HttpResponse:
    """What the device is asked to make."""
    options, state = passkeys.begin_registration(request.person, factors_of(request.person).passkeys)
    write_ceremony(request.session, _REGISTERING, str(request.person.pk), state, request.now)
    return JsonResponse(options)


@before_second_factor
@ruled_page("factors.remove_own_passkey")
@with_fresh_proof
def remove_passkey_page(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    passkey = get_visible_or_404(Passkey.objects.filter(person=request.person), pk=pk)
    if request.method == "POST":
        remove_passkey(request.person, passkey, now=request.now)
        return _removed(request)
    factors = factors_of(request.person)
    title = _("Retirer la clé d’accès « %(name)s »") % {"name": passkey.name}
    last = factors.app is None and len(factors.passkeys) == 1
    return _ask_to_remove(request, title, reverse("people:remove_passkey", args=[pk]), last=last)


@before_second_factor
@signed_in_page
@with_fresh_proof
@sensitive_variables("codes", "kept")
def recovery_codes_page(request: SignedInRequest) -> HttpResponse:
    """New codes, shown until the person says that they are noted, in this session only."""
    if request.method == "POST" and "notes" in request.POST:
        forget_sealed(request.session, _CODES)
        return HttpResponseRedirect(reverse("people:factors"))
    factors = factors_of(request.person)
    if not factors.any:
        return HttpResponseRedirect(reverse("people:factors"))
    if request.method == "POST":
        _keep_codes(request, new_recovery_codes(request.person, now=request.now))
        return HttpResponseRedirect(reverse("people:recovery_codes"))
    codes = kept_sealed(request.session, _CODES, request.now)
    context = {"codes": codes.split() if codes else [], "left": factors.codes_left}
    return render(request, "people/authentication/codes.html", context)


def _address(request: SignedInRequest, secret: str) -> str:
    return totp.address(secret, account=request.person.email, issuer=issuer_shown())


def _register(request: SignedInRequest) -> JsonResponse:
    sent = sent_json(request)
    form = PasskeyNameForm({"name": sent.get("name", "")})
    ceremony = take_ceremony(request.session, _REGISTERING, request.now)
    if not form.is_valid():
        return said(str(form.errors["name"][0]), status=422)
    if ceremony is None or ceremony[0] != str(request.person.pk):
        return said(_("Cette demande est trop ancienne. Recommencez."), status=422)
    try:
        new = passkeys.complete_registration(ceremony[1], sent.get("credential"))
        codes = add_passkey(request.person, form.cleaned_data["name"], new, now=request.now)
    except passkeys.UnprovenCredential:
        return said(_("Cette clé d’accès ne peut pas être enregistrée : elle l’est peut-être déjà."), status=422)
    prove_again(request, request.person, Means.PASSKEY, strong=True, now=request.now)
    return JsonResponse({"next": _after_adding(request, codes)})


def _after_adding(request: SignedInRequest, codes: tuple[str, ...]) -> str:
    messages.success(request, _("Votre deuxième preuve est enregistrée."))
    if not codes:
        return reverse("people:factors")
    _keep_codes(request, codes)
    return reverse("people:recovery_codes")


def _keep_codes(request: SignedInRequest, codes: tuple[str, ...]) -> None:
    keep_sealed(request.session, _CODES, "\n".join(codes), request.now)


def _removed(request: SignedInRequest) -> HttpResponse:
    if not has_second_factor(request.person):
        # What this session proved cannot be proved again: whoever must prove twice sets another factor up first.
        weaken(request.session)
        forget_sealed(request.session, _CODES)
    return done(request, reverse("people:factors"), _("C’est retiré."))


def _ask_to_remove(request: SignedInRequest, title: str, action: str, *, last: bool) -> HttpResponse:
    consequence = _("Elle n’ouvrira plus votre compte. Vous recevrez un message qui le confirme.")
    if last and must_prove_twice(request.person, request.day):
        consequence = _(
            "C’est votre seule deuxième preuve : vous devrez en ajouter une autre avant de continuer. "
            "Vos codes de secours ne serviront plus."
        )
    elif last:
        consequence = _(
            "C’est votre seule deuxième preuve : votre mot de passe suffira à ouvrir votre compte. "
            "Vos codes de secours ne serviront plus."
        )
    confirm = Confirm(
        title=title,
        consequence=consequence,
        button=_("Retirer"),
        action=action,
        cancel=Link(_("Garder"), reverse("people:factors")),
        danger=True,
    )
    return render(request, "people/authentication/remove.html", {"confirm": confirm})


def _dated(added: datetime, used: datetime | None) -> dict[str, str]:
    return {"added": day_and_hour(added), "used": day_and_hour(used) if used else ""}
