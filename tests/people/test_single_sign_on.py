"""OpenID Connect, against a provider that really runs: who comes in, for how many proofs, and how they leave."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from poincon.jobs.worker import run_all
from poincon.journal.models import Act
from poincon.people.authentication.single_sign_on import Identity, Taken, person_of
from poincon.people.enums import Role
from poincon.people.models import ExternalIdentity, Person
from poincon.site.environment.single_sign_on import SingleSignOn
from tests.people.makers import organisation, person
from tests.people.oidc_journey import come_back, go_there, known, refused, sign_in
from tests.people.oidc_provider import CLIENT_ID, CLIENT_SECRET, Account, Provider, rsa_key
from tests.people.proofs import code_at, give_code, give_password, who, with_app
from tests.platform_fixtures import NOW

pytestmark = pytest.mark.django_db


# --- who comes in ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.STRUCTURE_HEAD, Role.MINISTRY])
def test_a_person_whose_address_the_provider_verified_comes_in_and_is_linked(
    client: Client, provider: Provider, role: Role
) -> None:
    scope = organisation() if role == Role.STRUCTURE_HEAD else None
    someone = known(provider, person((role, scope)))
    assert sign_in(client, "/compte/")["Location"] == "/compte/"
    assert who(client) == someone
    identity = ExternalIdentity.objects.get()
    assert (identity.person, identity.issuer, identity.subject) == (someone, provider.issuer, provider.account.subject)
    acts = Act.objects.filter(subject_id=str(someone.pk)).values_list("event", "details")
    assert ("identity_linked", {"issuer": provider.issuer}) in list(acts)
    run_all(timezone.now())
    assert [message.subject for message in mail.outbox] == ["Identité d’essai ouvre votre compte"]


def test_afterwards_the_subject_counts_and_no_longer_the_address(client: Client, provider: Provider) -> None:
    someone = known(provider, person())
    sign_in(client)
    client.post("/deconnexion/")
    provider.account.claims = {"email": "un.tout.autre@ailleurs.example", "email_verified": False}
    sign_in(client)
    assert who(client) == someone
    assert ExternalIdentity.objects.count() == 1


def test_the_request_holds_state_nonce_and_challenge_and_asks_for_the_levels(
    client: Client, provider: Provider, settings: Any
) -> None:
    settings.SINGLE_SIGN_ON = SingleSignOn(provider.issuer, CLIENT_ID, CLIENT_SECRET, "Identité", ("eidas2", "eidas3"))
    parameters = {name: values[0] for name, values in parse_qs(urlsplit(go_there(client)).query).items()}
    assert parameters["response_type"] == "code"
    assert parameters["scope"] == "openid email"
    assert parameters["redirect_uri"] == f"{settings.BASE_URL}/connexion/fournisseur/retour/"
    assert parameters["acr_values"] == "eidas2 eidas3"
    assert parameters["code_challenge_method"] == "S256"
    assert len(parameters["state"]) >= 32
    assert len(parameters["nonce"]) >= 32
    assert len({parameters["state"], parameters["nonce"], parameters["code_challenge"]}) == 3


@pytest.mark.parametrize("algorithm", ["RS256", "ES256"])
@pytest.mark.parametrize("in_body", [True, False])
def test_both_algorithms_and_both_ways_to_give_the_secret_are_known(
    client: Client, provider: Provider, algorithm: str, in_body: bool
) -> None:
    provider.algorithm, provider.secret_in_body = algorithm, in_body
    if algorithm == "ES256":
        provider.key = ec.generate_private_key(ec.SECP256R1())
    someone = known(provider, person())
    sign_in(client)
    assert who(client) == someone


def test_the_discovery_document_is_read_once(client: Client, provider: Provider) -> None:
    known(provider, person())
    for _ in range(2):
        sign_in(client)
        client.post("/deconnexion/")
    assert len(provider.asked("/.well-known/openid-configuration")) == 1


def test_a_key_that_the_provider_changes_is_found(client: Client, provider: Provider) -> None:
    someone = known(provider, person())
    sign_in(client)
    client.post("/deconnexion/")
    provider.key = rsa_key()
    sign_in(client)
    assert who(client) == someone


def test_the_sign_in_page_names_the_provider(client: Client, provider: Provider) -> None:
    assert "Se connecter avec Identité d’essai" in client.get("/connexion/").content.decode()


@pytest.mark.parametrize("elsewhere", ["https://ailleurs.example/", "//ailleurs.example/"])
def test_it_never_leads_to_another_site(client: Client, provider: Provider, elsewhere: str) -> None:
    known(provider, person())
    assert sign_in(client, elsewhere)["Location"] == "/accueil/"


def test_two_windows_opened_at_once_each_come_back_to_their_own_page(client: Client, provider: Provider) -> None:
    someone = known(provider, person())
    first, second = go_there(client, "/compte/"), go_there(client, "/messages/")
    assert come_back(client, first)["Location"] == "/compte/"
    assert come_back(client, second)["Location"] == "/messages/"
    assert who(client) == someone


def test_a_window_that_the_provider_refuses_still_knows_where_it_led(client: Client, provider: Provider) -> None:
    known(provider, person())
    first, _second = go_there(client, "/compte/"), go_there(client, "/messages/")
    state = parse_qs(urlsplit(first).query)["state"][0]
    page = client.get("/connexion/fournisseur/retour/", {"state": state, "error": "access_denied"})
    assert page.context["next"] == "/compte/"


# --- as a second proof ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("acr_set", "claims", "strong"),
    [
        ((), {}, False),
        ((), {"amr": ["pwd"]}, False),
        ((), {"amr": ["pwd", "mfa"]}, True),
        ((), {"amr": "mfa"}, False),
        ((), {"acr": "eidas2"}, False),
        (("eidas2",), {"acr": "eidas2"}, True),
        (("eidas2",), {"acr": "eidas1"}, False),
        (("eidas2",), {"acr": ["eidas2"]}, False),
        (("eidas2",), {}, False),
    ],
)
def test_it_stands_for_two_proofs_only_when_the_provider_says_so(
    client: Client, provider: Provider, settings: Any, acr_set: tuple[str, ...], claims: dict[str, Any], strong: bool
) -> None:
    settings.SECOND_FACTOR = "officials"
    settings.SINGLE_SIGN_ON = SingleSignOn(provider.issuer, CLIENT_ID, CLIENT_SECRET, "Identité", acr_set)
    known(provider, person((Role.MINISTRY, None)))
    provider.token = claims
    sign_in(client)
    assert client.get("/compte/").status_code == (200 if strong else 302)


def test_otherwise_the_second_factor_is_asked_as_after_a_password(client: Client, provider: Provider) -> None:
    someone = known(provider, person())
    secret, _codes = with_app(someone)
    assert sign_in(client, "/compte/")["Location"] == "/connexion/deuxieme-preuve/"
    assert who(client) is None
    assert give_code(client, code_at(secret, timezone.now()))["Location"] == "/compte/"
    assert who(client) == someone


def test_the_second_proof_of_two_windows_leads_each_to_its_own_page(client: Client, provider: Provider) -> None:
    someone = known(provider, person())
    secret, _codes = with_app(someone)
    pages = []
    for destination in ("/compte/", "/messages/"):
        sign_in(client, destination)
        pages.append(client.get("/connexion/deuxieme-preuve/").context["next"])
    assert pages == ["/compte/", "/messages/"]
    for destination in pages:
        sent = {"code": code_at(secret, timezone.now()), "next": destination}
        assert client.post("/connexion/deuxieme-preuve/", sent)["Location"] == destination
    assert who(client) == someone


def test_claims_of_the_user_info_never_stand_for_a_second_proof(
    client: Client, provider: Provider, settings: Any
) -> None:
    settings.SECOND_FACTOR = "officials"
    known(provider, person((Role.MINISTRY, None)), amr=["mfa"])
    sign_in(client)
    assert client.get("/compte/").status_code == 302


# --- who does not ---------------------------------------------------------------------------------------------------


def test_who_has_no_account_is_led_to_ask_for_one_and_none_is_made(client: Client, provider: Provider) -> None:
    provider.account = Account("sujet-2", {"email": "inconnue@ailleurs.example", "email_verified": True})
    response = sign_in(client)
    refused(response, client, "Vous n’avez pas encore de compte ici")
    assert response.context["refusal"].action.url == reverse("people:request_account")
    assert not Person.objects.exists()


@pytest.mark.parametrize("verified", [False, None, "true", 1])
def test_an_address_that_the_provider_did_not_verify_opens_nothing(
    client: Client, provider: Provider, verified: object
) -> None:
    someone = person()
    provider.account = Account("sujet-3", {"email": someone.email, "email_verified": verified})
    refused(sign_in(client), client, "pas encore de compte")
    assert not ExternalIdentity.objects.exists()


@pytest.mark.parametrize(("verified", "opens"), [(None, True), (False, False), (True, True)])
def test_a_provider_may_answer_for_every_address_by_setting(
    client: Client, provider: Provider, settings: Any, verified: bool | None, opens: bool
) -> None:
    settings.SINGLE_SIGN_ON = SingleSignOn(provider.issuer, CLIENT_ID, CLIENT_SECRET, "Id", email_verified=True)
    someone = person()
    provider.account = Account("sujet-4", {"email": someone.email.upper(), "email_verified": verified})
    sign_in(client)
    assert (who(client) == someone) is opens


@pytest.mark.parametrize("linked", [True, False])
def test_a_closed_account_stays_closed(client: Client, provider: Provider, linked: bool) -> None:
    someone = known(provider, person())
    if linked:
        sign_in(client)
        client.post("/deconnexion/")
    Person.objects.filter(pk=someone.pk).update(is_active=False)
    refused(sign_in(client), client, "Ce compte est fermé")


def test_an_address_given_anew_does_not_open_the_account_of_who_had_it_before(
    client: Client, provider: Provider
) -> None:
    known(provider, person())
    sign_in(client)
    client.post("/deconnexion/")
    provider.account.subject = "quelqu’un d’autre"
    refused(sign_in(client), client, "déjà lié à une autre identité")


def test_the_database_holds_an_identity_once() -> None:
    mine, theirs = person(), person()
    values: dict[str, Any] = {"linked_at": NOW, "used_at": NOW}
    ExternalIdentity.objects.create(person=mine, issuer="https://id.example", subject="a", **values)
    wrong = [(theirs, "a"), (mine, "b"), (theirs, "")]
    for someone, subject in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            ExternalIdentity.objects.create(person=someone, issuer="https://id.example", subject=subject, **values)


@pytest.mark.django_db(transaction=True)
def test_coming_in_twice_at_the_first_time_links_once(settings: Any) -> None:
    settings.SINGLE_SIGN_ON = SingleSignOn("https://id.example", CLIENT_ID, CLIENT_SECRET, "Id")
    someone = person()
    identity = Identity("https://id.example", "sujet", someone.email, False, "")

    def come(_number: int) -> Any:
        try:
            return person_of(identity, NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(come, range(4))) == {someone}
    assert ExternalIdentity.objects.count() == 1
    assert isinstance(person_of(Identity("https://id.example", "autre", someone.email, False, ""), NOW), Taken)


# --- leaving --------------------------------------------------------------------------------------------------------


def test_signing_out_ends_the_session_at_the_provider_too(client: Client, provider: Provider, settings: Any) -> None:
    known(provider, person())
    sign_in(client)
    assert client.post("/deconnexion/")["Location"] == "/deconnexion/fournisseur/"
    assert who(client) is None
    page = client.get("/deconnexion/fournisseur/")
    way_out = page["Refresh"].removeprefix("0; url=")
    parameters = {name: values[0] for name, values in parse_qs(urlsplit(way_out).query).items()}
    assert way_out.startswith(f"{provider.issuer}/logout?")
    assert parameters["post_logout_redirect_uri"] == f"{settings.BASE_URL}/"
    assert parameters["id_token_hint"].count(".") == 2
    assert "Vous êtes déconnecté d’ici" in page.content.decode()
    assert client.get("/deconnexion/fournisseur/")["Location"] == "/"


def test_a_provider_that_ends_no_session_is_not_asked_to(client: Client, provider: Provider) -> None:
    provider.ends_sessions = False
    known(provider, person())
    sign_in(client)
    assert client.post("/deconnexion/")["Location"] == "/"


def test_who_came_in_with_a_password_signs_out_here_only(client: Client, provider: Provider) -> None:
    give_password(client, person())
    assert client.post("/deconnexion/")["Location"] == "/"
