"""Codes of the second proof: each serves once, secrets are kept encrypted, errors slow down."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from poincon.people.authentication import recovery, totp
from poincon.people.authentication.proofs import Means
from poincon.people.authentication.second_factor import (
    ALARM,
    LIMITS,
    WrongCode,
    add_app,
    check_code,
    has_second_factor,
    new_recovery_codes,
    remove_app,
)
from poincon.people.authentication.secret_box import sealed, unsealed
from poincon.people.models import Attempt, AuthenticatorApp, Person, RecoveryCode
from poincon.people.slowing_down import TooManyFailures
from tests.people.mails import mails_to
from tests.people.makers import person
from tests.people.proofs import code_at, events, with_app
from tests.platform_fixtures import NOW

pytestmark = pytest.mark.django_db
HERE, ELSEWHERE = "192.0.2.1", "198.51.100.7"
STEP = timedelta(seconds=30)


def check(someone: Person, code: str, at: Any = NOW, address: str = HERE) -> Any:
    return check_code(someone, code, address=address, now=at)


# --- codes that change every thirty seconds ------------------------------------------------------------------------


@pytest.mark.parametrize(("steps", "accepted"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_may_be_off_by_one_step_and_no_more(steps: int, accepted: bool) -> None:
    someone = person()
    secret, _codes = with_app(someone, now=NOW)
    assert check(someone, code_at(secret, NOW, steps=steps)) == (Means.APP if accepted else WrongCode())


def test_a_code_serves_once_and_neither_does_an_older_one_afterwards() -> None:
    someone = person()
    secret, _codes = with_app(someone, now=NOW)
    assert check(someone, code_at(secret, NOW)) == Means.APP
    assert check(someone, code_at(secret, NOW)) == WrongCode()
    assert check(someone, code_at(secret, NOW, steps=-1)) == WrongCode()
    assert check(someone, code_at(secret, NOW, steps=1)) == Means.APP


def test_the_code_that_set_the_application_up_does_not_serve_again() -> None:
    someone, secret = person(), totp.new_secret()
    add_app(someone, secret, code_at(secret, NOW), now=NOW)
    assert check(someone, code_at(secret, NOW)) == WrongCode()
    assert check(someone, code_at(secret, NOW + STEP), NOW + STEP) == Means.APP


def test_a_code_may_be_typed_as_it_is_shown() -> None:
    someone = person()
    secret, _codes = with_app(someone, now=NOW)
    shown = code_at(secret, NOW)
    assert check(someone, f" {shown[:3]}\u00a0{shown[3:]} ") == Means.APP


@pytest.mark.parametrize("typed", ["", "12345", "abcdef", "١٢٣٤٥٦", "0" * 40, "-12345", "12345\0"])
def test_what_is_no_code_is_a_wrong_code(typed: str) -> None:
    someone = person()
    with_app(someone, now=NOW)
    assert check(someone, typed) == WrongCode()


def test_the_code_of_somebody_else_is_a_wrong_code() -> None:
    mine, theirs = person(), person()
    with_app(mine, now=NOW)
    secret, codes = with_app(theirs, now=NOW)
    assert check(mine, code_at(secret, NOW)) == WrongCode()
    assert check(mine, codes[0]) == WrongCode()


@pytest.mark.django_db(transaction=True)
def test_two_tries_of_one_code_at_once_open_once() -> None:
    someone = person()
    secret, _codes = with_app(someone, now=NOW)
    code = code_at(secret, NOW)

    def one_try(number: int) -> Any:
        try:
            return check(someone, code, address=f"192.0.2.{number}")
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(one_try, range(4)))
    assert outcomes.count(Means.APP) == 1
    assert outcomes.count(WrongCode()) == 3


# --- what is kept ---------------------------------------------------------------------------------------------------


def test_a_copy_of_the_database_gives_no_secret() -> None:
    someone = person()
    secret, codes = with_app(someone, now=NOW)
    ciphertext = AuthenticatorApp.objects.get(person=someone).secret
    assert secret not in ciphertext
    digests = list(RecoveryCode.objects.filter(person=someone).values_list("digest", flat=True))
    assert not {code.replace("-", "") for code in codes} & set(digests)
    assert all(len(digest) == 64 for digest in digests)


def test_what_is_sealed_for_one_purpose_opens_for_no_other_and_not_once_altered(settings: Any) -> None:
    ciphertext = sealed("un secret", purpose="one")
    assert unsealed(ciphertext, purpose="one") == "un secret"
    assert unsealed(ciphertext, purpose="other") is None
    assert unsealed(ciphertext[:-4] + "AAAA", purpose="one") is None


def test_another_platform_secret_opens_nothing(settings: Any) -> None:
    ciphertext = sealed("un secret", purpose="one")
    settings.SECRET_KEY = "another secret for tests, which guards nothing either"
    assert unsealed(ciphertext, purpose="one") is None


def test_codes_on_paper_still_open_when_the_secret_of_the_platform_changed(settings: Any) -> None:
    someone = person()
    secret, codes = with_app(someone, now=NOW)
    settings.SECRET_KEY = "another secret for tests, which guards nothing either"
    assert check(someone, code_at(secret, NOW)) == WrongCode()
    assert check(someone, codes[0]) == Means.RECOVERY_CODE


# --- recovery codes -------------------------------------------------------------------------------------------------


def test_ten_recovery_codes_come_with_the_first_factor_and_each_serves_once() -> None:
    someone = person()
    _secret, codes = with_app(someone, now=NOW)
    assert len(set(codes)) == recovery.COUNT == 10
    assert check(someone, codes[3]) == Means.RECOVERY_CODE
    assert check(someone, codes[3]) == WrongCode()
    assert check(someone, codes[4].lower().replace("-", " ")) == Means.RECOVERY_CODE
    assert recovery.left(someone) == 8
    assert "Un code de secours a servi à ouvrir votre compte" in mails_to(someone)


def test_new_recovery_codes_end_those_before() -> None:
    someone = person()
    _secret, codes = with_app(someone, now=NOW)
    new = new_recovery_codes(someone, now=NOW)
    assert check(someone, codes[0]) == WrongCode()
    assert check(someone, new[0]) == Means.RECOVERY_CODE


def test_replacing_the_application_keeps_the_codes_on_paper() -> None:
    someone = person()
    former, codes = with_app(someone, now=NOW)
    secret = totp.new_secret()
    assert add_app(someone, secret, code_at(secret, NOW), now=NOW) == ()
    assert check(someone, code_at(former, NOW)) == WrongCode()
    assert check(someone, codes[0]) == Means.RECOVERY_CODE
    assert events(someone).count("second_factor_replaced") == 1


def test_without_any_factor_no_recovery_code_is_left() -> None:
    someone = person()
    with_app(someone, now=NOW)
    remove_app(someone, now=NOW)
    remove_app(someone, now=NOW)
    assert not has_second_factor(someone)
    assert not RecoveryCode.objects.filter(person=someone).exists()
    assert events(someone).count("second_factor_removed") == 1


# --- slowing down ---------------------------------------------------------------------------------------------------


def test_too_many_wrong_codes_and_even_the_right_one_waits() -> None:
    someone = person()
    secret, _codes = with_app(someone, now=NOW)
    for _ in range(LIMITS["person_and_address"].count):
        assert check(someone, "000000") == WrongCode()
    assert check(someone, code_at(secret, NOW)) == TooManyFailures(NOW + timedelta(minutes=15))
    later = NOW + timedelta(minutes=15)
    assert check(someone, code_at(secret, later), later) == Means.APP


def test_wrong_codes_given_elsewhere_do_not_lock_the_owner_out() -> None:
    someone = person()
    secret, _codes = with_app(someone, now=NOW)
    for _ in range(LIMITS["person_and_address"].count + 3):
        check(someone, "000000", address=ELSEWHERE)
    assert check(someone, code_at(secret, NOW)) == Means.APP


def test_wrong_codes_of_one_person_do_not_lock_another_out() -> None:
    mine, theirs = person(), person()
    with_app(mine, now=NOW)
    secret, _codes = with_app(theirs, now=NOW)
    for _ in range(LIMITS["person_and_address"].count):
        check(mine, "000000")
    assert check(theirs, code_at(secret, NOW)) == Means.APP


def test_many_addresses_together_are_slowed_down() -> None:
    someone = person()
    secret, _codes = with_app(someone, now=NOW)
    for number in range(LIMITS["person"].count):
        assert check(someone, "000000", address=f"192.0.2.{number}") == WrongCode()
    assert isinstance(check(someone, code_at(secret, NOW), address=ELSEWHERE), TooManyFailures)


def test_who_stole_the_password_cannot_keep_the_owner_out() -> None:
    someone = person()
    _secret, codes = with_app(someone, now=NOW)
    for number in range(LIMITS["person"].count):
        check(someone, "000000", address=f"192.0.2.{number}")
    assert check(someone, codes[0], address=ELSEWHERE) == Means.RECOVERY_CODE


def test_the_person_is_told_once_that_somebody_who_has_the_password_tries_codes() -> None:
    someone = person()
    with_app(someone, now=NOW)
    for number in range(ALARM + 3):
        check(someone, "000000", address=f"192.0.2.{number}")
    assert mails_to(someone).count("Quelqu’un essaie d’entrer dans votre compte") == 1
    assert events(someone).count("wrong_codes") == 1


def test_failures_tell_neither_whom_nor_where() -> None:
    someone = person()
    with_app(someone, now=NOW)
    check(someone, "000000")
    keys = list(Attempt.objects.values_list("key", flat=True))
    assert len(keys) == len(LIMITS) + 1  # the last one counts towards the alarm
    assert not any(str(someone.pk) in key or HERE in key for key in keys)
