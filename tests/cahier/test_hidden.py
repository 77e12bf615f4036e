"""What is hidden is not given: nobody is told that what it holds cannot be read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from poincon.cahier.basics.located import read_bytes
from poincon.cahier.basics.problems import Unusable
from poincon.cahier.cli.main import main
from poincon.cahier.evaluation import read_shown
from poincon.cahier.loading import Package, load_package
from tests.cahier.packages import Piece, form, write_package

CONDITIONAL: list[Piece] = [
    {"id": "taux", "type": "pourcentage", "visible_si": "ouvert"},
    {"id": "renfort", "type": "enonce_libre", "echelle": "degre", "bareme_maximum": "3", "visible_si": "ouvert"},
    {
        "id": "travaux",
        "type": "tableau",
        "visible_si": "ouvert",
        "colonnes": [{"id": "montant", "type": "euros"}],
    },
]
YEARLY: list[Piece] = [{"id": "pertes", "type": "euros", "visible_si": "complet"}]


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory) -> Package:
    folder = tmp_path_factory.mktemp("market")
    return load_package(write_package(folder, form_piece=form(CONDITIONAL, yearly=YEARLY)))


def paths(market: Package, content: Piece) -> list[str]:
    """The places that an answer is refused at."""
    try:
        read_shown(read_bytes(json.dumps(content).encode(), "d.json", as_json=True), market)
    except Unusable as unusable:
        return [problem.place.path.removeprefix("reponses.") for problem in unusable.problems]
    return []


WRONG: list[tuple[str, Any, str]] = [
    ("taux", 150, "taux"),
    ("taux", [1], "taux"),
    ("renfort", {"bareme": 9}, "renfort.bareme"),
    ("travaux", [{"montant": 1}, {"montant": "dix"}], "travaux[1].montant"),
    ("travaux", [{"montan": 1}], "travaux[0].montan"),
]


@pytest.mark.parametrize(("name", "value", "place"), WRONG)
def test_what_a_hidden_field_holds_is_no_error_and_is_one_when_it_is_shown(
    market: Package, name: str, value: Any, place: str
) -> None:
    assert paths(market, {"reponses": {"ouvert": False, name: value}}) == []
    assert paths(market, {"reponses": {"ouvert": True, name: value}}) == [place]


def test_what_may_be_shown_is_told(market: Package) -> None:
    assert paths(market, {"reponses": {"taux": 150}}) == ["taux"]
    assert paths(market, {"reponses": {"ouvert": "peut-être", "taux": 150}}) == ["ouvert", "taux"]


def test_each_year_hides_its_own(market: Package) -> None:
    years = {"2020": {"complet": False, "pertes": "dix"}, "2021": {"complet": True, "pertes": "dix"}}
    assert paths(market, {"reponses": {"annees": years}}) == ["annees.2021.pertes"]


def test_errors_elsewhere_are_still_told_and_nothing_of_what_is_hidden(market: Package) -> None:
    answers = {"ouvert": False, "taux": 150, "loyer": "cher", "taxe": 1}
    assert paths(market, {"reponses": answers, "parametres": {"tarif": 1}}) == ["loyer", "taxe", "parametres.tarif"]


def test_the_command_reads_a_first_request_whose_renewal_holds_no_date(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "dossier.yaml"
    answers = "reponses: {nature_demande: %s, fin_label_en_cours: 32/13/2021}\n"
    file.write_text(answers % "premiere_demande", encoding="utf-8")
    assert main(["assess", "crt-2022", str(file), "--json"]) == 0
    file.write_text(answers % "renouvellement", encoding="utf-8")
    assert main(["assess", "crt-2022", str(file), "--json"]) == 2
    assert "32/13/2021" in capsys.readouterr().err
