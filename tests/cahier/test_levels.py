"""Levels by name: of a statement, of a criterion; criteria counted by level and by group."""

from __future__ import annotations

from typing import Any

import pytest

from poincon.cahier.columns import evaluate
from tests.cahier.columns.agreement import disagreements, population, words
from tests.cahier.conftest import Faults, Judge, Make
from tests.cahier.packages import ASIDE, UNKNOWN, Piece, plain

SEVERITY: Piece = {
    "id": "gravite",
    "niveaux": [
        {"id": "conforme", "libelle": "Conforme", "valeur": "1", "statut": "atteint"},
        {"id": "mineure", "libelle": "Réserve mineure", "valeur": "1/2", "statut": "atteint"},
        {"id": "majeure", "libelle": "Réserve majeure", "valeur": "0", "statut": "non_atteint"},
        {"id": "hors_sujet", "libelle": "Hors sujet", "statut": "sans_objet"},
    ],
}
VIEWS: Piece = {
    "id": "vues",
    "niveaux": [
        {"id": "oui", "libelle": "Oui", "valeur": "1"},
        {"id": "non", "libelle": "Non", "valeur": "0"},
    ],
}
VIEW: Piece = {"id": "vue", "type": "enonce", "echelle": "vues", "poids": "1"}
GROUPS = [
    {"id": "gestion", "libelle": "Gestion", "source": "R §1"},
    {"id": "accueil_du_marche", "libelle": "Accueil", "source": "R §1"},
]


def criterion(name: str, group: str | None = None, **more: Any) -> Piece:
    return {"id": name, "question": name, "echelle": "gravite", **({"groupe": group} if group else {}), **more}


CRITERIA = [
    criterion("c1", "gestion"),
    criterion("c2", "gestion", applicable_si="ouvert"),
    criterion("c3", "accueil_du_marche"),
]
SEVERAL = {"seuil": "1 nombre"}


def worth(judge: Judge, formula: str, levels: dict[str, str], ouvert: str | None = "oui") -> Any:
    verdicts = judge(
        {"x": formula},
        {"ouvert": ouvert} if ouvert else {},
        appraisals=levels,
        parameters=SEVERAL,
        scales=[SEVERITY],
        groupes_de_criteres=GROUPS,
        criteres=CRITERIA,
    )
    return verdicts.worth("x")


# a level by its name


@pytest.mark.parametrize(
    ("formula", "levels", "ouvert", "value"),
    [
        ("c1 est majeure", {"c1": "majeure"}, "oui", True),
        ("c1 est majeure", {"c1": "mineure"}, "oui", False),
        ("c1 est majeure", {}, "oui", UNKNOWN),
        ("c1 est hors_sujet", {"c1": "hors_sujet"}, "oui", True),
        ("non (c1 est majeure ou c1 est mineure)", {"c1": "conforme"}, "oui", True),
        ("c2 est majeure", {"c2": "majeure"}, "non", ASIDE),
        ("c2 est majeure", {"c2": "majeure"}, None, UNKNOWN),
        ("c2 est majeure ou c1 est majeure", {"c1": "mineure"}, "non", False),
        ("si c1 est majeure alors seuil sinon 0", {"c1": "majeure"}, "oui", 1),
    ],
)
def test_a_criterion_is_tested_against_a_level_of_its_scale(
    judge: Judge, formula: str, levels: dict[str, str], ouvert: str | None, value: Any
) -> None:
    assert worth(judge, formula, levels, ouvert) == value


def test_what_lacks_is_the_appraisal_and_what_decides_whether_it_is_due(judge: Judge) -> None:
    pieces: dict[str, Any] = {"scales": [SEVERITY], "criteres": CRITERIA, "groupes_de_criteres": GROUPS}
    verdicts = judge({"x": "c2 est majeure", "y": "nombre(criteres où majeure) = 0"}, **pieces)
    assert verdicts.missing("x") == ["appreciations.c2", "ouvert"]
    assert verdicts.missing("y") == ["appreciations.c1", "appreciations.c2", "appreciations.c3", "ouvert"]
    verdicts = judge({"x": "c2 est majeure", "y": "nombre(criteres où majeure) = 0"}, {"ouvert": "non"}, **pieces)
    assert verdicts.missing("y") == ["appreciations.c1", "appreciations.c3"]


def test_a_statement_is_tested_against_a_level_of_its_scale(judge: Judge) -> None:
    fields = [VIEW, {**VIEW, "id": "vue_cachee", "visible_si": "ouvert"}]
    formulas = {"x": "vue est oui", "y": "vue_cachee est non", "z": "vue est oui et note(vue) > 0"}
    scores = [{"id": "note_du_marche", "rubriques": ["etal"]}]

    def found(**answers: str) -> list[Any]:
        verdicts = judge(formulas, answers, fields=fields, scales=[VIEWS], scores=scores)
        return [verdicts.worth(name) for name in formulas]

    assert found(vue="oui", vue_cachee="non", ouvert="oui") == [True, True, True]
    assert found(vue="non", vue_cachee="non", ouvert="non") == [False, UNKNOWN, False]
    assert found(ouvert="oui") == [UNKNOWN, UNKNOWN, UNKNOWN]


# counts


@pytest.mark.parametrize(
    ("formula", "levels", "ouvert", "value"),
    [
        ("nombre(criteres)", {}, "oui", 3),
        ("nombre(criteres)", {}, "non", 2),
        ("nombre(criteres)", {}, None, UNKNOWN),
        ("nombre(criteres) > seuil", {}, None, True),
        ("nombre(criteres de gestion)", {}, "oui", 2),
        ("nombre(criteres où majeure)", {"c1": "majeure", "c2": "majeure", "c3": "mineure"}, "oui", 2),
        ("nombre(criteres où majeure)", {"c1": "majeure", "c2": "majeure", "c3": "mineure"}, "non", 1),
        ("nombre(criteres de gestion où mineure ou majeure)", {"c1": "mineure", "c2": "majeure"}, "oui", 2),
        (
            "nombre(criteres où non (mineure ou majeure))",
            {"c1": "conforme", "c2": "mineure", "c3": "majeure"},
            "oui",
            1,
        ),
        ("nombre(criteres où mineure et majeure)", {}, None, 0),
        ("nombre(criteres où hors_sujet)", {"c1": "hors_sujet", "c2": "mineure", "c3": "mineure"}, "oui", 1),
        ("nombre(criteres où majeure)", {"c1": "majeure"}, "oui", UNKNOWN),
        ("nombre(criteres où majeure) = 0", {"c1": "majeure"}, "oui", False),
        ("nombre(criteres où majeure) = 0", {"c1": "mineure"}, "oui", UNKNOWN),
        ("nombre(criteres où majeure) > seuil", {"c1": "majeure", "c3": "majeure"}, None, True),
        ("nombre(criteres où majeure) <= seuil", {"c1": "mineure", "c2": "conforme"}, None, True),
        ("nombre(criteres de accueil_du_marche où majeure) / nombre(criteres)", {"c3": "majeure"}, "non", None),
    ],
)
def test_criteria_are_counted_by_level_and_by_group(
    judge: Judge, formula: str, levels: dict[str, str], ouvert: str | None, value: Any
) -> None:
    number = worth(judge, formula, levels, ouvert)
    assert number == value if value is not None else number * 2 == 1


def test_a_criterion_without_a_level_leaves_the_count_between_two_ends(judge: Judge) -> None:
    verdicts = judge(
        {"x": "nombre(criteres où majeure)"},
        appraisals={"c1": "majeure", "c2": "conforme"},
        scales=[SEVERITY],
        criteres=CRITERIA,
        groupes_de_criteres=GROUPS,
    )
    assert verdicts.json("x")["explanation"]["range"] == {
        "lowest": "1",
        "highest": "2",
        "holes": ["appreciations.c3"],
    }


# in words


def test_a_count_and_a_level_are_told_by_their_labels(judge: Judge) -> None:
    formulas = {"x": "nombre(criteres de gestion où mineure ou majeure) > seuil", "y": "c1 est majeure"}
    verdicts = judge(
        formulas,
        {"ouvert": "oui"},
        appraisals={"c1": "mineure", "c2": "majeure"},
        parameters=SEVERAL,
        scales=[SEVERITY],
        criteres=CRITERIA,
        groupes_de_criteres=GROUPS,
    )
    assert (
        "nombre de critères de « Gestion » appréciés « Réserve mineure » ou « Réserve majeure » : 2, plus de 1 : oui"
        in plain(verdicts.sentence("x"))
    )
    assert 'number of criteria of "Gestion in English" appraised "Réserve mineure in English"' in verdicts.sentence(
        "x", "en"
    )
    assert "c1 = Réserve majeure : non (réponse : Réserve mineure)" in plain(verdicts.sentence("y"))
    counted = verdicts.json("x")["explanation"]["children"][0]["children"][0]
    assert [(child["origin"], child["value"]) for child in counted["children"]] == [
        ("appreciations.c1", "mineure"),
        ("appreciations.c2", "majeure"),
    ]


# what is refused


@pytest.mark.parametrize(
    ("formula", "code", "sentence"),
    [
        ("c1 est grave", "unknown_option", "« grave » n'est pas un niveau de « c1 »"),
        ("c1 est majeur", "unknown_option", "Vouliez-vous dire « majeure » ?"),
        ("accueil_1 est ++", "unwritable_option", "donnez-lui un identifiant en lettres"),
        ("accueil_1 est fait", "unknown_option", "comparez « note(x) » à un paramètre"),
        ("x est majeure", "kind_mismatch", "il faut un choix ici"),
        ("nombre(criteres de structure) > 0", "unknown_group", "« structure » n'est pas un groupe de critères"),
        ("nombre(criteres de gestio) > 0", "unknown_group", "Vouliez-vous dire « gestion » ?"),
        ("nombre(criteres où grave) > 0", "unknown_option", "« grave » n'est pas un niveau de « c1 »"),
        ("nombre(criteres où note(c1) > 0) > 0", "not_a_level", "« où » relie des niveaux par « et », « ou », « non »"),
        ("nombre(criteres où c1 est majeure) > 0", "not_a_level", "Par exemple « nombre(criteres où mineure"),
        ("nombre(criteres, gestion) > 0", "formula_unexpected", "nombre(criteres où mineure ou majeure)"),
        ("nombre(depenses où nombre(criteres) > 0) > 0", "criteria_in_rows", "ne se comptent pas à l'intérieur"),
        ("avant(nombre(criteres)) > 0", "not_yearly", "ne change pas d'une année à l'autre"),
    ],
)
def test_a_level_or_a_group_that_is_none_is_told(faults: Faults, formula: str, code: str, sentence: str) -> None:
    problems = faults(
        {"essai": formula, "x": "loyer"}, scales=[SEVERITY], criteres=CRITERIA, groupes_de_criteres=GROUPS
    )
    assert [problem.code for problem in problems] == [code]
    assert sentence in plain(problems[0].render())


def test_a_level_must_be_one_of_each_scale_that_is_counted(faults: Faults) -> None:
    other = {**criterion("c4"), "echelle": "avis"}
    problems = faults(
        {"x": "nombre(criteres où majeure)"},
        scales=[SEVERITY],
        criteres=[*CRITERIA, other],
        groupes_de_criteres=GROUPS,
    )
    assert "« majeure » n'est pas un niveau de « c4 »" in problems[0].render()


@pytest.mark.parametrize(
    ("pieces", "code"),
    [
        ({"criteres": [criterion("c1", "inconnu")]}, "unknown_name"),
        ({"criteres": [criterion("c1")], "groupes_de_criteres": GROUPS[:1]}, "empty_group"),
        ({"criteres": [criterion("c1", "gestion")], "groupes_de_criteres": [GROUPS[0], GROUPS[0]]}, "duplicate_id"),
        ({"criteres": [criterion("c1", "g")], "groupes_de_criteres": [{"id": "g", "libelle": "G"}]}, None),
    ],
)
def test_a_group_is_declared_once_and_has_criteria(faults: Faults, pieces: Any, code: str | None) -> None:
    codes = [problem.code for problem in faults({"x": "c1 est majeure"}, scales=[SEVERITY], **pieces)]
    assert codes == ([code] if code else [])


def test_a_programme_without_criteria_counts_none(faults: Faults) -> None:
    assert [problem.code for problem in faults({"x": "nombre(criteres)"})] == ["no_criterion"]


def test_rules_that_read_each_other_by_levels_go_round_in_a_circle(faults: Faults) -> None:
    circle = criterion("c1", applicable_si="x = 0")
    problems = faults({"x": "nombre(criteres où majeure)"}, scales=[SEVERITY], criteres=[circle])
    assert [problem.code for problem in problems] == ["cycle"]


# in a population


def test_in_a_population_nobody_appraised_anything(make: Make) -> None:
    formulas = {
        "aucune": "nombre(criteres où majeure) = 0",
        "peu": "nombre(criteres de gestion où majeure) <= seuil + seuil",
        "toutes": "nombre(criteres)",
        "vue_bonne": "vue est oui",
        "une": "c1 est majeure ou ouvert",
        "aside": "c2 est majeure",
    }
    package = make(
        formulas,
        parameters=SEVERAL,
        fields=[VIEW],
        scales=[SEVERITY, VIEWS],
        criteres=CRITERIA,
        groupes_de_criteres=GROUPS,
        scores=[{"id": "note_du_marche", "rubriques": ["etal"]}],
    )
    people = population(package, "dossier,ouvert,vue\na,oui,oui\nb,non,non\nc,,\n")
    outcomes = evaluate(package, people)
    assert disagreements(package, people, outcomes) == []
    assert words(outcomes, "aucune") == ["undetermined"] * 3
    assert words(outcomes, "peu") == ["met"] * 3
    assert words(outcomes, "vue_bonne") == ["met", "not_met", "undetermined"]
    assert words(outcomes, "aside") == ["undetermined", "not_applicable", "undetermined"]
    assert outcomes.by_rows == ()


def test_in_a_population_that_holds_appraisals_levels_are_read_and_counted(make: Make) -> None:
    formulas = {
        "aucune": "nombre(criteres où majeure) = 0",
        "nommes": "nombre(criteres de gestion où mineure ou majeure)",
        "autres": "nombre(criteres où non majeure) > seuil",
        "toutes": "nombre(criteres)",
        "une": "c1 est majeure",
        "aside": "c2 est hors_sujet",
    }
    package = make(formulas, parameters=SEVERAL, scales=[SEVERITY], criteres=CRITERIA, groupes_de_criteres=GROUPS)
    lines = ["a,c1,majeure", "a,c2,mineure", "a,c3,conforme", "b,c1,mineure", "b,c2,hors_sujet", "c,c2,hors_sujet"]
    lines += ["d,c1,conforme", "d,c2,hors_sujet", "d,c3,hors_sujet"]
    beside = {"appreciations": "\n".join(["dossier,critere,niveau", *lines]) + "\n"}
    people = population(package, "dossier,ouvert\na,oui\nb,non\nc,\nd,oui\ne,oui\n", beside)
    outcomes = evaluate(package, people)
    assert (disagreements(package, people, outcomes), outcomes.by_rows) == ([], ())
    assert words(outcomes, "aucune") == ["not_met", "undetermined", "undetermined", "met", "undetermined"]
    assert words(outcomes, "aside") == ["not_met", "not_applicable", "undetermined", "met", "undetermined"]


def test_in_a_population_criteria_that_are_all_set_aside_count_for_none(make: Make) -> None:
    package = make(
        {"x": "nombre(criteres où majeure) = 0", "y": "nombre(criteres où majeure)"},
        scales=[SEVERITY],
        criteres=[criterion("c2", applicable_si="ouvert")],
    )
    people = population(package, "dossier,ouvert\na,oui\nb,non\n")
    outcomes = evaluate(package, people)
    assert disagreements(package, people, outcomes) == []
    assert (words(outcomes, "x"), outcomes.by_rows) == (["undetermined", "met"], ())


def test_levels_named_like_answers_are_levels(judge: Judge) -> None:
    levels = [{"id": name, "libelle": name, "statut": "atteint"} for name in ("oui", "partiel", "non")]
    criteria: list[Piece] = [{"id": "c0", "question": "Fait ?", "echelle": "fait"}]
    scale: Piece = {"id": "fait", "niveaux": levels}
    outcomes = judge({"x": "c0 est oui"}, scales=[scale], criteres=criteria, appraisals={"c0": "partiel"})
    assert outcomes.worth("x") is False
