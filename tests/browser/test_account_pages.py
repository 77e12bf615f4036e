"""The pages of accounts and teams: wide and narrow, judged by axe; and somebody comes in without JavaScript."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from poincon.people.accounts import erasing, inviting, requesting
from poincon.people.enums import Role
from poincon.people.links import invitation_link, password_link
from poincon.people.models import AccountRequest, Organisation, Person, Site
from tests.browser.conftest import Visit
from tests.browser.scene import REGION, Scene
from tests.people.mails import only, path_in
from tests.people.makers import PASSWORD, organisation, person, siren
from tests.people.requests_made import asked

WIDTHS = (1280, 390)
EMAIL = "paul.ost@essai.example"


def judged(visit: Visit, person: Person | None, pages: dict[str, str], width: int) -> list[str]:
    visitor = visit(width=width)
    if person is not None:
        visitor.sign_in(person)
    problems = []
    for name, path in pages.items():
        assert visitor.go(path).status < 500
        problems += visitor.judge(name)
    return problems


def path_of(link: str) -> str:
    return "/" + link.split("/", 3)[3]


@pytest.mark.parametrize("width", WIDTHS)
def test_the_public_pages_of_accounts_are_sound(visit: Visit, scene: Scene, width: int, settings: Any) -> None:
    settings.DIRECTORY_URL = "http://127.0.0.1:9"
    invitation = inviting.invite(scene.structure, EMAIL, Role.STRUCTURE_EDITOR, scene.head, now=timezone.now())
    pages = {
        "compte-demander": "/compte/demander/",
        "compte-demande-envoyee": "/compte/demande-envoyee/",
        "mot-de-passe-oublie": "/mot-de-passe/oublie/",
        "mot-de-passe-lien": "/mot-de-passe/lien-envoye/",
        "mot-de-passe-choisir": path_of(password_link(scene.head)),
        "mot-de-passe-perime": f"/mot-de-passe/choisir/{scene.head.pk}/x/",
        "invitation": path_of(invitation_link(invitation)),
        "invitation-perimee": f"/invitations/{invitation.pk}/x/",
    }
    assert judged(visit, None, pages, width) == []
    visitor = visit(width=width)
    visitor.go("/compte/demander/")
    visitor.page.get_by_role("button", name="Envoyer la demande").last.click()
    visitor.page.wait_for_selector(".error-summary")
    assert visitor.judge("compte-demander-erreurs") == []
    visitor.page.get_by_label("Numéro SIREN").fill(siren(900))
    visitor.page.get_by_role("button", name="Chercher cette structure").click()
    visitor.page.get_by_text("L’annuaire ne répond pas").wait_for()
    assert visitor.judge("compte-demander-annuaire") == []


@pytest.mark.parametrize("width", WIDTHS)
def test_the_pages_of_a_team_are_sound(visit: Visit, scene: Scene, width: int) -> None:
    now, team = timezone.now(), f"/structures/{scene.structure.pk}/"
    inviting.invite(scene.structure, EMAIL, Role.STRUCTURE_EDITOR, scene.head, now=now)
    Site.objects.create(organisation=scene.structure, name="Halle d’essais", address="1 rue des Essais", city="Brest")
    part = organisation("Laboratoire d’acoustique", REGION, now=now)
    Organisation.objects.filter(pk=part.pk).update(parent=scene.structure)
    pages = {
        "equipe": team,
        "equipe-passer-la-main": f"{team}passer-la-main/",
        "equipe-quitter": f"{team}quitter/",
        "equipe-fin": f"{team}roles/{scene.colleague.memberships.get().pk}/fin/",
        "equipe-site": f"{team}sites/nouveau/",
    }
    assert judged(visit, scene.head, pages, width) == []
    read = {"equipe-lue": team, "equipe-corriger": f"{team}corriger/"}
    assert judged(visit, scene.officer, read, width) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_the_pages_of_who_decides_and_who_administers_are_sound(visit: Visit, scene: Scene, width: int) -> None:
    now = timezone.now()
    there = organisation("Centre d’essais Brest", REGION, now=now)
    Organisation.objects.filter(pk=there.pk).update(siren=siren(900))
    person((Role.STRUCTURE_HEAD, there), email="zoe.lantier@essai.example", now=now)
    account_request, refused = asked(region=REGION), asked(region=REGION, email="autre@essai.example")
    AccountRequest.objects.update(made_at=now)
    requesting.refuse(refused.pk, "Ce SIREN est celui d’une autre structure.", scene.officer, now=now)
    pages = {
        "comptes": "/comptes/",
        "comptes-vide": "/comptes/?q=rien",
        "compte-une": f"/comptes/{account_request.pk}/",
        "compte-une-cherche": f"/comptes/{account_request.pk}/?structure=essai",
        "compte-refusee": f"/comptes/{refused.pk}/",
    }
    assert judged(visit, scene.officer, pages, width) == []
    administrator = person((Role.ADMINISTRATOR, None), now=now)
    leaver = person(now=now)
    erasing.erase(administrator, leaver, now=now)
    path = f"/administration/personnes/{scene.officer.pk}/"
    pages = {
        "personnes": "/administration/personnes/",
        "personne-nouvelle": "/administration/personnes/nouvelle/",
        "personne": path,
        "personne-effacer": f"/administration/personnes/{scene.head.pk}/effacer/",
        "personne-effacee": f"/administration/personnes/{leaver.pk}/",
        "personne-fin": f"{path}roles/{scene.officer.memberships.get().pk}/fin/",
    }
    assert judged(visit, administrator, pages, width) == []


def test_one_comes_in_without_javascript(visit: Visit, scene: Scene) -> None:
    """Asked, accepted, a password chosen, signed in, a colleague invited who joins."""
    asker = visit(scripts=False)
    asker.go("/")
    asker.page.get_by_role("link", name="Demander un compte").click()
    fill = asker.page.get_by_label
    fill("Votre nom").fill("Zoé Lantier")
    fill("Votre adresse électronique").fill("zoe@essai.example")
    fill("Diriger").check()
    fill("Numéro SIREN").fill(siren(900))
    fill("Nom de la structure").fill("Centre du cuir")
    fill("Commune").fill("Dijon")
    fill("Région").select_option(REGION)
    asker.page.get_by_role("button", name="Envoyer la demande").last.click()
    asker.page.get_by_role("heading", name="Votre demande est envoyée").wait_for()
    only("zoe@essai.example")

    officer = visit(scripts=False)
    officer.sign_in(scene.officer)
    officer.page.get_by_role("link", name="Demandes de compte").click()
    officer.page.get_by_role("link", name="Centre du cuir").click()
    officer.page.get_by_role("button", name="Accepter la demande").click()
    officer.page.get_by_text("La demande est acceptée.").wait_for()

    asker.go(path_in(only("zoe@essai.example"), "/mot-de-passe/choisir/"))
    _choose_password(asker.page.get_by_label)
    asker.page.get_by_role("button", name="Enregistrer ce mot de passe").click()
    asker.sign_in(Person.objects.get(email="zoe@essai.example"))
    asker.page.get_by_role("link", name="Mon équipe").click()
    asker.page.get_by_label("Adresse de la personne invitée").fill(EMAIL)
    asker.page.get_by_label("Rédiger :").check()
    asker.page.get_by_role("button", name="Envoyer l’invitation").click()
    asker.page.get_by_text("L’invitation part à").wait_for()

    colleague = visit(scripts=False)
    colleague.go(path_in(only(EMAIL), "/invitations/"))
    colleague.page.get_by_label("Votre nom").fill("Paul Ost")
    _choose_password(colleague.page.get_by_label)
    colleague.page.get_by_role("button", name="Accepter et ouvrir mon compte").click()
    colleague.page.get_by_role("heading", name="Votre compte est ouvert").wait_for()
    colleague.sign_in(Person.objects.get(email=EMAIL))
    colleague.page.get_by_role("link", name="Mon équipe").click()
    colleague.page.get_by_role("heading", name="Centre du cuir").wait_for()


def _choose_password(label: Callable[[str], Any]) -> None:
    label("mot de passe").first.fill(PASSWORD)
    label("encore une fois").fill(PASSWORD)
