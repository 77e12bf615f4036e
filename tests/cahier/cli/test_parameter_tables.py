"""Tables of parameters on the command line: shown, explained, compared, changed cell by cell, read by a case."""

from __future__ import annotations

from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from poincon.cahier.authoring.schemas import package_schema
from tests.cahier.cli.terminal import Command, written
from tests.cahier.packages import Piece, form, plain, rules, write_package

FORMULAS = {"aide": "loyer * taux(halle)", "du": "prix(gardiens)"}


def tables(cover: str = "0.55", *bounds: str) -> list[Piece]:
    bands = [{"jusqu_a": bound, "valeur": f"{place}00"} for place, bound in enumerate(bounds or ("19", "49"), 1)]
    return [
        {
            "id": "taux",
            "libelle": "Taux d'aide",
            "unite": "ratio",
            "par": ["halle"],
            "valeurs": {"2019-01-01": {"couverte": cover, "plein_air": "0.4"}},
        },
        {
            "id": "prix",
            "libelle": "Prix",
            "unite": "euro",
            "par_tranche": "gardiens",
            "valeurs": {"sans_date": [*bands, {"valeur": "900"}]},
        },
    ]


def package(folder: Path, pieces: list[Piece] | None = None, formulas: dict[str, str] | None = None) -> Path:
    rules_piece = rules(formulas or FORMULAS, None, {"parametres": pieces or tables()})
    return write_package(folder, form_piece=form(), rules_piece=rules_piece)


@pytest.fixture
def market(tmp_path: Path) -> Path:
    return package(tmp_path)


@pytest.fixture
def people(tmp_path: Path) -> Path:
    return written(tmp_path / "population.csv", "dossier,halle,gardiens,loyer\na,couverte,20,100\nb,plein_air,5,100\n")


@pytest.fixture
def stall(tmp_path: Path) -> Path:
    return written(tmp_path / "etal.yaml", "reponses: {halle: couverte, gardiens: 20, loyer: 100}\n")


def test_show_lists_the_cells_of_a_table_with_their_values(poincon: Command, market: Path) -> None:
    rate, price = poincon("show", market, "--json").json["parameters"]
    assert (rate["by"], rate["by_band"], rate["values"]) == (["halle"], None, [])
    assert [(cell["id"], cell["values"][0]["value"]) for cell in rate["cells"]] == [
        ("taux.couverte", "0.55"),
        ("taux.plein_air", "0.4"),
    ]
    assert rate["cells"][0]["values"][0]["since"] == "2019-01-01"
    assert (price["by"], price["by_band"]) == ([], "gardiens")
    assert [cell["label"] for cell in price["cells"]] == [
        "Prix, au plus 19\u202fETP",
        "Prix, plus de 19\u202fETP, au plus 49\u202fETP",
        "Prix, plus de 49\u202fETP",
    ]
    text = plain(poincon("show", market).flat)
    assert "Taux d'aide. selon halle (R §1) · taux.couverte : 55 % depuis le 1er janvier 2019" in text
    assert "· prix.jusqu_a_49 : 200,00 € sans date dans la source" in text


def test_explain_tells_the_cell_with_its_date_and_source(poincon: Command, market: Path, stall: Path) -> None:
    text = plain(poincon("explain", market, stall, "aide").flat)
    assert "- taux.couverte = 55 % Taux d'aide pour Couverte ; paramètre, depuis le 1er janvier 2019 ; R §1" in text


def test_a_cell_is_explained_by_its_name_and_a_table_by_those_of_its_cells(
    poincon: Command, market: Path, stall: Path
) -> None:
    text = plain(poincon("explain", market, stall, "prix.au_dela").flat)
    assert "Prix, plus de 49 ETP : 900,00 € (sans date dans la source)." in text
    refused = poincon("explain", market, stall, "prix")
    assert refused.code == 2
    assert "« prix » est une table" in refused.errors
    assert "Exemple : prix.jusqu_a_19 ou prix.jusqu_a_49." in refused.errors


def test_assess_gives_an_outcome_to_each_cell(poincon: Command, market: Path, stall: Path) -> None:
    outcomes = poincon("assess", market, stall, "--json").json["outcomes"]
    assert outcomes["taux.couverte"]["value"] == "0.55"
    assert "taux" not in outcomes
    assert outcomes["du"]["value"] == "200"


def test_a_reform_changes_one_cell(poincon: Command, market: Path, people: Path) -> None:
    arguments = ("--set", "taux.couverte=60 %", "--set", "prix.jusqu_a_19=3", "--json")
    document = poincon("simulate", market, people, *arguments).json
    assert document["parameters"] == {
        "taux.couverte": {"from": "0.55", "to": "0.6"},
        "prix.jusqu_a_19": {"from": "100", "to": "3"},
    }
    text = plain(poincon("simulate", market, people, "--set", "taux.couverte=60 %").flat)
    assert "Taux d'aide pour Couverte : 55 % → 60 % : + 5 points" in text


@pytest.mark.parametrize(
    ("setting", "sentence"),
    [
        ("taux=1", "« taux » est une table : on change une de ses valeurs. Exemple : taux.couverte ou taux.plein_air."),
        ("taux.couvert=1", "Vouliez-vous dire « taux.couverte » ?"),
        ("prix.jusqu_a_18=1", "aucun paramètre « prix.jusqu_a_18 »"),
        ("prix.jusqu_a_19=dix", "« dix » n'est pas un nombre"),
    ],
)
def test_a_cell_that_is_not_there_is_told_with_those_that_are(
    poincon: Command, market: Path, people: Path, setting: str, sentence: str
) -> None:
    refused = poincon("simulate", market, people, "--set", setting)
    assert refused.code == 2
    assert sentence in plain(refused.errors)


def test_a_comparison_tells_the_cells_that_change(poincon: Command, market: Path, tmp_path: Path) -> None:
    after = package(tmp_path / "apres", tables("0.6", "10", "49"))
    text = plain(poincon("compare", market, after).flat)
    assert "« Taux d'aide pour Couverte » (taux.couverte) passe de 55 % à 60 % à partir du 1er janvier 2019" in text
    assert "« Prix, au plus 10 ETP » (prix.jusqu_a_10) vaut 100,00 € sans date dans la source" in text
    assert "« Prix, au plus 19 ETP » (prix.jusqu_a_19) n'a plus de valeur sans date dans la source" in text
    assert "taux.plein_air" not in text


def test_a_parameter_that_becomes_a_table_is_compared(poincon: Command, market: Path, tmp_path: Path) -> None:
    alone = {"id": "taux", "libelle": "Taux d'aide", "unite": "ratio", "valeurs": {"2019-01-01": "0.5"}}
    formulas = {**FORMULAS, "aide": "loyer * taux"}
    before = package(tmp_path / "avant", [alone, tables()[1]], formulas)
    for first, second, sentence in (
        (before, market, "« Taux d'aide pour Couverte » (taux.couverte) vaut 55 %"),
        (market, before, "« Taux d'aide pour Couverte » (taux.couverte) n'a plus de valeur"),
    ):
        text = plain(poincon("compare", first, second).flat)
        assert sentence in text
        assert "ce dont il dépend" in text


def test_a_case_may_expect_the_value_of_a_cell(poincon: Command, market: Path) -> None:
    case = "titre: un cas\ndossier: {reponses: {halle: couverte, loyer: 100}}\nattendu: {aide: {valeur: 55}, CELL}\n"
    (market / "cas").mkdir()
    written(market / "cas/un.yaml", case.replace("CELL", "taux.couverte: {valeur: 0.55}"))
    assert poincon("check", market).code == 0
    written(market / "cas/un.yaml", case.replace("CELL", "taux: {valeur: 0.55}"))
    assert poincon("check", market).code == 1


@pytest.mark.parametrize(
    ("values", "is_valid"),
    [
        ({"2019-01-01": {"couverte": 0.5}}, True),
        ({"sans_date": [{"jusqu_a": 19, "valeur": 3}, {"valeur": 4}]}, True),
        ({"sans_date": [{"jusqua": 19, "valeur": 3}]}, False),
    ],
)
def test_the_schema_takes_tables(values: Piece, is_valid: bool) -> None:
    schema = package_schema()
    parameter = {"id": "taux", "libelle": "x", "unite": "ratio", "source": "R §1", "valeurs": values, "par": ["halle"]}
    validator = Draft202012Validator({"$ref": "#/$defs/regles", "$defs": schema["$defs"]})
    assert validator.is_valid({"parametres": [parameter]}) is is_valid
