"""Browsers that signed in before: what they hold, how long, and that it opens nothing by itself."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from poincon.people.authentication.known_browsers import COOKIE, LIFE, MOST
from poincon.people.authentication.sessions import prune
from poincon.people.authentication.signing_in import IN_A_KNOWN_BROWSER, LIMITS
from poincon.people.models import KnownBrowser, Person
from tests.dossiers.threads import together
from tests.people.full_counters import lock_out
from tests.people.makers import PASSWORD, person
from tests.people.proofs import give_code, give_password, who, with_app

pytestmark = pytest.mark.django_db
HERE, OTHER = "127.0.0.1", "une autre phrase bien longue"
TRIES = IN_A_KNOWN_BROWSER["account_and_browser"].count


def usual_browser(someone: Person) -> Client:
    """Signed in once, signed out since."""
    client = Client()
    assert give_password(client, someone).status_code == 302
    client.post("/deconnexion/")
    return client


def copy_of(client: Client) -> Client:
    """A browser that holds the same cookie, and nothing else."""
    copy = Client()
    copy.cookies[COOKIE] = client.cookies[COOKIE].value
    return copy


def is_known(client: Client, someone: Person) -> bool:
    """Whether it lets that person in when strangers have used up all they may: the counters stay as they are."""
    lock_out(someone, HERE)
    return bool(give_password(client, someone).status_code == 302)


# --- what it is for -------------------------------------------------------------------------------------------------


def test_whatever_strangers_type_behind_the_same_address_the_usual_browser_signs_in() -> None:
    someone = person()
    usual = usual_browser(someone)
    for _ in range(LIMITS["account_and_address"].count):
        assert give_password(Client(), someone, "faux").status_code == 422
    assert "essais ont échoué" in give_password(Client(), someone).content.decode()
    assert give_password(Client(), someone).status_code == 422
    assert give_password(usual, someone).status_code == 302
    assert who(usual) == someone


def test_no_counter_that_strangers_can_fill_stops_the_usual_browser() -> None:
    someone = person()
    usual = usual_browser(someone)
    lock_out(someone, HERE)
    assert give_password(Client(), someone).status_code == 422
    assert give_password(usual, someone).status_code == 302


def test_a_known_browser_has_a_limit_of_its_own_that_locks_nobody_else() -> None:
    someone = person()
    usual = usual_browser(someone)
    for _ in range(TRIES):
        assert "ne sont pas les bons" in give_password(usual, someone, "faux").content.decode()
    assert "essais ont échoué" in give_password(usual, someone).content.decode()
    assert give_password(Client(), someone).status_code == 302


def test_a_known_browser_has_as_many_tries_as_any_other() -> None:
    """Or their number would tell, on a shared computer, who signed in there."""
    assert LIMITS["account_and_address"].count == TRIES


def test_a_browser_known_of_one_person_is_a_stranger_to_another() -> None:
    someone, somebody_else = person(), person()
    assert not is_known(usual_browser(someone), somebody_else)


def test_codes_too_have_a_counter_of_their_own_in_a_known_browser() -> None:
    someone = person()
    usual = usual_browser(someone)
    _secret, recovery_codes = with_app(someone)
    assert is_known(usual, someone)  # the password; the code is awaited
    assert "pas le bon" in give_code(usual, "000000").content.decode()
    assert give_code(usual, recovery_codes[0]).status_code == 302
    assert who(usual) == someone


def test_the_password_alone_makes_no_browser_known_when_two_proofs_are_asked() -> None:
    someone = person()
    with_app(someone)
    thief = Client()
    give_password(thief, someone)
    assert COOKIE not in thief.cookies
    assert not KnownBrowser.objects.filter(person=someone).exists()


# --- the cookie -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("https", [True, False])
def test_the_cookie_names_nobody_and_scripts_cannot_read_it(settings: Any, https: bool) -> None:
    settings.SESSION_COOKIE_SECURE = https
    someone, client = person(), Client()
    give_password(client, someone)
    cookie = client.cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"], bool(cookie["secure"])) == (True, "Lax", https)
    assert int(cookie["max-age"]) == LIFE.total_seconds()
    assert len(cookie.value) == 43  # 256 bits in base64url
    assert KnownBrowser.objects.get(person=someone).digest not in cookie.value


def test_a_copy_of_the_database_holds_no_cookie() -> None:
    someone = person()
    usual = usual_browser(someone)
    assert usual.cookies[COOKIE].value not in str(KnownBrowser.objects.values_list())


def test_only_a_sign_in_gives_a_cookie() -> None:
    client = Client()
    give_password(client, person(), "faux")
    client.get("/connexion/")
    client.post("/mot-de-passe/oublie/", {"email": "personne@ailleurs.example"})
    assert COOKIE not in client.cookies


@pytest.mark.parametrize("value", ["", "x", "é" * 40, "a" * 3000])
def test_a_cookie_that_is_not_ours_is_nobodys(value: str) -> None:
    someone, client = person(), Client()
    client.cookies[COOKIE] = value
    assert not is_known(client, someone)


def test_a_copy_serves_until_the_next_sign_in_and_no_longer() -> None:
    someone = person()
    usual = usual_browser(someone)
    thief = copy_of(usual)
    assert give_password(usual, someone).status_code == 302
    assert not is_known(thief, someone)
    assert is_known(usual, someone)


def test_a_stolen_cookie_gives_its_own_few_tries_and_no_more() -> None:
    someone = person()
    thief = copy_of(usual_browser(someone))
    lock_out(someone, HERE)
    answers = [give_password(thief, someone, "faux").content.decode() for _ in range(TRIES + 3)]
    assert ["ne sont pas les bons" in page for page in answers] == [True] * TRIES + [False] * 3
    assert give_password(thief, someone).status_code == 422


def test_a_cookie_put_in_somebodys_browser_beforehand_is_worth_nothing_once_they_sign_in() -> None:
    attacker, victim = person(), person()
    own = usual_browser(attacker)
    prepared = copy_of(own)
    assert give_password(prepared, victim).status_code == 302
    assert not is_known(own, victim)
    assert is_known(prepared, victim)


@pytest.mark.parametrize("signs_in_again", [0, 1])
def test_two_persons_of_one_computer_are_both_known_there(signs_in_again: int) -> None:
    both = (person(), person())
    shared = usual_browser(both[0])
    give_password(shared, both[1])
    shared.post("/deconnexion/")
    assert is_known(shared, both[signs_in_again])


@pytest.mark.django_db(transaction=True)
def test_persons_of_one_computer_sign_in_at_the_same_instant() -> None:
    everybody = [person() for _ in range(6)]
    shared = Client()
    for someone in everybody:
        assert give_password(shared, someone).status_code == 302
    clients = [copy_of(shared) for _ in everybody]
    outcomes = together(lambda number: give_password(clients[number], everybody[number]).status_code, len(everybody))
    assert outcomes == [302] * len(everybody)


# --- how long -------------------------------------------------------------------------------------------------------


def test_ending_all_sessions_forgets_every_browser_but_this_one() -> None:
    someone = person()
    elsewhere, here = usual_browser(someone), Client()
    give_password(here, someone)
    here.post("/compte/connexions/fermer/")
    assert not is_known(elsewhere, someone)
    assert is_known(copy_of(here), someone)


def test_ending_all_sessions_here_too_forgets_this_browser() -> None:
    someone, here = person(), Client()
    give_password(here, someone)
    here.post("/compte/connexions/fermer/", {"ici": ""})
    assert not is_known(here, someone)


def test_another_password_forgets_every_browser_but_this_one() -> None:
    someone = person()
    elsewhere, here = usual_browser(someone), Client()
    give_password(here, someone)
    assert here.post("/compte/mot-de-passe/", {"password": OTHER, "again": OTHER}).status_code == 302
    lock_out(someone, HERE)
    assert give_password(elsewhere, someone, OTHER).status_code == 422
    assert give_password(copy_of(here), someone, OTHER).status_code == 302


def test_a_browser_is_forgotten_a_year_after_its_last_sign_in() -> None:
    someone = person()
    usual = usual_browser(someone)
    KnownBrowser.objects.filter(person=someone).update(used_at=timezone.now() - LIFE + timedelta(minutes=1))
    assert is_known(usual, someone)
    KnownBrowser.objects.filter(person=someone).update(used_at=timezone.now() - LIFE)
    assert not is_known(usual, someone)
    prune(timezone.now())
    assert not KnownBrowser.objects.exists()


def test_of_too_many_browsers_the_oldest_are_forgotten() -> None:
    someone = person()
    usual = usual_browser(someone)
    for _ in range(MOST):
        assert give_password(Client(), someone, PASSWORD).status_code == 302
    assert KnownBrowser.objects.filter(person=someone).count() == MOST
    assert not is_known(usual, someone)
