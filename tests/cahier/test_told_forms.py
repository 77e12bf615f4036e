"""A mistake in a form is one error, where it is, with a mend that can be copied as it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from poincon.cahier.loading import load_package
from tests.cahier.packages import copy_of, mended, plain

FORM = "formulaire.yaml"
LAST = "exemple: 12000.00}"


def told(folder: Path, *slips: tuple[str, str, str]) -> str:
    """The only sentence about a starter where these passages of its files were written otherwise."""
    problems: list[str] = []
    for slip in slips:
        problems = mended(folder, *slip)
    assert len(problems) == 1, problems
    return plain(problems[0])


def test_a_section_without_a_source_is_told_once(starter: Path) -> None:
    sentence = told(starter, (FORM, '    source: "R art. 1"', ""))
    assert "3 autres de la même rubrique non plus." in sentence
    assert sentence.endswith('Ajoutez « source: "R §…" » à la rubrique : elle vaut pour tous ses champs.')


def test_a_table_and_its_columns_without_a_source_are_told_once(starter: Path) -> None:
    table = "{id: lots, type: tableau, libelle: Lots, colonnes: [{id: lot, type: texte, libelle: Lot}]}"
    sentence = told(
        starter,
        (FORM, "requis: oui, exemple", 'requis: oui, source: "R art. 1", exemple'),
        (FORM, "libelle: Nom du commerce,", 'libelle: Nom du commerce, source: "R art. 1",'),
        (FORM, "oui_non,", 'oui_non, source: "R art. 1",'),
        (FORM, "entier,", 'entier, source: "R art. 1",'),
        (FORM, LAST, f"{LAST}\n          - {table}"),
        (FORM, '    source: "R art. 1"', ""),
    )
    assert "champs[4]: cette exigence ne dit pas d'où elle vient. Ajoutez « source:" in sentence


def test_fields_without_a_group_are_told_once(starter: Path) -> None:
    group = "    groupes:\n      - id: presentation\n        titre: Présentation\n        champs:"
    sentence = told(starter, (FORM, group, "    champs:"))
    assert "les champs d'une rubrique se mettent dans un groupe." in sentence
    assert sentence.endswith("Écrivez « groupes: [{id: …, titre: …, champs: […]}] ».")


def last_field(field: str) -> tuple[str, str, str]:
    """The slip that adds a field to the starter."""
    return (FORM, LAST, f"{LAST}\n          - {field}")


CHOICE = "id: forme, type: choix, libelle: Forme"


def test_an_identifier_that_is_taken_is_told_without_what_reads_it(starter: Path) -> None:
    assert "« salaries » est déjà pris" in told(starter, (FORM, "id: nom,", "id: salaries,"))


def test_an_option_that_cannot_be_read_is_no_lack_of_options(starter: Path) -> None:
    field = last_field(f"{{{CHOICE}, options: [{{id: SARL à capital, libelle: SARL}}]}}")
    assert told(starter, field).endswith("Écrivez « sarl_a_capital ».")


def test_options_under_the_key_of_a_reading_are_told_as_options(starter: Path) -> None:
    field = last_field(f"{{{CHOICE}, choix: [{{id: a, libelle: A}}]}}")
    assert "Les réponses possibles se donnent par « options »" in told(starter, field)


LABEL, GRANT = "label-risques-collectivites-2012", "subvention-pole-2012"
FINDING = "libelle: Famille, options: risques_connus"


@pytest.mark.parametrize(
    ("programme", "file", "old", "new", "sentence"),
    [
        (
            LABEL,
            FORM,
            FINDING,
            "libelle: Famille, options: [risques_connus]",
            "« risques_connus » est le nom d'une liste. Écrivez « options: risques_connus ».",
        ),
        (
            LABEL,
            "programme.yaml",
            "singulier: étoile, pluriel: étoiles",
            "libelle: étoile",
            "« singulier » et « pluriel » manquent. Mettez à sa place « singulier: …, pluriel: … ».",
        ),
        (LABEL, "programme.yaml", "phase: completude", "phase: saisie", "retirez celle-ci, ou écrivez-en une autre."),
        (
            GRANT,
            "programme.yaml",
            "tableaux: [recettes]",
            "tableaux: [recettes, depenses]",
            "« parts » lit un tableau. Écrivez par exemple « tableaux: [recettes] ».",
        ),
    ],
)
def test_what_follows_from_a_mistake_is_not_told(
    tmp_path: Path, programme: str, file: str, old: str, new: str, sentence: str
) -> None:
    assert sentence in told(copy_of(programme, tmp_path), (file, old, new))


def test_one_option_written_short_is_still_told_so(starter: Path) -> None:
    assert '« [{id: a_part, libelle: "A part"}] »' in told(starter, last_field(f"{{{CHOICE}, options: [A part]}}"))


DAY = "  - {id: jour, singulier: jour, pluriel: jours}"
TIME, STATUS = (
    "id: delai_de_correction",
    "Ajoutez « statut: atteint », « statut: non_atteint » ou « statut: sans_objet ».",
)


@pytest.mark.parametrize(
    ("file", "old", "new", "place", "sentence"),
    [
        (FORM, ", statut: atteint", "", f"{FORM}:5", f"le niveau « conforme » n'a pas de statut. {STATUS}"),
        (FORM, ', valeur: "1/3"', "", f"{FORM}:14", "le niveau « par_endroits » n'a pas de valeur."),
        (FORM, '"1/3"', "2", f"{FORM}:14", "Écrivez une fraction entre 0 et 1."),
        (
            "programme.yaml",
            "  - {id: etoile,",
            f"{DAY}\n  - {{id: etoile,",
            "programme.yaml:16",
            "« jour » existe déjà",
        ),
        (
            "programme.yaml",
            TIME,
            "id: delai_correction",
            "programme.yaml:56",
            "Vouliez-vous dire « delai_de_correction »",
        ),
    ],
)
def test_a_mistake_is_told_where_it_is(
    tmp_path: Path, file: str, old: str, new: str, place: str, sentence: str
) -> None:
    problem = told(copy_of(LABEL, tmp_path), (file, old, new))
    assert f"{place}:" in problem
    assert sentence in problem


def test_an_identifier_of_a_source_has_no_space(starter: Path) -> None:
    assert told(starter, ("programme.yaml", "id: R,", 'id: "R 2026",')).endswith("Écrivez « R_2026 ».")


SHARES, INSTALMENTS = "tableaux: [recettes], groupe: nature, montant: montant", "resultats: [acompte_signature,"


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (SHARES, SHARES.replace("montant: montant", "montant: partie"), "la colonne « partie » ne s'additionne pas."),
        (SHARES, SHARES.replace("nature", "montant"), "la colonne « montant » ne distingue pas des parts."),
        (INSTALMENTS, "resultats: [vote_favorable,", "« vote_favorable » n'est pas un montant."),
        (INSTALMENTS, f"{INSTALMENTS} acompte_signature,", "« acompte_signature » est écrit deux fois."),
    ],
)
def test_a_figure_draws_amounts_each_once(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    assert sentence in told(copy_of(GRANT, tmp_path), ("programme.yaml", old, new))


def test_two_options_of_one_label_are_warned_of(starter: Path) -> None:
    options = "options: [{id: a, libelle: SARL}, {id: b, libelle: SARL}]"
    assert mended(starter, *last_field(f"{{{CHOICE}, {options}}}")) == []
    (warning,) = load_package(starter).warnings
    assert (warning.code, warning.place.line) == ("same_label", 15)
