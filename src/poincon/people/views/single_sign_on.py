"""The way to the identity provider, and the way back."""

from __future__ import annotations

import logging
from typing import cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from poincon.people.access import public_page
from poincon.people.authentication import single_sign_on
from poincon.people.authentication.entering import enter
from poincon.people.authentication.gate import before_second_factor
from poincon.people.authentication.oidc import ProviderDown, ProviderRefused
from poincon.people.authentication.proofs import Means
from poincon.people.authentication.single_sign_on import Closed, Taken, Unknown
from poincon.people.requests import PageRequest
from poincon.people.views.answers import following
from poincon.people.views.signing_in import sign_in_refused
from poincon.ui.components import Link, Notice, NoticeKind

_LOG = logging.getLogger(__name__)


@before_second_factor
@public_page
@require_GET
@never_cache
def way_there(request: HttpRequest) -> HttpResponse:
    destination = following(request)
    if not single_sign_on.is_offered():
        return HttpResponseRedirect(reverse("people:sign_in"))
    try:
        return HttpResponseRedirect(single_sign_on.way_there(request, destination))
    except ProviderDown as down:
        return _down(request, down, destination)


@before_second_factor
@public_page
@require_GET
@never_cache
def way_back(plain: HttpRequest) -> HttpResponse:
    request = cast(PageRequest, plain)
    if not single_sign_on.is_offered():
        return HttpResponseRedirect(reverse("people:sign_in"))
    destination = following(request, address=single_sign_on.following(request.session, request.GET.get("state", "")))
    try:
        identity = single_sign_on.way_back(request.session, request.GET.dict(), request.now)
    except ProviderDown as down:
        return _down(request, down, destination)
    except ProviderRefused as refused:
        _LOG.warning("Single sign-on refused: %s", refused)
        return _refused(request, destination)
    match single_sign_on.person_of(identity, request.now):
        case Unknown():
            return _unknown(request, destination)
        case Closed():
            return _say(request, _("Ce compte est fermé"), _closed(), destination)
        case Taken():
            return _say(request, _("Ce compte est déjà lié à une autre identité"), _taken(), destination)
        case person:
            address = enter(
                request, person, Means.SINGLE_SIGN_ON, strong=identity.strong, following=destination, now=request.now
            )
            single_sign_on.remember(request.session, identity)
            return HttpResponseRedirect(address)


def _down(request: HttpRequest, down: ProviderDown, destination: str) -> HttpResponse:
    _LOG.warning("The identity provider is down: %s", down)
    title = _("%(provider)s ne répond pas") % {"provider": single_sign_on.provider_name()}
    text = _("Réessayez dans quelques minutes, ou connectez-vous avec votre mot de passe ou une clé d’accès.")
    return _say(request, title, text, destination, status=503)


def _refused(request: HttpRequest, destination: str) -> HttpResponse:
    title = _("La connexion avec %(provider)s n’a pas abouti") % {"provider": single_sign_on.provider_name()}
    text = _("Vous n’êtes pas connecté. Recommencez depuis cette page, ou connectez-vous avec votre mot de passe.")
    return _say(request, title, text, destination)


def _unknown(request: HttpRequest, destination: str) -> HttpResponse:
    named = {"provider": single_sign_on.provider_name()}
    text = _(
        "%(provider)s vous a bien reconnu, mais aucun compte n’existe ici à votre adresse électronique vérifiée. "
        "Demandez un compte pour votre structure. Si vous agissez pour une administration, écrivez à la personne qui "
        "administre cette plateforme."
    )
    ask = Link(_("Demander un compte"), reverse("people:request_account"))
    notice = Notice(
        NoticeKind.WARNING, _("Vous n’avez pas encore de compte ici"), text % named, action=ask, announced=True
    )
    return sign_in_refused(request, notice, destination, status=403)


def _say(request: HttpRequest, title: str, text: str, destination: str, *, status: int = 403) -> HttpResponse:
    return sign_in_refused(request, Notice(NoticeKind.ERROR, title, text, announced=True), destination, status=status)


def _closed() -> str:
    return _("Il ne permet plus de se connecter. La personne qui administre cette plateforme peut vous dire pourquoi.")


def _taken() -> str:
    return _(
        "L’adresse électronique est celle d’un compte que quelqu’un d’autre ouvre de cette façon. Si ce compte est le "
        "vôtre, écrivez à la personne qui administre cette plateforme."
    )
