"""Speaking with an OpenID Connect provider: what it is, its keys, a code for tokens, who signed in there.

On mozilla-django-oidc, which exchanges the code, finds the key that signed and reads user-info sent as a signed token.
It checks neither audience, issuer nor expiry, knows one algorithm only, and takes unsigned user-info: here all are
checked, RS256 and ES256 are known, and what is not signed is refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import jwt
import requests
from django.core.exceptions import SuspiciousOperation
from mozilla_django_oidc.auth import OIDCAuthenticationBackend  # type: ignore[import-untyped]

SECONDS = 10
"""How long the provider may take to answer."""
ALGORITHMS = ("RS256", "ES256")
_LEEWAY = 60
"""Seconds by which its clock and ours may differ."""
_SHORT = 500


class ProviderDown(Exception):
    """The provider does not answer, or not as a provider does. For us, not for people."""


class ProviderRefused(Exception):
    """What it said does not hold: a signature, an audience, a nonce, a date. For us, not for people."""


@dataclass(frozen=True, slots=True)
class Client:
    """What the provider knows us by."""

    issuer: str
    client_id: str
    client_secret: str


@dataclass(frozen=True, slots=True)
class Provider:
    """What its discovery document says."""

    authorization_endpoint: str
    token_endpoint: str
    userinfo_endpoint: str
    jwks_uri: str
    end_session_endpoint: str
    secret_in_body: bool


@dataclass(frozen=True, slots=True)
class Tokens:
    """`claims` of the identity token, and of the user-info, both verified; `id_token` as it came."""

    claims: dict[str, Any]
    user: dict[str, Any]
    id_token: str


_KNOWN: dict[str, Provider] = {}


def provider_of(issuer: str) -> Provider:
    """Read at first use, and kept by this process. Raises `ProviderDown`."""
    if issuer not in _KNOWN:
        _KNOWN[issuer] = _discovered(issuer)
    return _KNOWN[issuer]


def forget_providers() -> None:
    """For tests, whose providers come and go."""
    _KNOWN.clear()


def exchange(client: Client, code: str, *, nonce: str, verifier: str, redirect_uri: str) -> Tokens:
    """Who signed in, from the code that the browser brought back. Raises `ProviderDown`, `ProviderRefused`."""
    backend = _Backend(client, provider_of(client.issuer))
    payload = {
        "client_id": client.client_id,
        "client_secret": client.client_secret,
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": redirect_uri,
        "code_verifier": verifier,
    }
    try:
        answer = backend.get_token(payload)
        id_token = answer["id_token"]
        claims = backend.verify_token(id_token, nonce=nonce)
        user = backend.get_userinfo(answer["access_token"], id_token, claims)
    except requests.HTTPError as error:
        if error.response is not None and error.response.status_code < 500:
            raise ProviderRefused(_short(error)) from error
        raise ProviderDown(_short(error)) from error
    except requests.RequestException as error:
        raise ProviderDown(_short(error)) from error
    except (SuspiciousOperation, jwt.PyJWTError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise ProviderRefused(_short(error)) from error
    if user.get("sub") != claims["sub"]:
        raise ProviderRefused("user-info of somebody else")
    return Tokens(claims, user, id_token)


class _Backend(OIDCAuthenticationBackend):  # type: ignore[misc] # the library has no types
    """The library's, with the settings of one provider rather than those of Django, and stricter."""

    def __init__(self, client: Client, provider: Provider) -> None:
        self._client = client
        self._values = {
            "OIDC_OP_TOKEN_ENDPOINT": provider.token_endpoint,
            "OIDC_OP_USER_ENDPOINT": provider.userinfo_endpoint,
            "OIDC_OP_JWKS_ENDPOINT": provider.jwks_uri,
            "OIDC_RP_CLIENT_ID": client.client_id,
            "OIDC_RP_CLIENT_SECRET": client.client_secret,
            "OIDC_RP_SIGN_ALGO": ALGORITHMS[0],
            "OIDC_TOKEN_USE_BASIC_AUTH": not provider.secret_in_body,
            "OIDC_TIMEOUT": SECONDS,
        }
        super().__init__()

    def get_settings(self, attr: str, *args: Any) -> Any:
        if attr in self._values:
            return self._values[attr]
        return args[0]

    def _verify_jws(self, payload: str, key: jwt.PyJWK) -> dict[str, Any]:
        """A token of that provider for us, signed by that key and still good."""
        claims: dict[str, Any] = jwt.decode(
            payload,
            key,
            algorithms=ALGORITHMS,
            audience=self._client.client_id,
            issuer=self._client.issuer,
            leeway=_LEEWAY,
            options={"require": ["iss", "aud", "sub"]},
        )
        return claims

    def verify_token(self, token: str, **kwargs: Any) -> dict[str, Any]:
        """The identity token: its nonce is ours, it says until when it is good, and that it was made for us."""
        claims: dict[str, Any] = super().verify_token(token, **kwargs)
        if "exp" not in claims or "iat" not in claims:
            raise SuspiciousOperation("no expiry")
        if claims.get("azp", self._client.client_id) != self._client.client_id:
            raise SuspiciousOperation("made for somebody else")
        return claims

    def get_userinfo(self, access_token: str, id_token: str, payload: dict[str, Any]) -> dict[str, Any]:
        """Signed, as ProConnect sends it; what is not signed proves nothing."""
        answer = requests.get(
            self.OIDC_OP_USER_ENDPOINT, headers={"Authorization": f"Bearer {access_token}"}, timeout=SECONDS
        )
        answer.raise_for_status()
        if not answer.headers.get("Content-Type", "").lower().startswith("application/jwt"):
            raise SuspiciousOperation("unsigned user-info")
        token = answer.text.strip()
        return self._verify_jws(token, self.retrieve_matching_jwk(token))


def _discovered(issuer: str) -> Provider:
    try:
        answer = requests.get(f"{issuer.rstrip('/')}/.well-known/openid-configuration", timeout=SECONDS)
        answer.raise_for_status()
        configuration = answer.json()
        if configuration["issuer"] != issuer:
            raise ProviderDown(f"the issuer says that it is {str(configuration['issuer'])[:_SHORT]}")
        # Without a list, the standard says: the secret goes in the header.
        ways = configuration.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        provider = Provider(
            authorization_endpoint=str(configuration["authorization_endpoint"]),
            token_endpoint=str(configuration["token_endpoint"]),
            userinfo_endpoint=str(configuration["userinfo_endpoint"]),
            jwks_uri=str(configuration["jwks_uri"]),
            end_session_endpoint=str(configuration.get("end_session_endpoint", "")),
            secret_in_body="client_secret_post" in ways,
        )
    except (requests.RequestException, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ProviderDown(_short(error)) from error
    scheme = issuer.split("://", 1)[0] + "://"
    addresses = (
        provider.authorization_endpoint,
        provider.token_endpoint,
        provider.userinfo_endpoint,
        provider.jwks_uri,
    )
    if not all(address.startswith(scheme) for address in addresses):
        raise ProviderDown("an address of the provider is not protected as its issuer is")
    return provider


def _short(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:_SHORT]
