"""What the readers of files say of the usual slips: YAML that does not parse, cases, populations, the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from poincon.cahier.authoring.starter import starter_files, write_starter
from poincon.cahier.basics.located import read_bytes
from poincon.cahier.basics.problems import Problem, Unusable
from poincon.cahier.cases import run_cases
from poincon.cahier.loading import load_package

FORM, RULES, CASE, OTHER_CASE = "formulaire.yaml", "regles.yaml", "cas/nominal.yaml", "cas/refus.yaml"


@pytest.fixture
def starter(tmp_path: Path) -> Path:
    write_starter(tmp_path / "aide", starter_files("aide"))
    return tmp_path / "aide"


def changed(folder: Path, file: str, old: str, new: str) -> Path:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


def problems_of(folder: Path) -> list[Problem]:
    """The errors that `poincon check` tells of a package."""
    try:
        package = load_package(folder, "aide")
    except Unusable as unusable:
        return unusable.problems
    return run_cases(package, "aide").problems


def only(problems: list[Problem]) -> str:
    assert len(problems) == 1, [problem.render() for problem in problems]
    assert problems[0].render("en") != problems[0].render("fr")
    return problems[0].render()


# YAML that does not parse: the line to write is the one that was right


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (FORM, "          - {id: salaries", "            {id: salaries"),
        (FORM, "          - {id: salaries", "          {id: salaries"),
        (RULES, "  - id: effectif", "  id: effectif"),
        (RULES, "  - {id: taux_d_aide", "  {id: taux_d_aide"),
        (RULES, "  - {id: taux_d_aide", "  -{id: taux_d_aide"),
        (RULES, "  - id: effectif", "  -id: effectif"),
        (RULES, "  - id: effectif", "  – id: effectif"),
        (RULES, "  - {id: taux_d_aide", "  • {id: taux_d_aide"),
        (RULES, "  - id: effectif", "  -\tid: effectif"),
        (RULES, "    valeur: salaries", "\u00a0\u00a0\u00a0\u00a0valeur: salaries"),
        (RULES, "{sans_date: 10}", "{sans_date: 10"),
        (RULES, "{au_plus: salaries_maximum}", "{au_plus: salaries_maximum]"),
        (RULES, "{au_plus: salaries_maximum}", "(au_plus: salaries_maximum)"),
        (FORM, "exemple: 12000.00}", "exemple: 12000.00}}"),
        (CASE, "reponses: {nom", "reponses: [nom"),
        (FORM, 'au public ?", requis', "au public ?, requis"),
        (RULES, "unite: nombre, valeurs", "unite: nombre valeurs"),
        (RULES, "unite: nombre, valeurs", "unite: nombre; valeurs"),
        (RULES, "Effectif maximal, unite", "Effectif maximal unite"),
        ("programme.yaml", "porteur: Ville", "porteur = Ville"),
        ("programme.yaml", "porteur: Ville", "porteur Ville"),
        (RULES, "indicateurs: ", "indicateurs "),
        (RULES, "  - id: aide", "   - id: aide"),
        (RULES, "  - id: aide", "    - id: aide"),
        (RULES, "indicateurs:", "  indicateurs:"),
        (CASE, "  effectif: {", "effectif: {"),
        (FORM, "    titre: Votre", "  titre: Votre"),
    ],
)
def test_the_line_to_write_is_the_one_that_was_right(starter: Path, file: str, old: str, new: str) -> None:
    lines = (starter / file).read_text(encoding="utf-8").split("\n")
    (problem,) = problems_of(changed(starter, file, old, new))
    right = lines[problem.place.line - 1].partition("  #")[0].strip()
    assert problem.remedy is not None
    assert problem.remedy.fr.partition("  #")[0].rstrip().endswith(f" : {right}"), problem.render()


@pytest.mark.parametrize(
    ("label", "written"),
    [
        ("[Nom] du commerce", '"[Nom] du commerce"'),
        ("{Nom} du commerce", '"{Nom} du commerce"'),
        ("- Nom", '"- Nom"'),
        ("? Nom", '"? Nom"'),
        ("Nom :", '"Nom :"'),
        ("'l'aide'", '"l\'aide"'),
        ('"Effectif" maximal', "'\"Effectif\" maximal'"),
        ("'Nom' du", "\"'Nom' du\""),
        ("*Nom", '"*Nom"'),
        ("&Nom", '"&Nom"'),
        ("!Nom", '"!Nom"'),
        ("%Nom", '"%Nom"'),
        ("`Nom`", '"`Nom`"'),
        ("> 10", '"> 10"'),
    ],
)
def test_a_text_that_yaml_would_read_as_signs_is_given_in_quotes(starter: Path, label: str, written: str) -> None:
    for old in ("libelle: Effectif maximal", "libelle: Effectif du commerce"):  # between braces, and on its line
        changed(starter, RULES, old, f"libelle: {label}")
        sentence = only(problems_of(starter))
        assert written in sentence
        changed(starter, RULES, f"libelle: {label}", f"libelle: {written}")
        assert problems_of(starter) == []


def test_an_open_quotation_of_one_line_is_found_far_above_the_error(starter: Path) -> None:
    sentence = only(problems_of(changed(starter, RULES, "libelle: Effectif du", "libelle: 'Effectif du")))
    assert sentence.startswith("aide/regles.yaml:10: ")
    assert sentence.endswith("Fermez ce qui est ouvert : libelle: 'Effectif du commerce'")


def test_two_keys_of_one_line_are_parted(starter: Path) -> None:
    new = "version: 0.1.0, titre: Aide"
    old = "version: 0.1.0                 # en dessous de 1.0.0, l'anglais peut attendre\ntitre: Aide"
    sentence = only(problems_of(changed(starter, "programme.yaml", old, new)))
    assert "Écrivez une seule clé par ligne : version: 0.1.0 puis, à la ligne, titre: Aide aux commerces" in sentence


def test_the_line_to_align_on_is_named(starter: Path) -> None:
    sentence = only(problems_of(changed(starter, RULES, "    valeur: salaries", "     valeur: salaries")))
    assert "regles.yaml:11: " in sentence
    assert "Alignez cette ligne sur la ligne 10 (4 espaces au début) : valeur: salaries" in sentence


def test_what_no_line_mends_is_told_where_it_opens() -> None:
    with pytest.raises(Unusable) as caught:
        read_bytes(b"a: 1\nb: [{c: 1,\n  d: 2\n\ne: 3\nf: 4\n", "f.yaml")
    sentence = only(caught.value.problems)
    assert sentence.startswith("f.yaml:2: ")
    assert "ouverte ici n'est pas refermée" in sentence


def test_a_missing_hyphen_is_told_once_where_the_second_element_begins(starter: Path) -> None:
    old = "echeancier:                    # les montants et les dates\n  - id: aide"
    sentence = only(problems_of(changed(starter, RULES, old, "    id: aide")))
    assert "regles.yaml:15: indicateurs[0].id: « id » est déjà donné ligne 9 pour cet élément" in sentence
    assert "Si un autre élément commence ici, écrivez « - id: … »" in sentence


def test_a_second_document_is_told_alone(starter: Path) -> None:
    sentence = only(problems_of(changed(starter, RULES, "indicateurs:", "---\nindicateurs:")))
    assert sentence.endswith("Retirez cette ligne.")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"PK\x03\x04\x14\x00", "ce fichier est un document de Word, d'Excel ou de LibreOffice, pas du texte."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "ce fichier est un document de Word, d'Excel ou de LibreOffice, pas du texte."),
        (rb"{\rtf1\ansi parametres:}", "ce fichier est un document de Word, d'Excel ou de LibreOffice, pas du texte."),
        (b"%PDF-1.7\n", "ce fichier est un PDF, pas du texte."),
        (b"<HTML><body>", "ce fichier est une page web, pas du texte."),
        ("libellé".encode("latin-1"), "Enregistrez-le en UTF-8 (dans le Bloc-notes"),
        ("libellé".encode("utf-16"), "Enregistrez-le en UTF-8 (dans le Bloc-notes"),
        (b"```yaml\na: 1\n```\n", "Retirez cette ligne : elle n'est pas du YAML."),
        (b"a: 1\nb: \x00\n", "f.yaml:2: ce fichier contient un caractère de contrôle."),
    ],
)
def test_a_file_that_is_no_yaml_is_told_as_what_it_is(content: bytes, sentence: str) -> None:
    with pytest.raises(Unusable) as caught:
        read_bytes(content, "f.yaml")
    assert sentence in only(caught.value.problems)
