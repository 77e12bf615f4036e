"""The way of a browser to the identity provider and back, and the page that says that it failed."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import requests
from django.test import Client

from poincon.people.models import Person
from tests.people.oidc_provider import Account, Provider
from tests.people.proofs import who


def known(provider: Provider, someone: Person, **claims: Any) -> Person:
    """At the provider too, by an address that it verified."""
    provider.account = Account(f"sujet de {someone.pk}", {"email": someone.email, "email_verified": True, **claims})
    return someone


def go_there(client: Client, following: str = "") -> str:
    """The address, at the provider, that the browser is sent to."""
    return str(client.get("/connexion/fournisseur/", {"next": following})["Location"])


def come_back(client: Client, address: str) -> Any:
    """What the provider answers to the browser, brought back to us."""
    answer = requests.get(address, allow_redirects=False, timeout=10)
    back = urlsplit(answer.headers["Location"])
    return client.get(f"{back.path}?{back.query}")


def sign_in(client: Client, following: str = "") -> Any:
    return come_back(client, go_there(client, following))


def refused(response: Any, client: Client, words: str, status: int = 403) -> None:
    """A page in French that says what happened; nobody is signed in; the other ways in are still there."""
    page = response.content.decode()
    assert response.status_code == status
    assert words in response.context["refusal"].title
    assert 'id="id_password"' in page
    assert who(client) is None
