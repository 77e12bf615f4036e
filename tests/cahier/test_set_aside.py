"""« Sans objet », operator by operator, as the guide's table says."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cahier.conftest import Judge
from tests.cahier.packages import ASIDE, UNKNOWN, Piece

ASIDE_NUMBER: Piece = {"id": "nombre_aside", "valeur": "loyer", "applicable_si": "ouvert", "affiche": "oui"}
ASIDE_TRUTH: Piece = {"id": "oui_aside", "condition": "assure", "applicable_si": "ouvert"}
ASIDE_DATE: Piece = {"id": "jour_aside", "valeur": "ouverture", "applicable_si": "ouvert", "affiche": "oui"}
PARAMETERS = {"plafond": "100 euro", "delai": "2 an"}
WHOLE: Piece = {
    "loyer": "5",
    "apport": "7",
    "assure": "oui",
    "ouverture": "2021-01-01",
    "depenses": [{"montant": "1", "payee": "oui"}],
}


def blocks(**more: list[Piece]) -> Any:
    return {
        "parameters": PARAMETERS,
        "derives": [ASIDE_NUMBER, ASIDE_DATE],
        "prerequis": [ASIDE_TRUTH, *more.pop("prerequis", [])],
        **more,
    }


@pytest.mark.parametrize(
    "formula",
    [
        "nombre_aside + apport",
        "apport - nombre_aside",
        "nombre_aside * apport",
        "nombre_aside / apport",
        "apport / nombre_aside",
        "-nombre_aside",
        "min(nombre_aside, apport)",
        "max(apport, nombre_aside)",
        "arrondi(nombre_aside, centime)",
        "arrondi_inf(nombre_aside, centime)",
        "arrondi_sup(nombre_aside, centime)",
        "nombre_aside > plafond",
        "nombre_aside = apport",
        "jour_aside + delai",
        "jour_aside < ouverture",
        "non oui_aside",
        "si oui_aside alors 1 sinon 0",
        "atteint(oui_aside)",
        "non_atteint(oui_aside)",
        "nombre_aside + caution",
        "caution > nombre_aside",
        "somme(nombre_aside + ventes sur annees)",
        "croissant(nombre_aside + ventes)",
    ],
)
def test_what_is_computed_of_it_is_set_aside_too_even_beside_an_unknown(judge: Judge, formula: str) -> None:
    years: Piece = {"2020": {}, "2021": {}}
    assert judge({"x": formula}, {**WHOLE, "ouvert": "non"}, years=years, **blocks()).worth("x") == ASIDE
    assert judge({"x": formula}, {**WHOLE, "ouvert": "non"}, years=years, **blocks()).missing("x") == []


@pytest.mark.parametrize(
    ("formula", "worth"),
    [
        ("connu(oui_aside)", False),
        ("connu(nombre_aside)", False),
        ("connu(nombre_aside + apport)", False),
        ("oui_aside et assure", True),
        ("oui_aside ou assure", True),
        ("oui_aside et non assure", False),
        ("oui_aside ou non assure", False),
        ("oui_aside et non oui_aside", ASIDE),
        ("nombre(depenses où oui_aside)", 0),
        ("somme(depenses.montant où nombre_aside > plafond)", 0),
        ("pour chaque ligne de depenses où oui_aside : ligne.payee", ASIDE),
        ("pour chaque ligne de depenses : oui_aside", ASIDE),
        ("pour chaque ligne de depenses : oui_aside et ligne.payee", True),
    ],
)
def test_where_it_is_left_out(judge: Judge, formula: str, worth: Any) -> None:
    assert judge({"x": formula}, {**WHOLE, "ouvert": "non"}, **blocks()).worth("x") == worth


@pytest.mark.parametrize("condition", ["oui_aside", "atteint(oui_aside)", "nombre_aside > 0", "non oui_aside"])
def test_a_rule_whose_condition_is_set_aside_is_set_aside(judge: Judge, condition: str) -> None:
    dependent: Piece = {"id": "suite", "condition": "connu(apport)", "applicable_si": condition}
    verdicts = judge(None, {**WHOLE, "ouvert": "non"}, **blocks(prerequis=[dependent]))
    assert verdicts.status("suite") == "not_applicable"


def test_a_target_set_aside_sets_its_indicator_aside(judge: Judge) -> None:
    indicator: Piece = {"id": "ecart", "valeur": "apport", "cible": {"au_moins": "nombre_aside"}, "force": "requise"}
    verdicts = judge({"lu": "ecart"}, {**WHOLE, "ouvert": "non"}, **blocks(indicateurs=[indicator]))
    assert (verdicts.status("ecart"), verdicts.worth("lu")) == ("not_applicable", ASIDE)
    assert verdicts.json("ecart")["value"] is None
    assert "sans objet" in verdicts.sentence("ecart").lower()


def test_what_may_be_set_aside_is_read_as_unknown(judge: Judge) -> None:
    """Nobody knows yet whether the rule concerns the dossier: its number is not to be counted on."""
    formulas = {"lu": "nombre_aside > plafond", "su": "connu(nombre_aside)"}
    verdicts = judge(formulas, WHOLE, **blocks())
    assert (verdicts.worth("lu"), verdicts.missing("lu"), verdicts.worth("su")) == (UNKNOWN, ["ouvert"], False)
    assert verdicts.json("nombre_aside")["value"] is None


def test_an_unknown_condition_and_what_the_rule_lacks_are_both_asked_for(judge: Judge) -> None:
    rule: Piece = {"id": "deux", "condition": "caution > plafond", "applicable_si": "ouvert"}
    verdicts = judge(None, {}, **blocks(prerequis=[rule]))
    assert verdicts.missing("deux") == ["caution", "ouvert"]


def test_nothing_is_asked_of_a_rule_that_does_not_concern_the_dossier(judge: Judge) -> None:
    verdicts = judge({"x": "oui_aside et caution > plafond"}, {"ouvert": "non"}, **blocks())
    assert verdicts.missing("x") == ["caution"]
    verdicts = judge({"x": "oui_aside ou nombre_aside > plafond"}, {"ouvert": "non"}, **blocks())
    assert (verdicts.worth("x"), verdicts.missing("x")) == (ASIDE, [])


CRITERION: Piece = {"id": "tenue", "question": "Tenu ?", "echelle": "avis", "force": "requise", "preuves": ["plan"]}


def test_the_level_of_a_criterion_set_aside_is_worth_nothing(judge: Judge) -> None:
    formulas = {"vaut": "note(tenue)", "su": "connu(tenue)"}
    verdicts = judge(formulas, {}, appraisals={"tenue": "hors_sujet"}, criteres=[CRITERION])
    assert (verdicts.worth("vaut"), verdicts.worth("su")) == (ASIDE, False)
    aside = {**CRITERION, "applicable_si": "ouvert"}
    verdicts = judge(formulas, {"ouvert": "non"}, appraisals={"tenue": "bon"}, criteres=[aside])
    assert (verdicts.worth("vaut"), verdicts.worth("su")) == (ASIDE, False)
    verdicts = judge(formulas, {}, appraisals={"tenue": "bon"}, criteres=[aside])
    assert (verdicts.worth("vaut"), verdicts.missing("vaut")) == (UNKNOWN, ["ouvert", "plan"][:1])
