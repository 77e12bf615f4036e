"""What is « sans objet », hidden or only bounded, in columns as alone: without handing the rows over."""

from __future__ import annotations

from fractions import Fraction

import pytest

from poincon.cahier.columns import PopulationOutcomes, evaluate, reform
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


# « sans objet »

ASIDE: Piece = {"id": "part", "valeur": "loyer", "affiche": "oui", "applicable_si": "ouvert"}
APPLIES = "ouvert,loyer,apport,etals,assure\noui,5,3,3,oui\nnon,5,3,3,oui\n,5,3,3,oui\n"
"""The rule applies, does not, and may."""


@pytest.mark.parametrize(
    "formula",
    [
        "part + apport",
        "apport - part",
        "part * etals",
        "part / etals",
        "etals / part",
        "-part",
        "min(part, apport)",
        "max(apport, part, 0)",
        "arrondi(part, euro)",
        "arrondi_inf(part / etals, centime)",
    ],
)
def test_what_is_computed_of_a_rule_set_aside_is_set_aside(make: Make, formula: str) -> None:
    outcomes = in_columns(make({"valeur": formula}, derives=[ASIDE]), APPLIES)
    assert words(outcomes, "valeur") == [None, "not_applicable", "undetermined"]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("part > apport", ["met", "not_applicable", "undetermined"]),
        ("non (part > apport)", ["not_met", "not_applicable", "undetermined"]),
        ("part > apport et assure", ["met", "met", "undetermined"]),
        ("part < apport ou part > apport", ["met", "not_applicable", "undetermined"]),
        ("si part > apport alors assure sinon assure", ["met", "not_applicable", "met"]),
        ("si assure alors part > apport sinon assure", ["met", "not_applicable", "undetermined"]),
        ("connu(part)", ["met", "not_met", "not_met"]),
        ("connu(part + apport)", ["met", "not_met", "not_met"]),
        ("connu(haute)", ["met", "not_met", "not_met"]),
        ("atteint(haute)", ["met", "not_applicable", "undetermined"]),
        ("non_atteint(haute)", ["not_met", "not_applicable", "undetermined"]),
    ],
)
def test_conditions_on_a_rule_set_aside(make: Make, condition: str, expected: list[str]) -> None:
    high = {"id": "haute", "condition": "part > apport"}
    package = make(derives=[ASIDE], prerequis=[high, {"id": "regle", "condition": condition}])
    assert words(in_columns(package, APPLIES), "regle") == expected


def test_a_rule_that_applies_if_another_is_met_is_set_aside_with_it(make: Make) -> None:
    rules = [
        {"id": "haute", "condition": "part > apport"},
        {"id": "regle", "condition": "assure", "applicable_si": "atteint(haute)"},
    ]
    outcomes = in_columns(make(derives=[ASIDE], prerequis=rules), APPLIES)
    assert words(outcomes, "regle") == ["met", "not_applicable", "undetermined"]


def test_a_value_whose_target_is_set_aside_is_set_aside_for_whoever_reads_it(make: Make) -> None:
    target: Piece = {"id": "vise", "valeur": "apport", "cible": {"moins_de": "part"}, "force": "requise"}
    package = make({"double": "vise + vise"}, derives=[ASIDE], indicateurs=[target])
    outcomes = in_columns(package, APPLIES)
    assert words(outcomes, "vise") == ["met", "not_applicable", "undetermined"]
    assert words(outcomes, "double") == [None, "not_applicable", None]


def test_the_note_of_a_criterion_set_aside_is_set_aside(make: Make) -> None:
    criterion: Piece = {"id": "soin", "question": "Soin", "echelle": "avis", "applicable_si": "ouvert"}
    package = make({"points": "note(soin) + 1"}, criteres=[criterion], prerequis=[{"id": "r", "condition": "soin"}])
    outcomes = in_columns(package, APPLIES)
    assert words(outcomes, "points") == words(outcomes, "r") == ["undetermined", "not_applicable", "undetermined"]


# years

BY_YEAR: Piece = {"id": "part", "valeur": "ventes", "affiche": "oui", "applicable_si": "complet"}


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("avant(part)", ["undetermined", "not_applicable", None, "undetermined"]),
        ("premier(part)", ["not_applicable"] * 4),
        ("dernier(part)", ["not_applicable", None, "undetermined", None]),
        ("somme(part sur annees)", ["not_applicable"] * 4),
    ],
)
def test_years_of_a_rule_set_aside(make: Make, formula: str, expected: list[str | None]) -> None:
    package = make({"valeur": formula}, derives=[BY_YEAR], prerequis=[{"id": "hausse", "condition": "croissant(part)"}])
    text = "dossier,annee,ventes,complet\na,2018,1,non\na,2019,2,oui\na,2020,3,\na,2021,4,oui\nb,2021,9,oui\n"
    outcomes = in_columns(package, text)
    assert words(outcomes, "valeur")[:4] == expected
    assert words(outcomes, "hausse") == ["not_applicable"] * 4 + ["undetermined"]


@pytest.mark.parametrize(
    ("series", "expected"),
    [
        ("1 2 3", "met"),
        ("1 1 2", "met"),
        ("2 2 2", "not_met"),
        ("3 2 4", "not_met"),
        ("1 ? 3", "undetermined"),
        ("40 ? 30", "not_met"),
        ("30 ? 30", "not_met"),
        ("? 3 2", "not_met"),
        ("3 2 ?", "not_met"),
        ("? 3 3", "undetermined"),
        ("3 3 ?", "undetermined"),
        ("? 2 ?", "undetermined"),
        ("? ? ?", "undetermined"),
        ("5 ? 6 4", "not_met"),
        ("5 ? ? 4 9", "not_met"),
        ("7", "undetermined"),
    ],
)
@pytest.mark.parametrize("formula", ["croissant(ventes)", "croissant(ventes / clients)"])
def test_a_hole_hides_no_fall(make: Make, formula: str, series: str, expected: str) -> None:
    package = make(prerequis=[{"id": "hausse", "condition": formula}])
    cells = series.replace("?", "").split(" ")
    rows = [f"a,{2015 + place},{cell},7" for place, cell in enumerate(cells)]
    people = population(package, "\n".join(["dossier,annee,ventes,clients", *rows]))
    outcomes = evaluate(package, people)
    assert disagreements(package, people, outcomes) == []
    assert words(outcomes, "hausse")[-1] == expected


# hidden fields

VEILED: list[Piece] = [
    {"id": "rabais", "type": "euros", "visible_si": "ouvert"},
    {"id": "affichage", "type": "oui_non", "visible_si": "halle est couverte"},
    {"id": "detail", "type": "oui_non", "visible_si": "affichage"},
]


def test_a_hidden_answer_is_not_given(make: Make) -> None:
    conditions = {
        "dessus": "rabais > loyer",
        "donne": "connu(rabais)",
        "affiche": "affichage",
        "detaille": "detail",
        "detail_donne": "connu(detail)",
    }
    package = make(fields=VEILED, prerequis=[{"id": name, "condition": text} for name, text in conditions.items()])
    header = "ouvert,halle,loyer,rabais,affichage,detail"
    rows = ["oui,couverte,1,2,oui,oui", "non,plein_air,1,2,oui,oui", ",,1,2,oui,oui", "oui,couverte,1,2,non,oui"]
    outcomes = in_columns(package, "\n".join([header, *rows]))
    hidden = ["met", "undetermined", "met"]
    assert words(outcomes, "dessus") == [*hidden, "met"]
    assert words(outcomes, "donne") == ["met", "not_met", "met", "met"]
    assert words(outcomes, "affiche") == [*hidden, "not_met"]
    # `affichage` itself hidden: nobody knows whether `detail` is asked for, so it is
    assert words(outcomes, "detaille") == ["met", "met", "met", "undetermined"]
    assert words(outcomes, "detail_donne") == ["met", "met", "met", "not_met"]


def test_a_field_hidden_by_a_rule_is_hidden_in_the_years_of_which_it_tells(make: Make) -> None:
    yearly: list[Piece] = [{"id": "rabais", "type": "euros", "visible_si": "atteint(haute)"}]
    rules = [{"id": "haute", "condition": "ventes > seuil"}]
    package = make({"valeur": "avant(rabais)"}, parameters={"seuil": "3 euro"}, yearly=yearly, prerequis=rules)
    outcomes = in_columns(package, "dossier,annee,ventes,rabais\na,2019,5,1\na,2020,2,1\na,2021,5,1\n")
    assert words(outcomes, "valeur") == ["undetermined", None, "undetermined"]


@pytest.mark.parametrize("formula", ["avant(rabais)", "avant(regle)"])
def test_a_condition_on_an_answer_given_once_is_that_of_the_row_judged(make: Make, formula: str) -> None:
    yearly: list[Piece] = [{"id": "rabais", "type": "euros", "visible_si": "ouvert"}]
    package = make({"regle": "rabais", "valeur": formula}, yearly=yearly)
    people = population(package, "dossier,annee,ouvert,rabais\na,2020,oui,1\na,2021,non,1\n")
    outcomes = evaluate(package, people)
    assert disagreements(package, people, outcomes) == []
    assert words(outcomes, "valeur")[1] == "undetermined"


# scores

SCORES: list[Piece] = [
    {"id": "vision_globale", "rubriques": ["vision"]},
    {"id": "accueil", "rubriques": ["accueil"]},
    {"id": "lie", "rubriques": ["accueil"], "lie_a": "vision_globale", "part_liee": "part_liee"},
]
PARAMETERS = {"part_liee": "1/4 ratio", "bas": "2/9 ratio", "milieu": "1/2 ratio", "haut": "8/9 ratio"}
ANSWERS = "dossier,accueil_1,accueil_2,vision_1\na,+,,++\nb,++,++,++\nc,--,--,--\nd,,,\n"
"""The first: between 4/9 and 7/9."""


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("accueil >= haut", "not_met"),
        ("accueil > haut", "not_met"),
        ("accueil < haut", "met"),
        ("accueil <= bas", "not_met"),
        ("bas < accueil", "met"),
        ("accueil = haut", "not_met"),
        ("accueil <> bas", "met"),
        ("accueil >= milieu", "undetermined"),
        ("accueil = accueil", "undetermined"),
        ("lie < haut", "met"),
        ("accueil - haut < 0", "met"),
        ("-accueil < 0", "met"),
        ("accueil * (bas - haut) < 0", "met"),
        ("max(accueil, haut) = haut", "met"),
        ("min(accueil, bas) <> bas", "not_met"),
        ("arrondi(accueil + haut, unite) = 1", "undetermined"),
        ("arrondi_inf(accueil, unite) = 0", "met"),
        ("arrondi_sup(accueil, unite) = 0", "not_met"),
        ("double > haut", "undetermined"),
        ("double > bas", "met"),
    ],
)
def test_what_an_unanswered_statement_can_no_longer_change_is_settled(
    make: Make, condition: str, expected: str
) -> None:
    package = make(
        {"double": "accueil + accueil"},
        parameters=PARAMETERS,
        scores=SCORES,
        prerequis=[{"id": "regle", "condition": condition}],
    )
    people = population(package, ANSWERS)
    outcomes = evaluate(package, people)
    assert disagreements(package, people, outcomes) == []
    assert (words(outcomes, "regle")[0], outcomes.by_rows) == (expected, ())


def test_a_score_that_has_a_hole_is_settled_without_handing_its_row_over(make: Make) -> None:
    rules = [{"id": "regle", "condition": "accueil >= haut"}]
    package = make(parameters={"haut": "8/9 ratio"}, scores=[SCORES[1]], prerequis=rules)
    assert words(in_columns(package, ANSWERS), "regle") == ["not_met", "met", "not_met", "undetermined"]


def test_a_row_whose_quotient_is_only_bounded_is_handed_over(make: Make) -> None:
    rules = [{"id": "regle", "condition": "accueil / etals > haut"}]
    package = make(parameters={"haut": "1 ratio/etal"}, scores=[SCORES[1]], prerequis=rules)
    people = population(package, "accueil_1,accueil_2,etals\n+,,2\n+,+,2\n+,,0\n+,,\n")
    outcomes = evaluate(package, people)
    assert disagreements(package, people, outcomes) == []
    assert words(outcomes, "regle")[0] == "not_met"
    assert [row in outcomes.exact_rows for row in (0, 1, 3)] == [True, False, False]


def test_a_rule_whose_value_is_only_bounded_is_known_once_its_outcome_is(make: Make) -> None:
    target: Piece = {"id": "vise", "valeur": "accueil", "cible": {"au_moins": "haut"}, "force": "requise"}
    rules = [{"id": "regle", "condition": "connu(vise)"}, {"id": "valeur", "condition": "connu(vise + 0)"}]
    package = make(parameters={"haut": "8/9 ratio"}, scores=[SCORES[1]], indicateurs=[target], prerequis=rules)
    outcomes = in_columns(package, ANSWERS)
    assert words(outcomes, "vise") == ["not_met", "met", "not_met", "undetermined"]
    assert words(outcomes, "regle") == ["met", "met", "met", "not_met"]
    assert words(outcomes, "valeur") == ["not_met", "met", "met", "not_met"]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("avant(points) >= haut", ["undetermined", "not_met", "undetermined"]),
        ("premier(points) >= haut", ["not_met", "not_met", "not_met"]),
        ("somme(points sur annees) <= haut", ["met", "undetermined", "not_met"]),
        ("croissant(points)", ["undetermined", "undetermined", "undetermined"]),
    ],
)
def test_the_ends_of_a_score_go_through_years(make: Make, condition: str, expected: list[str]) -> None:
    yearly: list[Piece] = [
        {"id": f"geste_{place}", "type": "enonce", "echelle": "degre", "poids": "1"} for place in (1, 2)
    ]
    score: Piece = {"id": "points", "rubriques": ["etal"]}
    rules = [{"id": "regle", "condition": condition}]
    package = make(parameters={"haut": "8/9 ratio"}, yearly=yearly, scores=[score], prerequis=rules)
    text = "dossier,annee,geste_1,geste_2\na,2019,-,\na,2020,,\na,2021,++,++\n"
    assert words(in_columns(package, text), "regle") == expected


def test_nothing_bounds_a_score_that_may_not_apply(make: Make) -> None:
    score = {**SCORES[1], "applicable_si": "ouvert"}
    rules = [{"id": "regle", "condition": "accueil >= haut"}, {"id": "decalee", "condition": "accueil - bas >= haut"}]
    package = make(parameters={"haut": "8/9 ratio", "bas": "1/9 ratio"}, scores=[score], prerequis=rules)
    outcomes = in_columns(package, "ouvert,accueil_1,accueil_2\noui,+,\nnon,+,\n,+,\n")
    expected = ["not_met", "not_applicable", "undetermined"]
    assert (words(outcomes, "regle"), words(outcomes, "decalee")) == (expected, expected)


def test_a_score_linked_to_one_set_aside_is_set_aside(make: Make) -> None:
    scores = [{**SCORES[0], "applicable_si": "ouvert"}, SCORES[2]]
    package = make(parameters={"part_liee": "1/4 ratio"}, scores=scores)
    outcomes = in_columns(package, "ouvert,accueil_1,accueil_2,vision_1\noui,+,+,+\nnon,+,+,+\n,+,+,+\nnon,,,\n")
    assert words(outcomes, "lie") == [None, "not_applicable", "undetermined", "not_applicable"]


def test_hidden_statements_are_left_out_of_what_is_earned_and_possible(make: Make) -> None:
    fields: list[Piece] = [
        {"id": "ajout_1", "type": "enonce", "echelle": "degre", "poids": "2", "visible_si": "ouvert"},
        {"id": "ajout_2", "type": "enonce", "echelle": "degre", "poids": "1", "visible_si": "assure"},
    ]
    score: Piece = {"id": "points", "rubriques": ["etal"]}
    rules = [{"id": "regle", "condition": "points >= milieu"}]
    package = make(fields=fields, parameters={"milieu": "1/2 ratio"}, scores=[score], prerequis=rules)
    rows = ["oui,oui,++,--", "oui,non,++,--", "non,oui,++,--", "non,non,++,--", ",oui,++,", "non,,,", "oui,oui,,++"]
    outcomes = in_columns(package, "\n".join(["ouvert,assure,ajout_1,ajout_2", *rows]))
    assert outcomes.value("points")[:3].tolist() == pytest.approx([2 / 3, 1, 0])
    assert words(outcomes, "points")[3:] == ["undetermined"] * 4
    expected = ["met", "met", "not_met", "undetermined", "met", "undetermined", "undetermined"]
    assert words(outcomes, "regle") == expected


# reforms


def test_a_reform_moves_when_a_rule_applies_and_with_it_the_value_that_others_read(make: Make) -> None:
    rule = {**ASIDE, "applicable_si": "apport > seuil"}
    package = make({"double": "part + part"}, parameters={"seuil": "1 euro"}, derives=[rule])
    people = population(package, "loyer,apport\n1,2\n1,4\n1,\n")
    outcomes = reform(evaluate(package, people), {"seuil": 3})
    assert disagreements(package, people, outcomes, None, {"seuil": 3}) == []
    assert words(outcomes, "double") == ["not_applicable", None, "undetermined"]


def test_a_reform_moves_a_target_that_is_set_aside_and_the_value_with_it(make: Make) -> None:
    rule = {**ASIDE, "applicable_si": "apport > seuil"}
    target: Piece = {"id": "vise", "valeur": "loyer", "cible": {"au_moins": "part"}, "force": "requise"}
    package = make({"double": "vise + vise"}, parameters={"seuil": "1 euro"}, derives=[rule], indicateurs=[target])
    people = population(package, "loyer,apport\n1,2\n1,4\n1,0\n")
    for seuil in (3, 0, 5):
        outcomes = reform(evaluate(package, people), {"seuil": seuil})
        assert disagreements(package, people, outcomes, None, {"seuil": seuil}) == []


def test_a_reform_moves_the_condition_of_a_field(make: Make) -> None:
    fields: list[Piece] = [{"id": "rabais", "type": "euros", "visible_si": "loyer > seuil"}]
    package = make({"double": "rabais + rabais"}, parameters={"seuil": "1 euro"}, fields=fields)
    people = population(package, "loyer,rabais\n2,7\n4,7\n,7\n")
    outcomes = reform(evaluate(package, people), {"seuil": 3})
    assert disagreements(package, people, outcomes, None, {"seuil": 3}) == []
    assert words(outcomes, "double") == ["undetermined", None, None]


def test_a_reform_knows_between_which_ends_a_score_lies_that_it_does_not_judge_again(make: Make) -> None:
    rules = [{"id": "regle", "condition": "accueil >= haut"}]
    package = make(parameters={"haut": "1/2 ratio"}, scores=[SCORES[1]], prerequis=rules)
    people = population(package, ANSWERS)
    outcomes = reform(evaluate(package, people), {"haut": Fraction(8, 9)})
    assert disagreements(package, people, outcomes, None, {"haut": Fraction(8, 9)}) == []
    assert (words(outcomes, "regle")[0], outcomes.exact_rows.tolist()) == ("not_met", [])


@pytest.mark.parametrize("formula", ["absente(plan)", "absente(plan) et connu(plan)", "ouvert et absente(plan)"])
def test_no_row_of_a_population_declares_a_document_absent(make: Make, formula: str) -> None:
    outcomes = in_columns(
        make(None, prerequis=[{"id": "sans", "condition": formula}]), "ouvert,plan\noui,plan.pdf\noui,\n"
    )
    assert words(outcomes, "sans") == ["not_met", "not_met"]
