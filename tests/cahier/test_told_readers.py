"""What the readers of files say of the usual slips: YAML that does not parse, cases, populations, the command line."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from poincon.cahier.basics.located import read_bytes
from poincon.cahier.basics.meant import number_meant
from poincon.cahier.basics.problems import Unusable
from tests.cahier.beginner import CASE, FORM, RULES, changed, only, problems_of

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


# values: the one that is given is the one that is meant


def answered(folder: Path, field: str, answer: str) -> Path:
    """The starter package with one more field, and an answer to it in its case."""
    line = "          - {id: nom, type: texte"
    changed(folder, FORM, line, f"          - {{id: essai, libelle: Essai, {field}}}\n{line}")
    return changed(folder, CASE, "reponses: {nom", f"reponses: {{essai: {answer}, nom")


AMOUNT, COUNT, SHARE, DAY = "type: euros", "type: entier", "type: pourcentage", "type: date"
CHOICE = "type: choix, options: [{id: a, libelle: Très bien}, {id: b, libelle: Autre}]"
CHOICES = CHOICE.replace("choix", "choix_multiple")
TABLE = "type: tableau, colonnes: [{id: montant, type: euros, libelle: M}, {id: poste, type: texte, libelle: P}]"


@pytest.mark.parametrize(
    ("field", "answer", "remedy", "right"),
    [
        (AMOUNT, "17 000 €", "Écrivez 17000.", "17000"),
        (AMOUNT, '"17 000,50 €"', "Écrivez 17000.5.", "17000.5"),
        (
            AMOUNT,
            "17 000,50",
            "une virgule coupe ce nombre. Les décimales s'écrivent avec un point : 17000.5.",
            "17000.5",
        ),
        (AMOUNT, "17'000", "Écrivez 17000.", "17000"),
        (AMOUNT, '"17,000.50"', "Écrivez 17000.5.", "17000.5"),
        (AMOUNT, "1e3", "Écrivez 1000.", "1000"),
        (AMOUNT, "5 M€", "Écrivez 5000000.", "5000000"),
        (AMOUNT, "[1,5]", "Les décimales s'écrivent avec un point : 1.5.", "1.5"),
        (COUNT, "3 salariés", "Écrivez 3.", "3"),
        (COUNT, '"1,5"', "n'est pas un nombre entier. Exemple : 61", "61"),
        (SHARE, '"12,5 %"', "Écrivez 0.125 ou 12.5 %.", "12.5 %"),
        (SHARE, "12", "Écrivez 0.12 ou 12 %.", "0.12"),
        (DAY, "15 mars 2012", "Écrivez 2012-03-15.", "2012-03-15"),
        (DAY, "1er avril 2012", "Écrivez 2012-04-01.", "2012-04-01"),
        (DAY, "jeudi 15 août 2013", "Écrivez 2013-08-15.", "2013-08-15"),
        (DAY, "20120315", "Écrivez 2012-03-15.", "2012-03-15"),
        (DAY, "31/02/2012", "n'est pas une date qui existe. Février 2012 a 29 jours.", "2012-02-29"),
        (DAY, "mars 2012", "il manque le jour. Exemple : 2021-12-31", "2021-12-31"),
        (DAY, "15/03/12", "l'année s'écrit en quatre chiffres.", "2012-03-15"),
        ("type: siren", "732829321", "sa clé, le dernier des 9 chiffres, n'est pas la bonne.", "732829320"),
        ("type: siren", "732829321", "Un chiffre est sans doute mal recopié", "732829320"),
        ("type: siren", "73282932000074", "14 chiffres au lieu de 9. C'est un SIRET. Écrivez 732829320.", "732829320"),
        ("type: siret", "732829320", "C'est un SIREN : ajoutez les 5 chiffres de l'établissement.", "73282932000074"),
        ("type: courriel", "prenom.nom", "Il manque l'arobase, « @ ».", "prenom.nom@centre.example"),
        ("type: courriel", "nom@centre", "Il manque la fin, avec son point.", "nom@centre.example"),
        ("type: region", "35", "ce n'est pas le code d'un département.", "53"),
        ("type: region", "Bourgogne", "Écrivez 27.", "27"),
        (CHOICE, "Très bien", "Écrivez « a », l'identifiant de l'option.", "a"),
        (CHOICE, "[a]", "Écrivez par exemple a, sans crochets.", "a"),
        (CHOICES, "a b", "Écrivez [a, b].", "[a, b]"),
        ("type: oui_non", "“oui”", "Écrivez oui.", "oui"),
        ("type: oui_non", "0", "Écrivez non.", "non"),
        ("type: texte", "Région, ou État", 'mettez-le entre guillemets, "Région, ou État".', '"Région, ou État"'),
        (TABLE, "[{montant: 1,5}]", "essai[0].montant: une virgule coupe ce nombre.", "[{montant: 1.5}]"),
        (TABLE, "[1,5]", "Écrivez [{montant: …, poste: …}], une accolade par ligne.", "[{montant: 1, poste: a}]"),
        (TABLE, "{montant: 1}", "Écrivez [{montant: …, poste: …}], une accolade par ligne.", "[{montant: 1}]"),
        (TABLE, "[{montant 1}]", "Il manque les deux-points : montant: 1.", "[{montant: 1}]"),
    ],
)
def test_a_value_is_told_as_a_file_writes_it(starter: Path, field: str, answer: str, remedy: str, right: str) -> None:
    assert remedy in only(problems_of(answered(starter, field, answer)))
    changed(starter, CASE, f"essai: {answer}", f"essai: {right}")
    assert problems_of(starter) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2 millions d'euros", None),
        ("5k", None),
        ("12 mille", None),
        ("1,2,3", None),
        ("1.234.567,5", Fraction(2469135, 2)),
        ("\u22125", -5),
        ("25 %", Fraction(1, 4)),
        ("", None),
        ("-", None),
        ("9" * 400, None),
    ],
)
def test_a_number_is_only_guessed_when_it_is_sure(text: str, value: Fraction | int | None) -> None:
    assert number_meant(text) == value


@pytest.mark.parametrize(
    ("word", "remedy"), [("vrai", "oui"), ("faux", "non"), ("yes", "oui"), ("1", "oui"), ("“non”", "non")]
)
def test_yes_or_no_is_told_as_packages_write_it(starter: Path, word: str, remedy: str) -> None:
    changed(starter, FORM, "libelle: Nom du commerce, requis: oui", f"libelle: Nom du commerce, requis: {word}")
    assert only(problems_of(starter)).endswith(f"Écrivez {remedy}.")


# keys


@pytest.mark.parametrize(
    ("values", "remedy", "right"),
    [
        ("{10}", "Écrivez « sans_date: 10 ».", "{sans_date: 10}"),
        ("{2022: 10}", "Écrivez « 2022-01-01 ».", "{2022-01-01: 10}"),
        ("{sans date: 10}", "Écrivez « sans_date ».", "{sans_date: 10}"),
        ("{1er janvier 2022: 10}", "Écrivez « 2022-01-01 ».", "{2022-01-01: 10}"),
        ("{2022-01-01 10}", "Écrivez « 2022-01-01: 10 ».", "{2022-01-01: 10}"),
    ],
)
def test_a_dated_value_is_told_once_as_it_is_written(starter: Path, values: str, remedy: str, right: str) -> None:
    assert only(problems_of(changed(starter, RULES, "{sans_date: 10}", values))).endswith(remedy)
    assert problems_of(changed(starter, RULES, values, right)) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "sentence"),
    [
        ("programme.yaml", "version: 0.1.0", "version: “0.1.0”", "Écrivez « 0.1.0 »."),
        (RULES, 'source: "R art. 2"}', "source: “R art. 2”}", 'Écrivez "R art. 2".'),
        (RULES, 'source: "R art. 2"}', "source: « R art. 2 »}", 'Écrivez "R art. 2".'),
        (
            FORM,
            "type: texte",
            "type: choix, options: [a, b]",
            'Écrivez « [{id: a, libelle: "a"}, {id: b, libelle: "b"}] ».',
        ),
        (RULES, "libelle: Effectif maximal", "libelle:Effectif maximal", "« libelle: Effectif maximal »."),
        (RULES, "libelle: Effectif du commerce", "libelle: # 3", "entre guillemets si elle commence par « # »"),
        (RULES, "  - id: effectif", "    id: effectif", "« - id: … », et ses autres clés s'alignent sous « id »."),
        (CASE, "titre: Une épicerie de trois salariés\n", "", "Ajoutez « titre: … »."),
        (CASE, "  reponses: {", "  programme: aides\n  reponses: {", "Écrivez « programme: aide »."),
        (CASE, "  reponses: {", "  depot: {le: 2020-12-31}\n  reponses: {", "Exemple : depot: 2026-03-01"),
        (CASE, "cout_des_travaux: 12000.00", "annees: {2021: {}}", "répondez hors de « annees »."),
        (CASE, "  reponses: {", "  parametres: {taux: 1}\n  reponses: {", "n'ouvre aucun paramètre aux campagnes"),
        (CASE, "  reponses: {", "  appreciations: {a: b}\n  reponses: {", "n'a pas de critère à apprécier"),
        (CASE, "reponses: {nom: Épicerie de l'Exemple,", "{nom: a,", "les réponses vont sous « reponses »"),
    ],
)
def test_a_key_is_told_once_with_what_to_write(starter: Path, file: str, old: str, new: str, sentence: str) -> None:
    assert sentence in only(problems_of(changed(starter, file, old, new)))
