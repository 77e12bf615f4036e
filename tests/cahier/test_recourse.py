"""How a decision is contested, as a programme says it: read, checked, of use to a parameter, compared."""

from __future__ import annotations

from pathlib import Path

import pytest

from poincon.cahier.comparison import compare
from poincon.cahier.loading import load_package
from poincon.cahier.model import Recourse, Reference
from poincon.cahier.templates import filled_text
from tests.cahier.packages import Piece, plain, problems_of, rules, write_package

TEXT = "Saisissez le comité sous {delai}.\n\nPuis le juge."
PIECE = rules(None, {"delai": "2 mois"})


def folder_of(tmp_path: Path, recourse: Piece | None) -> Path:
    identity: Piece = {} if recourse is None else {"recours": recourse}
    return write_package(tmp_path, rules_piece=PIECE if recourse else {}, identity=identity)


def test_a_programme_says_how_its_decisions_are_contested(tmp_path: Path) -> None:
    programme = load_package(folder_of(tmp_path, {"texte": TEXT, "source": "R §9"})).programme
    assert programme.recourse == Recourse(TEXT, Reference("R §9"))
    assert filled_text(TEXT, {"delai": "2 mois"}) == "Saisissez le comité sous 2 mois.\n\nPuis le juge."
    assert load_package(folder_of(tmp_path / "sans", None)).programme.recourse is None


@pytest.mark.parametrize(
    ("recourse", "path", "code"),
    [
        ({"texte": "{delai} {delay}", "source": "R §9"}, "recours.texte", "unknown_name"),
        ({"texte": "{delai} {recours}", "source": "R §9"}, "recours.texte", "unknown_name"),
        ({"texte": "{delai} {", "source": "R §9"}, "recours.texte", "brace"),
        ({"texte": "{delai} {ventes}", "source": "R §9"}, "recours.texte", "uncitable_field"),
        ({"texte": " ", "source": "R §9"}, "recours.texte", "empty_key"),
        ({"texte": "{delai}"}, "recours", "no_source"),
        ({"source": "R §9"}, "recours", "missing_key"),
        ({"texte": ["{delai}"], "source": "R §9"}, "recours.texte", "wrong_kind"),
        ({"texte": "{delai}", "devant": "x", "source": "R §9"}, "recours.devant", "unknown_key"),
    ],
)
def test_wrong_recourse_is_told_where_it_is(tmp_path: Path, recourse: Piece, path: str, code: str) -> None:
    problems = [problem for problem in problems_of(folder_of(tmp_path, recourse)) if problem.code != "unused"]
    assert [(problem.place.path, problem.code) for problem in problems] == [(path, code)]


def test_their_english_may_be_given_and_is_checked(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, {"texte": "Sous {delai}.", "source": "R §9"})
    english = folder / "textes" / "en.yaml"
    text = english.read_text(encoding="utf-8")
    english.write_text(text.replace("{", '{"recours": {"texte": "Within {delai}."},', 1), encoding="utf-8")
    assert problems_of(folder) == []
    english.write_text(text.replace("{", '{"recours": {"texte": "Within {delay}."},', 1), encoding="utf-8")
    assert [problem.code for problem in problems_of(folder)] == ["unknown_name"]


def test_what_changes_of_them_is_told(tmp_path: Path) -> None:
    before = load_package(folder_of(tmp_path / "avant", {"texte": "Sous {delai}.", "source": "R §9"}))
    after = load_package(folder_of(tmp_path / "apres", {"texte": "Avant {delai}.", "choix": "Plus clair."}))
    assert [plain(difference.text.fr) for difference in compare(before, after)] == [
        "La voie de recours passe de « Sous {delai}. » à « Avant {delai}. ».",
        "L'origine de cette voie passe de « R §9 » à « Plus clair. ».",
    ]
    without = load_package(folder_of(tmp_path / "sans", None))
    assert "Recourse" not in repr(compare(without, after))
    assert any(difference.aspect == "recourse" for difference in compare(without, after))
