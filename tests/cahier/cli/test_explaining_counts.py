"""A count of criteria, step by step: those that count and those that may are listed, the rest is only counted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cahier.cli.terminal import Command
from tests.cahier.packages import Piece, form, plain, rules, write_package

SEVERITY: Piece = {
    "id": "gravite",
    "niveaux": [
        {"id": "conforme", "libelle": "Conforme", "valeur": "1", "statut": "atteint"},
        {"id": "majeure", "libelle": "Réserve majeure", "valeur": "0", "statut": "non_atteint"},
    ],
}
NAMES = [f"c{number:02}" for number in range(12)]
FORMULAS = {
    "graves": "nombre(criteres où majeure)",
    "conformes": "nombre(criteres où non majeure)",
    "tous": "nombre(criteres)",
}


@pytest.fixture
def package(tmp_path: Path) -> Path:
    criteria: list[Piece] = [{"id": name, "question": name, "echelle": "gravite"} for name in (*NAMES, "aside")]
    criteria[-1]["applicable_si"] = "ouvert"
    return write_package(
        tmp_path, form_piece=form(scales=[SEVERITY]), rules_piece=rules(FORMULAS, blocks={"criteres": criteria})
    )


def steps(poincon: Command, package: Path, name: str, answers: dict[str, str], levels: dict[str, str]) -> list[str]:
    dossier = package.parent / "dossier.json"
    dossier.write_text(json.dumps({"reponses": answers, "appreciations": levels}), encoding="utf-8")
    result = poincon("explain", package, dossier, name)
    assert result.code == 0
    lines = plain(result.out).split("Étape par étape")[1].splitlines()
    return [line.strip() for line in lines if line.startswith("      - ")]


CONFORMING: dict[str, str] = dict.fromkeys(NAMES, "conforme")


@pytest.mark.parametrize(
    ("name", "answers", "levels", "shown"),
    [
        (
            "graves",
            {"ouvert": "non"},
            {**CONFORMING, "c03": "majeure"},
            ["- c03 = Réserve majeure", "- 12 critères qui ne comptent pas"],
        ),
        (
            "graves",
            {},
            {**CONFORMING, "aside": "conforme"},
            ["- 13 critères qui ne comptent pas"],
        ),
        (
            "conformes",
            {"ouvert": "non"},
            CONFORMING,
            [
                *(f"- c0{number} = Conforme" for number in range(8)),
                "- 4 autres critères qui comptent",
                "- 1 critère qui ne compte pas",
            ],
        ),
        ("tous", {"ouvert": "non"}, {}, ["- 12 critères qui comptent", "- 1 critère qui ne compte pas"]),
    ],
)
def test_those_that_count_are_listed_and_the_rest_is_counted(
    poincon: Command, package: Path, name: str, answers: dict[str, Any], levels: dict[str, str], shown: list[str]
) -> None:
    assert steps(poincon, package, name, answers, levels) == shown


def test_those_that_may_count_come_first(poincon: Command, package: Path) -> None:
    levels = {**CONFORMING, "c01": "majeure", "aside": "majeure"}
    del levels["c09"]
    first, second, *more = steps(poincon, package, "graves", {}, levels)
    assert first.startswith("- c09 = ? (il manque")
    assert second.startswith("- aside = ? (il manque")
    assert more == ["- c01 = Réserve majeure", "- 10 critères qui ne comptent pas"]
