"""What is said of the usual slips in the cases of a package."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cahier.beginner import CASE, OTHER_CASE, changed, only, problems_of

EXPECTED = "effectif: {statut: atteint, valeur: 3}"
WHOLE = "  accessible: atteint\n  effectif: {statut: atteint, valeur: 3}\n  aide: {valeur: 4800}\n"


@pytest.mark.parametrize(
    ("old", "new", "sentence", "right"),
    [
        ("aide: {valeur: 4800}", "aide: 4800 €", "Écrivez « {valeur: 4800} ».", "aide: {valeur: 4800}"),
        ("aide: {valeur: 4800}", 'aide: "4 800,00"', "Écrivez « {valeur: 4800} ».", "aide: {valeur: 4800}"),
        ("aide: {valeur: 4800}", "aide: {valeur: 4800 €}", "Écrivez 4800 : ", "aide: {valeur: 4800}"),
        ("aide: {valeur: 4800}", "aide: {valeur: 4 800,00}", "avec un point : 4800.", "aide: {valeur: 4800}"),
        (EXPECTED, 'effectif: {exact: "3,0"}', "Écrivez « 3 ».", "effectif: {exact: 3}"),
        (EXPECTED, "effectif: {valeur: atteint}", "Écrivez « {statut: atteint} ».", "effectif: {statut: atteint}"),
        (EXPECTED, "effectif:", "Donnez un statut (atteint, par exemple)", "effectif: atteint"),
        (EXPECTED, "effectif: {annees: 2021}", "Exemple : annees: {2021: {statut: atteint}}", "effectif: atteint"),
        (EXPECTED, "effectif: {annees: {2021: atteint}}", "n'en a pas par année : retirez", "effectif: atteint"),
        (EXPECTED, "cout_des_travaux: 3", "C'est un champ du formulaire", EXPECTED),
        (f"attendu:\n{WHOLE}", "", "Ajoutez « attendu: … ».", f"attendu:\n{WHOLE}"),
        (f"attendu:\n{WHOLE}", "attendu:\n", "la clé « attendu » est vide.", "attendu: {accessible: atteint}\n"),
        (
            f"attendu:\n{WHOLE}",
            "attendu: atteint\n",
            "« attendu: {accessible: atteint} »",
            "attendu: {accessible: atteint}",
        ),
    ],
)
def test_a_slip_of_what_is_expected_is_told_once(
    starter: Path,
    old: str,
    new: str,
    sentence: str,
    right: str,
) -> None:
    assert sentence in only(problems_of(changed(starter, CASE, old, new)))
    if new:
        changed(starter, CASE, new, right)
        assert problems_of(starter) == []


def test_a_date_that_is_expected_has_its_key(starter: Path) -> None:
    assert "Écrivez « {valeur: 2026-01-01} »." in only(
        problems_of(changed(starter, CASE, "aide: {valeur: 4800}", "aide: 01/01/2026"))
    )


def test_an_empty_case_is_told_once(starter: Path) -> None:
    (starter / OTHER_CASE).write_text("# rien\n", encoding="utf-8")
    assert only(problems_of(starter)).endswith("ce fichier est vide.")


@pytest.mark.parametrize("base", ["nominal.yaml", "cas/nominal.yaml"])
def test_a_base_is_named_without_its_folder_nor_its_ending(starter: Path, base: str) -> None:
    changed(starter, OTHER_CASE, "base: nominal", f"base: {base}")
    assert only(problems_of(starter)).endswith("Écrivez « nominal ».")


def test_a_case_that_stands_on_itself_is_told_so(starter: Path) -> None:
    sentence = only(problems_of(changed(starter, OTHER_CASE, "base: nominal", "base: refus")))
    assert "un cas ne part pas de lui-même." in sentence


def test_two_cases_that_stand_on_each_other_are_told_once(starter: Path) -> None:
    sentence = only(problems_of(changed(starter, CASE, "titre: Une", "base: refus\ntitre: Une")))
    assert "« nominal » et « refus » partent l'un de l'autre." in sentence


def test_a_refusal_that_does_not_come_is_told_at_its_line(starter: Path) -> None:
    sentence = only(problems_of(changed(starter, CASE, f"attendu:\n{WHOLE}", "attendu: {refus: oui}\n")))
    assert sentence.startswith("aide/cas/nominal.yaml:6: ")


def test_the_answers_of_a_case_are_told_to_go_under_its_dossier(starter: Path) -> None:
    sentence = only(problems_of(changed(starter, CASE, "dossier:\n  reponses:", "dossier:\nreponses:")))
    assert "les réponses d'un cas vont sous « dossier ». Décalez « reponses » de deux espaces" in sentence
