"""No programme, however hostile, crashes or hangs columns: what they cannot hold is judged row by row."""

from __future__ import annotations

import time

import numpy as np
import pytest

from poincon.cahier.basics.problems import Unusable
from poincon.cahier.columns import evaluate, population_from_arrays
from tests.cahier.columns.agreement import disagreements, population, words
from tests.cahier.conftest import Make
from tests.cahier.packages import Piece

TINY = "*".join(["p"] * 27)
"""27 times 0.000000000001: beneath what a float can hold."""


@pytest.mark.parametrize(
    "condition",
    [
        f"coefficient * {TINY} > s",
        f"coefficient * {TINY} > coefficient",
        f"coefficient / ({TINY}) > s",
        f"coefficient / ({TINY}) > coefficient",
        f"coefficient * {TINY} + coefficient > s",
        f"max(coefficient * {TINY}, coefficient) > s",
        f"arrondi(coefficient / ({TINY}), unite) > s",
    ],
)
def test_numbers_too_small_for_floats_are_judged_exactly(make: Make, condition: str) -> None:
    parameters = {"p": "0.000000000001 ratio", "s": "1 ratio"}
    package = make({"montre": "s"}, parameters=parameters, prerequis=[{"id": "regle", "condition": condition}])
    people = population(package, "dossier,coefficient\na,3\nb,0\nc,-1\nd,\n")
    outcomes = evaluate(package, people)
    exact = [text for text in disagreements(package, people, outcomes) if "regle" in text]
    assert exact == []


def test_numbers_too_large_for_floats_do_not_crash(make: Make) -> None:
    field: Piece = {"id": "grand", "type": "decimal", "unite": "ratio", "maximum": "999999999999999"}
    package = make({"produit": "*".join(["grand"] * 22)}, fields=[field])
    people = population(package, "dossier,grand\na,999999999999999\nb,2\n")
    outcomes = evaluate(package, people)
    assert outcomes.values["produit"][1] == 2.0**22


def test_levels_worth_odd_fractions_are_judged_exactly(make: Make) -> None:
    worth = {"a": "0.123456789012", "b": "1/999999999989", "c": "123456789011/999999999989", "d": "1/7"}
    levels = [{"id": name, "libelle": name, "valeur": value} for name, value in worth.items()]
    package = make(
        parameters={"s": "0.123456789012 ratio"},
        fields=[{"id": "enonce_1", "type": "enonce", "echelle": "dur", "poids": "1"}],
        scales=[{"id": "dur", "niveaux": levels}],
        prerequis=[{"id": "regle", "condition": "note(enonce_1) = s"}],
    )
    people = population(package, "dossier,enonce_1\n1,a\n2,b\n3,c\n4,d\n5,\n")
    assert disagreements(package, people, evaluate(package, people)) == []


def test_roundings_inside_each_other_do_not_take_twice_the_time_at_each_level(make: Make) -> None:
    depth = 18
    package = make({"part": "ventes / clients", "etages": "arrondi(" * depth + "part" + " + part, unite)" * depth})
    people = population(package, "dossier,annee,ventes,clients\na,2020,3,7\n")
    started = time.perf_counter()
    evaluate(package, people)
    assert time.perf_counter() - started < 1.5


@pytest.mark.parametrize("value", [np.inf, -np.inf])
def test_infinities_in_arrays_never_become_verdicts(make: Make, value: float) -> None:
    """They are refused in words, or missing."""
    package = make({"total": "loyer + apport"})
    arrays = {"loyer": np.array([1.0, value]), "apport": np.array([1.0, 2.0])}
    try:
        people = population_from_arrays(package.programme, arrays)
    except (Unusable, ValueError):
        return
    assert np.isnan(evaluate(package, people).value("total")[1])


def test_the_value_of_a_rule_that_is_not_for_columns_can_be_asked(make: Make) -> None:
    package = make({"choisi": "si ouvert alors loyer sinon apport"})
    people = population(package, "dossier,ouvert,loyer,apport\na,oui,1.50,2\nb,non,1.50,2\n")
    assert evaluate(package, people).value("choisi").tolist() == [1.5, 2.0]


def test_a_threshold_with_many_digits_is_judged_exactly(make: Make) -> None:
    package = make(
        parameters={"s": "0.333333333333 ratio"},
        prerequis=[{"id": "regle", "condition": "etals / etals_3 > s"}],
        fields=[{"id": "etals_3", "type": "entier", "unite": "etal"}],
    )
    rows = "a,1,3\nb,333333,1000000\nc,333333,999999\nd,333333,1000000000000\ne,1,2\n"
    people = population(package, f"dossier,etals,etals_3\n{rows}")
    outcomes = evaluate(package, people)
    assert words(outcomes, "regle") == ["met", "not_met", "met", "not_met", "met"]
    assert disagreements(package, people, outcomes) == []
