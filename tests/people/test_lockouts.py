"""Limits hold when many tries come at once, and nobody locks somebody else out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import get_hasher
from django.db import connection
from django.test import Client, RequestFactory
from django.utils import timezone

from poincon.people import attempts
from poincon.people.attempts import FORGETTING_A_PASSWORD, FORGETTING_IN_A_KNOWN_BROWSER, INVITING, wait_until
from poincon.people.authentication import second_factor, signing_in, totp
from poincon.people.authentication.proofs import Means
from poincon.people.authentication.second_factor import RECOVERY_LIMITS, WrongCode, check_code
from poincon.people.authentication.signing_in import WrongPassword, sign_in
from poincon.people.models import Attempt, Person
from poincon.people.slowing_down import Limit, Reservation, TooManyFailures, counters, forgive, reserve
from tests.dossiers.threads import together
from tests.people.authenticator import Authenticator
from tests.people.ceremonies import use, with_passkey
from tests.people.full_counters import fill, lock_out
from tests.people.mails import path_in, sent
from tests.people.makers import PASSWORD, person
from tests.people.proofs import code_at, give_code, give_password, who, with_app
from tests.platform_fixtures import NOW

pytestmark = pytest.mark.django_db
HERE, ELSEWHERE = "127.0.0.1", "198.51.100.7"
FORGOTTEN, OTHER = "/mot-de-passe/oublie/", "une autre phrase bien longue"
MANY = 40


# --- many at once ---------------------------------------------------------------------------------------------------


@pytest.fixture
def hashes(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """One for each password that is hashed: whether a transaction was open meanwhile."""
    hasher, counted = type(get_hasher()), list[bool]()
    encode = hasher.encode

    def counting(self: Any, password: str, salt: str, *more: Any, **named: Any) -> str:
        counted.append(connection.in_atomic_block)
        return str(encode(self, password, salt, *more, **named))

    monkeypatch.setattr(hasher, "encode", counting)
    return counted


def try_password(email: str, password: str = "faux", address: str = HERE, at: Any = NOW) -> Any:
    return sign_in(RequestFactory().post("/"), email, password, address=address, now=at)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("exists", [True, False])
def test_of_many_passwords_at_once_only_as_many_as_the_limit_are_hashed(hashes: list[bool], exists: bool) -> None:
    email = person().email if exists else "personne@ailleurs.example"
    hashes.clear()
    outcomes = together(lambda number: try_password(email), MANY)
    limit = signing_in.LIMITS["account_and_address"].count
    assert hashes == [False] * limit
    assert outcomes.count(WrongPassword()) == limit
    assert outcomes.count(TooManyFailures(NOW + timedelta(minutes=15))) == MANY - limit


@pytest.mark.django_db(transaction=True)
def test_of_many_passwords_from_many_addresses_at_once_only_as_many_as_the_limit_are_hashed(hashes: list[bool]) -> None:
    email, room = person().email, 7
    limit = signing_in.LIMITS["account"]
    fill("sign_in", {"account": Limit(limit.count - room, limit.window)}, NOW, account=email)
    hashes.clear()
    outcomes = together(lambda number: try_password(email, address=f"192.0.2.{number}"), MANY)
    assert hashes == [False] * room
    assert outcomes.count(WrongPassword()) == room


@pytest.mark.django_db(transaction=True)
def test_of_many_codes_at_once_only_as_many_as_the_limit_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    someone, codes = person(), list[str]()
    with_app(someone, now=NOW)
    accepted_counter = totp.accepted_counter

    def counting(secret: str, code: str, *more: Any, **named: Any) -> int | None:
        codes.append(code)
        return accepted_counter(secret, code, *more, **named)

    monkeypatch.setattr(totp, "accepted_counter", counting)
    outcomes = together(lambda number: check_code(someone, "000000", address=HERE, now=NOW), MANY)
    limit = second_factor.LIMITS["person_and_address"].count
    assert codes == ["000000"] * limit
    assert outcomes.count(WrongCode()) == limit


@pytest.mark.django_db(transaction=True)
def test_of_many_recovery_codes_at_once_only_as_many_as_the_limit_are_looked_at() -> None:
    someone = person()
    with_app(someone, now=NOW)
    outcomes = together(lambda number: check_code(someone, f"ABCD-{number}", address=HERE, now=NOW), MANY)
    assert outcomes.count(WrongCode()) == RECOVERY_LIMITS["person_and_address"].count


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("limits", "name"),
    [
        (attempts.ASKING_FOR_AN_ACCOUNT, "email_and_address"),
        (attempts.FORGETTING_A_PASSWORD, "email"),
        (attempts.FORGETTING_IN_A_KNOWN_BROWSER, "email_and_browser"),
        (attempts.SEARCHING_A_STRUCTURE, "address"),
        (attempts.INVITING, "person_and_email"),
    ],
)
def test_of_many_that_ask_at_once_only_as_many_as_the_limit_are_answered(limits: dict[str, Limit], name: str) -> None:
    parts = {"address": HERE, "email": "a@b.example", "browser": "x", "person": "y"}
    outcomes = together(lambda number: wait_until("essai", limits, NOW, **parts), MANY)
    assert outcomes.count(None) == limits[name].count


@pytest.mark.django_db(transaction=True)
def test_those_who_count_under_the_same_keys_in_another_order_never_wait_for_each_other() -> None:
    limits = {"email": Limit(MANY), "person": Limit(MANY), "address": Limit(MANY)}
    counted = counters("essai", limits, email="a", person="b", address=HERE)

    def one_after_the_other(number: int) -> None:
        reservation = reserve(counted if number % 2 else counted[::-1], NOW)
        assert isinstance(reservation, Reservation)
        forgive(reservation, before="email")

    together(one_after_the_other, MANY)
    assert not Attempt.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_try_is_never_counted_inside_a_transaction_that_ends_after_the_hash() -> None:
    from django.db import transaction

    with transaction.atomic(), pytest.raises(RuntimeError):
        wait_until("essai", {"email": Limit(1)}, NOW, email="a@b.example")


# --- what waits, and for how long -----------------------------------------------------------------------------------


def test_tries_made_while_one_waits_make_the_wait_no_longer() -> None:
    someone = person()
    for _ in range(signing_in.LIMITS["account_and_address"].count):
        try_password(someone.email)
    rows = set(Attempt.objects.values_list("pk", flat=True))
    for minute in range(1, 15):
        outcome = try_password(someone.email, at=NOW + timedelta(minutes=minute))
        assert outcome == TooManyFailures(NOW + timedelta(minutes=15))
    assert set(Attempt.objects.values_list("pk", flat=True)) == rows
    assert try_password(someone.email, PASSWORD, at=NOW + timedelta(minutes=15)) == someone


def test_a_success_counts_nowhere() -> None:
    someone = person()
    assert try_password(someone.email, PASSWORD) == someone
    assert not Attempt.objects.exists()


@pytest.mark.parametrize(
    ("addresses", "answered"),
    [
        ("2001:db8:1:2300::{:x}", 2),  # one network of /64
        ("2001:db8:1:23{:02x}::1", 6),  # one of /56
        ("2001:db8:1:{:x}00::1", 20),  # one of /48
        ("2001:db8:{:x}::1", 30),
        ("192.0.2.{}", 30),
    ],
)
def test_the_networks_of_version_six_have_limits_of_their_own(addresses: str, answered: int) -> None:
    limits = {"address": Limit(2)}
    outcomes = [wait_until("essai", limits, NOW, address=addresses.format(number)) for number in range(30)]
    assert outcomes.count(None) == answered


@pytest.mark.parametrize(
    "limits",
    [
        signing_in.LIMITS,
        second_factor.LIMITS,
        RECOVERY_LIMITS,
        attempts.ASKING_FOR_AN_ACCOUNT,
        attempts.FORGETTING_A_PASSWORD,
        attempts.SEARCHING_A_STRUCTURE,
    ],
)
def test_whatever_is_limited_by_address_is_by_wider_networks_too(limits: dict[str, Limit]) -> None:
    parts = dict.fromkeys(("account", "person", "email"), "x")
    counted = {
        counter.name: counter.limit.count for counter in counters("essai", limits, address="2001:db8::1", **parts)
    }
    for name in (name for name in limits if "address" in name):
        assert counted[name] < counted[f"{name}/56"] < counted[f"{name}/48"]


# --- ways in that others cannot close -------------------------------------------------------------------------------


@pytest.mark.parametrize("address", [HERE, ELSEWHERE])
def test_with_every_counter_full_a_passkey_opens(address: str) -> None:
    device = Authenticator()
    someone = with_passkey(device)
    lock_out(someone, address)
    client = Client(REMOTE_ADDR=address)
    assert give_password(client, someone).status_code == 422
    assert use(client, device).status_code == 200
    assert who(client) == someone


@pytest.mark.parametrize("address", [HERE, ELSEWHERE])
def test_with_every_counter_full_a_recovery_code_opens(address: str) -> None:
    someone, client = person(), Client(REMOTE_ADDR=address)
    secret, recovery_codes = with_app(someone)
    assert give_password(client, someone).status_code == 302
    lock_out(someone, address)
    assert give_code(client, code_at(secret, timezone.now())).status_code == 422
    assert give_code(client, recovery_codes[0]).status_code == 302
    assert who(client) == someone


def test_recovery_codes_typed_elsewhere_or_in_other_accounts_close_nothing() -> None:
    someone, somebody_else = person(), person()
    _secret, recovery_codes = with_app(someone, now=NOW)
    fill("recovery_code", RECOVERY_LIMITS, NOW, person=str(someone.pk), address=ELSEWHERE)
    fill("recovery_code", RECOVERY_LIMITS, NOW, person=str(somebody_else.pk), address=HERE)
    outcome = check_code(someone, recovery_codes[0], address=ELSEWHERE, now=NOW)
    assert isinstance(outcome, TooManyFailures)
    assert check_code(someone, recovery_codes[0], address=HERE, now=NOW) == Means.RECOVERY_CODE


def link_asked_by(client: Client, someone: Person) -> str:
    assert client.post(FORGOTTEN, {"email": someone.email}).status_code == 302
    return path_in(sent()[-1], "/mot-de-passe/choisir/")


@pytest.mark.parametrize("address", [HERE, ELSEWHERE])
def test_with_every_counter_full_choosing_another_password_opens_that_browser(address: str) -> None:
    someone, client = person(), Client(REMOTE_ADDR=address)
    _secret, recovery_codes = with_app(someone)
    now = timezone.now()
    lock_out(someone, address, now)
    fill("recovery_code", RECOVERY_LIMITS, now, person=str(someone.pk), address=address)
    link = link_asked_by(client, someone)
    assert client.post(link, {"password": OTHER, "again": OTHER}).status_code == 302
    assert give_password(Client(REMOTE_ADDR=address), someone, OTHER).status_code == 422
    assert give_password(client, someone, OTHER)["Location"] == "/connexion/deuxieme-preuve/"
    assert give_code(client, recovery_codes[0]).status_code == 302
    assert who(client) == someone


def test_whoever_reads_somebodys_mailbox_gets_no_more_codes_by_choosing_passwords_again() -> None:
    """Each password chosen by mail makes a browser known anew: its own counter begins again, that of all does not."""
    someone, thief = person(), Client()
    with_app(someone)
    pages: list[str] = []
    for number in range(7):
        password = f"{OTHER} {number}"
        thief.post(link_asked_by(thief, someone), {"password": password, "again": password})
        give_password(thief, someone, password)
        pages += [give_code(thief, "000000").content.decode() for _ in range(6)]
    assert sum("pas le bon" in page for page in pages) == second_factor.IN_A_KNOWN_BROWSER["person"].count
    assert "essais ont échoué" in pages[-1]


def test_an_invitation_that_makes_an_account_opens_that_browser(team: Any, signed_in: Any) -> None:
    email, client = "paul@essai.example", Client()
    signed_in(team.head).post(f"{team.url}inviter/", {"email": email, "role": "structure_editor"})
    link = path_in(sent()[-1], "/invitations/")
    answers = {"full_name": "Paul Ost", "password": PASSWORD, "again": PASSWORD}
    assert client.post(link, answers).status_code == 302
    newcomer = Person.objects.get(email=email)
    lock_out(newcomer, HERE)
    assert give_password(Client(), newcomer).status_code == 422
    assert give_password(client, newcomer).status_code == 302


def test_whoever_asks_for_links_in_anothers_name_fills_their_mailbox_with_links_that_open() -> None:
    someone, stranger = person(), Client(REMOTE_ADDR=ELSEWHERE)
    links = [link_asked_by(stranger, someone) for _ in range(FORGETTING_A_PASSWORD["email"].count)]
    refusal = Client().post(FORGOTTEN, {"email": someone.email})
    assert refusal.status_code == 429
    assert "sont dans sa messagerie et restent valables trois jours" in refusal.content.decode()
    assert Client().post(links[0], {"password": OTHER, "again": OTHER}).status_code == 302


def test_in_a_known_browser_nobody_else_uses_up_the_links_one_may_ask_for() -> None:
    someone, usual = person(), Client()
    give_password(usual, someone)
    usual.post("/deconnexion/")
    fill("forgotten_password", FORGETTING_A_PASSWORD, timezone.now(), email=someone.email, address=HERE)
    assert Client().post(FORGOTTEN, {"email": someone.email}).status_code == 429
    statuses = [usual.post(FORGOTTEN, {"email": someone.email.upper()}).status_code for _ in range(6)]
    assert statuses == [302] * FORGETTING_IN_A_KNOWN_BROWSER["email_and_browser"].count + [429]


def test_one_inviter_does_not_use_up_the_invitations_of_a_mailbox() -> None:
    def invite(inviter: str) -> Any:
        return wait_until("invitation", INVITING, NOW, person=inviter, email="a@b.example")

    outcomes = [invite("une") for _ in range(INVITING["person_and_email"].count + 1)]
    assert outcomes[-1] is not None
    assert invite("autre") is None


def test_one_address_does_not_use_up_the_requests_for_a_mailbox() -> None:
    def ask(address: str) -> Any:
        return wait_until("account_request", attempts.ASKING_FOR_AN_ACCOUNT, NOW, address=address, email="a@b.example")

    outcomes = [ask(ELSEWHERE) for _ in range(attempts.ASKING_FOR_AN_ACCOUNT["email_and_address"].count + 1)]
    assert outcomes[-1] is not None
    assert ask(HERE) is None


def test_whoever_must_wait_is_told_the_ways_in_that_stay_open() -> None:
    someone, client = person(), Client()
    with_app(someone)
    give_password(client, someone)
    lock_out(someone, HERE)
    assert "« Mot de passe oublié » ou une clé d’accès" in give_password(Client(), someone).content.decode()
    assert "Un code de secours ou une clé d’accès" in give_code(client, "000000").content.decode()
