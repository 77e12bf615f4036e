"""Passkeys: made known, used as second proof, used alone, removed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from poincon.jobs.worker import run_all
from poincon.journal.models import Act
from poincon.people.authentication import passkeys
from poincon.people.authentication.second_factor import MOST_PASSKEYS
from poincon.people.enums import Role
from poincon.people.models import Passkey, Person, RecoveryCode
from tests.people.authenticator import Authenticator
from tests.people.ceremonies import KNOWN, enrol, send, use, with_passkey
from tests.people.makers import person
from tests.people.proofs import give_password, make_older, who
from tests.platform_fixtures import NOW

pytestmark = pytest.mark.django_db


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
