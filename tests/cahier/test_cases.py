"""The cases of a package: what they expect is compared, a difference has its line, and each can fail."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from poincon.cahier.basics.problems import Problem
from poincon.cahier.cases import run_cases
from poincon.cahier.loading import load_package
from tests.cahier.packages import Piece, rules, write_package

RULES = rules(
    {"part": "loyer / apport", "evolution": "ventes - avant(ventes)"},
    None,
    {
        "prerequis": [{"id": "assez", "condition": "apport > loyer"}],
        "echeancier": [{"id": "fin", "valeur": "ouverture"}],
    },
)
ANSWERS: Piece = {
    "loyer": "5",
    "apport": "16",
    "ouverture": "2021-05-16",
    "annees": {"2020": {"ventes": "1"}, "2021": {}},
}


def run(folder: Path, expected: object, dossier: Piece | None = None, **more: object) -> list[Problem]:
    package = write_package(folder, rules_piece=RULES)
    (package / "cas").mkdir(exist_ok=True)
    case = {"titre": "Essai", "dossier": dossier or {"reponses": ANSWERS}, "attendu": expected, **more}
    (package / "cas" / "essai.yaml").write_text(json.dumps(case, indent=1), encoding="utf-8")
    return run_cases(load_package(package), "marche").problems


def test_a_case_that_holds_says_nothing(tmp_path: Path) -> None:
    expected = {
        "assez": "atteint",
        "part": {"statut": "connu", "valeur": "0.3125", "exact": "5/16"},
        "fin": {"valeur": "2021-05-16"},
        "evolution": {
            "statut": "indetermine",
            "manquants": ["annees.2021.ventes"],
            "cause": "missing",
            "annees": {"2020": {"statut": "indetermine", "cause": "no_such_year"}},
        },
    }
    assert run(tmp_path, expected) == []


@pytest.mark.parametrize(
    ("expected", "sentence"),
    [
        ({"assez": "non_atteint"}, "« Essai », statut : attendu non_atteint, obtenu atteint."),
        ({"part": {"valeur": "0.31"}}, "valeur : attendu 0.31, obtenu 0.3125."),
        ({"part": {"exact": "1/3"}}, "exact : attendu 1/3, obtenu 5/16."),
        ({"part": "atteint"}, "statut : attendu atteint, obtenu connu."),
        ({"fin": {"valeur": "2021-05-17"}}, "valeur : attendu 2021-05-17, obtenu 2021-05-16."),
        ({"evolution": {"manquants": []}}, "manquants : attendu [], obtenu [annees.2021.ventes]."),
        ({"evolution": {"cause": "division_by_zero"}}, "cause : attendu division_by_zero, obtenu missing."),
        ({"evolution": {"annees": {"2020": {"cause": "missing"}}}}, "cause : attendu missing, obtenu no_such_year."),
        ({"evolution": {"annees": {"2019": {"statut": "connu"}}}}, "l'année 2019 n'a pas de résultat."),
        ({"parts": "connu"}, "Vouliez-vous dire « part » ?"),
        ({"part": "bon"}, "n'est pas dans la liste"),
        ({"part": {"valeur": "1/3"}}, "Une fraction s'écrit sous « exact »."),
        ({"part": {"valleur": "1", "statut": "connu"}}, "Vouliez-vous dire « valeur » ?"),
        ({}, "ce cas n'attend rien : il ne peut pas échouer."),
        ({"part": {}}, "rien n'est attendu ici."),
        ({"refus": "loyer"}, "ce dossier devait être refusé, il est accepté."),
    ],
)
def test_a_case_that_does_not_hold_is_told_with_its_line(tmp_path: Path, expected: Piece, sentence: str) -> None:
    problems = run(tmp_path, expected)
    assert len(problems) == 1
    assert sentence in problems[0].render()
    assert problems[0].place.file == "marche/cas/essai.yaml"


def test_a_refusal_is_compared_with_what_was_said(tmp_path: Path) -> None:
    wrong: Piece = {"reponses": {"loyer": "cher"}}
    assert run(tmp_path, {"refus": "« cher » n'est pas un nombre"}, wrong) == []
    assert [problem.code for problem in run(tmp_path, {"refus": "autre chose"}, wrong)] == ["other_refusal"]
    assert [problem.code for problem in run(tmp_path, {"part": "connu"}, wrong)] == ["number"]


def test_a_case_stands_on_another_key_by_key_and_a_null_takes_away(tmp_path: Path) -> None:
    run(tmp_path, {"part": "connu"})
    base = tmp_path / "marche" / "cas"
    other = {
        "titre": "Sans apport",
        "base": "essai",
        "dossier": {"reponses": {"apport": None, "loyer": "7"}},
        "attendu": {"part": {"statut": "indetermine", "manquants": ["apport"]}, "fin": {"valeur": "2021-05-16"}},
    }
    (base / "autre.yaml").write_text(json.dumps(other), encoding="utf-8")
    report = run_cases(load_package(tmp_path / "marche"), "marche")
    assert (report.count, report.problems) == (2, [])


@pytest.mark.parametrize("base", ["essai", "absent", "../secret", "/etc/passwd"])
def test_a_base_that_is_no_other_case_is_told(tmp_path: Path, base: str) -> None:
    assert [problem.code for problem in run(tmp_path, {"part": "connu"}, base=base)] == ["unknown_base"]


def test_cases_that_stand_on_each_other_are_told_and_do_not_turn_for_ever(tmp_path: Path) -> None:
    run(tmp_path, {"part": "connu"}, base="deux")
    case = {"titre": "Deux", "base": "essai", "attendu": {"part": "connu"}}
    (tmp_path / "marche" / "cas" / "deux.yaml").write_text(json.dumps(case), encoding="utf-8")
    problems = run_cases(load_package(tmp_path / "marche"), "marche").problems
    assert {problem.code for problem in problems} == {"unknown_base"}


def test_a_package_without_a_case_is_told(tmp_path: Path) -> None:
    package = write_package(tmp_path, rules_piece=RULES)
    assert [problem.code for problem in run_cases(load_package(package), "marche").problems] == ["no_case"]


def test_a_base_that_cannot_be_read_is_told_once_whatever_stands_on_it(starter: Path) -> None:
    nominal = starter / "cas" / "nominal.yaml"
    nominal.write_text(nominal.read_text(encoding="utf-8") + "\n   - [", encoding="utf-8")
    for number in range(3):
        text = f"titre: Suite {number}\nbase: refus\nattendu: {{accessible: non_atteint}}\n"
        (starter / "cas" / f"a{number}.yaml").write_text(text, encoding="utf-8")
    problems = run_cases(load_package(starter), "aide").problems
    assert [problem.place.file for problem in problems] == ["aide/cas/nominal.yaml"]
