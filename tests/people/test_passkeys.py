"""Passkeys: made known, used as second proof, used alone; what a device or a browser may not pretend."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from fido2.utils import websafe_decode, websafe_encode
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from poincon.jobs.worker import run_all
from poincon.journal.models import Act
from poincon.people.authentication import passkeys
from poincon.people.authentication.second_factor import MOST_PASSKEYS
from poincon.people.enums import Role
from poincon.people.models import Passkey, Person, RecoveryCode
from tests.people.authenticator import Authenticator
from tests.people.makers import person
from tests.people.proofs import give_password, make_older, who
from tests.platform_fixtures import NOW

pytestmark = pytest.mark.django_db


def send(client: Client, address: str, sent: object) -> Any:
    return client.post(
        address, json.dumps(sent), content_type="application/json", headers={"Accept": "application/json"}
    )


def enrol(client: Client, device: Authenticator, name: str = "téléphone") -> Any:
    """In a session that is open and fresh."""
    options = send(client, "/compte/preuves/cles/demande/", {}).json()
    return send(client, "/compte/preuves/cles/", {"name": name, "credential": device.make(options)})


def use(client: Client, device: Authenticator, *, purpose: str = "sign_in", following: str = "", **how: Any) -> Any:
    options = send(client, "/connexion/cle/demande/", {"purpose": purpose})
    if options.status_code != 200:
        return options
    credential = device.use(options.json(), **how)
    return send(client, "/connexion/cle/", {"credential": credential, "next": following})


def with_passkey(device: Authenticator, *roles: Any) -> Person:
    """Somebody who made that device known a while ago, in another browser."""
    someone, browser = person(*roles), Client()
    give_password(browser, someone)
    assert enrol(browser, device).status_code == 200
    return someone


# --- making one known -----------------------------------------------------------------------------------------------


def test_a_passkey_is_made_known_under_its_name_and_told_by_mail(client: Client) -> None:
    someone, device = person(), Authenticator()
    give_password(client, someone)
    key = client.session.session_key
    response = enrol(client, device, " Clé du bureau ")
    assert response.json() == {"next": "/compte/preuves/codes/"}
    passkey = Passkey.objects.get(person=someone)
    assert (passkey.name, passkey.sign_count) == ("Clé du bureau", 0)
    assert client.session.session_key != key
    assert RecoveryCode.objects.filter(person=someone).count() == 10
    assert "Clé du bureau" in client.get("/compte/preuves/").content.decode()
    run_all(timezone.now())
    assert [message.subject for message in mail.outbox] == ["Une clé d’accès ouvre votre compte"]
    details = Act.objects.get(subject_id=str(someone.pk), event="second_factor_added").details
    assert details == {"kind": "passkey", "passkey": str(passkey.pk)}


def test_the_device_is_told_which_passkeys_it_may_already_hold(client: Client) -> None:
    device = Authenticator()
    give_password(client, person())
    enrol(client, device)
    options = send(client, "/compte/preuves/cles/demande/", {}).json()["publicKey"]
    assert [each["id"] for each in options["excludeCredentials"]] == [Passkey.objects.get().credential_id]
    assert options["rp"]["id"] == "localhost"
    assert options["authenticatorSelection"]["userVerification"] == "preferred"
    assert options["authenticatorSelection"]["residentKey"] == "preferred"
    assert options["attestation"] == "none"


def test_the_same_passkey_is_not_made_known_twice_even_by_somebody_else(client: Client) -> None:
    device = Authenticator()
    with_passkey(device)
    give_password(client, person())
    assert enrol(client, device).status_code == 422
    assert Passkey.objects.count() == 1


def test_the_database_holds_an_identifier_once() -> None:
    values: dict[str, Any] = {"credential_id": "abc", "credential": b"x", "added_at": NOW, "name": "clé"}
    Passkey.objects.create(person=person(), **values)
    for wrong in (values, values | {"credential_id": ""}, values | {"credential_id": "d", "name": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Passkey.objects.create(person=person(), **wrong)


@pytest.mark.parametrize(
    "lie", [{"origin": "http://ailleurs.example"}, {"origin": "http://localhost:9999"}, {"host": "ailleurs.example"}]
)
def test_a_passkey_made_elsewhere_is_refused(client: Client, lie: dict[str, str]) -> None:
    give_password(client, person())
    assert enrol(client, Authenticator(**lie)).status_code == 422  # type: ignore[arg-type]
    assert not Passkey.objects.exists()


def test_a_challenge_serves_once(client: Client) -> None:
    device = Authenticator()
    give_password(client, person())
    options = send(client, "/compte/preuves/cles/demande/", {}).json()
    sent = {"name": "clé", "credential": device.make(options)}
    assert send(client, "/compte/preuves/cles/", sent).status_code == 200
    Passkey.objects.all().delete()
    again = send(client, "/compte/preuves/cles/", sent)
    assert (again.status_code, Passkey.objects.count()) == (422, 0)
    assert "trop ancienne" in again.json()["message"]


@pytest.mark.parametrize("identifier", ["\ud800", "\0", "é", "a b", "a+/=", "x" * 1_401, 4, None])
def test_an_identifier_that_no_device_gives_is_refused(client: Client, identifier: object) -> None:
    assert send(client, "/connexion/cle/demande/", {"purpose": "sign_in"}).status_code == 200
    answer = send(client, "/connexion/cle/", {"credential": {"rawId": identifier, "id": identifier}})
    assert answer.status_code == 422


def test_a_name_that_no_database_keeps_is_refused(client: Client) -> None:
    give_password(client, person())
    assert enrol(client, Authenticator(), "cl\ud800").status_code == 422
    assert not Passkey.objects.exists()


@pytest.mark.parametrize("name", ["", "   ", "x" * 81, None, 4])
def test_a_passkey_needs_a_name(client: Client, name: object) -> None:
    device = Authenticator()
    give_password(client, person())
    options = send(client, "/compte/preuves/cles/demande/", {}).json()
    response = send(client, "/compte/preuves/cles/", {"name": name, "credential": device.make(options)})
    assert response.status_code == (200 if name == 4 else 422)
    assert Passkey.objects.exists() is (name == 4)


def test_there_is_an_end_to_how_many(client: Client) -> None:
    someone = person()
    give_password(client, someone)
    for number in range(MOST_PASSKEYS):
        Passkey.objects.create(
            person=someone, name=f"{number}", credential_id=f"{number}", credential=KNOWN.credential, added_at=NOW
        )
    session = client.session
    session["proof"] = {**session["proof"], "strong": True}
    session.save()
    assert enrol(client, Authenticator()).status_code == 422


def test_without_javascript_the_page_says_what_does_without(client: Client) -> None:
    give_password(client, person())
    sent = client.post("/compte/preuves/cles/", {"name": "téléphone"})
    assert sent.status_code == 422
    page = sent.content.decode()
    assert "demande JavaScript" in page
    assert 'value="téléphone"' in page


# --- as the second proof --------------------------------------------------------------------------------------------


def test_a_passkey_is_the_second_proof(client: Client) -> None:
    device = Authenticator()
    someone = with_passkey(device)
    assert give_password(client, someone, next="/compte/")["Location"] == "/connexion/deuxieme-preuve/"
    key = client.session.session_key
    assert use(client, device, purpose="second", with_handle=False).json() == {"next": "/compte/"}
    assert who(client) == someone
    assert client.session.session_key != key
    assert Passkey.objects.get().sign_count == 1
    signed_in = Act.objects.filter(event="signed_in", subject_id=str(someone.pk)).latest("sequence")
    assert (signed_in.details["by"], signed_in.details["strong"]) == ("passkey", True)


def test_a_device_that_checks_nobody_is_enough_after_a_password(client: Client) -> None:
    device = Authenticator(verifies=False)
    someone = with_passkey(device)
    give_password(client, someone)
    assert use(client, device, purpose="second").status_code == 200


def test_the_passkey_of_somebody_else_is_no_second_proof(client: Client) -> None:
    mine, theirs = Authenticator(), Authenticator()
    someone = with_passkey(mine)
    with_passkey(theirs)
    give_password(client, someone)
    assert use(client, theirs, purpose="second").status_code == 422
    assert who(client) is None
    assert set(Passkey.objects.values_list("sign_count", flat=True)) == {0}


def test_a_passkey_proves_it_again_before_proofs_are_changed(client: Client) -> None:
    device = Authenticator()
    with_passkey(device)
    use(client, device)
    make_older(client, timedelta(minutes=11))
    assert client.get("/compte/preuves/cles/").status_code == 302
    assert (
        use(client, device, purpose="second", following="/compte/preuves/cles/").json()["next"]
        == "/compte/preuves/cles/"
    )
    assert client.get("/compte/preuves/cles/").status_code == 200


def test_who_has_no_passkey_is_told_so(client: Client) -> None:
    give_password(client, person())
    response = use(client, Authenticator(), purpose="second")
    assert response.status_code == 409
    assert "Aucune clé" in response.json()["message"]


@pytest.mark.parametrize(
    ("base", "origin"),
    [
        ("https://Poincon.example", "https://poincon.example"),
        ("https://poincon.example:443", "https://poincon.example"),
        ("https://poincon.example:8443", "https://poincon.example:8443"),
        ("http://localhost:80", "http://localhost"),
    ],
)
def test_our_origin_is_written_as_browsers_write_it(settings: Any, base: str, origin: str) -> None:
    settings.BASE_URL = base
    device = Authenticator(origin=origin, host=urlsplit(origin).hostname or "")
    options, state = passkeys.begin_registration(Person(email="a@essai.example", full_name="A"), [])
    assert passkeys.complete_registration(state, device.make(options)).credential_id


# --- alone ----------------------------------------------------------------------------------------------------------


def test_a_passkey_alone_signs_in_and_counts_for_both_proofs(client: Client, settings: Any) -> None:
    device = Authenticator()
    someone = with_passkey(device, (Role.MINISTRY, None))
    settings.SECOND_FACTOR = "officials"
    assert use(client, device, following="/compte/").json() == {"next": "/compte/"}
    assert who(client) == someone
    assert client.get("/compte/").status_code == 200


def test_any_device_may_answer_when_nobody_is_named(client: Client) -> None:
    options = send(client, "/connexion/cle/demande/", {"purpose": "sign_in"}).json()["publicKey"]
    assert "allowCredentials" not in options
    assert options["userVerification"] == "required"


def test_a_device_that_checked_nobody_does_not_sign_in_alone(client: Client) -> None:
    device = Authenticator()
    with_passkey(device)
    device.verifies = False
    assert use(client, device).status_code == 422
    assert who(client) is None


def test_a_passkey_that_nobody_made_known_is_refused(client: Client) -> None:
    response = use(client, Authenticator())
    assert response.status_code == 422
    assert "n’est pas reconnue" in response.json()["message"]


def test_a_passkey_of_a_closed_account_is_refused(client: Client) -> None:
    device = Authenticator()
    someone = with_passkey(device)
    Person.objects.filter(pk=someone.pk).update(is_active=False)
    assert use(client, device).json()["message"] == "Ce compte est fermé."
    assert who(client) is None


@pytest.mark.parametrize("elsewhere", ["https://ailleurs.example/", "//ailleurs.example/", "javascript:alert(1)", ""])
def test_signing_in_never_leads_to_another_site(client: Client, elsewhere: str) -> None:
    device = Authenticator()
    with_passkey(device)
    assert use(client, device, following=elsewhere).json() == {"next": "/accueil/"}


def test_signing_in_alone_ends_what_another_person_had_begun(client: Client) -> None:
    device = Authenticator()
    someone, other = with_passkey(device), person()
    give_password(client, other)
    use(client, device)
    assert who(client) == someone
    assert not other.signed_in_sessions.exists()


# --- what may not be pretended --------------------------------------------------------------------------------------


def test_a_count_that_goes_back_betrays_a_copy(client: Client) -> None:
    device = Authenticator()
    someone = with_passkey(device)
    device.count = 5
    assert use(client, device).status_code == 200
    client.post("/deconnexion/")
    for stale in (3, 5):  # the next signature counts one more: 4, then 6, which served
        device.count = stale
        assert use(client, device).status_code == 422
    assert who(client) is None
    assert Passkey.objects.get(person=someone).sign_count == 6
    assert use(client, device).status_code == 200


def test_a_device_that_does_not_count_may_stay_at_zero(client: Client) -> None:
    device = Authenticator(counts=False)
    with_passkey(device)
    for _ in range(2):
        assert use(client, device).status_code == 200
        client.post("/deconnexion/")


@pytest.mark.parametrize("lie", ["origin", "host", "key", "handle"])
def test_what_another_site_or_device_signed_is_refused(client: Client, lie: str) -> None:
    device = Authenticator()
    with_passkey(device)
    stranger = Authenticator()
    changes: dict[str, Any] = {
        "origin": "http://localhost:9999", "host": "ailleurs.example", "key": stranger.key, "handle": b"somebody else",
    }  # fmt: skip
    setattr(device, lie, changes[lie])
    assert use(client, device).status_code == 422
    assert who(client) is None
    assert Passkey.objects.get().sign_count == 0


def test_an_answer_to_another_challenge_is_refused(client: Client) -> None:
    device = Authenticator()
    with_passkey(device)
    old = send(client, "/connexion/cle/demande/", {"purpose": "sign_in"}).json()
    send(client, "/connexion/cle/demande/", {"purpose": "sign_in"})
    assert send(client, "/connexion/cle/", {"credential": device.use(old)}).status_code == 422


def test_an_answer_serves_once_and_not_for_ever(client: Client) -> None:
    device = Authenticator(counts=False)
    with_passkey(device)
    credential = device.use(send(client, "/connexion/cle/demande/", {"purpose": "sign_in"}).json())
    session = client.session
    session["ceremony"] = {**session["ceremony"], "at": (timezone.now() - timedelta(minutes=10)).isoformat()}
    session.save()
    assert send(client, "/connexion/cle/", {"credential": credential}).status_code == 422
    credential = device.use(send(client, "/connexion/cle/demande/", {"purpose": "sign_in"}).json())
    assert send(client, "/connexion/cle/", {"credential": credential}).status_code == 200
    client.post("/deconnexion/")
    assert send(client, "/connexion/cle/", {"credential": credential}).status_code == 422


def test_a_challenge_to_make_a_passkey_proves_nothing(client: Client) -> None:
    device = Authenticator()
    someone = with_passkey(device)
    use(client, device)
    options = send(client, "/compte/preuves/cles/demande/", {}).json()
    assert send(client, "/connexion/cle/", {"credential": device.use(options)}).status_code == 422
    assert Passkey.objects.get(person=someone).sign_count == 1


def test_a_challenge_to_sign_in_makes_no_passkey_known(client: Client) -> None:
    device = Authenticator()
    someone = person()
    give_password(client, someone)
    options = send(client, "/connexion/cle/demande/", {"purpose": "sign_in"}).json()
    options["publicKey"]["user"] = {"id": ""}
    assert send(client, "/compte/preuves/cles/", {"name": "clé", "credential": device.make(options)}).status_code == 422


@pytest.mark.parametrize(
    "body", ["", "[]", "null", "{", '{"credential": []}', "[" * 100_000, '{"credential": {"rawId": 4}}']
)
def test_what_is_no_answer_is_refused_in_words(client: Client, body: str) -> None:
    send(client, "/connexion/cle/demande/", {"purpose": "sign_in"})
    response = client.post("/connexion/cle/", body, content_type="application/json")
    assert response.status_code == 422
    assert response.json()["message"]


CHANGES = st.lists(st.tuples(st.integers(0, 400), st.integers(0, 255), st.booleans()), min_size=1, max_size=6)


def altered(encoded: str, changes: list[tuple[int, int, bool]]) -> str:
    """Some bytes replaced, or taken away."""
    content = bytearray(websafe_decode(encoded))
    for place, value, removal in changes:
        if removal and len(content) > 1:
            del content[place % len(content)]
        else:
            content[place % len(content)] = value
    return websafe_encode(bytes(content))


@settings(max_examples=150)
@given(field=st.sampled_from(["clientDataJSON", "attestationObject"]), changes=CHANGES)
def test_no_device_however_strange_breaks_what_makes_a_passkey_known(field: str, changes: Any) -> None:
    """What is accepted may hold a key that will never sign; what is not is refused in one way."""
    options, state = passkeys.begin_registration(Person(email="a@essai.example", full_name="A"), [])
    credential = DEVICE.make(options)
    credential["response"][field] = altered(credential["response"][field], changes)
    with suppress(passkeys.UnprovenCredential):
        assert passkeys.complete_registration(state, credential).credential_id


@settings(max_examples=150)
@given(field=st.sampled_from(["clientDataJSON", "authenticatorData", "signature"]), changes=CHANGES)
def test_no_signature_that_was_touched_proves_anything(field: str, changes: Any) -> None:
    options, state = passkeys.begin_assertion(None)
    used = DEVICE.use(options, with_handle=False)
    before = used["response"][field]
    used["response"][field] = altered(before, changes)
    assume(used["response"][field] != before)
    with pytest.raises(passkeys.UnprovenCredential):
        passkeys.complete_assertion(state, used, KNOWN)


@pytest.mark.parametrize(
    "deep", [b"\x81" * 100_000, b"\xa1\x00" * 50_000, b"\xc0" * 50_000, b"\xbf", b"\x5b" + b"\xff" * 8]
)
def test_a_hostile_nest_of_cbor_is_refused(deep: bytes) -> None:
    options, state = passkeys.begin_registration(Person(email="a@essai.example", full_name="A"), [])
    credential = DEVICE.make(options)
    credential["response"]["attestationObject"] = websafe_encode(deep)
    with pytest.raises(passkeys.UnprovenCredential):
        passkeys.complete_registration(state, credential)


DEVICE = Authenticator()
_OPTIONS, _STATE = passkeys.begin_registration(Person(email="a@essai.example", full_name="A"), [])
KNOWN = Passkey(
    person=Person(),
    credential_id="a",
    credential=passkeys.complete_registration(_STATE, DEVICE.make(_OPTIONS)).credential,
)


# --- removing -------------------------------------------------------------------------------------------------------


def test_a_passkey_is_removed_by_its_owner_only(client: Client) -> None:
    mine, theirs = Authenticator(), Authenticator()
    someone = with_passkey(mine)
    with_passkey(theirs)
    use(client, mine)
    own, other = Passkey.objects.get(person=someone), Passkey.objects.exclude(person=someone).get()
    assert client.get(f"/compte/preuves/cles/{other.pk}/retirer/").status_code == 404
    assert client.post(f"/compte/preuves/cles/{other.pk}/retirer/").status_code == 404
    assert "téléphone" in client.get(f"/compte/preuves/cles/{own.pk}/retirer/").content.decode()
    assert client.post(f"/compte/preuves/cles/{own.pk}/retirer/")["Location"] == "/compte/preuves/"
    assert list(Passkey.objects.all()) == [other]
    client.post("/deconnexion/")
    assert use(client, mine).status_code == 422
