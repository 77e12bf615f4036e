"""An identity provider that lies, breaks or is down: a clear page says so, and nobody comes in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from django.test import Client

from poincon.people.authentication.oidc import forget_providers
from poincon.people.models import ExternalIdentity
from poincon.site.environment.single_sign_on import SingleSignOn
from tests.people.makers import person
from tests.people.oidc_journey import come_back, go_there, known, refused, sign_in
from tests.people.oidc_provider import CLIENT_ID, CLIENT_SECRET, Account, Provider, rsa_key, running
from tests.people.proofs import give_password

pytestmark = pytest.mark.django_db


# --- lies -----------------------------------------------------------------------------------------------------------


FUTURE, PAST = 4_000_000_000, 1_000_000_000
"""Instants of 2096 and 2001: names of tests must be the same in each process that collects them."""


@pytest.mark.parametrize(
    "lie",
    [
        {"token": {"nonce": "un autre"}},
        {"token": {"nonce": None}},
        {"token": {"aud": "quelqu’un d’autre"}},
        {"token": {"aud": [CLIENT_ID, "autre"], "azp": "autre"}},
        {"token": {"aud": None}},
        {"token": {"iss": "https://ailleurs.example"}},
        {"token": {"iss": None}},
        {"token": {"exp": PAST}},
        {"token": {"exp": None}},
        {"token": {"iat": None}},
        {"token": {"iat": FUTURE}},
        {"token": {"nbf": FUTURE}},
        {"token": {"sub": None}},
        {"token": {"sub": ""}},
        {"token": {"sub": "x" * 300}},
        {"token": {"alg": "none"}},
        {"token": {"alg": "HS256"}},
        {"signs_with": "another key"},
        {"user_signed": False},
        {"user_algorithm": "none"},
        {"user_algorithm": "HS256"},
        {"user": {"sub": "quelqu’un d’autre"}},
        {"user": {"aud": "quelqu’un d’autre"}},
        {"user": {"iss": "https://ailleurs.example"}},
        {"user": {"exp": PAST}},
    ],
    ids=str,
)
def test_what_does_not_hold_is_refused_in_a_clear_page(client: Client, provider: Provider, lie: dict[str, Any]) -> None:
    known(provider, person())
    for name, value in lie.items():
        setattr(provider, name, rsa_key() if name == "signs_with" else value)
    refused(sign_in(client), client, "n’a pas abouti")
    assert not ExternalIdentity.objects.exists()


def test_the_secret_of_the_client_must_be_right(client: Client, provider: Provider, settings: Any) -> None:
    known(provider, person())
    settings.SINGLE_SIGN_ON = SingleSignOn(provider.issuer, CLIENT_ID, "un autre secret", "Identité")
    refused(sign_in(client), client, "n’a pas abouti")


def test_an_answer_serves_once(client: Client, provider: Provider) -> None:
    known(provider, person())
    answer = requests.get(go_there(client), allow_redirects=False, timeout=10)
    back = urlsplit(answer.headers["Location"])
    assert client.get(f"{back.path}?{back.query}").status_code == 302
    client.post("/deconnexion/")
    refused(client.get(f"{back.path}?{back.query}"), client, "n’a pas abouti")
    assert len(provider.asked("/token")) == 1


def test_a_state_replayed_in_the_same_session_is_refused(client: Client, provider: Provider) -> None:
    provider.account = Account("sujet-5", {})
    answer = requests.get(go_there(client), allow_redirects=False, timeout=10)
    back = urlsplit(answer.headers["Location"])
    refused(client.get(f"{back.path}?{back.query}"), client, "pas encore de compte")
    refused(client.get(f"{back.path}?{back.query}"), client, "n’a pas abouti")
    assert len(provider.asked("/token")) == 1


def test_the_answer_of_another_provider_is_refused_before_its_code_is_used(client: Client, provider: Provider) -> None:
    known(provider, person())
    answer = requests.get(go_there(client), allow_redirects=False, timeout=10)
    back = urlsplit(answer.headers["Location"])
    parameters = {name: values[0] for name, values in parse_qs(back.query).items()} | {
        "iss": "https://ailleurs.example"
    }
    refused(client.get(back.path, parameters), client, "n’a pas abouti")
    assert not provider.asked("/token")


def test_the_answer_to_somebody_else_s_browser_is_refused(client: Client, provider: Provider) -> None:
    known(provider, person())
    refused(come_back(client, go_there(Client())), client, "n’a pas abouti")
    assert not provider.asked("/token")


def test_an_answer_that_comes_too_late_is_refused(client: Client, provider: Provider) -> None:
    known(provider, person())
    address = go_there(client)
    session = client.session
    for remembered in session["oidc_states"].values():
        remembered["added_on"] -= timedelta(minutes=16).total_seconds()
    session.save()
    refused(come_back(client, address), client, "n’a pas abouti")


@pytest.mark.parametrize(
    "query",
    ["", "code=x", "state=x", "error=access_denied&state={state}", "state={state}", "code=x&state={state}&iss=https://a.example",
     "code=nonsense&state={state}"],
)  # fmt: skip
def test_an_answer_that_says_no_or_nothing_is_told(client: Client, provider: Provider, query: str) -> None:
    state = parse_qs(urlsplit(go_there(client)).query)["state"][0]
    refused(client.get(f"/connexion/fournisseur/retour/?{query.format(state=state)}"), client, "n’a pas abouti")


def test_what_the_browser_brings_back_writes_no_line_of_the_log_by_itself(
    client: Client, provider: Provider, caplog: pytest.LogCaptureFixture
) -> None:
    state = parse_qs(urlsplit(go_there(client)).query)["state"][0]
    client.get("/connexion/fournisseur/retour/", {"state": state, "error": "x\n2027-04-28 ERROR invented"})
    (line,) = [record.getMessage() for record in caplog.records if "refused" in record.getMessage()]
    assert "invented" in line
    assert "\n" not in line


# --- failures -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/token", "/jwks", "/userinfo"])
def test_a_provider_that_breaks_on_the_way_back_is_told(client: Client, provider: Provider, path: str) -> None:
    known(provider, person())
    address = go_there(client)
    provider.broken = path
    refused(come_back(client, address), client, "ne répond pas", 503)


def test_a_provider_that_is_down_is_told_and_the_password_still_opens(client: Client, settings: Any) -> None:
    forget_providers()
    with running() as provider:
        settings.SINGLE_SIGN_ON = SingleSignOn(provider.issuer, CLIENT_ID, CLIENT_SECRET, "Identité d’essai")
    response = client.get("/connexion/fournisseur/", {"next": "/compte/"})
    refused(response, client, "Identité d’essai ne répond pas", 503)
    assert response.context["next"] == "/compte/"
    someone = person()
    assert give_password(client, someone).status_code == 302


@pytest.mark.parametrize(
    "document",
    [
        {"issuer": "https://ailleurs.example"},
        {"token_endpoint": None},
        {"jwks_uri": "ftp://x/"},
        {"userinfo_endpoint": ""},
    ],
    ids=str,
)
def test_a_discovery_document_that_does_not_hold_is_not_believed(
    client: Client, provider: Provider, document: dict[str, Any]
) -> None:
    provider.discovery = document
    refused(client.get("/connexion/fournisseur/"), client, "ne répond pas", 503)
    provider.discovery = {}
    assert client.get("/connexion/fournisseur/").status_code == 302


def test_without_a_provider_its_addresses_lead_to_the_password(client: Client) -> None:
    assert client.get("/connexion/fournisseur/")["Location"] == "/connexion/"
    assert client.get("/connexion/fournisseur/retour/?code=x&state=y")["Location"] == "/connexion/"
    assert "/connexion/fournisseur/" not in client.get("/connexion/").content.decode()
