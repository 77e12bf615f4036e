"""What a letter cites of a dossier: checked when the programme is read, in words of the reader's, never silent."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from poincon.cahier.basics.problems import Problems
from poincon.cahier.basics.text import Language
from poincon.cahier.cases.reader import CaseReader
from poincon.cahier.evaluation import assess
from poincon.cahier.evaluation.hidden import read_shown
from poincon.cahier.explanation import cited_values
from poincon.cahier.loading import load_package
from poincon.cahier.loading.citing import Citable
from poincon.cahier.model.templates import READING_ANSWERS, TEMPLATE_NAMES
from poincon.cahier.templates import fill, identifiers_cited
from tests.cahier.packages import PROGRAMMES, Piece, form, judged, plain, problems_of, rules, write_package

LANGUAGES: tuple[Language, ...] = ("fr", "en")
STARS = {
    "id": "etoiles",
    "lignes": [
        {"id": "deux", "libelle": "Deux étoiles", "si": "etals >= seuil_deux"},
        {"id": "une", "libelle": "Une étoile"},
    ],
}
ADVICE = {"id": "conseil", "condition": "etals >= seuil_deux", "texte": "Gardez vos étals."}
PIECE = rules(
    {"part": "apport / loyer", "accord": "fermeture + delai"},
    {"seuil_deux": "3 etal", "delai": "2 mois"},
    {
        "parametres": [{"id": "plafond", "unite": "euro", "campagne": "oui"}],
        "prerequis": [{"id": "surface", "condition": "etals >= seuil_deux", "applicable_si": "ouvert"}],
        "verdicts": [STARS],
        "coherence": [{"id": "sous_plafond", "condition": "loyer <= plafond"}],
        "recommandations": [ADVICE],
    },
)
CITED = "{etoiles} {part} {accord} {surface} {sous_plafond} {conseil} {plafond} {delai} {halle} {enseigne} {services}"
NAMES = CITED.replace("{", "").replace("}", "").split()


def text_of(identifier: str, body: str, subject: str = "Lettre") -> str:
    return f"modeles:\n  - id: {identifier}\n    objet: '{subject}'\n    corps: |\n      {body}\n    source: 'R §1'\n"


def folder_of(tmp_path: Path, body: str, *, identifier: str = "recevable", **parts: Any) -> Path:
    english: Piece = {identifier: {"objet": "Letter", "corps": body}}
    return write_package(
        tmp_path, rules_piece=PIECE, templates=text_of(identifier, body), templates_english=english, **parts
    )


def told(tmp_path: Path, answers: Piece, language: Any = "fr") -> dict[str, str]:
    verdicts = judged(load_package(folder_of(tmp_path, CITED)), {"reponses": answers})
    return {name: plain(text) for name, text in cited_values(verdicts.assessment, NAMES, language).items()}


FULL: Piece = {
    "etals": 4,
    "loyer": "320.00",
    "apport": "100.00",
    "ouvert": True,
    "fermeture": "2022-10-31",
    "halle": "couverte",
    "enseigne": "Chez Paul",
    "services": ["eau", "gaz"],
}


def test_each_identifier_is_worth_its_value_in_words(tmp_path: Path) -> None:
    assert told(tmp_path, FULL) == {
        "etoiles": "Deux étoiles",
        "part": "31,25\u202f%",
        "accord": "31 décembre 2022",
        "surface": "rempli",
        "sous_plafond": "non connu",
        "conseil": "Gardez vos étals.",
        "plafond": "pas encore fixé",
        "delai": "2\u202fmois",
        "halle": "Couverte",
        "enseigne": "Chez Paul",
        "services": "Eau, Gaz",
    }


def test_english_words_are_english(tmp_path: Path) -> None:
    english = told(tmp_path, FULL, "en")
    assert english["etoiles"] == "Deux étoiles in English"
    assert (english["part"], english["surface"], english["accord"]) == ("31.25%", "met", "31 December 2022")
    assert (english["sous_plafond"], english["plafond"]) == ("not known", "not yet set")


def test_what_is_not_known_and_what_does_not_apply_say_so(tmp_path: Path) -> None:
    nothing = told(tmp_path, {"ouvert": False})
    assert nothing == {
        "etoiles": "non connu",
        "part": "non connu",
        "accord": "non connu",
        "surface": "sans objet",
        "sous_plafond": "non connu",
        "conseil": "non connu",
        "plafond": "pas encore fixé",
        "delai": "2\u202fmois",
        "halle": "non renseigné",
        "enseigne": "non renseigné",
        "services": "non renseigné",
    }
    assert all(told(tmp_path / "aucun", {}).values())


def test_a_question_that_is_not_asked_is_not_applicable_whatever_was_answered(tmp_path: Path) -> None:
    hidden = [{"id": "terrasse", "type": "entier", "visible_si": "ouvert"}]
    package = load_package(folder_of(tmp_path, "{terrasse}", form_piece=form(hidden)))
    answers = {"ouvert": False, "terrasse": 7}
    assert cited_values(judged(package, {"reponses": answers}).assessment, ["terrasse"], "fr") == {
        "terrasse": "sans objet"
    }


def test_what_the_version_of_the_dossier_does_not_have_is_not_known(tmp_path: Path) -> None:
    package = load_package(folder_of(tmp_path, CITED))
    assert cited_values(judged(package).assessment, ["regle_d_une_autre_version"], "fr") == {
        "regle_d_une_autre_version": "non connu"
    }


def test_an_answer_that_looks_like_a_name_is_never_read_as_one(tmp_path: Path) -> None:
    package = load_package(folder_of(tmp_path, "A {enseigne}"))
    hostile = {"reponses": {"enseigne": "{etoiles} {0} %s"}}
    template = package.programme.templates["recevable"]
    values = cited_values(judged(package, hostile).assessment, identifiers_cited(template), "fr")
    assert fill(template, values).paragraphs == ("A {etoiles} {0} %s",)


# checked when the programme is read


def codes(folder: Path) -> list[tuple[str, str]]:
    return [(problem.code, problem.render().split(": ", 2)[2]) for problem in problems_of(folder)]


def test_an_unknown_identifier_is_told_once_with_the_nearest_for_both_languages(tmp_path: Path) -> None:
    (problem,) = problems_of(folder_of(tmp_path, "{etoile}"))
    assert Path(problem.place.file).name == "modeles.yaml"
    assert problem.code == "unknown_name"
    assert "Ce nom est aussi écrit à 1 autre endroit (en.yaml, ligne" in problem.render()
    assert problem.render().endswith("Vouliez-vous dire « etoiles » ?")


@pytest.mark.parametrize("name", ["ventes", "depenses", "plan", "accueil_1", "autre"])
def test_a_field_that_is_no_single_value_is_refused_with_what_would_be_right(tmp_path: Path, name: str) -> None:
    french, _english = problems_of(folder_of(tmp_path, f"{{{name}}}"))
    assert french.code == "uncitable_field"
    assert "Citez une règle qui le lit." in french.render() or "et citez « {valeur_citee} »." in plain(french.render())


@pytest.mark.parametrize("identifier", sorted(TEMPLATE_NAMES.keys() - READING_ANSWERS))
def test_a_message_about_no_dossier_handed_over_cites_nothing_of_its_programme(tmp_path: Path, identifier: str) -> None:
    assert {problem.code for problem in problems_of(folder_of(tmp_path, "{etoiles}", identifier=identifier))} == {
        "unknown_name"
    }


def test_the_name_of_the_template_wins_and_the_author_is_warned(tmp_path: Path) -> None:
    fields = [{"id": "numero", "type": "texte"}]
    package = load_package(folder_of(tmp_path, "{numero}", form_piece=form(fields)))
    assert identifiers_cited(package.programme.templates["recevable"]) == frozenset()
    french = next(warning for warning in package.warnings if warning.code == "two_meanings")
    assert french.place.path == "modeles[0].corps"
    assert "lisez-le dans une valeur dérivée" in french.render()


def test_a_parameter_that_only_a_letter_reads_is_of_use(tmp_path: Path) -> None:
    piece = rules({"part": "apport / loyer"}, {"delai_de_recours": "2 mois"})
    unused = write_package(tmp_path / "sans", rules_piece=piece)
    assert [code for code, _ in codes(unused)] == ["unused"]
    english: Piece = {"recevable": {"objet": "Letter", "corps": "{delai_de_recours}"}}
    text = text_of("recevable", "{delai_de_recours}")
    used = write_package(tmp_path / "avec", rules_piece=piece, templates=text, templates_english=english)
    assert codes(used) == []


def test_thousands_of_unknown_names_are_told_in_a_bounded_list(tmp_path: Path) -> None:
    body = " ".join(f"{{inconnu_{number}}}" for number in range(5_000))
    assert len(problems_of(folder_of(tmp_path, body))) == 500


def test_a_day_judged_later_reads_the_figure_of_that_day(tmp_path: Path) -> None:
    piece = rules(
        None,
        None,
        {"parametres": [{"id": "taux", "unite": "ratio", "valeurs": {"2020-01-01": "0.1", "2024-01-01": "0.2"}}]},
    )
    english: Piece = {"recevable": {"objet": "Letter", "corps": "{taux}"}}
    folder = write_package(
        tmp_path, rules_piece=piece, templates=text_of("recevable", "{taux}"), templates_english=english
    )
    package = load_package(folder)
    days = (date(2021, 1, 1), date(2025, 1, 1))
    assert [plain(cited_values(judged(package, on=day).assessment, ["taux"], "fr")["taux"]) for day in days] == [
        "10\u202f%", "20\u202f%",
    ]  # fmt: skip


def test_a_rule_that_could_not_be_loaded_is_the_only_error_told(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, "{part} {etoiles}")
    path = folder / "regles.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("apport / loyer", "apport / loyé"), encoding="utf-8")
    assert [Path(problem.place.file).name for problem in problems_of(folder)] == ["regles.yaml"]
    path.write_text(path.read_text(encoding="utf-8").replace('"id": "part"', '"id": "pàrt"'), encoding="utf-8")
    assert {Path(problem.place.file).name for problem in problems_of(folder)} == {"regles.yaml"}


@pytest.mark.parametrize("folder", PROGRAMMES, ids=lambda path: path.name)
def test_no_case_of_a_real_programme_leaves_anything_silent(folder: Path) -> None:
    package = load_package(folder)
    programme, problems = package.programme, Problems()
    citable = Citable.of(programme.fields.values(), programme.parameters, programme.rules)
    reader = CaseReader(programme, package.case_files(), str(folder / "cas"), problems)
    read = [case for path in package.case_files()[::8] if (case := reader.read(path.stem)) and case.refusal is None]
    for case in read:
        assessment = assess(package, read_shown(case.dossier, package, case.on), case.on)
        for language in LANGUAGES:
            values = cited_values(assessment, citable.values, language)
            assert [name for name, text in values.items() if not text.strip() or text == "?"] == [], case.file
    assert read
