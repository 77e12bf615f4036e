"""A reform gives what a full evaluation would, recomputes only what depends on it, and leaves its base alone."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given

from poincon.cahier.basics.numbers import Number
from poincon.cahier.columns import Population, PopulationOutcomes, evaluate, reform
from poincon.cahier.loading import Package
from tests.cahier.columns.agreement import close, column_value, disagreements, population, words
from tests.cahier.columns.random_populations import Example, examples
from tests.cahier.columns.trials import loaded, random_examples
from tests.cahier.conftest import Make
from tests.cahier.packages import Piece


def differences(first: PopulationOutcomes, second: PopulationOutcomes) -> list[str]:
    """Where two runs over the same rows do not say the same."""
    places = [name for name in second.statuses if not np.array_equal(first.statuses[name], second.statuses[name])]
    for name in second.values:
        for row in range(second.population.rows):
            value, expected = column_value(first, name, row), column_value(second, name, row)
            if not (np.isnan(value) and np.isnan(expected)) and not close(second, name, value, expected):
                places.append(f"{name}, row {row}: {value}, not {expected}")
    return places


def copied(outcomes: PopulationOutcomes) -> tuple[dict[str, list[int]], dict[str, list[str]]]:
    """Everything that a reform must not touch; texts, so that NaN equals NaN."""
    statuses = {name: codes.tolist() for name, codes in outcomes.statuses.items()}
    return statuses, {name: [repr(float(value)) for value in values] for name, values in outcomes.values.items()}


def reformed(package: Package, people: Population, changes: dict[str, Number]) -> PopulationOutcomes:
    """The reform, held against a full evaluation, its base and the exact evaluator."""
    base = evaluate(package, people)
    before = copied(base)
    outcomes = reform(base, changes)
    assert copied(base) == before, "the reform changed its base"
    assert differences(outcomes, evaluate(package, people, None, changes)) == []
    assert disagreements(package, people, outcomes, None, changes) == []
    return outcomes


@random_examples
@given(examples(over_years=False))
def test_a_random_reform_is_a_full_evaluation_with_its_parameters(example: Example) -> None:
    package = loaded(example)
    reformed(package, population(package, example.csv, example.beside), example.changes)


@random_examples
@given(examples())
def test_a_random_reform_across_years_is_a_full_evaluation_with_its_parameters(example: Example) -> None:
    package = loaded(example)
    reformed(package, population(package, example.csv, example.beside), example.changes)


TARGET: Piece = {"cible": {"plus_de": "seuil"}, "force": "requise"}
PEOPLE = "dossier,loyer,apport,caution\na,100.50,1,7\nb,2.25,3,0\nc,,5,1\n"


def test_untouched_rules_share_their_arrays_with_the_base(make: Make) -> None:
    package = make(
        {"a_part": "loyer + caution"},
        parameters={"seuil": "100 euro"},
        indicateurs=[{"id": "total", "valeur": "loyer + apport", **TARGET}],
    )
    base = evaluate(package, population(package, PEOPLE))
    outcomes = reform(base, {"seuil": 5})
    assert outcomes.statuses["a_part"] is base.statuses["a_part"]
    assert outcomes.values["a_part"] is base.values["a_part"]
    assert outcomes.statuses["total"] is not base.statuses["total"]
    assert (words(base, "total"), words(outcomes, "total")) == (
        ["met", "not_met", "undetermined"],
        ["met", "met", "undetermined"],
    )


def test_a_parameter_that_several_rules_read_moves_them_all(make: Make) -> None:
    package = make(
        {"double": "seuil + seuil", "reste": "loyer - double"},
        parameters={"seuil": "100 euro"},
        indicateurs=[{"id": "total", "valeur": "loyer + apport", **TARGET}],
        prerequis=[
            {"id": "dessous", "condition": "loyer < double"},
            {"id": "ensemble", "condition": "dessous et atteint(total)"},
        ],
        recommandations=[
            {"id": "conseil", "condition": "non_atteint(total)", "texte": "Augmentez", "applicable_si": "loyer > seuil"}
        ],
    )
    people = population(package, PEOPLE)
    for value in (0, 1, Fraction(405, 4), Fraction(1, 3), 999999999999999):
        reformed(package, people, {"seuil": value})


def test_a_parameter_read_only_by_the_linked_share_of_a_score_moves_it(make: Make) -> None:
    scores = [
        {"id": "vision_globale", "rubriques": ["vision"]},
        {"id": "lie", "rubriques": ["accueil"], "lie_a": "vision_globale", "part_liee": "part"},
    ]
    package = make(parameters={"part": "1/4 ratio"}, scores=scores)
    people = population(package, "dossier,accueil_1,accueil_2,vision_1\na,+,++,-\nb,++,--,--\nc,,+,+\n")
    outcomes = reformed(package, people, {"part": Fraction(1, 3)})
    assert column_value(outcomes, "lie", 0) == pytest.approx(7 / 9 * 2 / 3 + 7 / 9 * 1 / 3 * 1 / 3)
    assert words(outcomes, "lie") == [None, None, "undetermined"]


def test_two_reforms_in_a_row_add_up(make: Make) -> None:
    package = make(
        parameters={"seuil": "100 euro", "marge": "1 euro"},
        indicateurs=[{"id": "total", "valeur": "loyer + apport + marge", **TARGET}],
    )
    people = population(package, PEOPLE)
    twice = reform(reform(evaluate(package, people), {"seuil": 6}), {"marge": 0})
    assert differences(twice, evaluate(package, people, None, {"seuil": 6, "marge": 0})) == []


def test_a_reform_too_fine_for_columns_leaves_the_values_of_its_base(make: Make) -> None:
    """`--set seuil=123456.123456789012` cannot be held in a lane: the rule is then judged row by row."""
    package = make(
        parameters={"seuil": "100 euro"}, indicateurs=[{"id": "total", "valeur": "loyer + apport", **TARGET}]
    )
    outcomes = reformed(package, population(package, PEOPLE), {"seuil": Fraction(123456123456789012, 10**12)})
    assert outcomes.by_rows == ("total",)


def test_a_reform_whose_rows_are_near_leaves_the_values_of_its_base(make: Make) -> None:
    package = make(
        parameters={"seuil": "100 euro"},
        indicateurs=[{"id": "total", "valeur": "loyer + apport / coefficient * coefficient", **TARGET}],
    )
    people = population(package, "dossier,loyer,apport,coefficient\na,100.10,1,3\nb,2.25,3.30,7\n")
    outcomes = reformed(package, people, {"seuil": Fraction(555, 100)})
    assert words(outcomes, "total") == ["met", "not_met"]


def test_a_reform_knows_how_rough_the_values_are_that_it_does_not_recompute(make: Make) -> None:
    fields: list[Piece] = [{"id": name, "type": "euros"} for name in ("grand_1", "grand_2")]
    package = make(
        {"ecart": "grand_1 - grand_2"},
        fields=fields,
        parameters={"seuil": "1000000 euro"},
        prerequis=[{"id": "regle", "condition": "ecart > seuil"}],
    )
    people = population(package, "dossier,grand_1,grand_2\na,999999999999999.99,999999999999999.48\n")
    outcomes = reformed(package, people, {"seuil": Fraction(505, 1000)})
    assert words(outcomes, "regle") == ["met"]
