"""Nothing of a package is left aside in silence, and no hostile text makes it long to refuse."""

from __future__ import annotations

from pathlib import Path

import pytest

from poincon.cahier.basics.located import read_bytes
from poincon.cahier.basics.problems import MAXIMUM, Unusable
from poincon.cahier.loading import load_package
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
