"""Templates of messages and letters: every fault told with its line, values put in exactly, part of the package."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from poincon.cahier.basics.problems import Unusable
from poincon.cahier.comparison import Change, compare
from poincon.cahier.explanation import Names
from poincon.cahier.loading import load_package, package_files, package_from_files, read_templates
from poincon.cahier.model import Reference, Template
from poincon.cahier.model.templates import LIST_NAMES, TEMPLATE_NAMES
from poincon.cahier.templates import Filled, fill, names_in
from tests.cahier.packages import ROOT, copy_of, plain, problems_of, write_package

ONE = """modeles:
  - id: accuse_de_depot
    objet: Dossier {numero}
    corps: |
      Bonjour {structure},

      Nous avons votre dossier.
    source: "R §1"
"""
ENGLISH = {"accuse_de_depot": {"objet": "Application {numero}", "corps": "Hello {structure},\n\nWe have it."}}


def told(text: str) -> list[str]:
    """What reading these templates alone complains of."""
    with pytest.raises(Unusable) as unusable:
        read_templates(text, "modeles.yaml")
    return [problem.render() for problem in unusable.value.problems]


def changed(old: str, new: str) -> str:
    assert ONE.count(old) == 1
    return ONE.replace(old, new)


# reading


def test_templates_are_read_with_their_texts_and_where_they_come_from() -> None:
    assert read_templates(ONE, "modeles.yaml") == {
        "accuse_de_depot": Template(
            "accuse_de_depot",
            "Dossier {numero}",
            "Bonjour {structure},\n\nNous avons votre dossier.\n",
            Reference("R §1"),
        )
    }


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (
            changed("id: accuse_de_depot", "id: accuse_de_depots"),
            2,
            (
                "modeles[0].id: « accuse_de_depots » n'est pas un modèle de la plateforme, et n'a ni « etape » ni "
                "« acte » comme un modèle libre. Vouliez-vous dire « accuse_de_depot » ?"
            ),
        ),
        (
            changed("{numero}", "{numéro}"),
            3,
            "modeles[0].objet: « {numéro} » n'est pas un nom que ce texte peut citer. Vouliez-vous dire « numero » ?",
        ),
        (
            changed("votre dossier.", "votre dossier {numer}."),
            7,
            "modeles[0].corps: « {numer} » n'est pas un nom que ce texte peut citer. Vouliez-vous dire « numero » ?",
        ),
        (
            changed("votre dossier.", "{recours}"),
            7,
            (
                "modeles[0].corps: « {recours} » n'est pas un nom que ce texte peut citer. "
                "Noms possibles : adresse, campagne, depose_le, numero, programme, structure."
            ),
        ),
        (
            changed("{structure},", "{structure,"),
            5,
            (
                "modeles[0].corps: l'accolade ouverte devant « structure » n'est pas fermée : un nom s'écrit entre "
                "deux accolades, sur une ligne. Écrivez « {structure} »."
            ),
        ),
        (
            changed("{structure},", "structure},"),
            5,
            (
                "modeles[0].corps: une accolade est seule : un nom s'écrit entre deux accolades, sur une ligne. "
                "Écrivez par exemple « {numero} »."
            ),
        ),
        (
            changed("{structure},", "{{structure}},"),
            5,
            (
                "modeles[0].corps: les accolades sont doublées : un nom s'écrit entre deux accolades, sur une ligne. "
                "Écrivez « {structure} »."
            ),
        ),
        (changed("Dossier {numero}", '" "'), 3, "modeles[0].objet: la clé « objet » est vide."),
        (changed("Dossier {numero}", ""), 3, "modeles[0].objet: la clé « objet » est vide."),
        (changed("    objet: Dossier {numero}\n", ""), 2, "modeles[0]: la clé « objet » manque."),
        (
            changed("objet:", "sujet:"),
            3,
            "modeles[0].sujet: la clé « sujet » n'existe pas ici. Vouliez-vous dire « objet » ?",
        ),
        (
            changed("corps: |", "corps: >"),
            4,
            (
                "modeles[0].corps: les lignes vides de ce texte se perdent : ses paragraphes n'en font plus qu'un. "
                "Écrivez « corps: | », et non « corps: > »."
            ),
        ),
        (
            ONE + ONE.removeprefix("modeles:\n"),
            9,
            (
                "modeles[1].id: l'identifiant « accuse_de_depot » est déjà pris (ligne 2). "
                "Les identifiants sont uniques dans le programme."
            ),
        ),
        ("modeles: x", 1, "modeles: il faut une liste. Mettez « - » devant chaque élément."),
        ("", 1, "la clé « modeles » manque."),
    ],
)
def test_a_wrong_template_is_told_with_its_line_and_what_would_be_right(text: str, line: int, message: str) -> None:
    start = f"modeles.yaml:{line}: {message}"
    assert [sentence[: len(start)] for sentence in told(text) if sentence.startswith(f"modeles.yaml:{line}:")] == [
        start
    ]


def test_every_fault_of_every_template_is_told_at_once() -> None:
    text = ONE + "  - id: retraits\n    objet: '{retire le}'\n    corps: 'Le {retire_l} }'\n    choix: x\n"
    lines = told(changed("Dossier {numero}", "{x}") + text.removeprefix(ONE))
    assert [line.split(" ")[0] for line in lines] == [f"modeles.yaml:{number}:" for number in (3, 9, 10, 11, 11)]


def test_the_texts_of_a_template_whose_own_name_is_wrong_may_use_any_name() -> None:
    assert len(told(changed("id: accuse_de_depot", "id: accuse").replace("votre dossier.", "{recours}"))) == 1


@pytest.mark.parametrize("around", ["Voici :\n      {prerequis}", "{prerequis} et {prerequis}", "{prerequis}."])
def test_a_list_stands_alone_in_its_paragraph(around: str) -> None:
    text = f"modeles:\n  - id: lettre_non_traitee\n    objet: Lettre\n    corps: |\n      A\n\n      {around}\n"
    message = "« {prerequis} » est une liste : elle se met seule dans son paragraphe. Laissez une ligne vide"
    assert all(message in line for line in told(text))
    read_templates(text.replace(around, "{prerequis}"), "modeles.yaml")


def test_a_list_is_no_subject() -> None:
    text = "modeles:\n  - id: lettre_non_traitee\n    objet: '{prerequis}'\n    corps: A\n"
    (line,) = told(text)
    assert line.startswith("modeles.yaml:3: modeles[0].objet: « {prerequis} » est une liste")


def test_the_guide_gives_each_template_its_names() -> None:
    guide = (ROOT / "docs" / "guides" / "ecrire-un-programme.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `(\w+)` \| [^|]+ \| (`[^|]+`) \|$", guide, re.MULTILINE))
    assert {name: frozenset(re.findall(r"`(\w+)`", rows.get(name, ""))) for name in TEMPLATE_NAMES} == TEMPLATE_NAMES


# filling


def template(body: str, subject: str = "Objet") -> Template:
    return Template("lettre_non_traitee", subject, body, Reference())


def test_names_become_their_values_and_paragraphs_stay_apart() -> None:
    text = template("Bonjour {structure},\n\nDossier {numero},\ndéposé.\n \n\nFin : {numero}{numero}\n", "N° {numero}")
    assert fill(text, {"structure": "Le Centre", "numero": "D-1"}) == Filled(
        "N° D-1", ("Bonjour Le Centre,", "Dossier D-1, déposé.", "Fin : D-1D-1")
    )


def test_a_value_is_never_read_as_a_template() -> None:
    hostile = "{numero} %s {0} \\1 }{ <b>"
    assert fill(template("A {structure}", "{structure}"), {"structure": hostile, "numero": "SECRET"}) == Filled(
        hostile, (f"A {hostile}",)
    )


def test_a_list_has_an_item_for_each_line_of_its_value() -> None:
    filled = fill(template("Il manque :\n\n{prerequis}\n\nFin"), {"prerequis": " a (§2)\r\n\nb, {x}\n"})
    assert filled.paragraphs == ("Il manque :", ("a (§2)", "b, {x}"), "Fin")


def test_a_value_alone_in_its_paragraph_keeps_its_paragraphs_and_lines() -> None:
    filled = fill(template("A\n\n{recours}\n\nB"), {"recours": "Un,\nune ligne.\r\n\r\nDeux."})
    assert filled.paragraphs == ("A", "Un,\nune ligne.", "Deux.", "B")


@pytest.mark.parametrize("empty", ["", " ", "\n\r\n"])
def test_a_paragraph_without_any_text_goes(empty: str) -> None:
    filled = fill(template("A\n\n{recours}\n\n{prerequis}\n\nB"), {"recours": empty, "prerequis": empty})
    assert filled.paragraphs == ("A", "B")


def test_a_subject_is_one_line_whatever_its_values_hold() -> None:
    values = {"structure": "Centre\r\nBcc: tous@exemple.example\u2028x"}
    assert fill(template("A", "De {structure}"), values).subject == "De Centre Bcc: tous@exemple.example x"


def test_a_space_that_must_not_break_stays() -> None:
    assert fill(template("Il manque\u00a0:\n\nfin\u00a0!", "«\u00a0x\u00a0»"), {}) == Filled(
        "«\u00a0x\u00a0»", ("Il manque\u00a0:", "fin\u00a0!")
    )


@pytest.mark.parametrize(("subject", "body"), [("{numero}", "A"), ("A", "{numero}"), ("A", "A {numero}")])
def test_a_value_that_is_not_given_is_an_error(subject: str, body: str) -> None:
    with pytest.raises(KeyError, match="numero"):
        fill(template(body, subject), {"structure": "x"})


@pytest.mark.parametrize(
    "folder", sorted((ROOT / "programmes").glob("*/modeles.yaml")), ids=lambda path: path.parent.name
)
def test_the_templates_of_the_real_programmes_are_filled_in_both_languages(folder: Path) -> None:
    programme = load_package(folder.parent).programme
    assert programme.templates
    for template in programme.templates.values():
        values = {name: f"<{name}>" for name in template.own_names | names_in(template.subject, template.body)}
        for text in (template, Names(programme, "en").template(template)):
            filled = fill(text, values)
            assert "{" not in repr(filled)
            for name in LIST_NAMES & template.own_names:
                assert (f"<{name}>",) in filled.paragraphs
    french, english = Names(programme, "fr").template(template), Names(programme, "en").template(template)
    assert english.body != template.body == french.body


def test_the_letter_of_a_real_label_says_what_fails_who_says_so_and_how_to_appeal() -> None:
    letter = load_package(ROOT / "programmes" / "crt-2022").programme.templates["lettre_non_traitee"]
    for name in ("structure", "numero", "campagne", "date", "depose_le", "prerequis", "signataire", "recours"):
        assert f"{{{name}}}" in letter.body + letter.subject
    assert letter.reference.source == "000 §2"
    assert "deux mois" in (letter.reference.choice or "")


# in a package


def test_a_package_may_have_no_templates(tmp_path: Path) -> None:
    package = load_package(write_package(tmp_path))
    assert package.programme.templates == {}
    assert package.folder is not None
    assert "modeles.yaml" not in package_files(package.folder)


def test_a_package_keeps_its_templates_wherever_it_is_read_from(tmp_path: Path) -> None:
    folder = write_package(tmp_path, templates=ONE, templates_english=ENGLISH)
    package = load_package(folder)
    files = package_files(folder)
    copy = package_from_files(files, "base")
    assert list(files) == ["programme.yaml", "formulaire.yaml", "regles.yaml", "modeles.yaml", "textes/en.yaml"]
    assert copy.digest == package.digest
    assert copy.programme.templates == package.programme.templates
    assert Names(package.programme, "en").template(package.programme.templates["accuse_de_depot"]).subject == (
        "Application {numero}"
    )


def test_the_digest_changes_with_a_template(tmp_path: Path) -> None:
    without = load_package(write_package(tmp_path / "sans")).digest
    first = load_package(write_package(tmp_path / "un", templates=ONE, templates_english=ENGLISH)).digest
    text = changed("Nous avons", "Nous tenons")
    second = load_package(write_package(tmp_path / "deux", templates=text, templates_english=ENGLISH)).digest
    assert len({without, first, second}) == 3


def test_a_template_says_where_it_comes_from_like_every_requirement(tmp_path: Path) -> None:
    texts = changed('    source: "R §1"\n', "")
    folder = write_package(tmp_path, templates=texts, templates_english=ENGLISH)
    assert [problem.render() for problem in problems_of(folder)] == [
        (
            f"{folder}/modeles.yaml:2: modeles[0]: cette exigence ne dit pas d'où elle vient. "
            'Ajoutez « source: "R §…" » ou « choix: … » (notre lecture, et pourquoi).'
        )
    ]
    read_templates(texts, "alone")


def test_a_template_cites_a_declared_source(tmp_path: Path) -> None:
    folder = write_package(tmp_path, templates=changed('"R §1"', '"Z §1"'), templates_english=ENGLISH)
    assert [(problem.code, problem.place.line) for problem in problems_of(folder)] == [("unknown_source", 8)]


def test_every_template_has_its_english_with_names_that_it_may_use(tmp_path: Path) -> None:
    folder = write_package(
        tmp_path, templates=ONE, templates_english={"accuse_de_depot": {"objet": "{number}"}, "retrait": {"objet": "x"}}
    )
    english = folder / "textes" / "en.yaml"
    lines = english.read_text(encoding="utf-8").splitlines()
    number = next(index for index, line in enumerate(lines, 1) if "{number}" in line)
    sentences = {(problem.place.path, problem.code): problem.render() for problem in problems_of(folder)}
    assert set(sentences) == {
        ("modeles.accuse_de_depot.corps", "no_english"),
        ("modeles.accuse_de_depot.objet", "unknown_name"),
        ("modeles.retrait.objet", "unknown_text"),
    }
    assert sentences["modeles.accuse_de_depot.objet", "unknown_name"] == (
        f"{english}:{number}: modeles.accuse_de_depot.objet: « {{number}} » n'est pas un nom que ce texte peut citer. "
        "Vouliez-vous dire « numero » ?"
    )


def test_templates_are_told_even_when_another_file_cannot_be_read(tmp_path: Path) -> None:
    folder = write_package(tmp_path, templates=changed("{numero}", "{numero"), templates_english=ENGLISH)
    (folder / "regles.yaml").write_text("a: [", encoding="utf-8")
    assert next((problem.place.line, problem.code) for problem in problems_of(folder)) == (3, "brace")


def test_a_name_is_not_told_to_be_unknown_while_the_rules_cannot_be_read(tmp_path: Path) -> None:
    folder = write_package(tmp_path, templates=changed("{numero}", "{part}"), templates_english=ENGLISH)
    (folder / "regles.yaml").write_text("a: [", encoding="utf-8")
    assert {problem.code for problem in problems_of(folder)} == {"syntax"}


def test_a_link_to_templates_elsewhere_is_refused(tmp_path: Path) -> None:
    folder = write_package(tmp_path)
    (tmp_path / "ailleurs.yaml").write_text(ONE, encoding="utf-8")
    (folder / "modeles.yaml").symlink_to(tmp_path / "ailleurs.yaml")
    assert [problem.code for problem in problems_of(folder)] == ["outside"]


def test_a_link_that_leads_nowhere_is_no_absent_file(tmp_path: Path) -> None:
    folder = write_package(tmp_path)
    (folder / "modeles.yaml").symlink_to(folder / "absent.yaml")
    assert [(problem.code, Path(problem.place.file).name) for problem in problems_of(folder)] == [
        ("no_such_file", "modeles.yaml")
    ]


# compared


def test_what_changes_in_templates_is_told_in_words(tmp_path: Path) -> None:
    before, after = copy_of("crt-2022", tmp_path / "avant"), copy_of("crt-2022", tmp_path / "apres")
    path = after / "modeles.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("passe à l’évaluation", "va à l’évaluation", 1), encoding="utf-8")
    (difference,) = compare(load_package(before), load_package(after))
    assert (difference.area.value, difference.change, difference.id, difference.aspect) == (
        "templates", Change.CHANGED, "recevable", "subject"
    )  # fmt: skip
    assert plain(difference.text.fr) == (
        "Modèle « Dossier {numero} : votre demande va à l’évaluation » (recevable) : l'objet passe de "
        "« Dossier {numero} : votre demande passe à l’évaluation » à « Dossier {numero} : votre demande va à "
        "l’évaluation »."
    )


def test_a_template_more_or_less_is_told(tmp_path: Path) -> None:
    without = load_package(write_package(tmp_path / "sans"))
    with_one = load_package(write_package(tmp_path / "avec", templates=ONE, templates_english=ENGLISH))
    assert [plain(difference.text.fr) for difference in compare(without, with_one)] == [
        "Modèle « Dossier {numero} » (accuse_de_depot) : en plus."
    ]
    assert [difference.text.en for difference in compare(with_one, without)] == [
        'Template "Application {numero}" (accuse_de_depot): removed.'
    ]


def test_templates_in_json_have_no_lines_and_are_read_all_the_same() -> None:
    text = json.dumps({"modeles": [{"id": "retrait", "objet": "Retrait", "corps": "Un\n\nDeux {retire_le}"}]})
    assert read_templates(text, "modeles.yaml")["retrait"].body == "Un\n\nDeux {retire_le}"
