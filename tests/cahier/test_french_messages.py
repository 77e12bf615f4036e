"""What a civil servant who has only the guide writes wrong, and the sentence that says what to write."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from poincon.cahier.basics.located import read_bytes
from poincon.cahier.basics.problems import Unusable, suggestion
from poincon.cahier.basics.spelling import as_identifier, edits, nearest, unaccented
from poincon.cahier.cases import run_cases
from poincon.cahier.formulas.foreign import FOREIGN_SIGNS, FOREIGN_WORDS
from poincon.cahier.formulas.words import RESERVED
from poincon.cahier.loading import load_package, rule_shapes, vocabulary
from poincon.cahier.loading.shapes import ListOf, OneOf, Shape
from tests.cahier.conftest import Faults
from tests.cahier.packages import copy_of, mended, problems_of

FORMULAS = [
    ("ouvert and assure", "Écrivez « ouvert et assure »."),
    ("ouvert or assure", "Écrivez « ouvert ou assure »."),
    ("not ouvert", "Écrivez « non ouvert »."),
    ("if ouvert then loyer else apport", "Écrivez « si ouvert alors loyer sinon apport »."),
    ("si ouvert then loyer sinon apport", "Écrivez « si ouvert alors loyer sinon apport »."),
    ("si ouvert alors loyer else apport", "Écrivez « si ouvert alors loyer sinon apport »."),
    ("loyer == apport", "le signe « == » n'existe pas dans une formule (à « == apport »). Écrivez « loyer = apport »."),
    ("loyer != apport", "Écrivez « loyer <> apport »."),
    ("loyer => apport", "Écrivez « loyer >= apport »."),
    ("ouvert && assure", "Écrivez « ouvert et assure »."),
    ("ouvert || assure", "Écrivez « ouvert ou assure »."),
    ("loyer > 20 %", "Un seuil, un taux ou un montant est un paramètre"),
    ("loyer > 100 euros", "Un seuil, un taux ou un montant est un paramètre"),
    ("loyer > 10 000", "Un seuil, un taux ou un montant est un paramètre"),
    ("min(loyer ; apport)", "Écrivez « min(loyer, apport) »."),
    ("loyer ET apport", "Écrivez « et », en minuscules."),
    ("SOMME(depenses.montant)", "Écrivez « somme(depenses.montant) »."),
    ("sum(depenses.montant)", "Écrivez « somme(depenses.montant) »."),
    ("moyenne(loyer, apport)", "Une moyenne s'écrit « somme(tableau.colonne) / nombre(tableau) »."),
    ("loyer supérieur à apport", "Écrivez « loyer > apport »."),
    ("loyér + apport", "« loyér » : les noms et les mots des formules n'ont pas d'accent (sauf « où »)"),
    ("loyér + apport", "Écrivez « loyer + apport »."),
    ("prix du loyer + apport", "Si c'est un seul nom, écrivez « prix_du »"),
    ("somme(depenses.montant ou payee)", "Écrivez « où », avec son accent."),
    ("montant + loyer", "C'est une colonne du tableau « depenses » : écrivez par exemple « somme(depenses.montant) »."),
    ("halle est couverte ou plein_air", "Écrivez « halle est couverte ou halle est plein_air »."),
    ("services contient eau et gaz", "Écrivez « services contient eau et services contient gaz »."),
    ("halle = couverte", "Écrivez « halle est couverte »."),
    ("halle <> couverte", "Écrivez « non (halle est couverte) »."),
    ('halle est "couverte"', "Écrivez « halle est couverte »."),
    ("halle n'est pas couverte", "Écrivez « non (halle est couverte) »."),
    ("halle contient couverte", "Écrivez « halle est couverte »."),
    ("services est eau", "Écrivez « services contient eau »."),
    ("halle est vide", "Écrivez « non connu(halle) »."),
    ("ouvert = oui", "Écrivez « ouvert »."),
    ("ouvert = non", "Écrivez « non ouvert »."),
    ("ouvert est non", "Écrivez « non ouvert »."),
    ("ouvert <> vrai", "Écrivez « non ouvert »."),
]


@pytest.mark.parametrize(("formula", "sentence"), FORMULAS)
def test_a_formula_of_another_habit_is_told_the_word_to_write(faults: Faults, formula: str, sentence: str) -> None:
    problems = faults({"essai": formula})
    assert [problem.place.path for problem in problems] == ["derives[0].valeur"]
    assert sentence in problems[0].render()
    assert problems[0].remedy is not None
    assert problems[0].remedy.en != problems[0].remedy.fr


def test_an_option_that_is_also_a_field_is_read_as_the_field(faults: Faults) -> None:
    options = [{"id": "ouvert", "libelle": "Ouvert"}, {"id": "ferme", "libelle": "Fermé"}]
    field = {"id": "etat", "type": "choix", "options": options}
    assert faults({"essai": "etat est ferme ou ouvert"}, fields=[field]) == []


def test_no_foreign_word_is_a_word_of_the_formulas() -> None:
    assert sorted(FOREIGN_WORDS.keys() & RESERVED) == []
    assert [word for word in FOREIGN_WORDS if unaccented(word).lower() != word] == []


@pytest.mark.parametrize("sign", FOREIGN_SIGNS)
def test_every_foreign_sign_is_refused_with_what_to_write(faults: Faults, sign: str) -> None:
    problems = faults({"essai": f"loyer {sign} nom_inconnu"})
    assert [problem.code for problem in problems] == ["unknown_sign"]
    assert FOREIGN_SIGNS[sign].fr in problems[0].render()


@pytest.mark.parametrize(
    "formula", ["é" * 499, "'" * 499, "n'est pas " * 49, "and " * 120, "é'" * 200, "ﬁ + ①", "日本 = 1"]
)
def test_a_hostile_formula_is_one_problem_and_no_crash(faults: Faults, formula: str) -> None:
    assert len(faults({"essai": formula})) == 1


# words of closed lists


def test_a_word_that_is_no_near_spelling_is_given_the_whole_list_with_what_each_means(faults: Faults) -> None:
    rule = {"id": "p", "condition": "ouvert", "force": "obligatoire"}
    sentence = faults(indicateurs=[rule])[0].render()
    assert "Vouliez-vous" not in sentence
    assert "eliminatoire (non atteint, il écarte la demande)" in sentence
    for word in ("prerequis", "requise", "recommandee", "comparee"):
        assert f"{word} (" in sentence


def test_a_near_spelling_still_gives_the_word(faults: Faults) -> None:
    rule = {"id": "p", "condition": "ouvert", "force": "eliminatroire"}
    assert faults(indicateurs=[rule])[0].render().endswith("Vouliez-vous dire « eliminatoire » ?")


def test_every_closed_list_that_has_meanings_has_all_of_them() -> None:
    shapes: list[object] = [vocabulary.PROGRAMME, vocabulary.FORM, rule_shapes.RULES]
    lists: list[OneOf] = []
    while shapes:
        shape = shapes.pop()
        if isinstance(shape, Shape):
            shapes += [key.of for key in shape.keys]
        elif isinstance(shape, ListOf):
            shapes.append(shape.of)
        elif isinstance(shape, OneOf) and shape.meanings:
            lists.append(shape)
    assert len(lists) >= 8
    assert [words.words.keys() ^ words.meanings.keys() for words in lists] == [set()] * len(lists)


# keys and values


@pytest.mark.parametrize(
    ("old", "new", "sentences"),
    [
        (
            "libelle: Nom de la structure\n",
            "libellé: Nom\n",
            ["la clé « libellé » n'existe pas ici. Écrivez « libelle » : une clé n'a pas d'accent."],
        ),
        (
            "libelle: Nom de la structure\n",
            "libelle: Nom\n            minimum: 0,5\n",
            ["la clé « minimum » ne va pas avec ce type de champ."],
        ),
        (
            "libelle: Nom de la structure\n",
            "libelle: Nom du centre, dont: siège\n",
            ['Mettez le texte entre guillemets : libelle: "Nom du centre, dont: siège"'],
        ),
    ],
)
def test_a_slip_of_the_form_is_told_once(tmp_path: Path, old: str, new: str, sentences: list[str]) -> None:
    folder = copy_of("crt-2022", tmp_path)
    form = folder / "formulaire.yaml"
    text = form.read_text(encoding="utf-8")
    assert text.count(old) == 1
    form.write_text(text.replace(old, new), encoding="utf-8")
    problems = [problem.render() for problem in problems_of(folder)]
    assert len(problems) == len(sentences), problems
    for problem, sentence in zip(problems, sentences, strict=True):
        assert sentence in problem


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ("{sans_date: 0,25}", "une virgule coupe ce nombre. Les décimales s'écrivent avec un point : 0.25."),
        ("{01/09/2022: 0.25}", "Écrivez « 2022-09-01 »."),
        ('{sans_date: "25 %"}', "Écrivez « 0.25 »."),
        ("{sans_date: 10 000}", "Écrivez 10000"),
        ("{sans_date: 1 234 567,89}", "une virgule coupe ce nombre"),
        ('{sans_date: "1 234 567,89"}', "Écrivez 1234567.89"),
    ],
)
def test_a_french_number_or_date_is_told_as_a_package_writes_it(tmp_path: Path, values: str, sentence: str) -> None:
    folder = copy_of("crt-2022", tmp_path)
    rules = folder / "regles.yaml"
    text = rules.read_text(encoding="utf-8")
    changed = re.sub(r"valeurs: \{\S+: 0\.25\}", lambda _: f"valeurs: {values}", text, count=1)
    assert changed != text
    rules.write_text(changed, encoding="utf-8")
    assert any(sentence in problem.render() for problem in problems_of(folder)), problems_of(folder)


def test_a_comma_that_cuts_a_label_between_braces_is_told(faults: Faults, tmp_path: Path) -> None:
    folder = copy_of("dd-poles-2012", tmp_path)
    programme = folder / "programme.yaml"
    text = programme.read_text(encoding="utf-8")
    line = "acteurs:\n  - {id: autre, libelle: Région, ou État, portee: region, choix: x}\n"
    programme.write_text(text.replace("acteurs:\n", line, 1), encoding="utf-8")
    problems = [problem.render() for problem in problems_of(folder)]
    assert len(problems) == 1
    assert 'Entre accolades, une virgule coupe le texte : mettez-le entre guillemets, "Région, ou État".' in problems[0]


# files that do not parse


@pytest.mark.parametrize(
    ("line", "remedy"),
    [
        (
            "libelle: Effectif, dont CDI: nombre",
            'Mettez le texte entre guillemets : libelle: "Effectif, dont CDI: nombre"',
        ),
        ('libelle: il dit "oui": non', "libelle: 'il dit \"oui\": non'"),
        ("libelle: 'l'effectif'", 'libelle: "l\'effectif"'),
        ("libelle: @ville", 'libelle: "@ville"'),
        ("libelle:Effectif", "Il faut une espace après les deux-points : libelle: Effectif"),
        ("liste: {id: a, libelle: Part: total}", 'liste: {id: a, libelle: "Part: total"}'),
        ('titre: "Un étal', 'Fermez ce qui est ouvert : titre: "Un étal"'),
        ("liste: [a, b", "Fermez ce qui est ouvert : liste: [a, b]"),
        ("\tlibelle: x", "Alignez avec des espaces, jamais avec une tabulation."),
        ("    aide: y", "Alignez cette ligne sur la ligne 1 (sans espace au début) : aide: y"),
    ],
)
def test_a_line_that_does_not_parse_is_rewritten(line: str, remedy: str) -> None:
    with pytest.raises(Unusable) as caught:
        read_bytes(f"a: 1\n{line}\nb: 2\n".encode(), "f.yaml")
    (problem,) = caught.value.problems
    assert (problem.code, problem.place.line) == ("syntax", 2)
    assert remedy in problem.render()


@pytest.mark.parametrize(
    "text", ["}{" * 2_000, "a: " * 2_000, "[" * 3_000, "\t" * 5_000, '"' * 3_001, "a: 'b\n" * 2_000, "x: @\n" * 60_000]
)
def test_a_hostile_file_that_does_not_parse_is_told_without_a_crash(text: str) -> None:
    with pytest.raises(Unusable):
        read_bytes(text.encode(), "f.yaml")


# one mistake, told once


@pytest.mark.parametrize(
    ("old", "new", "count"),
    [
        ("id: ca_total\n            type: euros", "id: ca_total\n            type: montant", 1),
        ("id: ca_total\n            type: euros", "id: ca_total", 1),
        ("id: ca_total\n", "id: ca total\n", 1),
        ("rubriques:\n", "rubrique:\n", 1),
        ("rubriques:\n", "sections:\n", 1),
    ],
)
def test_what_others_miss_of_a_field_that_fails_is_not_told(tmp_path: Path, old: str, new: str, count: int) -> None:
    problems = mended(copy_of("crt-2022", tmp_path), "formulaire.yaml", old, new)
    assert len(problems) == count, problems[:5]


def test_a_parameter_read_only_by_an_entry_that_fails_is_not_called_unused(tmp_path: Path) -> None:
    folder = copy_of("crt-2022", tmp_path)
    assert len(mended(folder, "regles.yaml", "id: part_formation\n", "id: part formation\n")) == 1


def test_a_parameter_whose_name_is_misspelt_is_not_called_unused_too(tmp_path: Path) -> None:
    folder = copy_of("crt-2022", tmp_path)
    old, new = "cible: {au_plus: plafond_part_formation}", "cible: {au_plus: plafond_part_de_formation}"
    (problem,) = mended(folder, "regles.yaml", old, new)
    assert "Vouliez-vous dire « plafond_part_formation » ?" in problem


def test_the_sources_that_are_missing_are_told_once(tmp_path: Path) -> None:
    folder = copy_of("crt-2022", tmp_path)
    problems = mended(folder, "programme.yaml", "sources:\n", "origines:\n")
    assert len(problems) == 1


def test_a_name_that_nothing_writes_is_still_told_beside_another_mistake(tmp_path: Path) -> None:
    folder = copy_of("crt-2022", tmp_path)
    mended(
        folder, "formulaire.yaml", "id: ca_total\n            type: euros", "id: ca_total\n            type: montant"
    )
    problems = mended(folder, "regles.yaml", "valeur: ca_formation / prestations_facturees", "valeur: ca_form / jamais")
    assert len(problems) == 2, problems


def test_templates_that_do_not_parse_do_not_make_their_english_wrong(tmp_path: Path) -> None:
    folder = copy_of("crt-2022", tmp_path)
    assert (folder / "modeles.yaml").exists()
    (folder / "modeles.yaml").write_text("modeles: [", encoding="utf-8")
    assert len(problems_of(folder)) == 1


# spellings


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("eliminatroire", "eliminatoire"),
        ("éliminatoire", "eliminatoire"),
        ("Requise", "requise"),
        ("obligatoire", None),
        ("facultative", None),
        ("", None),
        ("e" * 5_000, None),
    ],
)
def test_only_a_near_spelling_is_suggested(name: str, near: str | None) -> None:
    assert nearest(name, ["prerequis", "eliminatoire", "requise", "recommandee", "comparee"]) == near


def test_a_long_list_gives_the_names_that_look_like_it() -> None:
    names = [f"champ_{number}" for number in range(20)] + ["part_ca_pme_annuelle"]
    remedy = suggestion("part_annuelle", names)
    assert remedy is not None
    assert remedy.fr == "Noms qui ressemblent : part_ca_pme_annuelle."


def test_edits_count_letters_and_swaps() -> None:
    assert (edits("", "abc"), edits("abc", "abc"), edits("abcd", "abdc"), edits("kitten", "sitting")) == (3, 0, 1, 3)


def test_an_identifier_is_made_of_any_text() -> None:
    assert as_identifier("Chiffre d'affaires (œuvres)") == "chiffre_d_affaires_oeuvres"
    assert as_identifier("日本") == ""


# a small package, as a beginner changes it

SLIPS = [
    (
        "regles.yaml",
        "{au_plus: salaries_maximum}",
        "au_plus salaries_maximum",
        "Écrivez « {au_plus: salaries_maximum} ».",
    ),
    ("regles.yaml", "{sans_date: 10}", "10", "Écrivez « {sans_date: 10} »."),
    ("regles.yaml", "unite: nombre", "unite: salariés", "ou déclarez-la dans « unites » de programme.yaml."),
    ("regles.yaml", "travaux * taux", "travaux x taux", "_travaux * taux"),
    ("regles.yaml", "d_aide, centime)", "d_aide)", "Écrivez « arrondi_inf(cout_des_travaux * taux_d_aide, centime) »."),
    (
        "regles.yaml",
        "condition: ouvert_au_public",
        "condition: salaries au plus salaries_maximum",
        "« salaries <= salaries_maximum »",
    ),
    ("formulaire.yaml", "type: entier", "type: texte", "et cette formule donne un texte."),
    ("programme.yaml", "version: 0.1.0", "version: 1", "« 1 » n'est pas une version « 1.0.0 »."),
    ("programme.yaml", "  - {id: R", "  {id: R", "Mettez « - » devant chaque élément."),
    ("cas/nominal.yaml", "salaries: 3", "salarié: 3", "Vouliez-vous dire « salaries » ?"),
    (
        "cas/nominal.yaml",
        "accessible: atteint",
        "accessible: oui",
        "atteint (oui, la condition ou la cible est remplie)",
    ),
    ("cas/nominal.yaml", "aide: {valeur: 4800}", "aide: 4800", "Écrivez « {valeur: 4800} »."),
    ("cas/nominal.yaml", "{valeur: 4800}", "{valeur: 4 800}", "Écrivez 4800"),
]


def sentences_of(folder: Path) -> list[str]:
    """What `poincon check` says of a package."""
    try:
        package = load_package(folder, "aide")
    except Unusable as unusable:
        return [problem.render() for problem in unusable.problems]
    return [problem.render() for problem in run_cases(package, "aide").problems]


@pytest.mark.parametrize(("file", "old", "new", "sentence"), SLIPS)
def test_a_slip_of_a_beginner_is_told_once_with_what_to_write(
    starter: Path, file: str, old: str, new: str, sentence: str
) -> None:
    text = (starter / file).read_text(encoding="utf-8")
    assert old in text
    (starter / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    (problem,) = sentences_of(starter)
    assert sentence in problem


def test_a_number_that_a_parameter_is_worth_is_told_its_name(faults: Faults) -> None:
    problems = faults({"essai": "loyer > 100", "autre": "loyer + seuil"}, parameters={"seuil": "100 euro"})
    assert "ou écrivez « seuil » si c'est la même chose." in problems[0].render()


def test_a_comma_that_cuts_an_amount_of_a_dossier_is_told(starter: Path) -> None:
    case = starter / "cas/nominal.yaml"
    text = case.read_text(encoding="utf-8").replace("12000.00", "12 000,00 €", 1)
    case.write_text(text, encoding="utf-8")
    (sentence,) = sentences_of(starter)
    assert "une virgule coupe ce nombre. Les décimales s'écrivent avec un point : 12000." in sentence
