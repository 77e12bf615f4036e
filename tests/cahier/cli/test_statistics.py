"""`statistics`: what a campaign publishes, for people, for machines, to paste; and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from poincon.cahier.loading import load_package
from tests.cahier.cli.terminal import Command, changed, written
from tests.cahier.packages import copy_of, rules, write_package

POPULATION = """\
dossier,annee,ca_total,etp_total
d1,2020,1000,3
d1,2021,1250000.01,9.5
d2,2021,1000000.00,7
d3,2021,1000,
d4,2021,1000,0
"""


@pytest.fixture
def returns(tmp_path: Path) -> Path:
    return written(tmp_path / "retours.csv", POPULATION)


def test_a_national_average_is_told_with_the_rows_that_count_and_those_that_do_not(
    poincon: Command, returns: Path
) -> None:
    result = poincon("statistics", "crt-2022", returns, "ca_par_etp")
    assert (result.code, result.errors) == (0, "")
    assert max(map(len, result.out.splitlines())) <= 80 + len(str(returns))
    report = result.flat
    assert "Somme de « ca_total » divisée par somme de « etp_total », sur les lignes comptées." in report
    assert "2020 : 333,33 €/ETP (1 ligne comptée) 2021 : 136 363,64 €/ETP (2 lignes comptées, 2 non comptées)" in report
    assert "Il manque « Effectif de toute la structure » : 1 ligne Le diviseur est zéro : 1 ligne" in report
    assert "d3 (2021), d4 (2021)" in report
    assert "- id: moyenne_nationale_ca_par_etp unite: euro/etp" in report
    assert "valeurs: {2020-12-31: 333.33, 2021-12-31: 136363.64}" in report
    english = poincon("statistics", "crt-2022", returns, "ca_par_etp", "--lang", "en").flat
    assert "2021: €136,363.64/FTE (2 rows counted, 2 left out)" in english


def test_the_json_of_a_statistic_holds_all_that_its_report_tells(poincon: Command, returns: Path) -> None:
    document = poincon("statistics", "crt-2022", returns, "ca_par_etp", "--year", "2021", "--json").json
    figures = {
        "value": "136363.64",
        "exact": "225000001/1650",
        "total": "2250000.01",
        "over": "16.5",
        "rows": 4,
        "counted": 2,
    }
    assert document.pop("digest").startswith("sha256:")
    assert document.pop("version")
    assert document == {
        "programme": "crt-2022",
        "rule": "ca_par_etp",
        "statistic": "ratio_of_sums",
        "unit": "euro/etp",
        "divided": "ca_total",
        "divisor": "etp_total",
        "year": 2021,
        **figures,
        "left_out": [
            {
                "dossier": "d3",
                "annee": 2021,
                "status": "undetermined",
                "cause": "missing",
                "missing": ["annees.2021.etp_total"],
            },
            {"dossier": "d4", "annee": 2021, "status": "undetermined", "cause": "division_by_zero", "missing": []},
        ],
        "years": {"2021": figures},
        "parameter": {
            "id": "moyenne_nationale_ca_par_etp",
            "values": {"2021-12-31": "136363.64"},
            "yaml": "valeurs: {2021-12-31: 136363.64}",
        },
    }


def test_the_line_to_paste_is_read_by_the_dossiers_of_its_year(poincon: Command, tmp_path: Path, returns: Path) -> None:
    line = poincon("statistics", "crt-2022", returns, "ca_par_etp", "--json").json["parameter"]["yaml"]
    folder = copy_of("crt-2022", tmp_path)
    campaign = "    unite: euro/etp\n    campagne: oui\n"
    changed(folder / "regles.yaml", campaign, f"{campaign}    {line}\n")
    assert load_package(folder).programme.parameter["moyenne_nationale_ca_par_etp"].values
    document = poincon("simulate", folder, returns, "--json").json
    assert document["outcomes"]["ca_par_etp"]["before"] == {"met": 2, "not_met": 1, "undetermined": 2}


def test_a_share_may_be_told_with_more_decimals(poincon: Command, tmp_path: Path) -> None:
    file = written(tmp_path / "p.csv", "ca_total,ca_pme\n300,100\n")
    document = poincon("statistics", "crt-2022", file, "part_ca_pme", "--json").json
    assert (document["value"], document["exact"]) == ("0.33", "1/3")
    more = poincon("statistics", "crt-2022", file, "part_ca_pme", "--json", "--decimals", "4").json
    assert (more["value"], more["years"]) == ("0.3333", {})
    assert more["parameter"]["id"] == "moyenne_part_ca_pme"


def test_nothing_to_count_is_told_without_a_line_to_paste(poincon: Command, tmp_path: Path) -> None:
    file = written(tmp_path / "p.csv", "dossier,annee,ca_total\nd1,2021,300\n")
    result = poincon("statistics", "crt-2022", file, "ca_par_etp")
    assert result.code == 0
    assert "2021 : aucune valeur (0 ligne comptée, 1 non comptée)" in result.flat
    assert "valeurs:" not in result.out
    assert poincon("statistics", "crt-2022", file, "ca_par_etp", "--json").json["value"] is None


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["recevabilite"], "« recevabilite » n'est pas une règle qui donne un nombre. Exemples : "),
        (["ca_par_et"], "n'est pas une règle du programme. Vouliez-vous dire « ca_par_etp » ?"),
        (["ca_total"], "« ca_total » est un champ : une statistique se calcule sur une règle qui donne un nombre."),
        (["seuil_part_ca_pme"], "« seuil_part_ca_pme » est un paramètre : "),
        (["ca_par_etp", "--year", "2019"], "« 2019 » n'est pas une année de cette population. Années possibles : 2020"),
        (["ca_par_etp", "--year", "٢٠٢١"], "n'est pas une année de cette population."),
        (["ca_par_etp", "--decimals", "12"], "« 12 » n'est pas un nombre de décimales. De 0 à 6."),
        (["ca_par_etp", "--decimals", "²"], "n'est pas un nombre de décimales."),
    ],
)
def test_a_statistic_that_cannot_be_is_refused_with_what_would_be_right(
    poincon: Command, returns: Path, arguments: list[str], sentence: str
) -> None:
    result = poincon("statistics", "crt-2022", returns, *arguments)
    assert (result.code, result.out) == (2, "")
    assert sentence in result.errors


def test_a_year_is_refused_where_the_population_has_none(poincon: Command, tmp_path: Path) -> None:
    file = written(tmp_path / "p.csv", "ca_total,etp_total\n300,1\n")
    result = poincon("statistics", "crt-2022", file, "ca_par_etp", "--year", "2021")
    assert (result.code, result.out) == (2, "")
    assert "n'a pas de colonne « annee »" in result.errors
    dated = poincon("statistics", "crt-2022", file, "ca_par_etp", "--json", "--on", "2023-05-01").json
    assert dated["parameter"]["yaml"] == "valeurs: {2023-05-01: 300.00}"


NOT_ON_ITS_DAY = (
    "taux\u00a0: à lire au jour du dépôt, qu'une population ne dit pas\u00a0; lu ici au même jour que les autres "
    "valeurs (--on en dit un autre).\n"
)


@pytest.mark.parametrize("command", [("statistics", "aide"), ("simulate", "")])
@pytest.mark.parametrize(("reading", "errors"), [("exercice", ""), ("depot", NOT_ON_ITS_DAY)])
def test_a_value_to_be_read_on_the_day_of_filing_is_told_as_read_on_another_in_one_line(
    poincon: Command, tmp_path: Path, command: tuple[str, str], reading: str, errors: str
) -> None:
    name, rule = command
    population = written(tmp_path / "etals.csv", "dossier,loyer\nd1,100\n")
    rate = {"id": "taux", "unite": "ratio", "lecture": reading, "valeurs": {"2000-01-01": "0.1"}}
    rules_piece = rules({"aide": "loyer * taux"}, blocks={"parametres": [rate]})
    folder = write_package(tmp_path / "marche", rules_piece=rules_piece)
    arguments: list[str | Path] = [name, folder, population, *([rule] if rule else [])]
    result = poincon(*arguments)
    assert (result.code, result.errors) == (0, errors)
    english = poincon(*arguments, "--lang", "en", "--json")
    assert english.errors.startswith("taux: to be read on the day of filing") is bool(errors)
    assert english.json
