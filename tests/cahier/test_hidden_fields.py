"""What the form does not ask for is not given: it counts nowhere, blocks nothing, and comes back when shown again."""

from __future__ import annotations

import pytest

from poincon.cahier.evaluation import completeness
from tests.cahier.conftest import Faults, Judge, Make
from tests.cahier.packages import ASIDE, UNKNOWN, Piece, judged

DISCOUNT: Piece = {"id": "rabais", "type": "euros", "visible_si": "ouvert", "requis": "oui"}
NOTICE: Piece = {"id": "avis_signe", "type": "fichier", "formats": ["pdf"], "visible_si": "ouvert"}
PARAMETERS = {"plafond": "100 euro"}


def test_a_hidden_answer_is_unknown_and_nobody_is_asked_for_it(judge: Judge) -> None:
    formulas = {"trop": "rabais > plafond", "su": "connu(rabais)", "libre": "non ouvert ou rabais <= plafond"}
    verdicts = judge(formulas, {"ouvert": "non", "rabais": "150"}, fields=[DISCOUNT], parameters=PARAMETERS)
    assert (verdicts.status("trop"), verdicts.cause("trop"), verdicts.missing("trop")) == ("undetermined", "hidden", [])
    assert (verdicts.worth("su"), verdicts.worth("libre")) == (False, True)
    assert "la question ne se pose pas" in verdicts.sentence("trop")
    assert "not asked" in verdicts.sentence("trop", "en")


@pytest.mark.parametrize(("answers", "worth"), [({"ouvert": "oui"}, True), ({}, True)])
def test_it_counts_when_it_is_shown_or_may_be(judge: Judge, answers: Piece, worth: bool) -> None:
    verdicts = judge(
        {"trop": "rabais > plafond"}, {**answers, "rabais": "150"}, fields=[DISCOUNT], parameters=PARAMETERS
    )
    assert verdicts.worth("trop") is worth


def test_a_missing_answer_is_asked_for_first_and_what_is_hidden_never(judge: Judge) -> None:
    verdicts = judge({"x": "rabais + caution > plafond"}, {"ouvert": "non"}, fields=[DISCOUNT], parameters=PARAMETERS)
    assert (verdicts.cause("x"), verdicts.missing("x")) == ("missing", ["caution"])


def test_a_group_hides_all_that_it_holds(make: Make) -> None:
    """A condition of the group is one of each of its fields: tables, documents and statements too."""
    fields: list[Piece] = [
        {**DISCOUNT, "visible_si": "halle est couverte"},
        {"id": "etages", "type": "tableau", "visible_si": "ouvert", "colonnes": [{"id": "hauteur", "type": "euros"}]},
        NOTICE,
    ]
    package = make(
        {"etage": "nombre(etages)", "haut": "somme(etages.hauteur)", "signe": "connu(avis_signe)"}, fields=fields
    )
    answers = {"ouvert": "non", "etages": [{"hauteur": "1"}], "avis_signe": "avis.pdf"}
    verdicts = judged(package, {"reponses": answers})
    assert (verdicts.cause("etage"), verdicts.cause("haut"), verdicts.worth("signe")) == ("hidden", "hidden", False)
    verdicts = judged(package, {"reponses": {**answers, "ouvert": "oui"}})
    assert (verdicts.worth("etage"), verdicts.worth("haut"), verdicts.worth("signe")) == (1, 1, True)


def test_a_hidden_answer_does_not_show_another(judge: Judge) -> None:
    """The condition of the second reads the first, which is hidden: unknown, and so it is shown."""
    fields: list[Piece] = [
        {"id": "double", "type": "oui_non", "visible_si": "ouvert"},
        {"id": "triple", "type": "euros", "visible_si": "double"},
    ]
    answers = {"ouvert": "non", "double": "non", "triple": "5"}
    assert judge({"x": "triple > 0"}, answers, fields=fields).worth("x") is True


def test_a_condition_may_read_a_rule_and_a_year(judge: Judge) -> None:
    fields: list[Piece] = [{"id": "rabais", "type": "euros", "visible_si": "beaucoup"}]
    prerequisites = [{"id": "beaucoup", "condition": "ventes > plafond"}]
    years = {"2020": {"ventes": "10"}, "2021": {"ventes": "200"}}
    verdicts = judge(
        {"x": "rabais"}, {"rabais": "5"}, years=years, fields=fields, parameters=PARAMETERS, prerequis=prerequisites
    )
    assert verdicts.worth("x") == 5
    earlier = verdicts.assessment.by_year[2020]["x"]
    assert earlier.unknown is not None
    assert earlier.unknown.cause.value == "hidden"


def test_a_hidden_series_has_no_year(judge: Judge) -> None:
    verdicts = judge(
        {"x": "croissant(passages)"},
        {"ouvert": "non"},
        years={"2020": {"passages": "1"}, "2021": {"passages": "2"}},
        yearly=[{"id": "passages", "type": "entier", "visible_si": "ouvert"}],
    )
    assert (verdicts.worth("x"), verdicts.cause("x")) == (UNKNOWN, "hidden")


def test_within_a_group_of_rows_a_condition_reads_the_whole_table(judge: Judge) -> None:
    fields: list[Piece] = [{"id": "rabais", "type": "euros", "visible_si": "somme(depenses.montant) > plafond"}]
    rows = [{"partie": "A", "montant": "60"}, {"partie": "B", "montant": "60"}]
    formula = {"x": "pour chaque partie de depenses : somme(depenses.montant) > rabais"}
    verdicts = judge(formula, {"depenses": rows, "rabais": "5"}, fields=fields, parameters=PARAMETERS)
    assert verdicts.worth("x") is True


# scores and criteria


def statement(name: str, **keys: str) -> Piece:
    return {"id": name, "type": "enonce", "echelle": "degre", "poids": "1", **keys}


def test_a_hidden_statement_is_left_out_of_its_score(judge: Judge) -> None:
    fields = [statement("ajout_1"), statement("ajout_2", visible_si="ouvert")]
    score: Piece = {"id": "ajouts", "rubriques": ["etal"]}
    answers = {"ajout_1": "++", "ajout_2": "--"}
    verdicts = judge(None, {**answers, "ouvert": "non"}, fields=fields, scores=[score])
    assert verdicts.worth("ajouts") == 1
    verdicts = judge(None, {"ajout_1": "++", "ouvert": "non"}, fields=fields, scores=[score])
    assert verdicts.worth("ajouts") == 1
    verdicts = judge(None, {**answers, "ouvert": "oui"}, fields=fields, scores=[score])
    assert str(verdicts.worth("ajouts")) == "1/2"


def test_a_score_whose_statements_are_all_hidden_is_hidden(judge: Judge) -> None:
    verdicts = judge(
        {"note_lue": "note(ajout_1)"},
        {"ouvert": "non", "ajout_1": "++"},
        fields=[statement("ajout_1", visible_si="ouvert")],
        scores=[{"id": "ajouts", "rubriques": ["etal"]}],
    )
    assert (verdicts.worth("ajouts"), verdicts.cause("ajouts"), verdicts.missing("ajouts")) == (UNKNOWN, "hidden", [])
    assert verdicts.cause("note_lue") == "hidden"


def test_evidence_that_is_not_asked_for_is_neither_given_nor_absent(judge: Judge) -> None:
    criterion: Piece = {"id": "tenue", "question": "Tenu ?", "echelle": "avis", "preuves": ["plan", "avis_signe"]}
    criterion["force"] = "requise"
    pieces: Piece = {"fields": [NOTICE], "criteres": [criterion]}
    verdicts = judge(None, {"ouvert": "non"}, **pieces)
    assert verdicts.missing("tenue") == ["appreciations.tenue", "plan"]
    verdicts = judge(None, {"ouvert": "non", "plan": "plan.pdf"}, appraisals={"tenue": "bon"}, **pieces)
    assert "preuve" not in verdicts.sentence("tenue")
    verdicts = judge(None, {"ouvert": "oui", "plan": "plan.pdf"}, appraisals={"tenue": "bon"}, **pieces)
    assert "preuve non donnée" in verdicts.sentence("tenue")


def test_evidence_that_the_structure_has_not_is_not_asked_again(judge: Judge) -> None:
    criterion: Piece = {"id": "tenue", "question": "Tenu ?", "echelle": "avis", "preuves": ["plan"], "force": "requise"}
    absent = {"absente": True, "motif": "Le marché n'a pas de plan."}
    verdicts = judge({"su": "connu(plan)"}, {"plan": absent}, criteres=[criterion])
    assert verdicts.missing("tenue") == ["appreciations.tenue"]
    assert verdicts.worth("su") is False


# order, circles, depth


def test_required_and_hidden_is_not_required(make: Make) -> None:
    package = make(fields=[DISCOUNT])
    lacking = completeness(judged(package, {"reponses": {"ouvert": "non"}}).assessment).lacking
    assert "rabais" not in {state.path for state in lacking}
    lacking = completeness(judged(package, {"reponses": {"ouvert": "oui"}}).assessment).lacking
    assert "rabais" in {state.path for state in lacking}


@pytest.mark.parametrize(
    ("fields", "blocks"),
    [
        ([{"id": "rabais", "type": "euros", "visible_si": "rabais > 0"}], {}),
        (
            [
                {"id": "un", "type": "oui_non", "visible_si": "deux"},
                {"id": "deux", "type": "oui_non", "visible_si": "un"},
            ],
            {},
        ),
        (
            [{"id": "rabais", "type": "euros", "visible_si": "cher"}],
            {"prerequis": [{"id": "cher", "condition": "rabais > 0"}]},
        ),
        (
            [
                {
                    "id": "etages",
                    "type": "tableau",
                    "visible_si": "nombre(etages) > 0",
                    "colonnes": [{"id": "haut", "type": "euros"}],
                }
            ],
            {},
        ),
    ],
)
def test_a_condition_that_goes_round_in_a_circle_is_told(
    faults: Faults, fields: list[Piece], blocks: dict[str, list[Piece]]
) -> None:
    problems = faults(fields=fields, **blocks)
    assert [problem.code for problem in problems] == ["cycle"]
    assert "formulaire.yaml" in problems[0].render() or "regles.yaml" in problems[0].render()


def test_conditions_upon_conditions_are_bounded(faults: Faults) -> None:
    fields: list[Piece] = [{"id": "c0", "type": "oui_non"}]
    fields += [{"id": f"c{number}", "type": "oui_non", "visible_si": f"c{number - 1}"} for number in range(1, 120)]
    assert {problem.code for problem in faults(fields=fields)} == {"rules_too_deep"}


def test_a_rule_after_what_shows_its_fields(judge: Judge) -> None:
    """Written before them, and judged after."""
    fields: list[Piece] = [{"id": "rabais", "type": "euros", "visible_si": "cher"}]
    derived = {"lu": "rabais"}
    verdicts = judge(
        derived,
        {"rabais": "5", "loyer": "200"},
        fields=fields,
        parameters=PARAMETERS,
        prerequis=[{"id": "cher", "condition": "loyer > plafond"}],
    )
    assert verdicts.worth("lu") == 5
    assert verdicts.status("cher") != ASIDE


# documents declared absent


def test_a_document_declared_absent_is_told_from_one_that_nobody_spoke_of(judge: Judge) -> None:
    formulas = {"sans": "absente(plan)", "sait": "connu(plan)", "reste": "ouvert et non absente(plan)"}
    for answer, absent in ((None, False), ("plan.pdf", False), ({"absente": True, "motif": "Aucun plan."}, True)):
        verdicts = judge(formulas, {"plan": answer, "ouvert": "oui"})
        assert (verdicts.worth("sans"), verdicts.worth("reste")) == (absent, not absent)
        assert verdicts.worth("sait") is (answer == "plan.pdf")
    verdicts = judge(formulas, {"plan": {"absente": True, "motif": "Aucun plan."}, "ouvert": "oui"})
    assert "déclaré absent" in verdicts.sentence("sans")
    assert "declared absent" in verdicts.sentence("reste", "en")


def test_a_hidden_document_is_not_declared_absent(judge: Judge) -> None:
    absent = {"absente": True, "motif": "Aucun avis."}
    verdicts = judge({"x": "absente(avis_signe)"}, {"ouvert": "non", "avis_signe": absent}, fields=[NOTICE])
    assert verdicts.worth("x") is False


def test_only_a_document_may_be_declared_absent(faults: Faults) -> None:
    for formula in ("absente(loyer)", "absente(plan) et absente(rien)", "absente(1)"):
        assert [problem.code for problem in faults({"x": formula})] == ["not_a_document"]
