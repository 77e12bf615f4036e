"""The second proof: who must give it, its page, adding and removing what gives it, losing everything."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from poincon.journal.models import Act
from poincon.people.authentication.second_factor import LIMITS, has_second_factor, must_prove_twice, reset
from poincon.people.enums import OFFICIAL_ROLES, REGIONAL_ROLES, STRUCTURE_ROLES, Role
from poincon.people.models import Person, SignedInSession
from tests.people.mails import mails_to
from tests.people.makers import PASSWORD, give, organisation, person
from tests.people.proofs import code_at, events, give_code, give_password, make_older, who, with_app
from tests.platform_fixtures import NOW

pytestmark = pytest.mark.django_db


# --- who must -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("setting", "roles"), [("officials", OFFICIAL_ROLES), ("everybody", set(Role)), ("optional", ())]
)
def test_who_must_prove_twice_is_a_setting(settings: Any, setting: str, roles: Any) -> None:
    settings.SECOND_FACTOR = setting
    mine = organisation()
    scopes: dict[Role, Any] = {
        Role.STRUCTURE_EDITOR: mine,
        Role.STRUCTURE_HEAD: mine,
        Role.REGIONAL_OFFICER: "53",
        Role.COMMITTEE_MEMBER: "53",
    }
    must = {role for role in Role if must_prove_twice(person((role, scopes.get(role))), NOW.date())}
    assert must == set(roles)


def test_officials_without_a_second_factor_reach_nothing_but_its_setting_up(client: Client, settings: Any) -> None:
    settings.SECOND_FACTOR = "officials"
    give_password(client, person((Role.REGIONAL_OFFICER, "53")))
    for address in ("/", "/accueil/", "/region/", "/compte/", "/compte/connexions/", "/compte/mot-de-passe/"):
        assert client.get(address)["Location"] == "/compte/preuves/", address
    assert client.post("/compte/connexions/fermer/")["Location"] == "/compte/preuves/"
    assert client.get("/compte/", headers={"Accept": "application/json"}).status_code == 401
    for address in ("/compte/preuves/", "/compte/preuves/application/", "/compte/preuves/cles/", "/healthz"):
        assert client.get(address).status_code == 200, address
    assert client.post("/langue/", {"language": "en"})["Location"] == "/"
    assert client.post("/deconnexion/")["Location"] == "/"


def test_people_of_a_structure_go_to_work_without_a_second_factor(client: Client, settings: Any) -> None:
    settings.SECOND_FACTOR = "officials"
    assert give_password(client, person((Role.STRUCTURE_HEAD, organisation())))["Location"] == "/accueil/"
    assert client.get("/").status_code == 200


def test_an_official_sets_an_application_up_and_goes_to_work(client: Client, settings: Any) -> None:
    settings.SECOND_FACTOR = "officials"
    someone = person((Role.MINISTRY, None))
    give_password(client, someone)
    page = client.get("/compte/preuves/application/")
    key = client.session.session_key
    response = client.post(
        "/compte/preuves/application/", {"code": code_at(page.context["secret"].replace(" ", ""), timezone.now())}
    )
    assert response["Location"] == "/compte/preuves/codes/"
    assert client.session.session_key != key
    shown = client.get("/compte/preuves/codes/")
    assert len(shown.context["codes"]) == 10
    assert client.get("/compte/preuves/codes/").context["codes"] == shown.context["codes"]
    assert client.post("/compte/preuves/codes/", {"notes": "oui"})["Location"] == "/compte/preuves/"
    assert client.get("/compte/preuves/codes/").context["codes"] == []
    assert client.get("/").status_code == 200
    assert events(someone)[-5:] == [
        "signed_in", "second_factor_added", "account_mail_queued", "recovery_codes_made", "proved_again",
    ]  # fmt: skip
    assert "Une application d’authentification ouvre votre compte" in mails_to(someone)


def test_a_role_given_during_a_session_asks_for_the_second_proof_at_once(client: Client, settings: Any) -> None:
    settings.SECOND_FACTOR = "officials"
    someone = person()
    give_password(client, someone)
    assert client.get("/").status_code == 200
    give(someone, Role.MINISTRY)
    assert client.get("/")["Location"] == "/compte/preuves/"
    secret, _codes = with_app(someone)
    assert client.get("/")["Location"] == "/connexion/deuxieme-preuve/"
    assert give_code(client, code_at(secret, timezone.now())).status_code == 302
    assert client.get("/").status_code == 200


# --- the page of the second proof -----------------------------------------------------------------------------------


def test_until_the_second_proof_nobody_is_signed_in(client: Client) -> None:
    someone = person()
    secret, _codes = with_app(someone)
    first = give_password(client, someone, next="/compte/")
    assert first["Location"] == "/connexion/deuxieme-preuve/"
    assert who(client) is None
    assert client.get("/compte/")["Location"] == "/connexion/?next=%2Fcompte%2F"
    key = client.session.session_key
    assert give_code(client, code_at(secret, timezone.now()))["Location"] == "/compte/"
    assert who(client) == someone
    assert client.session.session_key != key
    assert "proving" not in client.session
    assert Act.objects.filter(event="signed_in").get().details["strong"] is True


@pytest.mark.parametrize("means", ["app", "recovery"])
def test_a_code_copied_with_what_nobody_sees_is_that_code(client: Client, means: str) -> None:
    someone = person()
    secret, codes = with_app(someone)
    give_password(client, someone)
    code = code_at(secret, timezone.now()) if means == "app" else codes[0]
    assert give_code(client, f"\u200b{code[:3]}\u2009{code[3:]}\ufeff").status_code == 302
    assert who(client) == someone


def test_each_step_of_proof_has_a_key_of_its_own(client: Client) -> None:
    someone = person()
    secret, _codes = with_app(someone)
    client.post("/connexion/cle/demande/", "{}", content_type="application/json")
    keys = [client.session.session_key]
    give_password(client, someone)
    keys.append(client.session.session_key)
    give_code(client, code_at(secret, timezone.now()))
    keys.append(client.session.session_key)
    make_older(client, timedelta(minutes=11))
    client.post("/compte/confirmer/", {"password": PASSWORD})
    keys.append(client.session.session_key)
    assert len(set(keys)) == 4
    assert SignedInSession.objects.get(person=someone).session_key == keys[-1]
    assert list(Session.objects.values_list("session_key", flat=True)) == keys[-1:]


def test_a_wrong_code_is_told_and_the_right_one_then_opens(client: Client) -> None:
    someone = person()
    secret, _codes = with_app(someone)
    give_password(client, someone)
    wrong = give_code(client, "000 000")
    assert wrong.status_code == 422
    page = wrong.content.decode()
    assert 'href="#id_code"' in page
    assert 'aria-invalid="true"' in page
    assert give_code(client, "").status_code == 422
    assert give_code(client, code_at(secret, timezone.now())).status_code == 302


def test_wrong_codes_lock_the_page_for_a_while(client: Client) -> None:
    someone = person()
    secret, _codes = with_app(someone)
    give_password(client, someone)
    for _ in range(LIMITS["person_and_address"].count):
        give_code(client, "000000")
    locked = give_code(client, code_at(secret, timezone.now()))
    assert "essais ont échoué" in locked.content.decode()
    assert who(client) is None


def test_a_recovery_code_opens_too(client: Client) -> None:
    someone = person()
    _secret, codes = with_app(someone)
    give_password(client, someone)
    assert give_code(client, codes[0]).status_code == 302
    assert who(client) == someone


@pytest.mark.parametrize("meanwhile", ["late", "closed", "password"])
def test_the_first_proof_does_not_wait_for_ever(client: Client, meanwhile: str) -> None:
    someone = person()
    secret, _codes = with_app(someone)
    give_password(client, someone)
    if meanwhile == "late":
        session = client.session
        session["proving"] = {**session["proving"], "at": (timezone.now() - timedelta(minutes=10)).isoformat()}
        session.save()
    elif meanwhile == "closed":
        Person.objects.filter(pk=someone.pk).update(is_active=False)
    else:
        someone.set_password("un tout autre mot de passe")
        someone.save()
    assert give_code(client, code_at(secret, timezone.now()))["Location"] == "/connexion/"
    assert who(client) is None


def test_a_stranger_at_the_page_of_the_second_proof_is_led_to_sign_in(client: Client) -> None:
    assert client.get("/connexion/deuxieme-preuve/")["Location"] == "/connexion/"
    assert give_code(client, "123456")["Location"] == "/connexion/"


def test_signing_in_as_somebody_else_leaves_no_trace_of_the_first(client: Client) -> None:
    first, second = person(), person()
    with_app(second)
    give_password(client, first)
    give_password(client, second)
    assert who(client) is None
    assert not SignedInSession.objects.filter(person=first).exists()


# --- changing proofs ------------------------------------------------------------------------------------------------


CHANGES = (
    "/compte/preuves/application/",
    "/compte/preuves/application/retirer/",
    "/compte/preuves/cles/",
    "/compte/preuves/codes/",
    "/compte/mot-de-passe/",
)


@pytest.mark.parametrize("address", CHANGES)
def test_changing_proofs_asks_who_signed_in_a_while_ago_to_prove_it_again(client: Client, address: str) -> None:
    someone = person()
    give_password(client, someone)
    make_older(client, timedelta(minutes=10))
    for response in (client.get(address), client.post(address, {"code": "000000", "notes": "oui"})):
        assert response["Location"] == f"/compte/confirmer/?next={address.replace('/', '%2F')}"
    assert client.post("/compte/confirmer/", {"password": "faux", "next": address}).status_code == 422
    again = client.post("/compte/confirmer/", {"password": PASSWORD, "next": address})
    assert again["Location"] == address
    assert client.get(address).status_code in {200, 302}
    assert "confirmer" not in client.get(address).get("Location", "")


def test_a_script_is_told_where_to_prove_it_again(client: Client) -> None:
    give_password(client, person())
    make_older(client, timedelta(minutes=11))
    response = client.post("/compte/preuves/cles/demande/", "{}", content_type="application/json")
    assert response.status_code == 403
    assert response.json()["next"] == "/compte/confirmer/?next=%2Fcompte%2Fpreuves%2F"


def test_a_code_proves_it_again_as_well(client: Client) -> None:
    someone = person()
    _secret, codes = with_app(someone)
    give_password(client, someone)
    give_code(client, codes[0])
    make_older(client, timedelta(minutes=11))
    assert client.get("/compte/confirmer/").context["way"] == "password"
    wrong = client.post("/compte/confirmer/", {"par": "code", "code": codes[0]})
    assert (wrong.status_code, wrong.context["way"]) == (422, "code")
    assert client.post("/compte/confirmer/", {"par": "code", "code": codes[1]})["Location"] == "/compte/"


def test_a_password_alone_never_takes_a_factor_away(client: Client) -> None:
    someone = person()
    give_password(client, someone)
    secret, _codes = with_app(someone)
    for address in CHANGES:
        assert client.get(address)["Location"].startswith("/connexion/deuxieme-preuve/?next=")
    assert client.post("/compte/preuves/application/retirer/").status_code == 302
    assert has_second_factor(someone)
    give_code(client, code_at(secret, timezone.now()))
    assert client.post("/compte/preuves/application/retirer/")["Location"] == "/compte/preuves/"
    assert not has_second_factor(someone)


def test_an_official_who_removes_their_last_factor_sets_another_up_first(client: Client, settings: Any) -> None:
    settings.SECOND_FACTOR = "officials"
    someone = person((Role.MINISTRY, None))
    secret, _codes = with_app(someone)
    give_password(client, someone)
    give_code(client, code_at(secret, timezone.now()))
    assert "vous devrez en ajouter une autre" in client.get("/compte/preuves/application/retirer/").content.decode()
    client.post("/compte/preuves/application/retirer/")
    assert client.get("/")["Location"] == "/compte/preuves/"


def test_a_wrong_first_code_keeps_the_same_picture(client: Client) -> None:
    give_password(client, person())
    page = client.get("/compte/preuves/application/")
    wrong = client.post("/compte/preuves/application/", {"code": "000000"})
    assert wrong.status_code == 422
    assert wrong.context["secret"] == page.context["secret"]


def test_the_picture_is_an_image_of_its_own_for_the_one_who_sets_up(client: Client) -> None:
    give_password(client, person())
    assert client.get("/compte/preuves/application/image.svg").status_code == 404
    client.get("/compte/preuves/application/")
    picture = client.get("/compte/preuves/application/image.svg")
    assert picture["Content-Type"] == "image/svg+xml"
    assert picture["Cache-Control"] == "private, no-store"
    assert ET.fromstring(picture.content).tag.endswith("svg")  # noqa: S314 - our own drawing


def test_the_secret_waits_in_the_session_encrypted(client: Client) -> None:
    give_password(client, person())
    secret = client.get("/compte/preuves/application/").context["secret"].replace(" ", "")
    assert secret not in str(dict(client.session))


def test_the_demonstration_says_what_a_real_installation_asks(client: Client, settings: Any) -> None:
    settings.DEMO = True
    give_password(client, person())
    assert "Dans une installation réelle" in client.get("/compte/preuves/").content.decode()


# --- somebody lost everything ---------------------------------------------------------------------------------------


def test_an_administrator_resets_the_proofs_of_who_lost_everything(client: Client, capsys: Any) -> None:
    someone = person()
    secret, _codes = with_app(someone)
    give_password(client, someone)
    give_code(client, code_at(secret, timezone.now()))
    call_command("reset_second_factor", "--email", someone.email.upper())
    assert someone.email in capsys.readouterr().out
    assert not has_second_factor(someone)
    assert who(client) is None
    assert "Les preuves d’identité de votre compte ont été remises à zéro" in mails_to(someone)


def test_who_administers_resets_from_the_page_of_the_person(client: Client) -> None:
    administrator, someone = person((Role.ADMINISTRATOR, None)), person()
    with_app(someone)
    address = f"/administration/personnes/{someone.pk}/preuves/"
    give_password(client, administrator)
    assert address in client.get(f"/administration/personnes/{someone.pk}/").content.decode()
    assert "de vive voix" in client.get(address).content.decode()
    assert has_second_factor(someone)
    make_older(client, timedelta(minutes=11))
    assert client.post(address)["Location"].startswith("/compte/confirmer/")
    client.post("/compte/confirmer/", {"password": PASSWORD})
    assert client.post(address)["Location"] == f"/administration/personnes/{someone.pk}/"
    assert not has_second_factor(someone)
    assert Act.objects.get(event="second_factor_reset").actor == str(administrator.pk)


def test_nobody_resets_their_own_proofs_from_there(client: Client) -> None:
    administrator = person((Role.ADMINISTRATOR, None))
    give_password(client, administrator)
    refused = client.post(f"/administration/personnes/{administrator.pk}/preuves/")
    assert refused.status_code == 403
    assert "depuis votre compte" in refused.content.decode()


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_nobody_else_resets_the_proofs_of_anybody(client: Client, role: Role) -> None:
    scope: Any = organisation() if role in STRUCTURE_ROLES else "53" if role in REGIONAL_ROLES else None
    mine, someone = person((role, scope)), person()
    with_app(someone)
    give_password(client, mine)
    address = f"/administration/personnes/{someone.pk}/preuves/"
    assert (client.get(address).status_code, client.post(address).status_code) == (404, 404)
    with pytest.raises(PermissionDenied):
        reset(mine, someone, now=NOW)
    assert has_second_factor(someone)


def test_resetting_an_unknown_address_says_so() -> None:
    with pytest.raises(SystemExit) as ended:
        call_command("reset_second_factor", "--email", "personne@ailleurs.example")
    assert ended.value.code == 2


def test_acts_about_proofs_hold_no_personal_data(client: Client) -> None:
    someone = person()
    secret, _codes = with_app(someone)
    give_password(client, someone)
    give_code(client, code_at(secret, timezone.now()))
    reset(None, someone, now=timezone.now())
    details = str([act.details for act in Act.objects.filter(subject_id=str(someone.pk))])
    assert not any(word in details for word in (someone.email, someone.full_name, "127.0.0.1", secret))
