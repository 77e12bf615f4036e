"""What every page carries, and the pages shown when something goes wrong."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.test import Client
from django.urls import path

from poincon.people.access import public_page
from poincon.site import urls
from poincon.workflow.refusals import Allowed, Refused, require

pytestmark = pytest.mark.django_db


@public_page
def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("the secret cause")


@public_page
def refused(request: HttpRequest) -> HttpResponse:
    require(Refused("Ce dossier est déjà déposé."))
    return HttpResponse()


handler403 = urls.handler403
urlpatterns = [*urls.urlpatterns, path("panne/", broken), path("refus/", refused)]


def test_the_first_page_is_open_to_anybody_in_french(client: Client) -> None:
    response = client.get("/")
    page = response.content.decode()
    assert response.status_code == 200
    assert '<html lang="fr"' in page
    assert "Se connecter" in page


def test_pages_run_no_script_and_no_style_but_our_files(client: Client) -> None:
    policy = client.get("/")["Content-Security-Policy"]
    rules = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert rules["default-src"] == rules["object-src"] == rules["frame-ancestors"] == rules["base-uri"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == rules["form-action"] == "'self'"
    assert "unsafe" not in policy


@pytest.mark.parametrize("address", ["/", "/connexion/", "/nulle-part/"])
def test_no_page_holds_inline_scripts_or_styles(client: Client, address: str) -> None:
    page = client.get(address).content.decode()
    assert " style=" not in page
    assert "<style" not in page
    assert "<script>" not in page


def test_every_answer_carries_its_security_headers(client: Client) -> None:
    response = client.get("/")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in response["Permissions-Policy"]


def test_browsers_are_told_to_insist_on_https_where_there_is_https(client: Client, settings: Any) -> None:
    assert "Strict-Transport-Security" not in Client().get("/", secure=True)
    settings.SECURE_HSTS_SECONDS = 60
    assert client.get("/", secure=True)["Strict-Transport-Security"] == "max-age=60"


def test_cookies_stay_out_of_scripts_and_of_other_sites(client: Client) -> None:
    cookie = client.get("/connexion/").cookies["csrftoken"]
    assert (cookie["samesite"], cookie["httponly"]) == ("Lax", True)


def test_an_unknown_address_says_so_in_french(client: Client) -> None:
    response = client.get("/nulle-part/")
    assert response.status_code == 404
    assert "Cette page n’existe pas" in response.content.decode()


@pytest.mark.urls(__name__)
def test_an_act_that_is_refused_gives_its_reason(client: Client) -> None:
    response = client.post("/refus/")
    assert response.status_code == 403
    assert "Ce dossier est déjà déposé." in response.content.decode()


@pytest.mark.urls(__name__)
def test_a_page_that_is_refused_answers_as_one_that_is_not_there(client: Client) -> None:
    drawn = re.compile(r'name="csrfmiddlewaretoken" value="\w+"|/refus/|/rien1/')
    response, nowhere = client.get("/refus/"), client.get("/rien1/")
    assert response.status_code == nowhere.status_code == 404
    assert drawn.sub("", response.content.decode()) == drawn.sub("", nowhere.content.decode())
    assert dict(response.headers) == dict(nowhere.headers)
    assert client.head("/refus/").status_code == 404


@pytest.mark.urls(__name__)
def test_a_failure_of_ours_is_told_without_its_cause() -> None:
    response = Client(raise_request_exception=False).get("/panne/")
    page = response.content.decode()
    assert response.status_code == 500
    assert "Une panne est survenue de notre côté" in page
    assert "secret" not in page


def test_what_a_visitor_gets_wrong_fills_no_log(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    assert client.get("/", headers={"Host": "ailleurs.example"}).status_code == 400
    assert not caplog.records


def test_a_form_without_its_token_is_refused_in_plain_words() -> None:
    response = Client(enforce_csrf_checks=True).post("/langue/", {"language": "en"})
    assert response.status_code == 403
    assert "resté ouvert trop longtemps" in response.content.decode()


def test_a_script_whose_form_is_no_longer_good_is_told_to_sign_in_again() -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post("/langue/", "{}", content_type="application/json")
    assert (response.status_code, response.json()["error"]) == (401, "signed_out")


def test_an_allowed_decision_passes_and_a_refused_one_carries_its_reason() -> None:
    require(Allowed())
    with pytest.raises(PermissionDenied, match="déjà déposé"):
        require(Refused("déjà déposé"))


def test_a_template_variable_that_does_not_exist_fails_the_test() -> None:
    with pytest.raises(AssertionError, match="inconnue"):
        engines["django"].from_string("{{ inconnue }}").render({})
