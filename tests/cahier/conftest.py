"""What most tests of the library start from: a market's programme, with the formulas of the test."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from poincon.cahier.authoring.starter import starter_files, write_starter
from poincon.cahier.basics.problems import Problem
from poincon.cahier.loading import Package, load_package
from tests.cahier.packages import Piece, Verdicts, form, judged, problems_of, rules, write_package

Make = Callable[..., Package]
Judge = Callable[..., Verdicts]
Faults = Callable[..., list[Problem]]


@pytest.fixture
def starter(tmp_path: Path) -> Path:
    """The package that `poincon new` writes, which passes `check`."""
    write_starter(tmp_path / "aide", starter_files("aide"))
    return tmp_path / "aide"


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """A loaded package: formulas, parameters, other rules as `packages.rules` takes them, added fields and scales."""

    def build(
        formulas: Mapping[str, str] | None = None,
        *,
        parameters: Mapping[str, str] | None = None,
        fields: list[Piece] | None = None,
        scales: list[Piece] | None = None,
        yearly: list[Piece] | None = None,
        **blocks: list[Piece],
    ) -> Package:
        form_piece = form(fields or (), scales or (), yearly or ())
        # A parameter that no formula of the test reads is shown by itself: a package holds nothing unused.
        written = json.dumps([dict(formulas or {}), blocks, form_piece])
        shown = {f"montre_{name}": name for name in parameters or {} if not re.search(rf"\b{name}\b", written)}
        rules_piece = rules({**shown, **(formulas or {})}, parameters, blocks)
        return load_package(write_package(tmp_path, form_piece=form_piece, rules_piece=rules_piece))

    return build


@pytest.fixture
def judge(make: Make) -> Judge:
    """Outcomes of a dossier (`answers`, `years`, `campaign`, `appraisals`, `exercice`); rules as for `make`."""

    def outcomes(
        formulas: Mapping[str, str] | None = None,
        answers: Mapping[str, Any] | None = None,
        *,
        years: Mapping[str, Any] | None = None,
        campaign: Mapping[str, Any] | None = None,
        appraisals: Mapping[str, Any] | None = None,
        exercice: str | None = None,
        **pieces: Any,
    ) -> Verdicts:
        content: Piece = {
            "reponses": {**(answers or {}), **({"annees": years} if years is not None else {})},
            "parametres": campaign or {},
            "appreciations": appraisals or {},
            **({"exercice": exercice} if exercice else {}),
        }
        return judged(make(formulas, **pieces), content)

    return outcomes


@pytest.fixture
def faults(tmp_path: Path) -> Faults:
    """What loading complains of, given pieces as for `make`."""

    def complain(
        formulas: Mapping[str, str] | None = None,
        *,
        parameters: Mapping[str, str] | None = None,
        fields: list[Piece] | None = None,
        scales: list[Piece] | None = None,
        yearly: list[Piece] | None = None,
        **blocks: list[Piece],
    ) -> list[Problem]:
        form_piece = form(fields or (), scales or (), yearly or ())
        return problems_of(
            write_package(tmp_path, form_piece=form_piece, rules_piece=rules(formulas, parameters, blocks))
        )

    return complain
