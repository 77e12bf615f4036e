"""The starter package, as a beginner changes it, and what `poincon check` says then."""

from __future__ import annotations

from pathlib import Path

from poincon.cahier.basics.problems import Problem, Unusable
from poincon.cahier.cases import run_cases
from poincon.cahier.loading import load_package

FORM, RULES, CASE, OTHER_CASE = "formulaire.yaml", "regles.yaml", "cas/nominal.yaml", "cas/refus.yaml"


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
