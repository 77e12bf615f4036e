"""Signing in with an OpenID Connect provider: the way there, the way back, and which person that is.

Nobody is ever created here: who has no account is led to ask for one. A person is known by the provider's own name for
them; the first time only, by an e-mail address that the provider verified.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from mozilla_django_oidc.utils import (  # type: ignore[import-untyped]
    add_state_and_verifier_and_nonce_to_session,
    generate_code_challenge,
)

from poincon.journal.services import record
from poincon.people.authentication.oidc import Client, ProviderDown, ProviderRefused, exchange, provider_of
from poincon.people.mailing import send_account_mail
from poincon.people.models import ExternalIdentity, Person, normalised_email

SCOPES = "openid email"
PATIENCE = 15 * 60
"""Seconds that the way there and back may take."""
_STATES = "oidc_states"
_FOLLOWING, _ID_TOKEN = "following", "oidc_id_token"


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom the provider says that this is. `email` only when it was verified; `strong`: by two proofs."""

    issuer: str
    subject: str
    email: str
    strong: bool
    id_token: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """No person has that identity, nor that verified address."""


@dataclass(frozen=True, slots=True)
class Closed:
    """The person's account is closed."""


@dataclass(frozen=True, slots=True)
class Taken:
    """The account of that address belongs to another identity at the same provider: addresses are given anew."""


def is_offered() -> bool:
    return settings.SINGLE_SIGN_ON is not None


def provider_name() -> str:
    return settings.SINGLE_SIGN_ON.name if settings.SINGLE_SIGN_ON else ""


def way_there(request: HttpRequest, following: str) -> str:
    """The provider's address, with a state, a nonce and a challenge of ours. Raises `ProviderDown`.

    `following` is remembered with that state: of two windows opened at once, each comes back to its own page.
    """
    chosen = _settings()
    provider = provider_of(chosen.issuer)
    state, nonce, verifier = get_random_string(32), get_random_string(32), get_random_string(64)
    parameters = {
        "response_type": "code",
        "scope": SCOPES,
        "client_id": chosen.client_id,
        "redirect_uri": _redirect_uri(),
        "state": state,
        "nonce": nonce,
        "code_challenge": generate_code_challenge(verifier, "S256"),
        "code_challenge_method": "S256",
    }
    if chosen.acr:
        parameters["acr_values"] = " ".join(chosen.acr)
    add_state_and_verifier_and_nonce_to_session(request, state, parameters, verifier)
    request.session[_STATES][state][_FOLLOWING] = following
    request.session.modified = True  # the library and this write inside what is there
    joint = "&" if "?" in provider.authorization_endpoint else "?"
    return f"{provider.authorization_endpoint}{joint}{urlencode(parameters)}"


def way_back(session: SessionBase, parameters: Mapping[str, str], now: datetime) -> Identity:
    """From what the browser brings back. Raises `ProviderDown`, `ProviderRefused`."""
    chosen = _settings()
    remembered = _taken_state(session, parameters.get("state", ""), now)
    if parameters.get("iss", chosen.issuer) != chosen.issuer:
        raise ProviderRefused("the answer of another provider")
    if parameters.get("error") or not parameters.get("code"):
        # Quoted, since anybody who began a way there may bring back what they like: one line of the log stays one.
        raise ProviderRefused(f"the provider answers {parameters.get('error', 'nothing')[:100]!r}")
    tokens = exchange(
        Client(chosen.issuer, chosen.client_id, chosen.client_secret),
        parameters["code"],
        nonce=remembered["nonce"],
        verifier=remembered["code_verifier"],
        redirect_uri=_redirect_uri(),
    )
    subject = tokens.claims["sub"]
    if not isinstance(subject, str) or not 0 < len(subject) <= 255:
        raise ProviderRefused("no subject")
    return Identity(chosen.issuer, subject, _verified_email(tokens.user), _is_strong(tokens.claims), tokens.id_token)


def person_of(identity: Identity, now: datetime) -> Person | Unknown | Closed | Taken:
    """The person, linked at their first time."""
    with transaction.atomic():
        identities = ExternalIdentity.objects.select_related("person").filter(
            issuer=identity.issuer, subject=identity.subject
        )
        if external_identity := identities.first():
            identities.update(used_at=now)
            return external_identity.person if external_identity.person.is_active else Closed()
    person = Person.objects.filter(email=identity.email).first() if identity.email else None
    if person is None:
        return Unknown()
    if not person.is_active:
        return Closed()
    return person if _link(person, identity, now) else Taken()


def remember(session: SessionBase, identity: Identity) -> None:
    """For signing out there too."""
    session[_ID_TOKEN] = identity.id_token


def following(session: SessionBase, state: str) -> str:
    """Where the person wanted to go before that way there; empty once it has served."""
    remembered = session.get(_STATES, {}).get(state, {})
    return str(remembered.get(_FOLLOWING, ""))


def way_out(session: SessionBase) -> str:
    """Where to end the provider's own session; empty when this one was not opened there, or there is no such place."""
    token = session.get(_ID_TOKEN)
    if not token or settings.SINGLE_SIGN_ON is None:
        return ""
    try:
        endpoint = provider_of(settings.SINGLE_SIGN_ON.issuer).end_session_endpoint
    except ProviderDown:
        return ""
    if not endpoint:
        return ""
    query = {
        "id_token_hint": token,
        "client_id": settings.SINGLE_SIGN_ON.client_id,
        "post_logout_redirect_uri": f"{settings.BASE_URL}{reverse('home')}",
        "state": get_random_string(32),
    }
    return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(query)}"


def _settings() -> Any:
    if settings.SINGLE_SIGN_ON is None:
        raise ProviderDown("no provider is set")
    return settings.SINGLE_SIGN_ON


def _redirect_uri() -> str:
    return f"{settings.BASE_URL}{reverse('people:single_sign_on_return')}"


def _taken_state(session: SessionBase, state: str, now: datetime) -> dict[str, Any]:
    """What we remember of that way there; it serves once. Raises `ProviderRefused`."""
    states = session.get(_STATES, {})
    remembered: dict[str, Any] | None = states.pop(state, None)
    session.modified = True
    session.save()  # before the provider is asked, which is slow: a second answer finds nothing any more
    if remembered is None or now.timestamp() - remembered["added_on"] > PATIENCE:
        raise ProviderRefused("a state that is not ours, has served, or is too old")
    return remembered


def _verified_email(user: Mapping[str, Any]) -> str:
    email = user.get("email")
    vouched = user.get("email_verified") is True or ("email_verified" not in user and _settings().email_verified)
    return normalised_email(email) if isinstance(email, str) and vouched else ""


def _is_strong(claims: Mapping[str, Any]) -> bool:
    """By the level that was asked for, or because the provider says that it asked for several proofs (RFC 8176)."""
    ways = claims.get("amr")
    return claims.get("acr") in _settings().acr or (isinstance(ways, list) and "mfa" in ways)


def _link(person: Person, identity: Identity, now: datetime) -> bool:
    try:
        with transaction.atomic():
            ExternalIdentity.objects.create(
                person=person, issuer=identity.issuer, subject=identity.subject, linked_at=now, used_at=now
            )
            record(person, "identity_linked", actor=str(person.pk), details={"issuer": identity.issuer}, now=now)
            with translation.override(person.language):
                named = {"provider": provider_name()}
                send_account_mail(
                    person,
                    _("%(provider)s ouvre votre compte") % named,
                    [
                        _("Vous venez de vous connecter avec %(provider)s pour la première fois.") % named,
                        _("Si ce n’est pas vous, prévenez la personne qui administre cette plateforme."),
                    ],
                    now=now,
                )
    except IntegrityError:
        # At the same instant, in another window: the same identity is fine.
        return ExternalIdentity.objects.filter(person=person, issuer=identity.issuer, subject=identity.subject).exists()
    return True
