"""A key that was written for another is one mistake: it is told once, with the key that is read instead."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cahier.packages import mended, plain

TARGET = "cible: {au_plus: salaries_maximum}"


def told(folder: Path, file: str, old: str, new: str) -> str:
    """The only sentence about a starter where one passage was written otherwise."""
    problems = mended(folder, file, old, new)
    assert len(problems) == 1, problems
    return plain(problems[0])


@pytest.mark.parametrize(
    ("file", "old", "new", "sentence"),
    [
        ("formulaire.yaml", "champs:", "questions:", "« questions » n'existe pas ici. Vouliez-vous dire « champs » ?"),
        ("formulaire.yaml", "requis: oui", "obligatoire: oui", "Vouliez-vous dire « requis » ?"),
        ("formulaire.yaml", "libelle: Nom", "nom: Nom", "Vouliez-vous dire « libelle » ?"),
        ("formulaire.yaml", "titre: Pré", "intitulé: Pré", "Vouliez-vous dire « titre » ?"),
        ("formulaire.yaml", "rubriques:", "sections:", "Vouliez-vous dire « rubriques » ?"),
        ("regles.yaml", "condition: ouvert", "si: ouvert", "Vouliez-vous dire « condition » ?"),
        ("regles.yaml", "echeancier:", "montants:", "Vouliez-vous dire « echeancier » ?"),
        ("regles.yaml", "libelle: Effectif maximal", "libellé: Effectif maximal", "Écrivez « libelle »"),
    ],
)
def test_the_word_of_everyday_is_read_as_the_key_it_stands_for(
    starter: Path, file: str, old: str, new: str, sentence: str
) -> None:
    assert sentence in told(starter, file, old, new)


@pytest.mark.parametrize(
    ("file", "old", "new", "sentence"),
    [
        (
            "formulaire.yaml",
            "champs:",
            "colonnes:",
            "« colonnes » n'existe pas ici, et « champs » manque. Si c'est la même chose, écrivez « champs ».",
        ),
        (
            "formulaire.yaml",
            "- id: commerce",
            "- commerce:",
            "« commerce » n'existe pas ici. Écrivez « id: commerce ».",
        ),
        (
            "programme.yaml",
            "{id: R, titre: Règlement de l'aide}",
            "R: Règlement de l'aide",
            'chaque élément a un « id » et un « titre ». Écrivez « [{id: R, titre: "Règlement de l\'aide"}] ».',
        ),
        (
            "regles.yaml",
            "id: accessible, libelle: Commerce ouvert au public, ",
            "",
            "les clés « id » et « libelle » manquent.",
        ),
        ("formulaire.yaml", "id: nom,", "id: nom, libele: Nom,", "« libelle » est déjà là : gardez-en une seule."),
    ],
)
def test_what_is_not_a_key_and_what_is_missing_are_told_together(
    starter: Path, file: str, old: str, new: str, sentence: str
) -> None:
    assert sentence in told(starter, file, old, new)


def test_another_key_with_a_value_in_another_form_is_one_mistake(starter: Path) -> None:
    sentence = told(starter, "regles.yaml", "valeurs: {sans_date: 10}", "valeur: 10")
    assert "Vouliez-vous dire « valeurs » ? Écrivez « {sans_date: 10} »." in sentence


def test_a_second_mistake_in_the_value_of_another_key_is_told_too(starter: Path) -> None:
    problems = mended(starter, "formulaire.yaml", "groupes:\n      - id", "blocs:\n      - idd")
    assert len(problems) == 2
    assert "Vouliez-vous dire « groupes » ?" in problems[0]
    assert "Vouliez-vous dire « id » ?" in problems[1]


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("salaries <= salaries_maximum", "Écrivez « {au_plus: salaries_maximum} »."),
        ("salaries ≤ salaries_maximum", "Écrivez « {au_plus: salaries_maximum} »."),
        ('">= salaries_maximum"', "Écrivez « {au_moins: salaries_maximum} »."),
        ("au_plus salaries_maximum", "Écrivez « {au_plus: salaries_maximum} »."),
        ("salaries_maximum", "Écrivez « {au_moins: salaries_maximum} » ou « {au_plus: salaries_maximum} »."),
    ],
)
def test_a_target_that_is_written_as_a_comparison_is_rewritten(starter: Path, written: str, sentence: str) -> None:
    assert sentence in told(starter, "regles.yaml", TARGET, f"cible: {written}")


OPTIONS = "{id: nom, type: texte"
PAIR = 'Écrivez « [{id: bourg, libelle: "Bourg"}, {id: ville, libelle: "Ville"}] ».'


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("{bourg: Bourg, ville: Ville}", PAIR),
        ("[{bourg: Bourg}, {ville: Ville}]", PAIR),
        ("[Bourg, Ville]", PAIR),
        ('"bourg, ville"', 'Écrivez « [{id: bourg, libelle: "bourg"}, {id: ville, libelle: "ville"}] ».'),
        (
            '["Centre-ville", Bourg, Hameau]',
            'Écrivez « [{id: centre_ville, libelle: "Centre-ville"}, {id: bourg, libelle: "Bourg"}, …] ».',
        ),
    ],
)
def test_options_without_identifiers_or_labels_are_written_whole(starter: Path, written: str, sentence: str) -> None:
    options = f"{{id: nom, type: choix, options: {written}"
    told_once = told(starter, "formulaire.yaml", OPTIONS, options)
    assert "options: chaque élément a un « id » et un « libelle »." in told_once
    assert sentence in told_once


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("nom", "Écrivez « [nom] »."),
        ("nom et salaries", "Écrivez « [nom, salaries] »."),
        ('"nom, salaries"', "Écrivez « [nom, salaries] »."),
    ],
)
def test_one_text_in_place_of_a_list_is_read_as_the_list(starter: Path, written: str, sentence: str) -> None:
    criterion = (
        "groupes_de_criteres: []\ncriteres:\n  - {id: avis, libelle: Avis, question: Oui ?, echelle: aucune, "
        f'preuves: {written}, source: "R art. 2"}}\nprerequis:'
    )
    problems = mended(starter, "regles.yaml", "prerequis:", criterion)
    lists = [plain(problem) for problem in problems if "preuves" in problem]
    assert len(lists) == 1, problems
    assert f"il faut une liste. {sentence}" in lists[0]


@pytest.mark.parametrize(
    ("figure", "sentence"),
    [
        ("type: radar, resultats: [aide]", "un radar a au moins 3 résultats."),
        (
            "type: radar, resultats: [aide, aide, aide], tableaux: [nom]",
            "« radar » ne lit pas de tableau. Retirez « tableaux ».",
        ),
        ("type: parts", "« parts » lit un tableau. Écrivez par exemple « tableaux: [depenses] »."),
        ("type: equilibre", "« equilibre » lit 2 tableaux. Écrivez par exemple « tableaux: [depenses, recettes] »."),
        (
            "type: radar, resultats: [aide, aide, aide], niveaux: [{libelle: Haut, resultats: [aide]}]",
            "le niveau « Haut » a 1 résultat, le radar en a 3.",
        ),
    ],
)
def test_a_figure_says_what_it_lacks(starter: Path, figure: str, sentence: str) -> None:
    figures = f"figures:\n  - {{id: dessin, titre: Dessin, {figure}}}\nsources:"
    problems = mended(starter, "programme.yaml", "sources:", figures)
    assert any(sentence in plain(problem) for problem in problems), problems


@pytest.mark.parametrize(
    ("written", "formula"),
    [
        ("ouvert au public", "ouvert_au_public"),
        ("non ouvert au public", "non ouvert_au_public"),
        ("le ouvert_au_public", "ouvert_au_public"),
        ("Nombre de salariés <= Effectif maximal", "salaries <= salaries_maximum"),
        ("nombre de salariés > 0", "salaries > 0"),
        ("Coût des travaux > 0", "cout_des_travaux > 0"),
    ],
)
def test_a_label_or_its_words_in_a_formula_are_given_as_the_identifier(
    starter: Path, written: str, formula: str
) -> None:
    sentence = told(starter, "regles.yaml", "condition: ouvert_au_public", f"condition: {written}")
    assert sentence.endswith(f"Écrivez « {formula} ».")
    literally = mended(starter, "regles.yaml", f"condition: {written}", f"condition: {formula}")
    assert literally == []


@pytest.mark.parametrize(
    ("written", "sentence"),
    [("[PDF]", "Vouliez-vous dire « pdf » ?"), ("[word]", "Mots possibles : pdf (PDF) ; docx (Word) ;")],
)
def test_a_format_that_nothing_could_check_is_refused(starter: Path, written: str, sentence: str) -> None:
    document = f"{{id: plan, type: fichier, libelle: Plan, formats: {written}}}\n          - {OPTIONS}"
    assert sentence in told(starter, "formulaire.yaml", OPTIONS, document)


@pytest.mark.parametrize(
    ("written", "sentence"),
    [("trois ans", "(1 … 100_000). Écrivez 3."), ("10 signes", "Écrivez 10."), ("beaucoup", "(1 … 100_000).")],
)
def test_a_whole_number_with_its_unit_or_in_words_is_rewritten(starter: Path, written: str, sentence: str) -> None:
    text = f"{{id: nom, longueur: {written}, type: texte"
    assert told(starter, "formulaire.yaml", OPTIONS, text).endswith(sentence.replace("_", ""))
