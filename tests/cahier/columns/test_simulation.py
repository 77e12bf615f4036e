"""`poincon simulate`: counts before and after, who changes, in the order of the file."""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from poincon.cahier.basics.numbers import Number
from poincon.cahier.columns import evaluate, population_from_arrays
from poincon.cahier.loading import Package, find_package
from poincon.cahier.simulation import simulate, simulate_file
from tests.cahier.columns.agreement import population, words
from tests.cahier.conftest import Make
from tests.cahier.packages import Piece

PEOPLE = """dossier,annee,ca_total,ca_pme
d3,2021,100,35
d1,2021,100,30
d1,2020,100,30
d2,2021,100,36
d4,2021,100,
d5,2021,0,0
d7,2021,1250000.00,390625.00
d6,2021,100,25.01
"""


@pytest.fixture(scope="module")
def crt() -> Package:
    return find_package("crt-2022")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "population.csv"
    path.write_text(PEOPLE, encoding="utf-8")
    return path


def outcome(package: Package, file: Path, changes: dict[str, Any], name: str = "part_ca_pme") -> Any:
    document = json.loads(json.dumps(simulate_file(package, file, changes).to_json()))
    return document["outcomes"][name]


def test_a_higher_threshold_tells_who_no_longer_meets_it_in_the_order_of_the_file(crt: Package, file: Path) -> None:
    raised: dict[str, Number] = {"seuil_part_ca_pme": Fraction(35, 100)}
    assert outcome(crt, file, raised) == {
        "before": {"met": 6, "undetermined": 2},
        "after": {"met": 1, "not_met": 5, "undetermined": 2},
        "changes": [
            {"dossier": dossier, "annee": year, "from": "met", "to": "not_met"}
            for dossier, year in (("d3", 2021), ("d1", 2021), ("d1", 2020), ("d7", 2021), ("d6", 2021))
        ],
    }
    document = simulate_file(crt, file, raised).to_json()
    assert document["parameters"] == {"seuil_part_ca_pme": {"from": "0.25", "to": "0.35"}}
    assert document["rows"] == 8


def test_every_outcome_is_told_and_counts_every_row(crt: Package, file: Path) -> None:
    document = simulate_file(crt, file, {"seuil_part_ca_pme": Fraction(35, 100)}).to_json()
    assert document["outcomes"].keys() == {rule.id for rule in crt.programme.rules}
    for counts in document["outcomes"].values():
        assert sum(counts["before"].values()) == sum(counts["after"].values()) == 8
        statuses = {"met", "not_met", "not_applicable", "undetermined", "known"}
        assert counts["before"].keys() | counts["after"].keys() <= statuses


def test_what_reads_the_outcome_changes_with_it(crt: Package, file: Path) -> None:
    """The trend has an object only where the share is not met."""
    changes = outcome(crt, file, {"seuil_part_ca_pme": Fraction(35, 100)}, "tendance_pme")["changes"]
    assert [(change["dossier"], change["annee"], change["from"], change["to"]) for change in changes] == [
        (dossier, year, "not_applicable", "undetermined")
        for dossier, year in (("d3", 2021), ("d1", 2021), ("d1", 2020), ("d7", 2021), ("d6", 2021))
    ]


def test_without_a_change_after_is_before(crt: Package, file: Path) -> None:
    document = simulate_file(crt, file, {}).to_json()
    assert document["parameters"] == {}
    for counts in document["outcomes"].values():
        assert counts["after"] == counts["before"]
        assert counts["changes"] == []


def test_a_change_to_the_same_value_changes_nobody(crt: Package, file: Path) -> None:
    assert outcome(crt, file, {"seuil_part_ca_pme": Fraction(1, 4)})["changes"] == []


def test_a_figure_that_the_campaign_gives_comes_from_nothing(crt: Package, tmp_path: Path) -> None:
    path = tmp_path / "population.csv"
    path.write_text("dossier,annee,ca_total,etp_total\nd1,2021,98000,1\nd2,2021,97999.99,1\n", encoding="utf-8")
    figure: dict[str, Number] = {"moyenne_nationale_ca_par_etp": 98000}
    assert simulate_file(crt, path, figure).to_json()["parameters"] == {
        "moyenne_nationale_ca_par_etp": {"from": None, "to": "98000"}
    }
    assert [
        (change["dossier"], change["from"], change["to"])
        for change in outcome(crt, path, figure, "ca_par_etp")["changes"]
    ] == [
        ("d1", "undetermined", "met"),
        ("d2", "undetermined", "not_met"),
    ]


def test_a_file_without_names_nor_years_names_rows_by_their_place(crt: Package, tmp_path: Path) -> None:
    path = tmp_path / "population.csv"
    path.write_text("ca_total,ca_pme\n100,50\n100,30\n", encoding="utf-8")
    assert outcome(crt, path, {"seuil_part_ca_pme": Fraction(35, 100)})["changes"] == [
        {"dossier": "2", "annee": None, "from": "met", "to": "not_met"}
    ]


def test_a_population_of_no_rows_is_told(crt: Package, tmp_path: Path) -> None:
    path = tmp_path / "population.csv"
    path.write_text("dossier,annee,ca_total\n", encoding="utf-8")
    assert outcome(crt, path, {"seuil_part_ca_pme": Fraction(35, 100)}) == {"before": {}, "after": {}, "changes": []}


SEUIL = {"id": "seuil", "unite": "euro", "valeurs": {"2000-01-01": "100", "2020-01-01": "200", "2021-12-31": "300"}}
SOLD = {"id": "ventes_fortes", "valeur": "ventes", "cible": {"au_moins": "seuil"}, "force": "requise"}
FOUR_YEARS = "dossier,annee,ventes\n" + "".join(f"d,{year},200\n" for year in (2018, 2019, 2020, 2021))


def test_dated_parameters_are_read_on_the_last_day_of_the_year_of_each_row(make: Make) -> None:
    package = make(indicateurs=[SOLD], parametres=[SEUIL])
    outcomes = evaluate(package, population(package, FOUR_YEARS))
    assert words(outcomes, "ventes_fortes") == ["met", "met", "met", "not_met"]


def test_a_day_that_is_given_is_that_of_every_row(make: Make) -> None:
    package = make(indicateurs=[SOLD], parametres=[SEUIL])
    people = population(package, FOUR_YEARS)
    assert words(evaluate(package, people, date(2019, 12, 31)), "ventes_fortes") == ["met"] * 4
    assert words(evaluate(package, people, date(2022, 1, 1)), "ventes_fortes") == ["not_met"] * 4
    document = simulate(package, people, {"seuil": 250}, date(2019, 12, 31)).to_json()
    assert document["parameters"] == {"seuil": {"from": "100", "to": "250"}}


def test_a_dated_parameter_that_is_set_is_set_for_every_year(make: Make) -> None:
    package = make(indicateurs=[SOLD], parametres=[SEUIL])
    document = simulate(package, population(package, FOUR_YEARS), {"seuil": 200}).to_json()
    assert document["parameters"] == {"seuil": {"from": "300", "to": "200"}}
    assert document["outcomes"]["ventes_fortes"]["changes"] == [
        {"dossier": "d", "annee": 2021, "from": "not_met", "to": "met"}
    ]


def test_arrays_are_a_population_too(crt: Package) -> None:
    arrays = {"ca_total": np.array([100.0, 100.0, np.nan]), "ca_pme": np.array([35.0, 35.01, 1.0])}
    people = population_from_arrays(crt.programme, arrays)
    outcomes = evaluate(crt, people, None, {"seuil_part_ca_pme": Fraction(35, 100)})
    assert words(outcomes, "part_ca_pme") == ["not_met", "met", "undetermined"]


def test_rows_are_counted_by_verdict_and_whoever_changes_is_named(make: Make) -> None:
    lines: list[Piece] = [
        {"id": "fort", "libelle": "Fort", "si": "loyer >= seuil et ouvert"},
        {"id": "moyen", "libelle": "Moyen", "si": "loyer > 0"},
    ]
    package = make(parameters={"seuil": "80 euro"}, verdicts=[{"id": "rang", "lignes": lines}])
    people = population(package, "dossier,loyer,ouvert\na,85,oui\nb,60,oui\nc,0,non\nd,90,\n")
    verdicts = simulate(package, people, {"seuil": 55}).to_json()["verdicts"]
    assert verdicts["rang"] == {
        "before": {"fort": 1, "moyen": 1},
        "after": {"fort": 2, "moyen": 0},
        "changes": [{"dossier": "b", "annee": None, "from": "moyen", "to": "fort"}],
    }
