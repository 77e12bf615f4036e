"""A password forgotten or not chosen yet: a link, once, for three days; nothing tells whether an account exists."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.test import Client
from django_tasks_db.models import DBTaskResult

from poincon.journal.models import Act
from poincon.people.attempts import FORGETTING_A_PASSWORD
from poincon.people.models import Person, SignedInSession
from tests.people.mails import only, path_in, sent
from tests.people.makers import PASSWORD, person

pytestmark = pytest.mark.django_db
FORGOTTEN, SENT, CHOSEN = "/mot-de-passe/oublie/", "/mot-de-passe/lien-envoye/", "/mot-de-passe/choisi/"
OTHER = "une autre phrase bien longue"


def forget(client: Client, email: str) -> Any:
    return client.post(FORGOTTEN, {"email": email})


def link_for(someone: Person) -> str:
    forget(Client(), someone.email)
    return path_in(only(someone.email), "/mot-de-passe/choisir/")


def choose(client: Client, link: str, password: str = OTHER, again: str = "") -> Any:
    return client.post(link, {"password": password, "again": again or password})


def signs_in(someone: Person, password: str) -> bool:
    return bool(Client().post("/connexion/", {"email": someone.email, "password": password}).status_code == 302)


def test_the_sign_in_page_leads_to_a_new_link_and_to_a_request() -> None:
    page = Client().get("/connexion/").content.decode()
    assert f'href="{FORGOTTEN}"' in page
    assert 'href="/compte/demander/"' in page


def test_a_link_lets_one_choose_a_password_once() -> None:
    someone = person()
    link, client = link_for(someone), Client()
    assert [client.get(link).status_code for _ in range(2)] == [200, 200]
    assert choose(client, link)["Location"] == CHOSEN
    assert signs_in(someone, OTHER)
    assert not signs_in(someone, PASSWORD)
    again = choose(client, link, PASSWORD)
    assert again.status_code == 410
    assert "Ce lien n’est plus valable" in again.content.decode()
    assert signs_in(someone, OTHER)
    assert [act.event for act in Act.objects.filter(event="password_chosen")] == ["password_chosen"]


def test_the_answer_is_the_same_for_an_address_that_nobody_has() -> None:
    someone, closed = person(), person()
    Person.objects.filter(pk=closed.pk).update(is_active=False)
    answers = []
    for email in (someone.email, "personne@ailleurs.example", closed.email):
        response = forget(Client(), email)
        answers.append((response.status_code, response["Location"]))
    assert answers == [(302, SENT)] * 3
    assert DBTaskResult.objects.count() == 3
    assert [message.to for message in sent()] == [[someone.email]]


def test_the_queue_holds_no_address_and_no_link() -> None:
    someone = person()
    forget(Client(), someone.email)
    (row,) = DBTaskResult.objects.all()
    assert row.args_kwargs["args"] == [str(someone.pk)]


@pytest.mark.parametrize(("days", "status"), [(2, 200), (4, 410)])
def test_a_link_is_good_for_three_days(monkeypatch: pytest.MonkeyPatch, days: int, status: int) -> None:
    link = link_for(person())
    later = datetime.now() + timedelta(days=days)  # noqa: DTZ005 - as Django counts
    monkeypatch.setattr(PasswordResetTokenGenerator, "_now", lambda self: later)
    assert Client().get(link).status_code == status


@pytest.mark.parametrize("token", ["x", "aaaaaa-0123456789abcdef0123456789abcdef", "é", "%00"])
def test_a_link_that_is_not_ours_opens_nothing(token: str) -> None:
    for pk in (person().pk, uuid4()):
        address = f"/mot-de-passe/choisir/{pk}/{token}/"
        assert Client().get(address).status_code == 410
        assert choose(Client(), address).status_code == 410


def test_the_link_of_one_person_is_not_that_of_another() -> None:
    first, second = person(), person()
    token = link_for(first).rstrip("/").rsplit("/", 1)[1]
    assert choose(Client(), f"/mot-de-passe/choisir/{second.pk}/{token}/").status_code == 410
    assert signs_in(second, PASSWORD)


def test_a_closed_account_has_no_link_any_more() -> None:
    someone = person()
    link = link_for(someone)
    Person.objects.filter(pk=someone.pk).update(is_active=False)
    assert choose(Client(), link).status_code == 410


@pytest.mark.parametrize(
    ("password", "again", "sentence"),
    [
        ("court", "court", "12 caractères"),
        ("motdepasse123", "motdepasse124", "ne sont pas les mêmes"),
        ("", "", "Écrivez un mot de passe."),
        ("personne.claire@essai", "personne.claire@essai", "trop semblable"),
    ],
)
def test_a_password_that_will_not_do_is_told_why(password: str, again: str, sentence: str) -> None:
    someone = person(email="personne.claire@essai.example")
    response = choose(Client(), link_for(someone), password, again)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert signs_in(someone, PASSWORD)


def test_choosing_a_password_ends_every_open_session_and_is_told_by_mail() -> None:
    someone, elsewhere = person(), Client()
    elsewhere.post("/connexion/", {"email": someone.email, "password": PASSWORD})
    assert elsewhere.get("/").context["person"] == someone
    link = link_for(someone)
    choose(Client(), link)
    assert elsewhere.get("/").context["person"] is None
    assert not SignedInSession.objects.filter(person=someone).exists()
    assert only(someone.email).subject == "Votre mot de passe a changé"


def test_who_asks_a_lot_is_told_when_to_come_back_whether_an_account_exists_or_not() -> None:
    limit = FORGETTING_A_PASSWORD["email"].count
    for email in (person().email, "personne@ailleurs.example"):
        statuses = [forget(Client(), email.upper()).status_code for _ in range(limit + 1)]
        assert statuses == [302] * limit + [429]
    page = forget(Client(), "personne@ailleurs.example").content.decode()
    assert "restent valables trois jours" in page
    assert "réessayez à partir du" in page


def test_an_address_that_is_none_is_told(client: Client) -> None:
    response = forget(client, "personne")
    assert response.status_code == 422
    assert 'value="personne"' in response.content.decode()
