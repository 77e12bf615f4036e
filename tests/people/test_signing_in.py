"""Signing in and out, languages, and what slows down who tries many passwords."""

from __future__ import annotations

import io
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client, RequestFactory

from poincon.people.authentication.signing_in import LIMITS, WrongPassword, client_address, sign_in
from poincon.people.management.commands import create_administrator
from poincon.people.models import Attempt, Person
from poincon.people.slowing_down import TooManyFailures, networks_of, prune
from tests.people.makers import PASSWORD, person
from tests.platform_fixtures import NOW

pytestmark = pytest.mark.django_db


def post(client: Client, email: str, password: str = PASSWORD, **more: str) -> Any:
    return client.post("/connexion/", {"email": email, "password": password, **more})


def test_the_right_password_opens_a_session(client: Client) -> None:
    someone = person()
    response = post(client, someone.email.upper())
    assert (response.status_code, response["Location"]) == (302, "/accueil/")
    assert client.get("/").context["person"] == someone


def test_an_address_copied_with_what_nobody_sees_signs_in(client: Client) -> None:
    someone = person()
    response = client.post("/connexion/", {"email": f"\ufeff{someone.email}\u200b", "password": PASSWORD})
    assert response.status_code == 302


def test_signing_in_leads_where_one_wanted_to_go(client: Client) -> None:
    response = post(client, person().email, next="/dossiers/?etat=ouvert")
    assert response["Location"] == "/dossiers/?etat=ouvert"


@pytest.mark.parametrize("elsewhere", ["https://ailleurs.example/", "//ailleurs.example/", "javascript:alert(1)"])
def test_signing_in_never_leads_to_another_site(client: Client, elsewhere: str) -> None:
    assert post(client, person().email, next=elsewhere)["Location"] == "/accueil/"


def test_a_next_longer_than_an_address_is_ignored(client: Client) -> None:
    here = "/dossiers/?q="
    assert post(client, person().email, next=here + "a" * (2000 - len(here)))["Location"].startswith(here)
    assert post(Client(), person().email, next=here + "a" * 20_000)["Location"] == "/accueil/"


def test_a_wrong_password_and_an_unknown_account_are_told_alike(client: Client) -> None:
    wrong_password, unknown_account = (
        post(client, person().email, "faux"),
        post(client, "personne@ailleurs.example", "faux"),
    )
    assert wrong_password.status_code == unknown_account.status_code == 422
    assert wrong_password.context["refusal"].title == unknown_account.context["refusal"].title
    assert "ne sont pas les bons" in wrong_password.content.decode()


def test_an_account_that_was_closed_does_not_sign_in(client: Client) -> None:
    Person.objects.filter(pk=(someone := person()).pk).update(is_active=False)
    assert post(client, someone.email).status_code == 422


def test_each_wrong_field_is_named_with_a_link(client: Client) -> None:
    page = post(client, "pas une adresse", "").content.decode()
    assert 'href="#id_email"' in page
    assert "prenom.nom@structure.example" in page
    assert 'href="#id_password"' in page
    assert 'aria-invalid="true"' in page


def test_the_password_is_never_written_back(client: Client) -> None:
    assert "tres-secret" not in post(client, person().email, "tres-secret").content.decode()


def test_too_many_failures_are_told_and_even_the_right_password_waits(client: Client) -> None:
    someone = person()
    for _ in range(LIMITS["account_and_address"].count):
        assert "ne sont pas les bons" in post(client, someone.email, "faux").content.decode()
    page = post(client, someone.email).content.decode()
    assert "essais ont échoué" in page
    assert client.get("/").context["person"] is None


def attempt(email: str, password: str = "faux", address: str = "192.0.2.1", at: Any = NOW) -> Any:
    return sign_in(RequestFactory().post("/"), email, password, address=address, now=at)


def test_the_lock_loosens_with_time() -> None:
    someone = person()
    for second in range(LIMITS["account_and_address"].count):
        attempt(someone.email, at=NOW + timedelta(seconds=second))
    locked = attempt(someone.email, PASSWORD, at=NOW + timedelta(minutes=14))
    assert locked == TooManyFailures(NOW + timedelta(minutes=15))
    assert attempt(someone.email, PASSWORD, at=NOW + timedelta(minutes=15)) == someone


def test_nobody_is_locked_out_by_failures_from_elsewhere() -> None:
    someone = person()
    for _ in range(LIMITS["account_and_address"].count + 2):
        attempt(someone.email, address="192.0.2.1")
    assert attempt(someone.email, PASSWORD, address="198.51.100.7") == someone


def test_the_addresses_of_one_network_of_version_six_count_as_one() -> None:
    """Whoever has one has 2^64 of them: by turns, they would lock anybody out, and try passwords on everybody."""
    someone = person()
    for number in range(LIMITS["account_and_address"].count):
        assert attempt(someone.email, address=f"2001:db8:0:1::{number:x}") == WrongPassword()
    assert isinstance(attempt(someone.email, address="2001:db8:0:1:ffff::"), TooManyFailures)
    assert attempt(someone.email, PASSWORD, address="2001:db8:0:2::1") == someone


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.7", ["192.0.2.7"]),
        ("::ffff:192.0.2.7", ["192.0.2.7"]),
        ("2001:db8:1:2345:6::7", ["2001:db8:1:2345::/64", "2001:db8:1:2300::/56", "2001:db8:1::/48"]),
        ("fe80::1%eth0", ["fe80::/64", "fe80::/56", "fe80::/48"]),
        ("", [""]),
        ("inconnue", ["inconnue"]),
    ],
)
def test_an_address_counts_as_its_networks(address: str, counted: list[str]) -> None:
    assert [network for network, _times in networks_of(address).values()] == counted


def test_many_addresses_together_are_slowed_down() -> None:
    someone = person()
    for number in range(LIMITS["account"].count):
        assert attempt(someone.email, address=f"192.0.2.{number}") == WrongPassword()
    assert isinstance(attempt(someone.email, PASSWORD, address="198.51.100.7"), TooManyFailures)


def test_many_accounts_from_one_address_are_slowed_down() -> None:
    for number in range(LIMITS["address"].count):
        assert attempt(f"essai{number}@essai.example") == WrongPassword()
    assert isinstance(attempt("autre@essai.example"), TooManyFailures)


def test_signing_in_forgets_the_failures_before() -> None:
    someone = person()
    for _ in range(LIMITS["account_and_address"].count - 1):
        attempt(someone.email)
    assert attempt(someone.email, PASSWORD) == someone
    assert attempt(someone.email) == WrongPassword()
    assert attempt(someone.email, PASSWORD) == someone


def test_failures_hold_no_address_and_are_forgotten() -> None:
    attempt("claire@essai.example", at=NOW - timedelta(hours=1))
    attempt("lea@essai.example")
    prune(NOW)
    assert Attempt.objects.count() == len(LIMITS)
    assert all(len(row.key) == 64 for row in Attempt.objects.all())


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "203.0.113.9", "127.0.0.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "10.9.8.7, 203.0.113.9", "203.0.113.9"),
        (2, "10.9.8.7, 203.0.113.9, 10.0.0.1", "203.0.113.9"),
        (2, "203.0.113.9", "127.0.0.1"),
        (1, "", "127.0.0.1"),
    ],
)
def test_a_client_cannot_choose_the_address_it_is_counted_by(proxies: int, forwarded: str, address: str) -> None:
    request = RequestFactory().get("/", headers={"X-Forwarded-For": forwarded})
    assert client_address(request, proxies) == address


def test_signing_out_ends_the_session_and_needs_a_button(client: Client) -> None:
    client.force_login(person())
    assert client.get("/deconnexion/").status_code == 405
    assert client.post("/deconnexion/")["Location"] == "/"
    assert client.get("/").context["person"] is None


def test_a_stranger_is_spoken_to_in_french_whatever_the_browser_prefers(client: Client) -> None:
    assert '<html lang="fr"' in client.get("/", headers={"Accept-Language": "en"}).content.decode()


def test_a_stranger_may_choose_english(client: Client) -> None:
    response = client.post("/langue/", {"language": "en", "next": "/connexion/"})
    assert response["Location"] == "/connexion/"
    page = client.get("/connexion/").content.decode()
    assert '<html lang="en"' in page
    assert "Sign in" in page


def test_the_language_of_an_account_follows_it(client: Client) -> None:
    someone = person()
    client.force_login(someone)
    client.post("/langue/", {"language": "en"})
    someone.refresh_from_db()
    assert someone.language == "en"
    client.cookies.clear()
    client.force_login(someone)
    assert client.get("/")["Content-Language"] == "en"


def test_an_unknown_language_changes_nothing(client: Client) -> None:
    client.post("/langue/", {"language": "../x"})
    assert client.get("/")["Content-Language"] == "fr"


def test_pages_of_somebody_are_not_kept_by_a_shared_computer(client: Client) -> None:
    client.force_login(person())
    assert client.get("/")["Cache-Control"] == "private, no-store"


def test_who_asks_and_what_they_may_costs_a_fixed_number_of_queries(
    client: Client, django_assert_num_queries: Any
) -> None:
    client.force_login(person())
    with django_assert_num_queries(4):  # session, person, memberships, open campaigns
        client.get("/")


def test_the_first_administrator_is_made_from_the_command_line(monkeypatch: Any, capsys: Any) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("un long mot de passe\n"))
    call_command("create_administrator", "--email", "Admin@essai.example", "--name", "Admin")
    administrator = Person.objects.get(email="admin@essai.example")
    assert administrator.check_password("un long mot de passe")
    assert "admin@essai.example" in capsys.readouterr().out


@pytest.mark.parametrize("email", ["admin", "admin@localhost", "admin@école"])
def test_an_address_that_no_page_takes_is_refused_by_the_command_too(monkeypatch: Any, email: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("un long mot de passe\n"))
    complaint = io.StringIO()
    with pytest.raises(SystemExit):
        call_command("create_administrator", "--email", email, "--name", "Admin", stderr=complaint)
    assert complaint.getvalue() == "Écrivez une adresse électronique, par exemple prenom.nom@structure.example.\n"


def test_an_administrator_with_a_weak_password_is_refused(monkeypatch: Any) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("court\n"))
    with pytest.raises(SystemExit):
        call_command("create_administrator", "--email", "a@essai.example", "--name", "A", stderr=io.StringIO())
    assert not Person.objects.exists()


class Terminal(io.StringIO):
    """Standard input of somebody who types."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("second", "count"), [("un long mot de passe", 1), ("un long mot de pase", 0)])
def test_a_password_that_is_typed_is_asked_twice_after_its_rules(
    monkeypatch: Any, capsys: Any, second: str, count: int
) -> None:
    passwords = iter(["un long mot de passe", second])
    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr(create_administrator, "getpass", lambda prompt: next(passwords))
    with suppress(SystemExit):
        call_command("create_administrator", "--email", "a@essai.example", "--name", "A")
    complaint = capsys.readouterr().err
    assert "au minimum 12 caractères" in complaint
    assert ("Relancez la commande" in complaint) == (count == 0)
    assert Person.objects.count() == count


def test_an_address_that_has_an_account_is_told_before_a_password_is_asked(monkeypatch: Any) -> None:
    owner, complaint = person(), io.StringIO()
    monkeypatch.setattr("sys.stdin", None)  # nobody reads it
    with pytest.raises(SystemExit):
        call_command("create_administrator", "--email", owner.email.upper(), "--name", "A", stderr=complaint)
    assert complaint.getvalue() == f"{owner.email.upper()} a déjà un compte. Choisissez une autre adresse.\n"
