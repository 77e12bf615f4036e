"""What a device, a browser or another site may not pretend: counts, origins, challenges, signatures."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from fido2.utils import websafe_decode, websafe_encode
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from poincon.people.authentication import passkeys
from poincon.people.models import Passkey, Person
from tests.people.authenticator import Authenticator
from tests.people.ceremonies import DEVICE, KNOWN, send, use, with_passkey
from tests.people.makers import person
from tests.people.proofs import give_password, who

pytestmark = pytest.mark.django_db


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
