"""Sums, counts and « pour chaque ligne » over the tables of a population: decided in columns, holes and all."""

from __future__ import annotations

import numpy as np
import pytest

from poincon.cahier.columns import PopulationOutcomes, evaluate
from poincon.cahier.loading import Package
from tests.cahier.columns.agreement import disagreements, population, words
from tests.cahier.conftest import Make
from tests.cahier.packages import Piece

PEOPLE = "dossier,ouvert,loyer,coefficient\na,oui,10,0.5\nb,non,10,\nc,,10,2\nd,oui,,1\n"
LINES = """dossier,poste,montant,origine,payee
a,x,5,public,oui
a,y,10.50,propre,non
b,x,5,public,
b,y,,propre,oui
c,,,,
"""


def in_columns(package: Package, lines: str = LINES, people: str = PEOPLE) -> PopulationOutcomes:
    """The outcomes with the table `depenses`, held against the exact evaluator; columns decided every row."""
    rows = population(package, people, {"depenses": lines})
    outcomes = evaluate(package, rows)
    assert disagreements(package, rows, outcomes) == []
    assert (outcomes.by_rows, outcomes.exact_rows.tolist()) == ((), [])
    return outcomes


def values(outcomes: PopulationOutcomes, name: str = "valeur") -> list[float | None]:
    return [None if np.isnan(value) else float(value) for value in outcomes.value(name)]


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("somme(depenses.montant)", [15.5, None, 0, None]),
        ("somme(depenses.montant où origine est public)", [5, 5, 0, None]),
        ("somme(depenses.montant où payee)", [5, None, 0, None]),
        ("somme(depenses.montant * coefficient)", [7.75, None, 0, None]),
        ("somme(min(depenses.montant, loyer) où montant < loyer ou ouvert)", [15, None, 0, None]),
        ("nombre(depenses)", [2, 2, 0, None]),
        ("nombre(depenses où non connu(montant))", [0, 1, 0, None]),
        ("nombre(depenses où poste = enseigne)", [None, None, 0, None]),
        ("nombre(depenses où ouvert)", [2, 0, 0, None]),
    ],
)
def test_lines_are_added_and_counted(make: Make, formula: str, expected: list[float | None]) -> None:
    assert values(in_columns(make({"valeur": formula}))) == expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("somme(depenses.montant) >= loyer", ["met", "undetermined", "not_met", "undetermined"]),
        ("somme(depenses.montant) >= petit", ["met", "met", "not_met", "undetermined"]),
        ("somme(depenses.montant où payee) >= petit", ["met", "undetermined", "not_met", "undetermined"]),
        ("nombre(depenses où payee) <= deux", ["met", "met", "met", "undetermined"]),
        ("nombre(depenses où payee) >= un", ["met", "met", "not_met", "undetermined"]),
        ("nombre(depenses où payee) = deux", ["not_met", "undetermined", "not_met", "undetermined"]),
        ("somme(depenses.montant où payee) < 0", ["not_met", "not_met", "not_met", "undetermined"]),
        ("min(somme(depenses.montant), loyer) <= loyer", ["met", "met", "met", "undetermined"]),
        ("somme(min(depenses.montant, petit)) <= dix", ["met", "met", "met", "undetermined"]),
        ("somme(depenses.montant) <= enorme", ["met", "undetermined", "met", "undetermined"]),
        ("loyer - somme(depenses.montant) <= petit", ["met", "met", "not_met", "undetermined"]),
        ("somme(depenses.montant * nul) <= petit", ["met", "met", "met", "undetermined"]),
        ("somme(depenses.montant) * nul <= petit", ["met", "met", "met", "undetermined"]),
    ],
)
def test_a_hole_in_a_line_leaves_settled_what_the_rest_settles(make: Make, condition: str, expected: list[str]) -> None:
    amounts = {"petit": "5 euro", "dix": "10 euro", "enorme": "999999999999999 euro"}
    counts = {"nul": "0 ratio", "un": "1 nombre", "deux": "2 nombre"}
    package = make(parameters=amounts | counts, prerequis=[{"id": "regle", "condition": condition}])
    assert words(in_columns(package), "regle") == expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (
            "pour chaque ligne de depenses : ligne.montant > 0",
            ["met", "undetermined", "not_applicable", "undetermined"],
        ),
        ("pour chaque ligne de depenses : ligne.payee", ["not_met", "undetermined", "not_applicable", "undetermined"]),
        (
            "pour chaque ligne de depenses où payee : ligne.montant = petit",
            ["met", "undetermined", "not_applicable", "undetermined"],
        ),
        (
            "pour chaque ligne de depenses où origine est public : ligne.montant <= loyer",
            ["met", "met", "not_applicable", "undetermined"],
        ),
        (
            "pour chaque ligne de depenses où montant > loyer : ligne.payee",
            ["not_met", "undetermined", "not_applicable", "undetermined"],
        ),
    ],
)
def test_each_line_is_held_to_the_condition(make: Make, condition: str, expected: list[str]) -> None:
    package = make(parameters={"petit": "5 euro"}, prerequis=[{"id": "regle", "condition": condition}])
    assert words(in_columns(package), "regle") == expected


def test_a_line_of_no_object_sets_the_sum_aside_only_where_it_counts(make: Make) -> None:
    part: Piece = {"id": "part", "valeur": "loyer", "affiche": "oui", "applicable_si": "ouvert"}
    formulas = {
        "valeur": "somme(depenses.montant + part)",
        "nulle": "somme(depenses.montant + part où montant > loyer)",
    }
    outcomes = in_columns(make(formulas, derives=[part]))
    assert words(outcomes, "valeur") == [None, "not_applicable", None, "undetermined"]
    assert words(outcomes, "nulle") == [None, "undetermined", None, "undetermined"]


def test_what_a_hidden_table_holds_does_not_count(make: Make) -> None:
    lines: Piece = {
        "id": "lots",
        "type": "tableau",
        "visible_si": "ouvert",
        "colonnes": [{"id": "prix", "type": "euros"}],
    }
    package = make({"valeur": "somme(lots.prix)"}, fields=[lines])
    rows = population(package, PEOPLE, {"lots": "dossier,prix\na,1\nb,2\nc,3\nd,4\n"})
    outcomes = evaluate(package, rows)
    assert disagreements(package, rows, outcomes) == []
    assert values(outcomes) == [1, None, 3, 4]


def test_each_year_of_a_dossier_reads_the_table_that_it_gives_once(make: Make) -> None:
    people = "dossier,annee,ventes\na,2020,1\na,2021,20\nb,2021,3\n"
    package = make({"valeur": "somme(depenses.montant) + ventes"})
    assert values(in_columns(package, LINES.replace("c,,,,\n", ""), people)) == [16.5, 35.5, None]


def test_a_sum_of_quotients_on_the_line_is_left_to_the_exact_evaluator(make: Make) -> None:
    """Three thirds are one: rounded thirds may say otherwise."""
    package = make(
        parameters={"un": "1 ratio"},
        prerequis=[{"id": "regle", "condition": "somme(depenses.montant / loyer) >= un"}],
    )
    people = "dossier,loyer\na,3\nb,3\n"
    rows = population(package, people, {"depenses": "dossier,montant\na,1\na,1\na,1\nb,1\nb,1\n"})
    outcomes = evaluate(package, rows)
    assert disagreements(package, rows, outcomes) == []
    assert words(outcomes, "regle") == ["met", "not_met"]
    assert (outcomes.by_rows, outcomes.exact_rows.tolist()) == ((), [0])


def test_a_line_too_near_to_call_hands_its_row_over_and_no_other(make: Make) -> None:
    package = make({"valeur": "nombre(depenses où montant / loyer >= coefficient)"})
    rows = population(package, PEOPLE, {"depenses": LINES})
    outcomes = evaluate(package, rows)
    assert disagreements(package, rows, outcomes) == []
    assert (values(outcomes), outcomes.exact_rows.tolist()) == ([2, None, 0, None], [0])
