"""Outcomes: statuses, what is missing, causes; criteria, recommendations, coherence; the JSON of `assess`."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from tests.cahier.conftest import Judge
from tests.cahier.packages import ASIDE, UNKNOWN, Piece

SHARE: Piece = {"id": "part", "valeur": "loyer / apport", "cible": {"plus_de": "seuil"}, "force": "recommandee"}
SEUIL = {"seuil": "0.25 ratio"}
OPEN = [{"id": "seuil", "unite": "ratio", "campagne": "oui"}]


@pytest.mark.parametrize(
    ("target", "below", "equal", "above"),
    [
        ("plus_de", "not_met", "not_met", "met"),
        ("au_moins", "not_met", "met", "met"),
        ("au_plus", "met", "met", "not_met"),
        ("moins_de", "met", "not_met", "not_met"),
        ("egal_a", "not_met", "met", "not_met"),
    ],
)
def test_a_target_is_met_or_not_to_the_cent(judge: Judge, target: str, below: str, equal: str, above: str) -> None:
    rule = {**SHARE, "cible": {target: "seuil"}}
    for loyer, status in (("24.99", below), ("25.00", equal), ("25.01", above)):
        verdicts = judge(None, {"loyer": loyer, "apport": "100"}, parameters=SEUIL, indicateurs=[rule])
        assert verdicts.status("part") == status


def test_a_value_without_a_target_has_no_status_and_an_unknown_one_is_undetermined(judge: Judge) -> None:
    rule = [{"id": "part", "valeur": "loyer / apport"}]
    outcome = judge(None, {"loyer": "5", "apport": "16"}, indicateurs=rule).json("part")
    assert (outcome["status"], outcome["value"], outcome["exact"], outcome["missing"], outcome["cause"]) == (
        None,
        "0.3125",
        "5/16",
        [],
        None,
    )
    lacking = judge(None, {"loyer": "5"}, indicateurs=rule).json("part")
    assert (lacking["status"], lacking["value"], lacking["exact"]) == ("undetermined", None, None)
    assert (lacking["missing"], lacking["cause"]) == (["apport"], "missing")


def test_a_known_value_stands_where_its_target_is_unknown(judge: Judge) -> None:
    outcome = judge(None, {"loyer": "1", "apport": "4"}, indicateurs=[SHARE], parametres=OPEN).json("part")
    assert (outcome["status"], outcome["value"], outcome["exact"]) == ("undetermined", "0.25", "1/4")
    assert (outcome["missing"], outcome["cause"]) == (["parametres.seuil"], "missing")


def test_what_is_missing_is_told_through_every_rule_between(judge: Judge) -> None:
    formulas = {"total": "somme(depenses.montant)", "reste": "total - loyer", "solde": "reste + ventes"}
    rules = [{"id": "tout", "condition": "solde > 0 et assez"}, {"id": "assez", "condition": "ouvert"}]
    years: Piece = {"2021": {}}
    verdicts = judge(formulas, {"depenses": [{"partie": "A"}]}, years=years, prerequis=rules)
    assert verdicts.missing("tout") == ["annees.2021.ventes", "depenses[0].montant", "loyer", "ouvert"]
    assert verdicts.json("tout")["cause"] == "missing"


@pytest.mark.parametrize(
    ("answers", "cause", "missing"),
    [
        ({"loyer": "1", "apport": "0"}, "division_by_zero", []),
        ({"loyer": "1", "apport": "0", "caution": None}, "division_by_zero", []),
        ({"apport": "0"}, "missing", ["loyer"]),
        ({"loyer": "1"}, "missing", ["apport"]),
    ],
)
def test_something_to_fill_comes_before_the_other_causes(
    judge: Judge, answers: Piece, cause: str, missing: list[str]
) -> None:
    verdicts = judge({"x": "loyer / apport + avant(ventes / ventes)"}, answers, years={"2021": {"ventes": "1"}})
    assert (verdicts.cause("x"), verdicts.missing("x")) == (cause, missing)


def test_the_only_cause_left_is_the_year(judge: Judge) -> None:
    verdicts = judge({"x": "loyer + avant(ventes)"}, {"loyer": "1"}, years={"2021": {"ventes": "1"}})
    assert (verdicts.cause("x"), verdicts.missing("x")) == ("no_such_year", [])


@pytest.mark.parametrize(
    ("ouvert", "status", "missing"),
    [("oui", "met", []), ("non", "not_applicable", []), (None, "undetermined", ["ouvert"])],
)
def test_a_rule_that_may_not_apply(judge: Judge, ouvert: str | None, status: str, missing: list[str]) -> None:
    rule = {**SHARE, "applicable_si": "ouvert"}
    verdicts = judge(None, {"loyer": "1", "apport": "2", "ouvert": ouvert}, parameters=SEUIL, indicateurs=[rule])
    assert (verdicts.status("part"), verdicts.missing("part")) == (status, missing)


def test_a_rule_set_aside_lacks_nothing(judge: Judge) -> None:
    rule = {**SHARE, "applicable_si": "ouvert"}
    outcome = judge(None, {"ouvert": "non"}, parameters=SEUIL, indicateurs=[rule]).json("part")
    assert (outcome["status"], outcome["missing"], outcome["cause"]) == ("not_applicable", [], None)


def test_an_undetermined_rule_lacks_what_its_application_and_its_value_lack(judge: Judge) -> None:
    rule = {**SHARE, "applicable_si": "ouvert"}
    assert judge(None, {"loyer": "1"}, parameters=SEUIL, indicateurs=[rule]).missing("part") == ["apport", "ouvert"]


# other kinds


def test_a_recommendation_is_picked_set_aside_or_undetermined(judge: Judge) -> None:
    rule = {"id": "conseil", "condition": "loyer > apport", "texte": "Renégociez le loyer.", "leviers": ["bail"]}

    def status(**answers: str) -> Any:
        return judge(None, answers, recommandations=[rule])

    picked = status(loyer="2", apport="1")
    assert picked.status("conseil") == "met"
    assert picked.sentence("conseil").endswith("À suivre. Renégociez le loyer.")
    assert picked.json("conseil", "en")["explanation"]["text"].endswith(
        "To be followed. Renégociez le loyer. in English"
    )
    aside = status(loyer="1", apport="1")
    assert (aside.status("conseil"), "Renégociez" in aside.sentence("conseil")) == ("not_applicable", False)
    lacking = status(loyer="1")
    assert (lacking.status("conseil"), lacking.missing("conseil")) == ("undetermined", ["apport"])


def test_a_coherence_check_says_its_message_only_when_it_fails(judge: Judge) -> None:
    rule = {"id": "coherent", "condition": "loyer <= apport", "message": "Le loyer dépasse l'apport."}
    failed = judge(None, {"loyer": "2", "apport": "1"}, coherence=[rule])
    assert failed.status("coherent") == "not_met"
    assert failed.sentence("coherent").endswith("Incohérent. Le loyer dépasse l'apport.")
    assert failed.json("coherent")["strength"] == "required"
    assert "dépasse" not in judge(None, {"loyer": "1", "apport": "1"}, coherence=[rule]).sentence("coherent")


CRITERION: Piece = {
    "id": "tenue",
    "question": "L'étal est-il tenu ?",
    "echelle": "avis",
    "preuves": ["plan", "ventes"],
    "force": "requise",
}


@pytest.mark.parametrize(
    ("level", "status"),
    [("bon", "met"), ("moyen", "not_met"), ("hors_sujet", "not_applicable"), (None, "undetermined")],
)
def test_a_criterion_is_judged_by_the_level_that_people_give(judge: Judge, level: str | None, status: str) -> None:
    verdicts = judge({"oui": "tenue", "vaut": "note(tenue)"}, appraisals={"tenue": level}, criteres=[CRITERION])
    assert verdicts.status("tenue") == status
    assert verdicts.status("oui") == status
    assert verdicts.worth("vaut") == {"bon": 1, "moyen": Fraction(1, 2), "hors_sujet": ASIDE, None: UNKNOWN}[level]


def test_a_criterion_without_a_level_names_the_evidence_that_is_absent(judge: Judge) -> None:
    verdicts = judge(None, years={"2021": {"ventes": "1"}}, criteres=[CRITERION])
    assert verdicts.missing("tenue") == ["appreciations.tenue", "plan"]
    evidence = verdicts.json("tenue")["explanation"]["evidence"]
    assert [(entry["field"], entry["given"]) for entry in evidence] == [("plan", False), ("ventes", True)]


def test_kinds_strengths_units_and_sources_are_told(judge: Judge) -> None:
    verdicts = judge(
        {"d": "loyer"},
        {"loyer": "7500", "ouverture": "2021-05-16"},
        prerequis=[{"id": "p", "condition": "ouvert", "source": "R §2"}],
        echeancier=[{"id": "e", "valeur": "ouverture", "source": None, "choix": "Notre lecture"}],
    )
    keys = ("kind", "strength", "status", "value", "exact", "unit", "source")
    assert [verdicts.json("d")[key] for key in keys] == ["derived", None, None, "7500", "7500", "euro", "R §1"]
    assert [verdicts.json("p")[key] for key in keys] == [
        "prerequisite",
        "prerequisite",
        "undetermined",
        None,
        None,
        None,
        "R §2",
    ]
    assert [verdicts.json("e")[key] for key in keys] == ["schedule", None, None, "2021-05-16", None, None, "choix"]


def test_an_explanation_holds_every_step_with_its_origin(judge: Judge) -> None:
    verdicts = judge(None, {"loyer": "1", "apport": "2"}, years={"2021": {}}, parameters=SEUIL, indicateurs=[SHARE])
    tree = verdicts.json("part")["explanation"]
    (division,) = tree["children"]
    assert (division["formula"], division["exact"], division["unit"]) == ("loyer / apport", "1/2", "ratio")
    assert [(child["field"], child["value"], child["origin"]) for child in division["children"]] == [
        ("loyer", "1", "reponses.loyer"),
        ("apport", "2", "reponses.apport"),
    ]
    assert (tree["target"]["comparison"], tree["target"]["exact"], tree["target"]["origin"]) == (
        ">",
        "1/4",
        "2000-01-01",
    )
    assert tree["source"] == "R §1"
