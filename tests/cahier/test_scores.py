"""Scores: weighted points, the part linked to another score, free statements; the range left when incomplete."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poincon.cahier.basics.problems import Unusable
from poincon.cahier.loading import Package, load_package
from tests.cahier.conftest import Judge, Make
from tests.cahier.packages import Piece, form, judged, rules, write_package

SCORES = [
    {"id": "vision_globale", "rubriques": ["vision"]},
    {"id": "seul", "rubriques": ["accueil"]},
    {"id": "lie", "rubriques": ["accueil"], "lie_a": "vision_globale", "part_liee": "part_liee"},
]
SHARE = {"part_liee": "1/4 ratio"}
VALUES = {"++": Fraction(1), "+": Fraction(2, 3), "-": Fraction(1, 3), "--": Fraction(0)}
LEVELS = list(VALUES)


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Package:
    folder: Path = tmp_path_factory.mktemp("scores")
    return load_package(write_package(folder, form_piece=form(), rules_piece=rules(None, SHARE, {"scores": SCORES})))


def expected(answers: dict[str, Any]) -> dict[str, Fraction]:
    """The three scores of a complete dossier, computed by hand."""
    pairs = [(VALUES[answers["accueil_1"]], 2), (VALUES[answers["accueil_2"]], 1)]
    if "autre" in answers:
        pairs.append((VALUES[answers["autre"]["reponse"]], int(answers["autre"]["bareme"])))
    ratio = sum((value * weight for value, weight in pairs), Fraction(0)) / sum(weight for _, weight in pairs)
    vision = VALUES[answers["vision_1"]]
    return {"vision_globale": vision, "seul": ratio, "lie": Fraction(3, 4) * ratio + Fraction(1, 4) * ratio * vision}


def test_a_score_is_points_earned_over_points_possible(package: Package) -> None:
    answers = {"accueil_1": "+", "accueil_2": "--", "vision_1": "-"}
    verdicts = judged(package, {"reponses": answers})
    assert verdicts.worth("seul") == Fraction(4, 9)
    assert verdicts.worth("lie") == Fraction(3, 4) * Fraction(4, 9) + Fraction(1, 4) * Fraction(4, 9) * Fraction(1, 3)
    tree = verdicts.json("seul")["explanation"]
    assert (tree["earned"], tree["possible"], tree["ratio_exact"]) == ("4/3", "3", "4/9")
    assert [
        (statement["field"], statement["level"], statement["weight"], statement["earned"])
        for statement in tree["statements"]
    ] == [
        ("accueil_1", "+", 2, "4/3"),
        ("accueil_2", "--", 1, "0"),
    ]


def test_every_complete_dossier_scores_as_the_formula_says(package: Package) -> None:
    for first, second, vision in product(LEVELS, repeat=3):
        answers: Piece = {"accueil_1": first, "accueil_2": second, "vision_1": vision}
        verdicts = judged(package, {"reponses": answers})
        assert {name: verdicts.worth(name) for name in ("vision_globale", "seul", "lie")} == expected(answers)


def test_a_free_statement_counts_in_what_is_earned_and_possible_only_when_answered(package: Package) -> None:
    answers: Piece = {"accueil_1": "++", "accueil_2": "++", "vision_1": "++"}
    assert judged(package, {"reponses": answers}).worth("seul") == 1
    answers["autre"] = {"bareme": "3", "intitule": "Visites guidées"}
    assert judged(package, {"reponses": answers}).worth("seul") == 1
    answers["autre"] = {"reponse": "--", "bareme": "3"}
    assert judged(package, {"reponses": answers}).worth("seul") == Fraction(3, 6)


def test_a_free_statement_without_its_weight_leaves_the_score_open(package: Package) -> None:
    answers: Piece = {"accueil_1": "++", "accueil_2": "++", "vision_1": "++", "autre": {"reponse": "--"}}
    verdicts = judged(package, {"reponses": answers})
    assert (verdicts.status("seul"), verdicts.missing("seul")) == ("undetermined", ["autre.bareme"])
    assert verdicts.json("seul")["explanation"]["range"] == {
        "lowest": "1/2",
        "highest": "3/4",
        "holes": ["autre.bareme"],
    }


def test_an_unanswered_statement_leaves_a_range_in_exact_fractions(package: Package) -> None:
    verdicts = judged(package, {"reponses": {"accueil_1": "+", "vision_1": "++"}})
    assert (verdicts.status("seul"), verdicts.missing("seul")) == ("undetermined", ["accueil_2"])
    assert verdicts.json("seul")["explanation"]["range"] == {
        "lowest": "4/9",
        "highest": "7/9",
        "holes": ["accueil_2"],
    }
    assert verdicts.status("vision_globale") is None


def test_a_linked_score_lacks_what_the_other_lacks(package: Package) -> None:
    verdicts = judged(package, {"reponses": {"accueil_1": "++", "accueil_2": "++"}})
    assert (verdicts.worth("seul"), verdicts.status("lie")) == (1, "undetermined")
    assert verdicts.missing("lie") == ["vision_1"]
    assert verdicts.json("lie")["explanation"]["range"] == {"lowest": "3/4", "highest": "1", "holes": ["vision_1"]}


@pytest.mark.parametrize(("answers", "highest"), [({"vision_1": "--"}, 0), ({}, Fraction(1, 3))])
def test_a_share_above_1_leaves_a_range_that_holds_every_completion(
    make: Make, answers: dict[str, str], highest: Fraction
) -> None:
    """The score then falls as its own points rise, while the other is low."""
    package = make(parameters={"part_liee": "2 ratio"}, scores=SCORES)
    bounds = judged(package, {"reponses": {"accueil_1": "--", **answers}})["lie"].bounds
    assert bounds is not None
    assert (bounds.lowest, bounds.highest) == (Fraction(-1, 3), highest)


def test_a_score_of_a_scale_without_levels_is_refused_or_undetermined(judge: Judge) -> None:
    scale = [{"id": "vide", "niveaux": []}]
    field = [{"id": "sans_niveau", "type": "enonce", "echelle": "vide", "poids": "1"}]
    try:
        status = judge(None, scales=scale, fields=field, scores=[{"id": "s", "rubriques": ["etal"]}]).status("s")
    except Unusable:
        status = "refused"
    assert status in ("refused", "undetermined")


def test_the_note_of_a_statement_is_the_value_of_its_level(judge: Judge) -> None:
    formulas = {"n": "note(accueil_1)", "libre": "note(autre)"}
    verdicts = judge(formulas, {"accueil_1": "+", "autre": {"reponse": "-", "bareme": "2"}})
    assert (verdicts.worth("n"), verdicts.worth("libre")) == (Fraction(2, 3), Fraction(1, 3))
    verdicts = judge(formulas)
    assert (verdicts.missing("n"), verdicts.status("libre")) == (["accueil_1"], "undetermined")


PARTIAL = st.fixed_dictionaries(
    {},
    optional={
        "accueil_1": st.sampled_from(LEVELS),
        "accueil_2": st.sampled_from(LEVELS),
        "vision_1": st.sampled_from(LEVELS),
        "autre": st.fixed_dictionaries(
            {"reponse": st.sampled_from(LEVELS)}, optional={"bareme": st.sampled_from("123")}
        ),
    },
)


def completions(answers: dict[str, Any]) -> list[dict[str, Any]]:
    """Every way to finish a dossier: a level for each statement, a weight for the free one that has a level."""
    open_statements = [name for name in ("accueil_1", "accueil_2", "vision_1") if name not in answers]
    weights = ["1", "2", "3"] if "autre" in answers and "bareme" not in answers["autre"] else [None]
    finished = []
    for levels in product(LEVELS, repeat=len(open_statements)):
        for weight in weights:
            whole = {**answers, **dict(zip(open_statements, levels, strict=True))}
            if weight is not None:
                whole["autre"] = {**answers["autre"], "bareme": weight}
            finished.append(whole)
    return finished


@given(answers=PARTIAL)
def test_the_range_holds_every_completion_and_both_ends_are_reached(package: Package, answers: dict[str, Any]) -> None:
    verdicts = judged(package, {"reponses": answers})
    ends = [expected(whole) for whole in completions(answers)]
    for name in ("vision_globale", "seul", "lie"):
        possible = [end[name] for end in ends]
        bounds = verdicts[name].bounds
        if bounds is None:
            assert {verdicts.worth(name)} == set(possible)
        else:
            assert (bounds.lowest, bounds.highest) == (min(possible), max(possible))
