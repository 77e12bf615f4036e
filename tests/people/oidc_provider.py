"""A real OpenID Connect provider, on this machine: discovery, authorization, tokens, keys, signed user-info, logout.

It holds its clients to the standard (PKCE, redirect address, secret, a code once), and lies when a test asks it to.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa

CLIENT_ID, CLIENT_SECRET = "poincon-essai", "un secret partagé avec le fournisseur"
Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


def rsa_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@cache
def usual_key() -> rsa.RSAPrivateKey:
    """Made once: it takes a while."""
    return rsa_key()


@dataclass(slots=True)
class Account:
    """Who is at the browser, as the provider knows them. `claims`: of the user-info."""

    subject: str
    claims: dict[str, Any]


@dataclass(slots=True)
class Provider:
    """What tests may change between two requests. `token` and `user`: claims to lie with (None removes one)."""

    issuer: str = ""
    account: Account = field(default_factory=lambda: Account("sujet-1", {}))
    algorithm: str = "RS256"
    key: Key = field(default_factory=usual_key)
    signs_with: Key | None = None
    """Another key than the one that is published."""
    token: dict[str, Any] = field(default_factory=dict)
    user: dict[str, Any] = field(default_factory=dict)
    user_signed: bool = True
    user_algorithm: str = ""
    secret_in_body: bool = True
    ends_sessions: bool = True
    asks: bool = False
    """Whether its page waits for a click, as in a browser."""
    broken: str = ""
    """The path that answers 500."""
    discovery: dict[str, Any] = field(default_factory=dict)
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    access: dict[str, Account] = field(default_factory=dict)

    def asked(self, path: str) -> list[dict[str, str]]:
        """What each request to that path sent."""
        return [sent for route, sent in self.requests if route == path]

    def metadata(self) -> dict[str, Any]:
        ways = ["client_secret_post"] if self.secret_in_body else ["client_secret_basic"]
        document = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/jwks",
            "token_endpoint_auth_methods_supported": ways,
        }
        if self.ends_sessions:
            document["end_session_endpoint"] = f"{self.issuer}/logout"
        return {name: value for name, value in (document | self.discovery).items() if value is not None}

    def keys(self) -> dict[str, Any]:
        public = self.key.public_key()
        shaper: Any = (
            jwt.algorithms.RSAAlgorithm if isinstance(public, rsa.RSAPublicKey) else jwt.algorithms.ECAlgorithm
        )
        return {"keys": [{**json.loads(shaper.to_jwk(public)), "kid": "clé-1", "use": "sig", "alg": self.algorithm}]}

    def signed(self, claims: dict[str, Any], algorithm: str = "") -> str:
        payload = {name: value for name, value in claims.items() if value is not None}
        algorithm = algorithm or self.algorithm
        key: Any = (
            None if algorithm == "none" else CLIENT_SECRET if algorithm == "HS256" else self.signs_with or self.key
        )
        return jwt.encode(payload, key, algorithm=algorithm, headers={"kid": "clé-1"})

    def tokens(self, sent: dict[str, str], basic: str) -> tuple[int, dict[str, Any]]:
        """The answer to a code, once, to the client that it was made for."""
        authorization = self.codes.pop(sent.get("code", ""), None)
        client = f"{sent.get('client_id')}:{sent.get('client_secret')}" if self.secret_in_body else basic
        verifier = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(verifier).rstrip(b"=").decode()
        if client != f"{CLIENT_ID}:{CLIENT_SECRET}":
            return 401, {"error": "invalid_client"}
        if (
            authorization is None
            or authorization["redirect_uri"] != sent.get("redirect_uri")
            or authorization["code_challenge"] != challenge
        ):
            return 400, {"error": "invalid_grant"}
        access = secrets.token_urlsafe()
        self.access[access] = self.account
        now = int(time.time())
        claims = {
            "iss": self.issuer, "aud": CLIENT_ID, "sub": self.account.subject, "iat": now, "exp": now + 60,
            "nonce": authorization.get("nonce"),
        } | self.token  # fmt: skip
        algorithm = claims.pop("alg", "") or ""
        return 200, {"access_token": access, "token_type": "Bearer", "id_token": self.signed(claims, str(algorithm))}

    def who(self, bearer: str) -> dict[str, Any] | None:
        account = self.access.get(bearer)
        if account is None:
            return None
        claims = {"iss": self.issuer, "aud": CLIENT_ID, "sub": account.subject, "exp": int(time.time()) + 60}
        return claims | account.claims | self.user


class _Server(ThreadingHTTPServer):
    provider: Provider


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name that the library gives
        """Nothing is told: every request is in `Provider.requests`."""

    def do_GET(self) -> None:
        self._answer(_first(urlsplit(self.path).query))

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
        self._answer(_first(body))

    def _answer(self, sent: dict[str, str]) -> None:
        path, provider = urlsplit(self.path).path, self.server.provider
        provider.requests.append((path, sent))
        answers: dict[str, Callable[[], None]] = {
            "/.well-known/openid-configuration": lambda: self._json(200, provider.metadata()),
            "/jwks": lambda: self._json(200, provider.keys()),
            "/authorize": lambda: self._authorize(provider, sent),
            "/token": lambda: self._json(*provider.tokens(sent, self._basic())),
            "/userinfo": lambda: self._userinfo(provider),
            "/logout": lambda: self._redirect(sent["post_logout_redirect_uri"]),
        }
        if path == provider.broken or path not in answers:
            return self._send(500 if path in answers else 404, "text/plain", "")
        return answers[path]()

    def _authorize(self, provider: Provider, sent: dict[str, str]) -> None:
        if provider.asks and "oui" not in sent:
            here = f"/authorize?{urlencode({**sent, 'oui': '1'})}".replace("&", "&amp;")
            link = f'<a href="{here}">Continuer</a>'
            page = f'<!doctype html><html lang="fr"><title>Identité</title><h1>Identité</h1>{link}'
            return self._send(200, "text/html; charset=utf-8", page)
        if sent.get("client_id") != CLIENT_ID or sent.get("code_challenge_method") != "S256":
            return self._send(400, "text/plain", "")
        code = secrets.token_urlsafe()
        provider.codes[code] = sent
        answer = {"code": code, "state": sent["state"], "iss": provider.issuer}
        return self._redirect(f"{sent['redirect_uri']}?{urlencode(answer)}")

    def _userinfo(self, provider: Provider) -> None:
        claims = provider.who(self.headers.get("Authorization", "").removeprefix("Bearer "))
        if claims is None:
            return self._json(401, {"error": "invalid_token"})
        if not provider.user_signed:
            return self._json(200, claims)
        return self._send(200, "application/jwt", provider.signed(claims, provider.user_algorithm))

    def _basic(self) -> str:
        return base64.b64decode(self.headers.get("Authorization", "").removeprefix("Basic ")).decode("latin-1")

    def _json(self, status: int, value: dict[str, Any]) -> None:
        self._send(status, "application/json", json.dumps(value))

    def _redirect(self, address: str) -> None:
        self.send_response(302)
        self.send_header("Location", address)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _send(self, status: int, kind: str, body: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body.encode())))
        self.end_headers()
        self.wfile.write(body.encode())


@contextmanager
def running() -> Iterator[Provider]:
    """A provider that answers until the end of the block."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.provider = Provider(issuer=f"http://localhost:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server.provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _first(query: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(query, keep_blank_values=True).items()}
