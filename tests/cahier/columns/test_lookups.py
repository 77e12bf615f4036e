"""Tables of parameters over columns: on the bounds, across dates, under a reform of one cell."""

from __future__ import annotations

import pytest

from poincon.cahier.columns import evaluate, reform
from tests.cahier.columns.agreement import column_value, disagreements, population, words
from tests.cahier.conftest import Make
from tests.cahier.packages import Piece

PRICES: Piece = {
    "id": "prix",
    "unite": "euro",
    "par_tranche": "gardiens",
    "valeurs": {"2000-01-01": [{"jusqu_a": "1/3", "valeur": "1/7"}, {"moins_de": "19", "valeur": "2"}]},
}
RATES: Piece = {
    "id": "taux",
    "unite": "ratio",
    "par": ["halle", "emplacement"],
    "valeurs": {
        "2000-01-01": {
            "couverte": {"couverte": "0.55", "plein_air": "0.45"},
            "plein_air": {"couverte": "1/3", "plein_air": "0"},
        },
        "2021-01-01": {
            "couverte": {"couverte": "0.6", "plein_air": "0.45"},
            "plein_air": {"couverte": "1/3", "plein_air": "1"},
        },
    },
}
GUARDS = ["", "0", "0.333333", "0.333334", "18.999999", "19", "19.000001"]


def test_on_and_beside_each_bound_columns_say_what_is_said_of_one_dossier(make: Make) -> None:
    package = make(
        {"du": "prix(gardiens)", "moitie": "prix(gardiens / etals * etals_voulus)"},
        parametres=[PRICES],
        parameters={"etals_voulus": "1 etal"},
    )
    people = population(package, "\n".join(["gardiens,etals", *(f"{guards},1" for guards in GUARDS)]))
    outcomes = evaluate(package, people)
    assert outcomes.by_rows == ()
    assert words(outcomes, "du") == ["undetermined", *[None] * 4, *["not_applicable"] * 2]
    assert disagreements(package, people, outcomes) == []


@pytest.mark.parametrize("formula", ["taux(halle, emplacement)", "taux(halle, emplacement) * ventes"])
def test_each_row_reads_the_table_at_its_own_year(make: Make, formula: str) -> None:
    package = make({"part": formula}, parametres=[RATES])
    rows = [
        f"{halle},{place},{year},10,{halle}-{place}"
        for halle in ("couverte", "plein_air", "")
        for place in ("couverte", "plein_air", "")
        for year in (2020, 2021, 2022)
    ]
    people = population(package, "\n".join(["halle,emplacement,annee,ventes,dossier", *rows]))
    outcomes = evaluate(package, people)
    assert outcomes.by_rows == ()
    assert disagreements(package, people, outcomes) == []


def test_a_table_by_verdict_is_read_where_there_is_one(make: Make) -> None:
    lines = [
        {"id": "trois", "libelle": "Trois", "si": "gardiens > 0 et ouvert"},
        {"id": "une", "libelle": "Une", "si": "gardiens > 0"},
    ]
    bonus = {"id": "bonus", "unite": "euro", "par": ["etoiles"], "valeurs": {"sans_date": {"trois": "3", "une": "1"}}}
    package = make({"du": "bonus(etoiles)"}, verdicts=[{"id": "etoiles", "lignes": lines}], parametres=[bonus])
    people = population(package, "gardiens,ouvert\n2,oui\n2,non\n2,\n0,oui\n,non\n")
    outcomes = evaluate(package, people)
    assert outcomes.by_rows == ()
    assert words(outcomes, "du") == [None, None, "undetermined", "not_applicable", "undetermined"]
    assert disagreements(package, people, outcomes) == []


def test_bands_that_change_between_the_years_of_a_file_are_judged_row_by_row(make: Make) -> None:
    schedules = {**PRICES["valeurs"], "2021-01-01": [{"jusqu_a": "5", "valeur": "9"}, {"valeur": "10"}]}
    package = make({"du": "prix(gardiens)"}, parametres=[{**PRICES, "valeurs": schedules}])
    people = population(package, "annee,gardiens\n2020,6\n2021,6\n2021,1\n")
    outcomes = evaluate(package, people)
    assert outcomes.by_rows == ("du",)
    assert [column_value(outcomes, "du", row) for row in range(3)] == [2, 10, 9]


def test_a_cell_that_changes_judges_again_only_the_rules_that_read_its_table(make: Make) -> None:
    package = make({"du": "prix(gardiens)", "part": "taux(halle, emplacement)"}, parametres=[PRICES, RATES])
    people = population(package, "annee,halle,emplacement,gardiens\n2020,couverte,couverte,1\n")
    base = evaluate(package, people)
    outcomes = reform(base, {"taux.couverte.couverte": 2})
    assert column_value(outcomes, "part", 0) == 2
    assert outcomes.values["du"] is base.values["du"]
    assert package.rulebook.depending_on(frozenset({"prix.jusqu_a_1/3", "prix.moins_de_19"})) == {"du"}


def test_a_reform_of_a_band_leaves_alone_the_years_in_which_it_is_not_there(make: Make) -> None:
    schedules = {**PRICES["valeurs"], "2021-01-01": [{"jusqu_a": "5", "valeur": "9"}, {"valeur": "10"}]}
    package = make({"du": "prix(gardiens)"}, parametres=[{**PRICES, "valeurs": schedules}])
    people = population(package, "annee,gardiens\n2020,1\n2021,1\n")
    outcomes = reform(evaluate(package, people), {"prix.jusqu_a_5": 700})
    assert [column_value(outcomes, "du", row) for row in range(2)] == [2, 700]
    assert disagreements(package, people, outcomes, None, {"prix.jusqu_a_5": 700}) == []


def test_what_no_lane_holds_is_judged_row_by_row(make: Make) -> None:
    bands = [{"jusqu_a": "1", "valeur": "1/999999999989"}, {"valeur": "1/999999999961"}]
    package = make({"du": "prix(gardiens)"}, parametres=[{**PRICES, "valeurs": {"2000-01-01": bands}}])
    people = population(package, "gardiens\n1\n2\n")
    outcomes = evaluate(package, people)
    assert outcomes.by_rows == ("du",)
    assert disagreements(package, people, outcomes) == []
