"""What is hidden is not given: a text that cannot be read, in a field that is not shown, is nobody's error."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from poincon.cahier.basics.located import Located
from poincon.cahier.basics.problems import Problem, Problems, Unusable
from poincon.cahier.dossiers import Dossier, read_answers
from poincon.cahier.evaluation.completeness import Completeness, completeness
from poincon.cahier.evaluation.judge import assess
from poincon.cahier.loading import Package

_FIELD = re.compile(r"(?:annees\.[0-9]+\.)?[^.\[]+")
"""A field with its year, at the start of the path of one of its cells or parts."""


def without_hidden(problems: Iterable[Problem], state: Completeness, *, root: str = "reponses") -> list[Problem]:
    """The problems but those of fields that are hidden. `root`: the key that their paths begin with, if any."""
    hidden = {field.path for field in state.states if field.shown is False}
    return [problem for problem in problems if _field(problem.place.path, root) not in hidden]


def _field(path: str, root: str) -> str:
    inside = path.removeprefix(f"{root}.") if root else path
    match = _FIELD.match(inside) if inside != path or not root else None
    return match[0] if match is not None else ""


def read_shown(node: Located, package: Package, on: date | None = None) -> Dossier:
    """A located tree as a dossier. Raises `Unusable` with every error, but those of fields that are hidden."""
    dossier, problems = read_answers(node, package.programme)
    if problems:
        collected = Problems()
        collected.extend(problems)
        if not collected.full:  # beyond that the rest was not read, and what is hidden cannot be told
            # In a case the dossier is itself under a key, which begins the paths.
            root = ".".join(filter(None, (node.place.path, "reponses")))
            problems = without_hidden(problems, completeness(assess(package, dossier, on)), root=root)
        if problems:
            raise Unusable(problems)
    return dossier
