"""A mistake in the English texts is one error, at its line, with where the text goes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cahier.packages import copy_of, mended, plain

LABEL = "label-risques-collectivites-2012"
ENGLISH, FORM = "textes/en.yaml", "formulaire.yaml"
SECTION = '  collectivite:\n    titre: "Your authority"'
NEW_FIELD = "{id: forme, type: choix, libelle: Forme, options: [{id: a, libelle: A}, {id: b, libelle: B}]}"
NAME = "          - {id: siren_collectivite,"


@pytest.mark.parametrize(
    ("file", "old", "new", "line", "sentence"),
    [
        (
            ENGLISH,
            "      conforme:",
            "      conformes:",
            26,
            "ce texte ne traduit rien. Vouliez-vous dire « conforme » ?",
        ),
        (
            ENGLISH,
            SECTION,
            '  collectivite: "Your authority"',
            49,
            'Écrivez « collectivite: {titre: "Your authority"} ».',
        ),
        (ENGLISH, SECTION, SECTION.replace("titre", "libelle"), 50, "Vouliez-vous dire « titre » ?"),
        (
            ENGLISH,
            "\nrubriques:",
            "\nsections:",
            48,
            "« sections » n'existe pas ici. Vouliez-vous dire « rubriques » ?",
        ),
        (
            ENGLISH,
            '      conforme: "Compliant"',
            '      conforme: {libelle: "Compliant"}',
            26,
            'Écrivez « conforme: "Compliant" ».',
        ),
        (ENGLISH, '      conforme: "Compliant"', '      conforme: ""', 26, "l'anglais de « Conforme » est vide."),
        (
            FORM,
            NAME,
            f"          - {NEW_FIELD}\n{NAME}",
            99,
            '« Forme », « A », « B ». Ajoutez sous « champs » : forme: {libelle: "…", options: {a: "…", b: "…"}}',
        ),
        (
            ENGLISH,
            '      conforme: "Compliant"\n',
            "",
            25,
            'l\'anglais manque : « Conforme ». Ajoutez sous « echelles.conformite.niveaux » : conforme: "…"',
        ),
    ],
)
def test_a_slip_in_the_english_is_told_once(
    tmp_path: Path, file: str, old: str, new: str, line: int, sentence: str
) -> None:
    problems = mended(copy_of(LABEL, tmp_path), file, old, new)
    assert len(problems) == 1, problems
    assert f"{ENGLISH}:{line}:" in problems[0]
    assert plain(problems[0]).endswith(sentence) or sentence in plain(problems[0])


def test_an_english_file_without_a_text_is_told_so(tmp_path: Path) -> None:
    folder = copy_of(LABEL, tmp_path)
    (folder / ENGLISH).write_text("# later\n", encoding="utf-8")
    (problem,) = mended(folder, ENGLISH, "later", "soon")
    assert "ce fichier ne donne aucun texte." in plain(problem)
