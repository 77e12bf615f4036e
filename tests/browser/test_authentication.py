"""Proving who one is, in a real browser: codes, a virtual authenticator's passkey, an identity provider that runs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import CDPSession, Page, expect

from poincon.people.authentication.oidc import forget_providers
from poincon.people.models import Person
from poincon.site.environment.single_sign_on import SingleSignOn
from tests.browser.conftest import Visit
from tests.browser.scene import Scene
from tests.browser.visiting import Visitor
from tests.people.makers import PASSWORD
from tests.people.oidc_provider import CLIENT_ID, CLIENT_SECRET, Account, Provider, running
from tests.people.proofs import code_at, make_older_in_database, with_app

pytestmark = pytest.mark.django_db(transaction=True)
widths = pytest.mark.parametrize("width", [1280, 390])


@pytest.fixture(autouse=True)
def _here(live_server: Any, settings: Any) -> None:
    """The platform's own address is the one that the browser visits; officials prove twice who they are."""
    settings.BASE_URL = live_server.url
    settings.SECOND_FACTOR = "officials"


@pytest.fixture
def provider(settings: Any) -> Iterator[Provider]:
    forget_providers()
    with running() as started:
        started.asks = True
        settings.SINGLE_SIGN_ON = SingleSignOn(started.issuer, CLIENT_ID, CLIENT_SECRET, "Identité d’essai")
        yield started
    forget_providers()


def password(me: Visitor, person: Person) -> None:
    me.go("/connexion/")
    me.give_password(person)


def title(me: Visitor, words: str) -> None:
    expect(me.page.get_by_role("heading", level=1)).to_have_text(words)


def authenticator(page: Page) -> tuple[CDPSession, str]:
    """A device that checks who holds it and keeps passkeys, as a telephone does."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    device = session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    return session, device["authenticatorId"]


# --- codes ----------------------------------------------------------------------------------------------------------


@widths
def test_an_official_sets_an_application_up_then_signs_in_with_its_code(visit: Visit, scene: Scene, width: int) -> None:
    me = visit(width=width)
    password(me, scene.officer)
    title(me, "Vos preuves d’identité")
    expect(me.page.get_by_text("Ajoutez une deuxième preuve pour continuer")).to_be_visible()
    problems = me.judge("preuves-aucune")
    me.page.get_by_role("link", name="Ajouter une application").click()
    title(me, "Ajouter une application d’authentification")
    picture = me.page.locator("main img")
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("each => each.naturalWidth") > 100
    problems += me.judge("preuves-application")
    code = me.page.get_by_label("Code que montre l’application")
    code.fill("000 000")
    me.page.get_by_role("button", name="Enregistrer cette application").click()
    expect(me.page.locator(".error-summary")).to_be_focused()
    problems += me.judge("preuves-application-erreur")
    secret = me.page.locator("dl.facts code").inner_text().replace(" ", "")
    code.fill(code_at(secret, timezone.now()))
    me.page.get_by_role("button", name="Enregistrer cette application").click()
    title(me, "Codes de secours")
    codes = me.page.locator(".codes code").all_inner_texts()
    assert len(codes) == 10
    problems += me.judge("preuves-codes")
    me.page.get_by_role("button", name="J’ai noté mes codes").click()
    title(me, "Vos preuves d’identité")
    problems += me.judge("preuves-application-ajoutee")
    me.page.get_by_role("link", name="Aller à mon travail").click()
    expect(me.page).to_have_url(re.compile("/region/"))

    me.page.get_by_role("button", name="Se déconnecter").click()
    password(me, scene.officer)
    title(me, "Prouvez une deuxième fois que c’est bien vous")
    problems += me.judge("deuxieme-preuve")
    me.page.get_by_label("Code").fill(codes[0])
    me.page.get_by_role("button", name="Continuer").click()
    expect(me.page).to_have_url(re.compile("/region/"))
    assert problems == []


def test_a_code_opens_by_the_keyboard_alone_and_without_scripts(visit: Visit, scene: Scene) -> None:
    secret, _codes = with_app(scene.officer)
    me = visit(scripts=False)
    password(me, scene.officer)
    title(me, "Prouvez une deuxième fois que c’est bien vous")
    me.page.get_by_label("Code").focus()
    me.page.keyboard.type("111111")
    me.page.keyboard.press("Enter")
    expect(me.page.locator(".error-summary")).to_contain_text("Ce code n’est pas le bon")
    me.page.get_by_label("Code").focus()
    me.page.keyboard.press("Control+A")
    me.page.keyboard.type(code_at(secret, timezone.now()))
    me.page.keyboard.press("Enter")
    expect(me.page).to_have_url(re.compile("/region/"))


# --- passkeys -------------------------------------------------------------------------------------------------------


@widths
def test_a_passkey_is_made_then_used_as_second_proof_then_alone(visit: Visit, scene: Scene, width: int) -> None:
    me = visit(width=width)
    session, device = authenticator(me.page)
    password(me, scene.officer)
    me.page.get_by_role("link", name="Ajouter une clé d’accès").click()
    title(me, "Ajouter une clé d’accès")
    problems = me.judge("preuves-cle")
    me.page.get_by_label("Nom de cette clé").fill("Téléphone du bureau")
    me.page.get_by_role("button", name="Créer la clé d’accès").click()
    title(me, "Codes de secours")
    me.page.get_by_role("button", name="J’ai noté mes codes").click()
    expect(me.page.locator(".documents")).to_contain_text("Téléphone du bureau")
    problems += me.judge("preuves-cle-ajoutee")
    (credential,) = session.send("WebAuthn.getCredentials", {"authenticatorId": device})["credentials"]
    assert (credential["rpId"], credential["isResidentCredential"]) == ("localhost", True)

    me.page.get_by_role("button", name="Se déconnecter").click()
    password(me, scene.officer)
    title(me, "Prouvez une deuxième fois que c’est bien vous")
    problems += me.judge("deuxieme-preuve-cle")
    me.page.get_by_role("button", name="Utiliser une clé d’accès").click()
    expect(me.page).to_have_url(re.compile("/region/"))

    me.page.get_by_role("button", name="Se déconnecter").click()
    me.go("/connexion/?next=/compte/")
    problems += me.judge("connexion-cle")
    use = me.page.get_by_role("button", name="Utiliser une clé d’accès")
    use.focus()
    me.page.keyboard.press("Enter")
    title(me, "Votre compte")
    assert problems == []


def test_a_device_that_recognises_nobody_is_told_and_may_be_tried_again(visit: Visit, scene: Scene) -> None:
    me = visit()
    session, device = authenticator(me.page)
    password(me, scene.officer)
    me.go("/compte/preuves/cles/")
    session.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": False})
    make = me.page.get_by_role("button", name="Créer la clé d’accès")
    make.click()
    expect(me.page.get_by_role("alert")).to_contain_text("Aucune clé n’a été créée")
    expect(make).to_be_focused()
    assert me.judge("preuves-cle-refusee") == []
    session.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": True})
    make.click()
    title(me, "Codes de secours")
    me.go("/compte/preuves/cles/")
    make.click()
    expect(me.page.get_by_role("alert")).to_contain_text("a déjà une clé")


def test_a_passkey_that_was_removed_no_longer_signs_in(visit: Visit, scene: Scene) -> None:
    me = visit()
    authenticator(me.page)
    password(me, scene.head)
    me.go("/compte/preuves/cles/")
    me.page.get_by_role("button", name="Créer la clé d’accès").click()
    title(me, "Codes de secours")
    me.go("/compte/preuves/")
    me.page.get_by_role("link", name=re.compile("Retirer")).click()
    title(me, "Retirer une preuve d’identité")
    problems = me.judge("preuves-retirer")
    me.page.get_by_role("button", name="Retirer").click()
    expect(me.page.get_by_role("status")).to_contain_text("C’est retiré")
    me.page.get_by_role("button", name="Se déconnecter").click()
    me.go("/connexion/")
    me.page.get_by_role("button", name="Utiliser une clé d’accès").click()
    expect(me.page.get_by_role("alert")).to_contain_text("n’est pas reconnue ici")
    problems += me.judge("connexion-cle-inconnue")
    assert problems == []


def test_without_scripts_the_pages_say_what_does_without_a_passkey(visit: Visit, scene: Scene) -> None:
    me = visit(scripts=False)
    me.go("/connexion/")
    expect(me.page.get_by_text("Une clé d’accès demande JavaScript")).to_be_visible()
    expect(me.page.get_by_role("button", name="Utiliser une clé d’accès")).to_have_count(0)
    password(me, scene.head)
    me.go("/compte/preuves/cles/")
    expect(me.page.get_by_text("Une clé d’accès demande JavaScript")).to_be_visible()
    me.page.get_by_role("button", name="Créer la clé d’accès").click()
    expect(me.page.get_by_role("alert")).to_contain_text("demande JavaScript")


# --- the account ----------------------------------------------------------------------------------------------------


@widths
def test_the_account_its_sessions_and_its_password(visit: Visit, scene: Scene, width: int) -> None:
    me, elsewhere = visit(width=width), visit()
    elsewhere.sign_in(scene.head)
    me.sign_in(scene.head)
    me.page.get_by_role("link", name=scene.head.full_name).click()
    title(me, "Votre compte")
    problems = me.judge("compte")
    me.page.get_by_role("link", name="Vos connexions").click()
    expect(me.page.locator(".documents > li")).to_have_count(2)
    expect(me.page.locator(".documents > li").first).to_contain_text("celui-ci")
    problems += me.judge("connexions")
    me.page.get_by_role("button", name=re.compile("^Fermer la connexion de")).click()
    expect(me.page.get_by_role("status")).to_contain_text("Cette connexion est fermée")
    expect(me.page.locator(".documents > li")).to_have_count(1)
    elsewhere.go("/compte/")
    title(elsewhere, "Se connecter")

    make_older_in_database(scene.head)
    me.go("/compte/mot-de-passe/")
    title(me, "Confirmez que c’est bien vous")
    problems += me.judge("confirmer")
    me.page.get_by_label("Mot de passe").fill("pas le bon")
    me.page.get_by_role("button", name="Continuer").click()
    expect(me.page.locator(".error-summary")).to_be_focused()
    problems += me.judge("confirmer-erreur")
    me.page.get_by_label("Mot de passe").fill(PASSWORD)
    me.page.get_by_role("button", name="Continuer").click()
    title(me, "Changer de mot de passe")
    problems += me.judge("mot-de-passe")
    me.page.get_by_label("Nouveau mot de passe").fill("un tout autre mot de passe")
    me.page.get_by_label("Le même").fill("un tout autre mot de passe")
    me.page.get_by_role("button", name="Changer le mot de passe").click()
    expect(me.page.get_by_role("status")).to_contain_text("Votre mot de passe est changé")
    assert problems == []


# --- an identity provider -------------------------------------------------------------------------------------------


@widths
def test_signing_in_and_out_with_an_identity_provider(
    visit: Visit, scene: Scene, provider: Provider, width: int
) -> None:
    provider.account = Account("sujet", {"email": scene.officer.email, "email_verified": True})
    provider.token = {"amr": ["pwd", "mfa"]}
    me = visit(width=width)
    me.go("/connexion/?next=/compte/")
    problems = me.judge("connexion-fournisseur")
    me.page.get_by_role("link", name="Se connecter avec Identité d’essai").click()
    me.page.get_by_role("link", name="Continuer").click()
    title(me, "Votre compte")
    me.page.get_by_role("button", name="Se déconnecter").click()
    me.page.wait_for_url(re.compile(r"/(\?state=.*)?$"))
    expect(me.page.get_by_role("link", name="Se connecter").first).to_be_visible()
    assert [query["post_logout_redirect_uri"] for query in provider.asked("/logout")] == [
        me.page.evaluate("location.origin") + "/"
    ]

    provider.account = Account("inconnue", {"email": "inconnue@ailleurs.example", "email_verified": True})
    me.go("/connexion/")
    me.page.get_by_role("link", name="Se connecter avec Identité d’essai").click()
    me.page.get_by_role("link", name="Continuer").click()
    expect(me.page.get_by_role("link", name="Demander un compte").first).to_be_visible()
    expect(me.page.get_by_text("Vous n’avez pas encore de compte ici")).to_be_visible()
    problems += me.judge("connexion-fournisseur-inconnu")
    assert problems == []
