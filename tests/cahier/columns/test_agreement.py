"""One dossier has the same verdict alone and in a population: over random programmes, and where it is hardest."""

from __future__ import annotations

import pytest
from hypothesis import given

from poincon.cahier.columns import evaluate
from tests.cahier.columns.agreement import column_value, disagreements, population, words
from tests.cahier.columns.random_forms import load
from tests.cahier.columns.random_populations import Example, examples
from tests.cahier.columns.trials import loaded, random_examples
from tests.cahier.conftest import Make
from tests.cahier.packages import Piece


def check(example: Example) -> None:
    package = loaded(example)
    people = population(package, example.csv, example.beside)
    assert disagreements(package, people, evaluate(package, people)) == []


@random_examples
@given(examples(over_years=False))
def test_columns_and_the_exact_evaluator_agree_on_random_programmes(example: Example) -> None:
    check(example)


@random_examples
@given(examples())
def test_columns_and_the_exact_evaluator_agree_on_random_programmes_that_look_across_years(example: Example) -> None:
    check(example)


DATED: Piece = {"id": "taux", "unite": "ratio", "valeurs": {"2000-01-01": "1/2", "2020-01-01": "1/4"}}
THREE_YEARS = "dossier,annee,ventes\na,2019,100\na,2020,150\na,2021,201\n"


@pytest.mark.parametrize(
    "formula",
    ["avant(ventes * taux)", "somme(ventes * taux sur annees)", "premier(ventes * taux)"],
)
def test_inside_a_function_of_years_a_dated_parameter_is_that_of_the_row_judged(make: Make, formula: str) -> None:
    package = make({"valeur": formula}, parametres=[DATED])
    people = population(package, THREE_YEARS)
    assert disagreements(package, people, evaluate(package, people)) == []


def test_a_rise_under_a_dated_parameter_is_that_of_the_row_judged(make: Make) -> None:
    package = make(prerequis=[{"id": "hausse", "condition": "croissant(ventes * taux)"}], parametres=[DATED])
    people = population(package, THREE_YEARS)
    outcomes = evaluate(package, people)
    assert disagreements(package, people, outcomes) == []
    assert words(outcomes, "hausse") == ["undetermined", "met", "met"]


@pytest.mark.parametrize(
    "formula",
    [
        "avant(arrondi(ventes, euro))",
        "somme(arrondi(ventes, euro) sur annees)",
        "premier(arrondi(ventes, euro))",
    ],
)
def test_a_row_too_near_to_call_is_told_to_the_years_that_read_it(make: Make, formula: str) -> None:
    package = make({"valeur": formula})
    people = population(package, "dossier,annee,ventes,clients\na,2019,2.50,0\na,2020,4.50,3\na,2021,7.00,7\n")
    assert disagreements(package, people, evaluate(package, people)) == []


def test_a_comparison_too_near_to_call_is_told_to_the_year_after(make: Make) -> None:
    package = make(prerequis=[{"id": "regle", "condition": "avant(arrondi(ventes, euro) > ventes)"}])
    people = population(package, "dossier,annee,ventes\na,2019,2.50\na,2020,1\n")
    outcomes = evaluate(package, people)
    assert words(outcomes, "regle") == ["undetermined", "met"]


def test_a_row_without_a_year_is_read_at_the_same_day_alone_and_in_a_population() -> None:
    rules: Piece = {
        "parametres": [
            {
                "id": "taux",
                "libelle": "taux",
                "source": "R §1",
                "unite": "ratio",
                "valeurs": {"2000-01-01": "1", "2020-07-01": "2"},
            }
        ],
        "derives": [
            {"id": "somme_due", "libelle": "due", "source": "R §1", "valeur": "taux * an_recu", "affiche": "oui"}
        ],
    }
    package = load(rules, "2020-06-30")
    people = population(package, "dossier,an_recu\na,10\n")
    assert disagreements(package, people, evaluate(package, people)) == []


@pytest.mark.parametrize(("above", "expected"), [("0.30", "not_met"), ("0.31", "met"), ("0.29", "not_met")])
def test_a_tenth_and_two_tenths_are_three_tenths(make: Make, above: str, expected: str) -> None:
    package = make(prerequis=[{"id": "regle", "condition": "apport > loyer + caution"}])
    people = population(package, f"dossier,loyer,caution,apport\na,0.10,0.20,{above}\n")
    assert words(evaluate(package, people), "regle") == [expected]


def test_thirty_five_out_of_a_hundred_is_not_above_thirty_five_percent_at_any_magnitude(make: Make) -> None:
    target = {"cible": {"plus_de": "seuil"}, "force": "requise"}
    package = make(
        parameters={"seuil": "0.35 ratio"}, indicateurs=[{"id": "part", "valeur": "loyer / apport", **target}]
    )
    rows = [f"d{power},{35 * 10**power},{100 * 10**power}" for power in range(4)]
    rows += ["haut,349999999999.65,999999999999.00", "un_centime,35.01,100", "moins,34.99,100"]
    people = population(package, "\n".join(["dossier,loyer,apport", *rows]))
    assert words(evaluate(package, people), "part") == ["not_met"] * 5 + ["met", "not_met"]


@pytest.mark.parametrize("power", range(10))
def test_thirty_five_percent_is_the_same_when_every_row_is_whole(make: Make, power: int) -> None:
    """A column without cents is held in euros: 35 × (1/100) would be more than 0.35."""
    target = {"cible": {"plus_de": "seuil"}, "force": "requise"}
    package = make(
        parameters={"seuil": "0.35 ratio"}, indicateurs=[{"id": "part", "valeur": "loyer / apport", **target}]
    )
    people = population(package, f"dossier,loyer,apport\na,{35 * 10**power},{100 * 10**power}\n")
    assert words(evaluate(package, people), "part") == ["not_met"]


@pytest.mark.parametrize("formula", ["avant(ventes)", "somme(ventes sur annees)", "premier(ventes)"])
def test_a_year_that_is_missing_between_two_is_not_the_one_before(make: Make, formula: str) -> None:
    package = make({"valeur": formula}, prerequis=[{"id": "hausse", "condition": "croissant(ventes)"}])
    people = population(package, "dossier,annee,ventes\na,2021,7\na,2018,1\na,2020,5\nb,2021,2\n")
    outcomes = evaluate(package, people)
    assert disagreements(package, people, outcomes) == []
    assert words(outcomes, "hausse") == ["undetermined"] * 4


def test_what_cannot_be_known_is_never_a_number(make: Make) -> None:
    package = make(
        {
            "part": "loyer / apport",
            "part_de_zero": "(loyer - loyer) / apport",
            "plus": "max(loyer / apport, coefficient)",
        }
    )
    people = population(package, "dossier,loyer,apport,coefficient\na,1,0,1\nb,0,0,2\nc,,1,3\nd,-1,0,4\n")
    outcomes = evaluate(package, people)
    for name in ("part", "part_de_zero", "plus"):
        assert words(outcomes, name) == ["undetermined"] * 4
        assert [str(column_value(outcomes, name, row)) for row in range(4)] == ["nan"] * 4


@pytest.mark.parametrize(
    ("value", "nearest", "down", "up"),
    [
        ("2.50", 3.0, 2.0, 3.0),
        ("3.50", 4.0, 3.0, 4.0),
        ("2.49", 2.0, 2.0, 3.0),
        ("-2.50", -3.0, -3.0, -2.0),
        ("-2.49", -2.0, -3.0, -2.0),
        ("3.00", 3.0, 3.0, 3.0),
    ],
)
def test_halves_are_rounded_away_from_zero_as_alone(
    make: Make, value: str, nearest: float, down: float, up: float
) -> None:
    functions = {"proche": "arrondi", "bas": "arrondi_inf", "haut": "arrondi_sup"}
    package = make({name: f"{function}(loyer, euro)" for name, function in functions.items()})
    people = population(package, f"dossier,loyer\na,{value}\n")
    outcomes = evaluate(package, people)
    assert [column_value(outcomes, name, 0) for name in functions] == [nearest, down, up]


def test_a_quotient_just_below_a_half_is_rounded_down(make: Make) -> None:
    package = make({"proche": "arrondi(loyer / etals * coefficient, centime)"})
    people = population(
        package, "dossier,loyer,etals,coefficient\na,0.01,2,1\nb,0.01,2,0.999999\nc,4999.99,1000000,1\n"
    )
    outcomes = evaluate(package, people)
    assert [column_value(outcomes, "proche", row) for row in range(3)] == [0.01, 0.0, 0.0]
    assert disagreements(package, people, outcomes) == []


BIG: list[Piece] = [{"id": name, "type": "euros"} for name in ("grand_1", "grand_2", "grand_3")]


def test_sums_that_floats_cannot_hold_go_to_the_exact_evaluator_when_they_are_near(make: Make) -> None:
    package = make(fields=BIG, prerequis=[{"id": "regle", "condition": "grand_1 + grand_2 > grand_3"}], parameters=None)
    rows = [
        "egal,499999999999999.99,499999999999999.99,999999999999999.98",
        "dessous,499999999999999.99,499999999999999.99,999999999999999.99",
        "dessus,499999999999999.99,499999999999999.99,999999999999999.97",
        "loin,499999999999999.99,499999999999999.99,100000000000000.00",
    ]
    people = population(package, "\n".join(["dossier,grand_1,grand_2,grand_3", *rows]))
    outcomes = evaluate(package, people)
    assert words(outcomes, "regle") == ["not_met", "not_met", "met", "met"]
    assert set(outcomes.exact_rows.tolist()) >= {0, 1, 2}
    assert 3 not in outcomes.exact_rows


def test_wholes_of_different_scales_compare_to_the_last_digit(make: Make) -> None:
    package = make(
        prerequis=[{"id": "regle", "condition": "coefficient * remise > seuil"}], parameters={"seuil": "1/3 ratio"}
    )
    people = population(
        package, "dossier,coefficient,remise\na,0.333333,1\nb,0.333334,1\nc,0.666667,0.5\nd,0.66666,0.5\n"
    )
    outcomes = evaluate(package, people)
    assert words(outcomes, "regle") == ["not_met", "met", "met", "not_met"]
    assert outcomes.exact_rows.size == 0


def test_what_has_no_object_is_neutral_as_alone(make: Make) -> None:
    """Every pair of met, not met, undetermined and without object, under « et », « ou », « non » and « si »."""
    package = make(
        {
            "les_deux": "un et deux",
            "un_des_deux": "un ou deux",
            "pas_un": "non un",
            "selon": "si un alors deux sinon un",
            "donne": "connu(un)",
            "un_atteint": "non_atteint(un) ou atteint(deux)",
        },
        prerequis=[
            {"id": "un", "condition": "ouvert", "applicable_si": "non (halle est plein_air)"},
            {"id": "deux", "condition": "assure", "applicable_si": "loyer > 0"},
        ],
    )
    ones = [("oui", "couverte"), ("non", "couverte"), ("", "couverte"), ("oui", "plein_air")]
    twos = [("oui", "1"), ("non", "1"), ("", "1"), ("oui", "0")]
    rows = [f"{ouvert},{halle},{assure},{loyer}" for ouvert, halle in ones for assure, loyer in twos]
    people = population(package, "\n".join(["ouvert,halle,assure,loyer", *rows]))
    outcomes = evaluate(package, people)
    assert disagreements(package, people, outcomes) == []
    assert words(outcomes, "un_des_deux")[12:] == ["met", "not_met", "undetermined", "not_applicable"]
