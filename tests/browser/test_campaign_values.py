"""What those who run a campaign read of its values, and of a version that moves them, judged by axe at both widths."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from poincon.campaigns.models import Campaign
from poincon.jobs.worker import run_all
from poincon.people.enums import Role
from poincon.people.models import Person
from poincon.people.services import register_person
from tests.browser.conftest import Visit
from tests.browser.scene import Scene
from tests.cahier.packages import Piece, rules
from tests.campaigns.makers import edition, files_of, installed, zipped
from tests.dossiers.adoptions import tried
from tests.dossiers.factories import Typed, campaign, dossier, structure
from tests.people.makers import PASSWORD, give

PARAMETERS: list[Piece] = [
    {
        "id": "seuil",
        "libelle": "Poids minimal",
        "unite": "ratio",
        "valeurs": {"2000-01-01": "0.1", "2022-01-01": "0.2"},
    },
    {"id": "plafond", "libelle": "Plafond de l’aide", "unite": "euro", "campagne": "oui"},
]


def with_help(amount: str) -> Piece:
    parameters = [*PARAMETERS, {"id": "aide", "unite": "euro", "valeurs": {"2000-01-01": amount}}]
    weight = {"id": "poids", "valeur": "due / apport", "cible": {"au_moins": "seuil"}, "force": "requise"}
    blocks = {"parametres": parameters, "indicateurs": [weight]}
    return rules({"due": "loyer + aide", "plafonnee": "min(due, plafond)"}, None, blocks)


@pytest.fixture
def into(scene: Scene, tmp_path: Path) -> Campaign:
    """A campaign with dossiers of two regions, handed over."""
    opened = campaign(installed(tmp_path, "2.0.0", rules_piece=with_help("10")))
    for rent, region in (("100", "53"), ("1250000.50", "27"), ("400", "27")):
        answers: dict[str, Typed] = {"etal": {"loyer": rent, "apport": "100"}}
        dossier(structure(region=region), opened, answers=answers, submitted=True)
    return opened


@pytest.fixture
def runner(scene: Scene) -> Person:
    person = register_person(
        None, email="odile@essai.example", full_name="Odile Pilote", password=PASSWORD, now=scene.now
    )
    give(person, Role.MINISTRY, None, now=scene.now)
    return person


@pytest.mark.parametrize("width", [1280, 390])
def test_pages_of_values_and_of_what_a_version_moves(
    visit: Visit, into: Campaign, runner: Person, tmp_path: Path, width: int
) -> None:
    run = tried(into, installed(tmp_path, "2.1.0", rules_piece=with_help("12.50")), runner)
    me = visit(width=width)
    me.sign_in(runner)
    me.go(f"/campagnes/{into.pk}/")
    expect(me.page.get_by_role("heading", name="Valeurs du programme")).to_be_visible()
    me.page.get_by_text("Toutes ses valeurs").first.click()
    problems = me.judge("campagne-valeurs")
    me.go(f"/campagnes/{into.pk}/version/{run.pk}/")
    me.page.get_by_text("répartition et régions").first.click()
    expect(me.page.get_by_text("Bretagne, somme")).to_be_visible()
    problems += me.judge("essai-valeurs")
    assert problems == []


@pytest.mark.parametrize("width", [1280, 390])
def test_a_programme_that_is_sent_is_read_while_the_page_waits(
    visit: Visit, runner: Person, tmp_path: Path, width: int
) -> None:
    me = visit(width=width)
    me.sign_in(runner)
    me.go("/campagnes/programmes/")
    archive = zipped(files_of(edition(tmp_path, "3.0.0")))
    me.page.locator("input[type=file]").set_input_files(
        {"name": "marche.zip", "mimeType": "application/zip", "buffer": archive}
    )
    me.page.locator("form:has(input[type=file]) button").click()
    expect(me.page.get_by_role("heading", name="Lecture du cahier des charges")).to_be_visible()
    expect(me.page.get_by_text("Cette page se met à jour d’elle-même.")).to_be_visible()
    problems = me.judge("lecture-programme")
    run_all(timezone.now())
    expect(me.page).to_have_url(re.compile("installee="), timeout=20_000)
    assert problems == []
