"""`unite:` of a rule: what it says must be what its formula gives, but that a plain quotient may be a number."""

from __future__ import annotations

from typing import Any

import pytest

from poincon.cahier.columns import evaluate
from poincon.cahier.comparison import compare
from poincon.cahier.loading import load_package
from tests.cahier.columns.agreement import disagreements, population, words
from tests.cahier.conftest import Faults, Judge, Make
from tests.cahier.packages import Piece, form, plain, rules, write_package

PER_GUARD: Piece = {"id": "part", "valeur": "etals / etals_voulus", "unite": "nombre"}
PARAMETERS = {"etals_voulus": "5 etal", "seuil": "3 nombre"}
TARGET: Piece = {"cible": {"plus_de": "seuil"}, "force": "requise"}


def test_a_plain_quotient_is_told_as_a_number_when_the_rule_says_so(judge: Judge) -> None:
    verdicts = judge(None, {"etals": "16"}, parameters=PARAMETERS, indicateurs=[{**PER_GUARD, **TARGET}])
    assert verdicts.status("part") == "met"
    french, english = plain(verdicts.sentence("part")), plain(verdicts.sentence("part", "en"))
    assert "16 étals ÷ 5 étals = 3,2. Cible requise : plus de 3 (R §1)." in french.replace("\u202f", " ")
    assert "= 3.2. Required target: more than 3" in english
    outcome = verdicts.json("part")
    assert (outcome["value"], outcome["unit"]) == ("3.2", "nombre")


def test_who_reads_it_reads_a_number(faults: Faults) -> None:
    values: list[Piece] = [{**PER_GUARD, "affiche": "oui"}]
    assert faults({"reste": "part - seuil"}, parameters=PARAMETERS, derives=values) == []
    (problem,) = faults({"reste": "part - remise", "lu": "seuil"}, parameters=PARAMETERS, derives=values)
    assert "« part » est en nombre, « remise » en ratio" in problem.render()


@pytest.mark.parametrize(
    ("formula", "unit", "code", "sentence"),
    [
        ("loyer", "etp", "unit_mismatch", "la formule donne euro, « unite » dit etp. Écrivez « unite: euro »"),
        ("loyer / gardiens", "euro", "unit_mismatch", "la formule donne euro/etp, « unite » dit euro"),
        ("etals * remise", "nombre", "unit_mismatch", "la formule donne etal, « unite » dit nombre"),
        ("clients", "ratio", "unit_mismatch", "la formule donne nombre, « unite » dit ratio"),
        ("remise", "euro", "unit_mismatch", "la formule donne ratio, « unite » dit euro"),
        ("ouverture", "euro", "unit_of_no_number", "« part » n'est pas un nombre : il n'a pas d'unité"),
        ("ouvert", "nombre", "unit_of_no_number", "Retirez « unite »"),
        ("loyer", "euros", "unknown_unit", "Vouliez-vous dire « euro » ?"),
    ],
)
def test_a_unit_that_is_not_that_of_the_formula_is_an_error(
    faults: Faults, formula: str, unit: str, code: str, sentence: str
) -> None:
    problems = faults(derives=[{"id": "part", "valeur": formula, "unite": unit, "affiche": "oui"}])
    assert code in [problem.code for problem in problems]
    assert any(sentence in plain(problem.render()) for problem in problems)


@pytest.mark.parametrize("formula", ["loyer", "loyer - apport", "0"])
def test_a_unit_that_is_that_of_the_formula_changes_nothing(judge: Judge, formula: str) -> None:
    schedule: list[Piece] = [{"id": "du", "valeur": formula, "unite": "euro"}]
    verdicts = judge(None, {"loyer": "5", "apport": "5"}, echeancier=schedule)
    assert verdicts.json("du")["unit"] == "euro"
    assert "€" in verdicts.sentence("du")


def test_a_condition_has_no_unit(faults: Faults) -> None:
    indicators: list[Piece] = [{"id": "part", "condition": "ouvert", "unite": "euro", "force": "requise"}]
    assert [problem.code for problem in faults(indicateurs=indicators)] == ["unit_of_no_number"]


def test_columns_compare_it_as_one_dossier_does(make: Make) -> None:
    package = make(None, parameters=PARAMETERS, indicateurs=[{**PER_GUARD, **TARGET}])
    people = population(package, "etals\n16\n15\n14\n")
    outcomes = evaluate(package, people)
    assert words(outcomes, "part") == ["met", "not_met", "not_met"]
    assert disagreements(package, people, outcomes) == []


def test_a_comparison_tells_a_unit_that_changes(tmp_path: Any) -> None:
    packages = []
    for name, unit in (("avant", {}), ("apres", {"unite": "nombre"})):
        piece: Piece = {"id": "part", "valeur": "etals / etals", "affiche": "oui", **unit}
        folder = write_package(tmp_path / name, form_piece=form(), rules_piece=rules(None, None, {"derives": [piece]}))
        packages.append(load_package(folder))
    (difference,) = compare(*packages)
    assert difference.aspect == "unit"


def test_bands_of_a_rule_are_told_in_its_unit(judge: Judge) -> None:
    table: Piece = {
        "id": "prix",
        "libelle": "Prix",
        "unite": "euro",
        "par_tranche": "effectif",
        "valeurs": {"sans_date": [{"jusqu_a": "19", "valeur": "250"}, {"valeur": "300"}]},
    }
    effectif: list[Piece] = [{"id": "effectif", "valeur": "gardiens", "unite": "etp"}]
    verdicts = judge({"du": "prix(effectif)"}, {"gardiens": "20"}, derives=effectif, parametres=[table])
    assert "(Prix, plus de 19\u202fETP)" in verdicts.sentence("du")
