"""Nothing of a package is left aside in silence, and no hostile text makes it long to refuse."""

from __future__ import annotations

from pathlib import Path

import pytest

from poincon.cahier.basics import located
from poincon.cahier.basics.located import read_bytes
from poincon.cahier.basics.problems import MAXIMUM, Unusable
from poincon.cahier.basics.yaml_texts import line_as_comment, signs_above
from poincon.cahier.loading import load_package, stray_texts
from poincon.cahier.loading.package import _check_whole
from tests.cahier.conftest import Faults
from tests.cahier.packages import mended, plain

TARGET = "cible: {au_plus: salaries_maximum}"


@pytest.mark.parametrize(
    ("file", "old", "new", "key"),
    [
        ("regles.yaml", TARGET, "cible:", "cible"),
        ("regles.yaml", f"{TARGET}\n    force: requise", "cible:", "cible"),
        ("regles.yaml", TARGET, f"condition:\n    {TARGET}", "condition"),
        ("formulaire.yaml", "{id: nom, type: texte", "{id: nom, type: choix, options: ", "options"),
        ("formulaire.yaml", "{id: nom, type: texte", "{id: nom, type: tableau, colonnes: ", "colonnes"),
        ("formulaire.yaml", "{id: nom, type: texte", "{id: nom, type: fichier, formats: ", "formats"),
    ],
)
def test_a_key_without_its_value_is_told(starter: Path, file: str, old: str, new: str, key: str) -> None:
    problems = mended(starter, file, old, new)
    assert len(problems) == 1, problems
    assert f"« {key} »" in plain(problems[0])


def test_a_programme_of_which_a_rule_is_not_in_the_rulebook_is_refused(starter: Path) -> None:
    package = load_package(starter)
    _check_whole(package.programme, package.rulebook, "aide")
    del package.rulebook.by_id["aide"]
    with pytest.raises(Unusable, match="la règle « aide » ne peut pas être lue"):
        _check_whole(package.programme, package.rulebook, "aide")


def test_a_line_may_read_a_rule_that_is_called_as_other_cases_are(faults: Faults) -> None:
    lines = [{"id": "a", "libelle": "A", "si": "tous"}, {"id": "b", "libelle": "B"}]
    verdict = {"id": "avis_rendu", "lignes": lines}
    assert faults({"tous": "loyer > 0"}, verdicts=[verdict]) == []


@pytest.mark.parametrize(
    "formula",
    ["ABS(" * 18 + "loyer" + ")" * 18, "SI(" * 40, "(" * 80 + "loyer", "a est b, " * 17, "somme(a de " * 14],
)
def test_a_formula_that_grows_as_it_is_rewritten_is_given_up(faults: Faults, formula: str) -> None:
    assert len(faults({"essai": formula})) == 1


@pytest.mark.parametrize(
    ("formula", "not_told"),
    [
        ("(ouvert ou assure et loyer > 0", "Écrivez « ouvert ou assure et loyer > 0 »"),
        ('DATEDIF(ouverture; fermeture; "d")', "mois_entre(ouverture, fermeture)"),
        ("round(loyer)", "arrondi(loyer, centime)"),
    ],
)
def test_a_writing_that_would_say_something_else_is_not_proposed(faults: Faults, formula: str, not_told: str) -> None:
    assert all(not_told not in plain(problem.render()) for problem in faults({"essai": formula}))


@pytest.mark.parametrize("end", ["\r", "\x85", "\u2028", "\u2029"])
def test_lines_are_counted_as_yaml_ends_them(end: str) -> None:
    """A sign that begins a value is shown from its line: the line was looked for where there was none."""
    with pytest.raises(Unusable) as unusable:
        read_bytes(f'a: "x{end}y"\nb: *z'.encode(), "f.yaml")
    assert 'Écrivez "*z".' in plain(unusable.value.problems[0].render())


def test_many_aliases_are_told_as_far_as_a_reader_looks() -> None:
    with pytest.raises(Unusable) as unusable:
        read_bytes(("x: [" + "*a, " * 20_000 + "]").encode(), "f.yaml")
    assert len(unusable.value.problems) == MAXIMUM


def test_a_line_too_long_for_anybody_to_have_typed_is_no_comment() -> None:
    """Patterns take its length squared: a line of 100 000 signs would be looked into for minutes."""
    assert line_as_comment(["// un commentaire"], 0) == "# un commentaire"
    assert line_as_comment([f"// un{' ' * 1_000}commentaire"], 0) is None


def test_each_line_knows_the_sign_of_the_text_it_may_belong_to() -> None:
    lines = ["a: |", "  un", "", "deux: x", "trois", "  - corps: >-", "quatre", "{", "cinq", "b: |", "six"]
    assert signs_above(lines) == [0, 0, 0, None, None, 5, 5, None, None, 9, 9]


@pytest.mark.parametrize(("text", "times"), [("un mot: 1\n", 1), ("mot: 1\n", 0)])
def test_the_texts_of_a_file_are_looked_for_once_whatever_its_keys(
    monkeypatch: pytest.MonkeyPatch, text: str, times: int
) -> None:
    looks: list[int] = []

    def counted(lines: list[str]) -> list[int | None]:
        looks.append(len(lines))
        return signs_above(lines)

    monkeypatch.setattr(located, "signs_above", counted)
    read_bytes("".join(f"{number} {text}" if times else f"k{number}{text}" for number in range(50)).encode(), "f.yaml")
    assert len(looks) == times


def test_texts_that_translate_nothing_are_looked_into_as_far_as_they_are_told(
    starter: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[str] = []
    monkeypatch.setattr(stray_texts, "nearest", lambda text, _names: looks.append(text))
    texts = starter / "textes" / "en.yaml"
    texts.parent.mkdir(exist_ok=True)
    texts.write_text("".join(f"inconnu{number}: x\n" for number in range(3 * MAXIMUM)), encoding="utf-8")
    with pytest.raises(Unusable) as unusable:
        load_package(starter)
    assert len(unusable.value.problems) == MAXIMUM
    assert len(looks) <= MAXIMUM
