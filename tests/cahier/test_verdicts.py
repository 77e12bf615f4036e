"""Verdicts in words: which line wins, what holds one back, how it is read, told, compared and expected by cases."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path

import pytest

from poincon.cahier.cases import run_cases
from poincon.cahier.comparison import compare
from poincon.cahier.loading import load_package
from tests.cahier.conftest import Faults, Judge, Make
from tests.cahier.packages import Piece, plain, rules, write_package

STARS: list[Piece] = [
    {"id": "trois", "libelle": "Trois étoiles", "si": "loyer > haut et assure"},
    {"id": "deux", "libelle": "Deux étoiles", "si": "loyer > bas"},
    {"id": "une", "libelle": "Une étoile", "si": "ouvert"},
]
ETOILES: Piece = {"id": "etoiles", "lignes": STARS}
PARAMETERS = {"haut": "100 euro", "bas": "50 euro"}
SETTLED: Piece = {"loyer": "150", "assure": "oui", "ouvert": "oui"}


def _verdict(judge: Judge, answers: Piece, lines: list[Piece] | None = None, **rule: str) -> Piece:
    piece = {**ETOILES, **({"lignes": lines} if lines else {}), **rule}
    return judge(None, answers, parameters=PARAMETERS, verdicts=[piece]).json("etoiles")


def test_the_first_line_that_is_met_wins(judge: Judge) -> None:
    outcome = _verdict(judge, SETTLED)
    keys = ("kind", "status", "value", "exact", "label", "missing", "cause", "unit", "strength")
    assert [outcome[key] for key in keys] == ["verdict", None, "trois", None, "Trois étoiles", [], None, None, None]


def test_a_line_that_is_not_met_leaves_the_next(judge: Judge) -> None:
    assert _verdict(judge, {**SETTLED, "assure": "non"})["value"] == "deux"
    assert _verdict(judge, {**SETTLED, "loyer": "10"})["value"] == "une"


def test_no_line_is_sans_objet(judge: Judge) -> None:
    outcome = _verdict(judge, {"loyer": "10", "assure": "non", "ouvert": "non"})
    assert (outcome["status"], outcome["value"], outcome["label"]) == ("not_applicable", None, None)


def test_the_last_line_may_hold_in_all_other_cases(judge: Judge) -> None:
    lines = [*STARS, {"id": "aucune", "libelle": "Aucune étoile"}]
    assert _verdict(judge, {"loyer": "10", "assure": "non", "ouvert": "non"}, lines)["value"] == "aucune"
    assert _verdict(judge, {"loyer": "10", "assure": "non"}, lines)["status"] == "undetermined"


def test_an_unknown_line_holds_back_those_after_it_and_says_what_it_lacks(judge: Judge) -> None:
    outcome = _verdict(judge, {"loyer": "150"})
    assert (outcome["status"], outcome["missing"], outcome["cause"]) == ("undetermined", ["assure"], "missing")
    assert (outcome["value"], outcome["label"]) == (None, None)


def test_an_unknown_line_after_the_winner_holds_nothing_back(judge: Judge) -> None:
    assert _verdict(judge, {"loyer": "150", "assure": "oui"})["value"] == "trois"


def test_a_line_that_is_sans_objet_is_passed_over(judge: Judge) -> None:
    lines: list[Piece] = [{"id": "aide", "libelle": "Aidé", "si": "concerne"}, *STARS]
    outcome = judge(
        None,
        SETTLED,
        parameters=PARAMETERS,
        derives=[{"id": "concerne", "valeur": "assure", "applicable_si": "non ouvert"}],
        verdicts=[{"id": "etoiles", "lignes": lines}],
    )
    assert outcome.worth("etoiles") == "trois"


def test_lines_of_one_verdict_settle_it_whichever_wins(judge: Judge) -> None:
    lines: list[Piece] = [
        {"id": "petite", "libelle": "Petite", "si": "assure"},
        {"id": "petite", "libelle": "Petite", "si": "loyer > haut"},
        {"id": "grande", "libelle": "Grande", "si": "loyer > bas"},
    ]
    assert _verdict(judge, {"loyer": "150"}, lines)["value"] == "petite"
    assert _verdict(judge, {"loyer": "60"}, lines)["missing"] == ["assure"]
    assert _verdict(judge, {"loyer": "60", "assure": "non"}, lines)["value"] == "grande"


def test_two_lines_of_one_verdict_settle_nothing_while_no_line_may_win(judge: Judge) -> None:
    lines: list[Piece] = [{"id": "petite", "libelle": "Petite", "si": "assure"}]
    assert _verdict(judge, {}, lines)["status"] == "undetermined"


def test_verdicts_follow_their_condition_of_application(judge: Judge) -> None:
    assert _verdict(judge, {**SETTLED, "ouvert": "non"}, applicable_si="ouvert")["status"] == "not_applicable"
    waiting = _verdict(judge, {"loyer": "150", "assure": "oui"}, applicable_si="ouvert")
    assert (waiting["status"], waiting["value"], waiting["label"], waiting["missing"]) == (
        "undetermined",
        None,
        None,
        ["ouvert"],
    )


READERS = {
    "haut_de_gamme": "etoiles est trois ou etoiles est deux",
    "connue": "connu(etoiles)",
    "montant": "si etoiles est trois alors haut sinon bas",
}


@pytest.mark.parametrize(
    ("answers", "worth"),
    [
        (SETTLED, [True, True, 100]),
        ({**SETTLED, "loyer": "10"}, [False, True, 50]),
        ({"loyer": "150"}, ["inconnu", False, "inconnu"]),
        ({"loyer": "10", "assure": "non", "ouvert": "non"}, ["sans objet", False, "sans objet"]),
    ],
)
def test_formulas_read_a_verdict_by_name(judge: Judge, answers: Piece, worth: list[object]) -> None:
    outcomes = judge(READERS, answers, parameters=PARAMETERS, verdicts=[ETOILES])
    assert [outcomes.worth(name) for name in READERS] == worth


def test_a_verdict_is_told_with_its_reason(judge: Judge) -> None:
    outcomes = judge(None, SETTLED, parameters=PARAMETERS, verdicts=[ETOILES])
    sentence = plain(outcomes.sentence("etoiles"))
    assert sentence.startswith("etoiles : Trois étoiles ; ")
    assert "dépasse 100,00 €" in sentence or "150,00" in sentence
    english = outcomes.sentence("etoiles", "en")
    assert english.startswith("etoiles in English: Trois étoiles in English; ")


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"loyer": "150"}, "encore possible : « Trois étoiles » ou « Deux étoiles » (R §1)."),
        ({"loyer": "10"}, "encore possible : « Une étoile » ou aucun de ces verdicts (R §1)."),
        ({"loyer": "10", "ouvert": "non"}, "aucune des conditions n'est remplie"),
    ],
)
def test_what_is_still_possible_is_told(judge: Judge, answers: Piece, sentence: str) -> None:
    outcomes = judge(None, answers, parameters=PARAMETERS, verdicts=[ETOILES])
    assert sentence in plain(outcomes.sentence("etoiles"))


@pytest.mark.parametrize(
    ("lines", "sentence", "english"),
    [
        (
            STARS[1:2],
            "Aucune étoile ; pas « Deux étoiles », car loyer : 10,00 €, plus de 50,00 € : non (R §1).",
            'not "Deux',
        ),
        (
            STARS[2:3],
            "Aucune étoile ; pas « Une étoile », car ouvert : non (R §1).",
            'not "Une étoile in English", since',
        ),
        (
            STARS,
            "; aucune autre condition n'est remplie ; pas « Deux étoiles », car loyer : 10,00 €, plus de 50,00 € : non",
            'no other condition is met; not "Deux étoiles in English"',
        ),
        (
            [{**STARS[2], "id": "aucune", "libelle": "Aucune étoile"}],
            "Aucune étoile ; aucune autre condition n'est remplie (R §1).",
            "no other condition is met (",
        ),
    ],
)
def test_the_line_of_all_other_cases_says_why_those_before_it_are_not_met(
    judge: Judge, lines: list[Piece], sentence: str, english: str
) -> None:
    fallback: Piece = {"id": "aucune", "libelle": "Aucune étoile"}
    piece = {**ETOILES, "lignes": [*lines, fallback]}
    outcomes = judge(None, {"loyer": "10", "assure": "non", "ouvert": "non"}, parameters=PARAMETERS, verdicts=[piece])
    assert sentence in plain(outcomes.sentence("etoiles")).replace("\u202f", " ")
    assert english in outcomes.sentence("etoiles", "en")


def test_the_explanation_holds_every_line_and_which_may_win(judge: Judge) -> None:
    lines = _verdict(judge, {"loyer": "150"})["explanation"]["lines"]
    assert [(line["id"], line["label"], line["may_win"]) for line in lines] == [
        ("trois", "Trois étoiles", True),
        ("deux", "Deux étoiles", True),
        ("une", "Une étoile", False),
    ]
    assert lines[1]["if"]["formula"] == "loyer > bas"


def test_verdicts_are_judged_year_by_year(judge: Judge) -> None:
    rule: Piece = {"id": "tendance", "lignes": [{"id": "fort", "libelle": "Fort", "si": "ventes > haut"}]}
    outcomes = judge(
        {"meme": "tendance est fort", "avant_aussi": "avant(tendance est fort)"},
        years={"2020": {"ventes": "500"}, "2021": {"ventes": "20"}},
        exercice="2021",
        parameters=PARAMETERS,
        verdicts=[rule],
    )
    assert outcomes.json("tendance")["per_year"]["2020"] == {"status": None, "value": "fort", "exact": None}
    assert outcomes.worth("avant_aussi") is True


@pytest.mark.parametrize(
    ("lines", "code", "sentence"),
    [
        ([], "no_line", "il faut au moins une ligne."),
        ([{"id": "a", "libelle": "A"}, STARS[0]], "missing_key", "la clé « si » manque : seule la dernière ligne"),
        (
            [{**STARS[0], "id": "une"}, STARS[2]],
            "two_labels",
            "« une » porte déjà un autre libellé : « Trois étoiles ».",
        ),
        ([{"id": "a", "libelle": "A", "si": "loyer"}], "formula_kind", "la formule donne un nombre"),
        ([{"id": "a b", "libelle": "A", "si": "ouvert"}], "wrong_form", "n'est pas un identifiant"),
        ([{"id": "a", "si": "ouvert"}], "missing_key", "la clé « libelle » manque."),
    ],
)
def test_a_line_that_cannot_be_is_told(faults: Faults, lines: list[Piece], code: str, sentence: str) -> None:
    problems = faults(verdicts=[{"id": "etoiles", "lignes": lines}])
    assert [(problem.code, sentence in plain(problem.message.fr)) for problem in problems if problem.code == code] == [
        (code, True)
    ]


def test_a_verdict_that_is_not_given_is_told_with_the_nearest(faults: Faults) -> None:
    (problem,) = faults({"x": "etoiles est troi"}, parameters=PARAMETERS, verdicts=[ETOILES])
    assert plain(problem.message.fr) == "« troi » n'est pas une option de « etoiles »."
    assert problem.remedy is not None
    assert "trois" in problem.remedy.fr


def test_verdicts_that_read_each_other_go_round_in_a_circle(faults: Faults) -> None:
    first: Piece = {"id": "a", "lignes": [{"id": "oui_a", "libelle": "A", "si": "b est oui_b"}]}
    second: Piece = {"id": "b", "lignes": [{"id": "oui_b", "libelle": "B", "si": "a est oui_a"}]}
    assert {problem.code for problem in faults(verdicts=[first, second])} == {"cycle"}


def test_a_verdict_is_not_a_number(faults: Faults) -> None:
    (problem,) = faults({"x": "etoiles + loyer"}, parameters=PARAMETERS, verdicts=[ETOILES])
    assert "« etoiles » est un choix" in plain(problem.message.fr)


def test_what_changes_in_verdicts_is_told(make: Make, tmp_path: Path) -> None:
    before = make(parameters=PARAMETERS, verdicts=[ETOILES])
    turned = {**ETOILES, "lignes": [STARS[1], STARS[0], STARS[2]]}
    after = make(parameters=PARAMETERS, verdicts=[turned])
    (difference,) = compare(before, after)
    assert "la liste des verdicts passe de « Trois étoiles » si « loyer > haut et assure »" in plain(difference.text.fr)


@pytest.mark.parametrize(
    ("expected", "complaints"),
    [
        ("trois", []),
        ({"valeur": "trois", "statut": "connu"}, []),
        ("deux", ["valeur : attendu deux, obtenu trois"]),
        ("indetermine", ["statut : attendu indetermine, obtenu connu"]),
        ("quatre", ["« quatre » n'est pas un verdict de « etoiles »."]),
        ({"valeur": "quatre"}, ["« quatre » n'est pas un verdict de « etoiles »."]),
    ],
)
def test_a_case_expects_a_verdict_by_its_name(tmp_path: Path, expected: object, complaints: list[str]) -> None:
    folder = write_package(tmp_path, rules_piece=rules(None, PARAMETERS, {"verdicts": [ETOILES]}))
    case: Piece = {"titre": "Étoiles", "dossier": {"reponses": SETTLED}, "attendu": {"etoiles": expected}}
    (folder / "cas").mkdir()
    (folder / "cas" / "essai.yaml").write_text(json.dumps(case, ensure_ascii=False), encoding="utf-8")
    problems = [plain(problem.message.fr) for problem in run_cases(load_package(folder), "marche").problems]
    assert [complaint in problem for complaint, problem in zip(complaints, problems, strict=True)] == [True] * len(
        complaints
    )


def test_every_completion_of_a_verdict_that_is_settled_gives_it(judge: Judge) -> None:
    """Holes never hide what the rest settles, and what is settled holds however they are filled."""
    domains = {"loyer": ("10", "60", "150"), "assure": ("oui", "non"), "ouvert": ("oui", "non")}
    lines = [*STARS, {"id": "deux", "libelle": "Deux étoiles", "si": "non ouvert"}]

    def value(answers: Piece) -> tuple[object, object]:
        outcome = _verdict(judge, answers, lines)
        return outcome["status"], outcome["value"]

    whole = {answers: value(dict(zip(domains, answers, strict=True))) for answers in product(*domains.values())}
    for hole, fillings in domains.items():
        names = [name for name in domains if name != hole]
        for answers in product(*(domains[name] for name in names)):
            partial = dict(zip(names, answers, strict=True))
            filled = [{**partial, hole: filling} for filling in fillings]
            completions = {whole[tuple(each[name] for name in domains)] for each in filled}
            outcome = value(partial)
            if outcome[0] != "undetermined":
                assert completions == {outcome}


def test_a_value_that_is_a_choice_is_tested_by_its_options(judge: Judge) -> None:
    formulas = {"endroit": "halle", "meme": "etoiles"}
    tests = {"dedans": "endroit est couverte", "bien": "meme est trois"}
    answers = {**SETTLED, "halle": "couverte"}
    outcomes = judge({**formulas, **tests}, answers, parameters=PARAMETERS, verdicts=[ETOILES])
    assert [outcomes.worth(name) for name in tests] == [True, True]


def test_a_value_that_is_a_choice_has_the_options_of_what_it_reads(faults: Faults) -> None:
    (problem,) = faults({"endroit": "halle", "x": "endroit est couvert"})
    assert plain(problem.message.fr) == "« couvert » n'est pas une option de « halle »."


def test_a_change_of_share_is_told_beside_a_target_that_is_set_aside(judge: Judge) -> None:
    goal: Piece = {"id": "but", "valeur": "coefficient", "applicable_si": "ouvert"}
    rule: Piece = {"id": "ecart", "valeur": "remise - taxe", "cible": {"au_moins": "but"}, "force": "requise"}
    fields: list[Piece] = [{"id": "taxe", "type": "pourcentage", "libelle": "Taxe"}]
    answers = {"remise": "0.5", "taxe": "0.3", "ouvert": "non", "coefficient": "1"}
    outcomes = judge(None, answers, fields=fields, derives=[goal], indicateurs=[rule])
    assert "sans objet" in outcomes.sentence("ecart").lower()
    assert outcomes.json("ecart")["status"] == "not_applicable"
