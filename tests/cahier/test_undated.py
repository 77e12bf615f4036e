"""Values that their source does not date: they hold, and no day is told for them. And our readings of parameters."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from poincon.cahier.comparison import compare
from poincon.cahier.explanation import Sentences
from poincon.cahier.loading import Package, load_package
from tests.cahier.conftest import Faults, Judge, Make
from tests.cahier.packages import Piece, judged, plain, problems_of, rules, write_package

FORMULA = {"x": "loyer * taux"}


def rate(**values: str) -> Piece:
    return {"parametres": [{"id": "taux", "unite": "ratio", "valeurs": values, "choix": "Le règlement ne date rien."}]}


def read(package: Package, on: date | None = None) -> Any:
    return judged(package, {"reponses": {"loyer": "100"}}, on).assessment.parameters["taux"]


def test_a_value_without_a_date_is_told_without_one(make: Make) -> None:
    package = make(FORMULA, **rate(sans_date="0.25"))
    sentences = Sentences(package.programme, "fr"), Sentences(package.programme, "en")
    assert plain(sentences[0].parameter(read(package))) == "taux : 25\u202f% (sans date dans la source)."
    assert sentences[1].parameter(read(package)).endswith("25% (no date in the source).")


def test_a_value_without_a_date_holds_before_every_dated_one(make: Make) -> None:
    package = make(FORMULA, **rate(**{"2024-01-01": "0.5", "sans_date": "0.25"}))
    assert read(package, date(1900, 1, 1)).value * 4 == 1
    assert read(package, date(2023, 12, 31)).value * 4 == 1
    later = read(package, date(2024, 1, 1))
    assert (later.value * 2, later.since) == (1, date(2024, 1, 1))


def test_a_step_says_that_its_parameter_has_no_date_and_what_we_chose(judge: Judge) -> None:
    verdicts = judge(FORMULA, {"loyer": "100"}, **rate(sans_date="0.25"))
    steps = verdicts.json("x")["explanation"]["children"][0]["children"]
    (step,) = [step for step in steps if step.get("parameter") == "taux"]
    assert (step["origin"], step["choice"]) == ("sans_date", "Le règlement ne date rien.")
    assert verdicts.json("taux")["explanation"]["origin"] == "sans_date"


@pytest.mark.parametrize("key", ["sans date", "un jour"])
def test_another_key_than_a_day_is_refused(faults: Faults, key: str) -> None:
    (problem,) = [fault for fault in faults(FORMULA, **rate(**{key: "0.25"})) if fault.code == "date"]
    assert "« sans_date »" in problem.message.fr


def test_two_packages_that_date_the_same_value_or_not_are_compared_in_words(make: Make) -> None:
    undated = make(FORMULA, **rate(sans_date="0.25"))
    (difference,) = compare(undated, make(FORMULA, **rate(sans_date="0.35")))
    assert plain(difference.text.fr).endswith("de 25\u202f% à 35\u202f% sans date dans la source : + 10 points.")
    (difference,) = compare(undated, make(FORMULA, **rate(**{"2020-01-01": "0.25"})))
    assert "n'a plus de valeur avant le 1er janvier 2020" in difference.text.fr


def test_our_readings_are_those_of_the_rule_then_of_each_parameter_that_it_reads(judge: Judge) -> None:
    rule = {"id": "assez", "condition": "remise >= taux", "choix": "Nous lisons au moins."}
    verdicts = judge(None, {"remise": "0.5"}, prerequis=[rule], **rate(sans_date="0.25"))
    choices = Sentences.of(verdicts.assessment, "en").choices(verdicts["assez"])
    assert [(choice.subject, choice.text, choice.language) for choice in choices] == [
        ("", "Nous lisons au moins.", "fr"),
        ("taux in English", "Le règlement ne date rien.", "fr"),
    ]


def test_a_linked_score_tells_our_reading_of_its_share(judge: Judge) -> None:
    scores = [
        {"id": "vision", "rubriques": ["vision"]},
        {"id": "accueil", "rubriques": ["accueil"], "lie_a": "vision", "part_liee": "taux"},
    ]
    verdicts = judge(None, {}, scores=scores, **rate(sans_date="0.25"))
    choices = Sentences.of(verdicts.assessment, "fr").choices(verdicts["accueil"])
    assert [choice.subject for choice in choices] == ["taux"]


# English of readings and of places


def english(parent: Path, texts: Piece) -> list[str]:
    """What loading says of these English texts, added to those of a package that has a reading."""
    rules_piece = rules(FORMULA, None, rate(sans_date="0.25"))
    folder = write_package(parent, rules_piece=rules_piece)
    path = folder / "textes" / "en.yaml"
    content = json.loads(path.read_text(encoding="utf-8"))
    for key, part in texts.items():
        content.setdefault(key, {}).update(part)
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return [problem.code for problem in problems_of(folder)]


def test_a_reading_may_have_its_english(tmp_path: Path) -> None:
    texts: Piece = {"parametres": {"taux": {"libelle": "Rate", "choix": "The rules date nothing."}}}
    assert english(tmp_path, texts) == []
    package = load_package(tmp_path / "marche")
    choice = Sentences(package.programme, "en").names.choice_of_parameter(package.programme.parameter["taux"])
    assert choice is not None
    assert (choice.subject, choice.text, choice.language) == ("Rate", "The rules date nothing.", "en")


def test_the_words_that_sources_are_cited_by_may_have_their_english_and_no_other_words(tmp_path: Path) -> None:
    assert english(tmp_path / "a", {"references": {"R": "Rules"}}) == []
    assert english(tmp_path / "b", {"references": {"mode d'emploi": "how to use"}}) == ["unknown_text"]
