"""« si » over numbers, dates, texts and choices, and roundings: decided in columns, without handing a row over."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from poincon.cahier.columns import PopulationOutcomes, evaluate
from poincon.cahier.columns.days import shifted_days
from poincon.cahier.evaluation.dates import MONTHS, shifted
from poincon.cahier.loading import Package
from tests.cahier.columns.agreement import disagreements, population, words
from tests.cahier.conftest import Make
from tests.cahier.packages import Piece


def in_columns(package: Package, text: str) -> PopulationOutcomes:
    """The outcomes of a population, held against the exact evaluator; columns decided every row by themselves."""
    people = population(package, text)
    outcomes = evaluate(package, people)
    assert disagreements(package, people, outcomes) == []
    assert (outcomes.by_rows, outcomes.exact_rows.tolist()) == ((), [])
    return outcomes


def values(outcomes: PopulationOutcomes, name: str) -> list[float | None]:
    return [None if np.isnan(value) else float(value) for value in outcomes.value(name)]


# numbers

ROWS = "ouvert,loyer,apport,caution,etals\noui,8,3,4,2\nnon,8,3,4,2\n,8,3,4,2\n,7,7,4,2\n,,7,4,2\n"


def test_the_condition_chooses_the_amount_and_unknown_it_takes_what_both_branches_say(make: Make) -> None:
    outcomes = in_columns(make({"valeur": "si ouvert alors loyer sinon apport"}), ROWS)
    assert values(outcomes, "valeur") == [8, 3, None, 7, None]


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("si ouvert alors loyer / etals sinon caution / etals", [4, 2, None, None, None]),
        ("si ouvert alors loyer / apport sinon loyer / caution", [8 / 3, 2, None, None, None]),
        ("si ouvert alors loyer / caution sinon 0", [2, 0, None, None, None]),
        ("si ouvert alors loyer / caution sinon 1", [2, 1, None, None, None]),
    ],
)
def test_quotients_are_chosen_too(make: Make, formula: str, expected: list[float | None]) -> None:
    assert values(in_columns(make({"valeur": formula}), ROWS), "valeur") == expected


def test_a_quotient_or_a_constant_is_held_to_a_target_exactly(make: Make) -> None:
    """35 / 100 is not above 0.35, nor is 0.35 itself."""
    blocks: dict[str, list[Piece]] = {
        "indicateurs": [
            {
                "id": "part",
                "valeur": "si ouvert alors loyer / apport sinon seuil",
                "cible": {"plus_de": "seuil"},
                "force": "requise",
            }
        ]
    }
    package = make(parameters={"seuil": "0.35 ratio"}, **blocks)
    rows = "ouvert,loyer,apport\noui,35,100\noui,35.01,100\nnon,1,1\n,35.01,100\n"
    assert words(in_columns(package, rows), "part") == ["not_met", "met", "not_met", "undetermined"]


PART: Piece = {"id": "part", "valeur": "loyer", "affiche": "oui", "applicable_si": "assure"}


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("si ouvert alors part sinon apport", ["not_applicable", None, "undetermined", "not_applicable"]),
        ("si ouvert alors part sinon part", ["not_applicable"] * 3 + ["not_applicable"]),
        ("si part > apport alors loyer sinon apport", ["not_applicable"] * 4),
    ],
)
def test_what_is_set_aside_goes_through_a_branch_that_is_chosen(
    make: Make, formula: str, expected: list[str | None]
) -> None:
    package = make({"valeur": formula}, derives=[PART])
    rows = "ouvert,assure,loyer,apport\noui,non,8,8\nnon,non,8,8\n,non,8,8\noui,non,8,9\n"
    assert words(in_columns(package, rows), "valeur") == expected


def test_what_bounds_a_score_bounds_the_branch_that_holds_it(make: Make) -> None:
    blocks: dict[str, list[Piece]] = {
        "scores": [{"id": "note_accueil", "rubriques": ["accueil"]}],
        "prerequis": [
            {"id": "haute", "condition": "(si ouvert alors note_accueil sinon 0) >= seuil"},
            {"id": "basse", "condition": "(si ouvert alors note_accueil sinon 1) <= seuil"},
        ],
    }
    package = make(parameters={"seuil": "0.6 ratio"}, **blocks)
    rows = "ouvert,accueil_1,accueil_2\noui,++,\noui,--,\nnon,++,\n,++,\n"
    outcomes = in_columns(package, rows)
    assert words(outcomes, "haute") == ["met", "not_met", "not_met", "undetermined"]
    assert words(outcomes, "basse") == ["not_met", "met", "not_met", "undetermined"]


# roundings


def test_an_amount_that_falls_on_the_cent_is_rounded_without_the_exact_evaluator(make: Make) -> None:
    formulas = {"bas": "arrondi_inf(loyer * taux, centime)", "pres": "arrondi(loyer * taux, centime)"}
    package = make(formulas, parameters={"taux": "0.35 ratio"})
    rows = "loyer\n100\n0.01\n0.02\n0.10\n-0.10\n-0.01\n999999.99\n0\n"
    outcomes = in_columns(package, rows)
    assert [round(value or 0, 2) for value in values(outcomes, "bas")] == [35, 0, 0, 0.03, -0.04, -0.01, 349999.99, 0]
    assert [round(value or 0, 2) for value in values(outcomes, "pres")] == [35, 0, 0.01, 0.04, -0.04, 0, 350000, 0]


# dates


@given(
    st.dates(),
    st.one_of(st.integers(-40_000, 40_000), st.integers(-4_000_000, 4_000_000)),
    st.sampled_from([*MONTHS, "jour"]),
)
def test_columns_have_the_calendar_of_the_exact_evaluator(start: date, length: int, unit: str) -> None:
    days = shifted_days(np.array([start.toordinal()]), np.array([max(-3_000_000, min(3_000_000, length))]), unit)
    assert date.fromordinal(int(days[0])) == shifted(start, length, unit)


@pytest.mark.parametrize(
    ("start", "length", "unit", "end"),
    [
        ("2020-02-29", 2, "an", "2022-02-28"),
        ("2020-01-31", 1, "mois", "2020-02-29"),
        ("2020-03-31", -1, "mois", "2020-02-29"),
        ("2020-12-31", 2, "mois", "2021-02-28"),
        ("9999-12-31", 1, "mois", "9999-12-31"),
        ("0001-01-01", -1, "an", "0001-01-01"),
        ("9999-01-31", 11, "mois", "9999-12-31"),
        ("2020-01-01", -3_000_000, "jour", "0001-01-01"),
    ],
)
def test_the_ends_of_months_and_of_the_calendar(start: str, length: int, unit: str, end: str) -> None:
    days = shifted_days(np.array([date.fromisoformat(start).toordinal()]), np.array([length]), unit)
    assert date.fromordinal(int(days[0])).isoformat() == end


def test_dates_are_compared_shifted_and_chosen(make: Make) -> None:
    formulas = {
        "echeance": "ouverture + delai",
        "a_temps": "fermeture <= ouverture + delai",
        "retenue": "si ouvert alors ouverture sinon fermeture",
        "datee": "connu(si ouvert alors ouverture sinon fermeture)",
    }
    package = make(formulas, parameters={"delai": "2 an"})
    rows = """ouvert,ouverture,fermeture
oui,2020-02-29,2022-02-28
non,2020-02-29,2022-03-01
,2021-01-01,2021-01-01
,2021-01-01,
"""
    outcomes = in_columns(package, rows)
    assert words(outcomes, "a_temps") == ["met", "not_met", "met", "undetermined"]
    assert words(outcomes, "datee") == ["met", "met", "met", "not_met"]
    assert date.fromordinal(int(outcomes.value("echeance")[0])) == date(2022, 2, 28)
    assert date.fromordinal(int(outcomes.value("retenue")[2])) == date(2021, 1, 1)


def test_a_duration_that_differs_from_row_to_row_is_added_too(make: Make) -> None:
    fields: list[Piece] = [{"id": "mois_prevus", "type": "entier", "unite": "mois"}]
    package = make(
        {"fin": "ouverture + mois_prevus", "avant_terme": "fermeture - mois_prevus < ouverture"}, fields=fields
    )
    rows = "ouverture,fermeture,mois_prevus\n2020-01-31,2020-03-31,1\n2020-01-31,2020-03-31,\n,2020-03-31,2\n"
    assert words(in_columns(package, rows), "avant_terme") == ["not_met", "undetermined", "undetermined"]


# texts and choices


def test_texts_are_equal_whatever_their_column(make: Make) -> None:
    package = make({"meme": "enseigne = slogan", "differe": "enseigne <> slogan"})
    outcomes = in_columns(package, "enseigne,slogan\nAu blé,Au blé\nAu blé,au blé\n,Au blé\n")
    assert words(outcomes, "meme") == ["met", "not_met", "undetermined"]
    assert words(outcomes, "differe") == ["not_met", "met", "undetermined"]


def test_a_choice_is_read_through_a_branch_and_over_years(make: Make) -> None:
    formulas = {
        "couverte": "(si ouvert alors emplacement sinon avant(emplacement)) est couverte",
        "au_debut": "premier(emplacement) est couverte",
        "toujours_plein": "premier(complet) et dernier(complet)",
    }
    rows = (
        "dossier,annee,ouvert,emplacement,complet\na,2021,oui,couverte,oui\na,2022,non,plein_air,oui\n"
        "b,2022,oui,,non\nc,2021,non,plein_air,\nc,2022,oui,couverte,oui\n"
    )
    outcomes = in_columns(make(formulas), rows)
    assert words(outcomes, "couverte") == ["met", "met", "undetermined", "undetermined", "met"]
    assert words(outcomes, "au_debut") == ["met", "met", "undetermined", "not_met", "not_met"]
    assert words(outcomes, "toujours_plein") == ["met", "met", "not_met", "undetermined", "undetermined"]


# years


def test_an_answer_given_once_is_read_over_years_when_each_row_of_the_dossier_says_the_same(make: Make) -> None:
    package = make({"marge": "somme(ventes - loyer sur annees)"})
    same = "dossier,annee,loyer,ventes\na,2021,3,10\na,2022,3,20\nb,2022,5,9\n"
    assert values(in_columns(package, same), "marge") == [7, 24, 4]
    moved = evaluate(package, population(package, same.replace("a,2021,3", "a,2021,4")))
    assert moved.by_rows == ("marge",)
    assert values(moved, "marge") == [6, 24, 4]
    assert Fraction(moved.value("marge")[1]) == 24
