"""The page of a campaign tells the values that judge its dossiers: the programme's, its own, and what each is for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from poincon.campaigns.models import Campaign
from poincon.people.models import Person
from tests.cahier.packages import Piece, form, rules
from tests.campaigns.makers import installed, ministry, signed
from tests.dossiers.factories import FIELDS, campaign, real_programme

pytestmark = pytest.mark.django_db

AID: Piece = {"id": "aide", "libelle": "Aide au loyer", "unite": "euro", "campagne": "oui", "source": "R §7"}
THRESHOLD: Piece = {
    "id": "seuil",
    "libelle": "Poids minimal du loyer",
    "unite": "ratio",
    "valeurs": {"2000-01-01": "0.2", "2022-06-01": "0.25", "2023-01-01": "0.3"},
    "source": "R §8",
}
WEIGHT: Piece = {
    "id": "poids",
    "libelle": "Poids du loyer",
    "valeur": "(loyer + aide) / apport",
    "cible": {"au_moins": "seuil"},
    "force": "requise",
}


def opened(
    folder: Path,
    *parameters: Piece,
    figures: dict[str, Any] | None = None,
    fields: list[Piece] | None = None,
    **blocks: list[Piece],
) -> Campaign:
    blocks = {"indicateurs": [WEIGHT], **blocks, "parametres": list(parameters)}
    version = installed(folder, "1.0.0", form_piece=form(fields or FIELDS), rules_piece=rules(None, None, blocks))
    return campaign(version, parameters=figures)


def page(into: Campaign, person: Person | None = None, client: Client | None = None) -> str:
    response = (client or signed(person or ministry())).get(reverse("campaigns:show", args=[into.pk]))
    assert response.status_code == 200
    return " ".join(str(response.content.decode()).replace("\u00a0", " ").replace("\u202f", " ").split())


def part(content: str, start: str) -> str:
    assert start in content
    return content[content.index(start) :]


def test_the_values_of_the_programme_are_told_with_their_source_and_what_they_are_for(tmp_path: Path) -> None:
    content = part(page(opened(tmp_path, AID, THRESHOLD)), "Valeurs du programme")
    assert "telles qu’elles se lisent le 31 décembre 2022" in content
    for words in ("Poids minimal du loyer", '<strong class="figure">25 %</strong>', "depuis le 1er juin 2022", "R §8"):
        assert words in content
    assert "<li>Poids du loyer</li>" in content


def test_every_dated_value_is_told_and_the_one_in_force_marked(tmp_path: Path) -> None:
    content = part(page(opened(tmp_path, AID, THRESHOLD)), "Toutes ses valeurs")
    assert '20 % <span class="soft">depuis le 1er janvier 2000</span>' in content
    assert '<strong>25 %</strong> <span class="soft">depuis le 1er juin 2022</span>' in content
    assert '30 % <span class="soft">depuis le 1er janvier 2023</span>' in content


def test_what_the_campaign_sets_is_told_apart_with_what_it_is_for(tmp_path: Path) -> None:
    content = page(opened(tmp_path, AID, THRESHOLD, figures={"aide": 1250}))
    own = part(content, "Chiffres de la campagne")
    own = own[: own.index("Valeurs du programme")]
    assert "Aide au loyer" in own
    assert "1 250,00 €" in own
    assert "<li>Poids du loyer</li>" in own
    assert "Texte : R §7" in own
    assert "Chiffres pas encore fixés" not in content


def test_a_figure_that_nobody_set_is_told_as_missing_with_what_waits_for_it(tmp_path: Path) -> None:
    content = part(page(opened(tmp_path, AID, THRESHOLD)), "Chiffres pas encore fixés")
    assert "Aide au loyer" in content
    assert "<li>Poids du loyer</li>" in content


def test_a_figure_that_the_programme_has_is_not_missing_and_may_be_replaced(tmp_path: Path) -> None:
    settable = {**AID, "valeurs": {"2000-01-01": "10"}}
    content = page(opened(tmp_path, settable, THRESHOLD))
    assert "Chiffres pas encore fixés" not in content
    assert "La campagne peut en fixer une autre." in part(content, "Valeurs du programme")
    Campaign.objects.update(parameters={"aide": "12"})
    content = page(Campaign.objects.get())
    assert "Sans elle, le programme donnerait : " in content.replace("</p>", "")
    assert "La campagne peut en fixer une autre." not in content


def test_a_value_of_later_is_told_as_not_in_force_yet(tmp_path: Path) -> None:
    later = {**THRESHOLD, "valeurs": {"2024-01-01": "0.3"}}
    content = part(page(opened(tmp_path, AID, later)), "Valeurs du programme")
    assert "pas en vigueur" in content
    assert "depuis le 1er janvier 2024" in content


@pytest.mark.parametrize(
    ("reading", "words"), [("depot", "lue au jour du dépôt"), ("debut", "lue à la date de « Début du bail »")]
)
def test_a_value_that_each_dossier_reads_at_its_own_day_is_told_with_that_day_and_none_in_force(
    tmp_path: Path, reading: str, words: str
) -> None:
    start = {"id": "debut", "libelle": "Début du bail", "type": "date"}
    into = opened(tmp_path, AID, {**THRESHOLD, "lecture": reading}, fields=[*FIELDS, start])
    content = part(part(page(into), "Valeurs du programme"), "Poids minimal du loyer")
    content = content[: content.index("R §8")]
    assert words in content
    for value in ("20 %", "25 %", "30 %"):
        assert f'{value} <span class="soft">depuis le' in content
    for claim in ("<strong", "pas en vigueur"):
        assert claim not in content


def test_a_figure_that_may_start_before_a_dossier_is_filed_is_not_missing(tmp_path: Path) -> None:
    later = {**AID, "lecture": "depot", "valeurs": {"2024-01-01": "10"}}
    content = page(opened(tmp_path, later, THRESHOLD))
    assert "Chiffres pas encore fixés" not in content
    content = part(content, "Valeurs du programme")
    assert '10,00 € <span class="soft">depuis le 1er janvier 2024</span>' in content


def test_a_figure_that_is_read_on_the_day_of_filing_is_missing_while_nobody_set_any(tmp_path: Path) -> None:
    content = page(opened(tmp_path, {**AID, "lecture": "depot"}, THRESHOLD))
    assert "Aide au loyer" in part(content, "Chiffres pas encore fixés")


def test_a_table_that_each_dossier_reads_at_its_own_day_has_no_cell_in_force(tmp_path: Path) -> None:
    cells = {"2000-01-01": {"couverte": "0.1", "plein_air": "0.2"}}
    rates = {"id": "taux", "unite": "ratio", "par": ["halle"], "lecture": "depot", "valeurs": cells, "source": "R §9"}
    aid = {"id": "aide_due", "libelle": "Aide due", "valeur": "loyer * taux(halle)", "affiche": "oui"}
    content = part(page(opened(tmp_path, AID, THRESHOLD, rates, derives=[aid])), "Table de 2 valeurs")
    content = content[: content.index("R §9")]
    assert '<span class="soft">10 % depuis le 1er janvier 2000</span>' in content
    assert "lue au jour du dépôt" in content
    for claim in ("<strong", "pas en vigueur"):
        assert claim not in content


def test_a_table_of_values_is_told_cell_by_cell(tmp_path: Path) -> None:
    cells = {
        "2000-01-01": {"couverte": "0.1", "plein_air": "0.2"},
        "2022-06-01": {"couverte": "0.3", "plein_air": "0.2"},
    }
    rates = {"id": "taux", "libelle": "Taux", "unite": "ratio", "par": ["halle"], "valeurs": cells, "source": "R §9"}
    aid = {"id": "aide_due", "libelle": "Aide due", "valeur": "loyer * taux(halle)", "affiche": "oui"}
    content = part(page(opened(tmp_path, AID, THRESHOLD, rates, derives=[aid])), "Table de 2 valeurs")
    assert (
        'Couverte : <strong class="figure">30 %</strong> <span class="soft">depuis le 1er juin 2022</span>' in content
    )
    assert '<span class="soft">10 % depuis le 1er janvier 2000</span>' in content
    assert "Plein air : " in content
    assert "<li>Aide due</li>" in content


def test_many_uses_are_folded(tmp_path: Path) -> None:
    more = [{"id": f"regle_{number}", "condition": "loyer > aide"} for number in range(5)]
    content = part(page(opened(tmp_path, AID, THRESHOLD, prerequis=more)), "Chiffres pas encore fixés")
    assert "et 3 autres résultats" in content


def test_the_values_of_a_real_programme_are_told_in_both_languages() -> None:
    into = campaign(real_programme("crt-2022"), year=2027)
    person = ministry()
    content = part(page(into, person), "Valeurs du programme")
    assert "Notre choix :" in content
    assert "sans date dans la source" in content
    person.language = "en"
    person.save()
    assert "Values of the programme" in page(into, person)
