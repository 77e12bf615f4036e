"""`mois_entre(a, b)`: whole months from one date to another, as formulas add months to a date."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poincon.cahier.columns import evaluate
from poincon.cahier.evaluation.dates import shifted, whole_months
from tests.cahier.columns.agreement import disagreements, population, words
from tests.cahier.conftest import Judge, Make
from tests.cahier.packages import ASIDE, UNKNOWN, Piece, plain


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        ("2022-01-01", "2022-01-01", 0),
        ("2022-01-01", "2022-12-31", 11),
        ("2022-01-01", "2023-01-01", 12),
        ("2022-01-15", "2022-02-14", 0),
        ("2022-01-15", "2022-02-15", 1),
        ("2022-01-31", "2022-02-28", 1),
        ("2022-01-31", "2022-03-30", 1),
        ("2022-02-28", "2022-03-31", 1),
        ("2020-02-29", "2021-02-28", 12),
        ("2022-03-02", "2022-03-01", -1),
        ("2022-03-15", "2022-02-15", -1),
        ("2022-03-15", "2022-02-14", -2),
        ("0001-01-31", "9999-12-31", 119987),
    ],
)
def test_months_are_whole_and_the_end_of_a_month_is_its_last_day(
    judge: Judge, start: str, end: str, months: int
) -> None:
    verdicts = judge({"x": "mois_entre(ouverture, fermeture)"}, {"ouverture": start, "fermeture": end})
    assert verdicts.worth("x") == months
    assert verdicts.json("x")["unit"] == "mois"


@given(st.dates(date(1, 2, 1), date(9998, 11, 30)), st.dates(date(1, 2, 1), date(9998, 11, 30)))
def test_it_is_the_greatest_number_of_months_that_does_not_pass_the_end(start: date, end: date) -> None:
    months = whole_months(start, end)
    assert shifted(start, months, "mois") <= end < shifted(start, months + 1, "mois")


@pytest.mark.parametrize(
    ("formula", "worth"),
    [
        ("mois_entre(ouverture, fermeture) >= duree", True),
        ("mois_entre(fermeture, ouverture) < 0", True),
        ("ouverture + mois_entre(ouverture, fermeture) <= fermeture", True),
        ("max(mois_entre(ouverture, fermeture), duree) = duree", False),
        ("mois_entre(ouverture, echeance) >= duree", UNKNOWN),
        ("mois_entre(ouverture, aside) >= duree", ASIDE),
    ],
)
def test_months_are_compared_with_a_parameter_in_months(judge: Judge, formula: str, worth: Any) -> None:
    verdicts = judge(
        {"x": formula},
        {"ouverture": "2021-01-31", "fermeture": "2022-02-28", "ouvert": "non"},
        parameters={"duree": "12 mois"},
        fields=[{"id": "echeance", "type": "date"}],
        derives=[{"id": "aside", "valeur": "fermeture", "applicable_si": "ouvert", "affiche": "oui"}],
    )
    assert verdicts.worth("x") == worth


def test_months_are_told_with_both_days(judge: Judge) -> None:
    answers = {"ouverture": "2022-01-31", "fermeture": "2022-02-28"}
    verdicts = judge({"x": "mois_entre(ouverture, fermeture)"}, answers)
    french = plain(verdicts.sentence("x")).replace("\u202f", " ")
    assert "mois complets entre le 31 janvier 2022 et le 28 février 2022 = 1 mois" in french
    english = verdicts.sentence("x", "en").replace("\u202f", " ")
    assert "whole months between 31 January 2022 and 28 February 2022 = 1 month" in english
    condition: Piece = {"id": "regle", "condition": "si mois_entre(ouverture, fermeture) > 0 alors ouvert sinon assure"}
    sentence = plain(judge(None, {"ouverture": "2022-01-31"}, prerequis=[condition]).sentence("regle"))
    assert "mois complets entre ouverture et fermeture" in sentence


def test_months_from_a_day_that_is_not_known_name_the_days(judge: Judge) -> None:
    formula = {"x": "mois_entre(fermeture, echeance) <= duree"}
    more: Piece = {
        "parameters": {"duree": "12 mois"},
        "derives": [{"id": "echeance", "libelle": "Quelle échéance ?", "valeur": "ouverture + duree"}],
    }
    verdicts = judge(formula, {"fermeture": "2022-01-31"}, **more)
    assert "mois complets entre le 31 janvier 2022 et « Quelle échéance ? » = ?, au plus 12 mois : inconnu" in plain(
        verdicts.sentence("x")
    ).replace("\u202f", " ")
    assert "whole months between 31 January 2022 and Quelle échéance ? in English = ?" in verdicts.sentence("x", "en")


def test_alone_or_in_a_population_months_are_the_same(make: Make) -> None:
    package = make({"x": "mois_entre(ouverture, fermeture) >= duree"}, parameters={"duree": "1 mois"})
    people = population(package, "dossier,ouverture,fermeture\na,2022-01-31,2022-02-28\nb,2022-01-31,2022-02-27\nc,,\n")
    outcomes = evaluate(package, people)
    assert words(outcomes, "x") == ["met", "not_met", "undetermined"]
    assert (disagreements(package, people, outcomes), outcomes.by_rows) == ([], ())
