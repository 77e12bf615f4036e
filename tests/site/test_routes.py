"""Every address declares who may open it, and keeps its word for strangers."""

from __future__ import annotations

from urllib.parse import quote_plus

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, path, reverse
from django.urls.resolvers import RegexPattern

from poincon.people.access import PUBLIC, SIGNED_IN, View, public_page, ruled_page, signed_in_page
from poincon.site import urls
from tests.site.routes import EXAMPLES, Route, routes, undeclared

ALL = list(routes())


def some_view(request: HttpRequest) -> HttpResponse:
    return HttpResponse("oui")


def test_every_address_declares_its_rule() -> None:
    assert undeclared() == []


def test_an_address_without_a_rule_is_found() -> None:
    more: list[URLPattern | URLResolver] = [*urls.urlpatterns, path("oubliee/", some_view, name="oubliee")]
    assert undeclared(URLResolver(RegexPattern(r"^/"), more)) == ["oubliee/"]


@pytest.mark.parametrize(
    ("view", "rule"),
    [(public_page(some_view), PUBLIC), (signed_in_page(some_view), SIGNED_IN), (ruled_page("voir")(some_view), "voir")],
)
def test_a_declared_rule_is_read_back(view: View, rule: str) -> None:
    assert view.access_rule == rule


def test_only_these_addresses_are_public() -> None:
    public = {route.name for route in ALL if route.rule == PUBLIC}
    proving = {
        "people:second_factor",
        "people:passkey_challenge",
        "people:passkey_answer",
        "people:single_sign_on",
        "people:single_sign_on_return",
        "people:signed_out",
    }
    coming_in = {
        "people:request_account",
        "people:request_sent",
        "people:forgotten_password",
        "people:password_link_sent",
        "people:choose_password",
        "people:password_chosen",
        "people:accept_invitation",
        "people:joined",
    }
    here = {"home", "healthz", "readyz", "people:sign_in", "people:sign_out", "people:language"}
    assert public == here | proving | coming_in


@pytest.mark.django_db
@pytest.mark.parametrize("route", [route for route in ALL if route.rule != PUBLIC], ids=lambda route: route.name)
def test_a_stranger_is_asked_to_sign_in_everywhere_else(client: Client, route: Route) -> None:
    parameters = {name: EXAMPLES[converter] for name, converter in route.parameters.items()}
    address = reverse(route.name, kwargs=parameters)
    assert client.get(address)["Location"] == f"/connexion/?next={quote_plus(address)}"
    assert client.post(address)["Location"] == "/connexion/"
    assert client.post(address, "{}", content_type="application/json").status_code == 401
