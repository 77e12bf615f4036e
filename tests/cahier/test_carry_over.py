"""What carries over: said at the highest place where it holds, and never of what proves or dates a state of things."""

from __future__ import annotations

from pathlib import Path

import pytest

from poincon.cahier.comparison import compare
from poincon.cahier.loading import load_package
from poincon.cahier.model import CarryOver
from tests.cahier.cli.terminal import Command
from tests.cahier.packages import Piece, form, plain, problems_of, rules, write_package

STAGE: Piece = {
    "acteurs": [{"id": "placier", "libelle": "Placier", "portee": "region", "source": "R §1"}],
    "etapes": [{"id": "visite", "libelle": "Visite", "acteur": "placier", "source": "R §1"}],
}


def written(folder: Path, section: Piece | None = None, group: Piece | None = None, field: Piece | None = None) -> Path:
    """`reprise` where it is given: in the section of the stall, in its first group, in `loyer`."""
    piece = form()
    stall = piece["rubriques"][0]
    stall |= section or {}
    stall["groupes"][0] |= group or {}
    stall["groupes"][0]["champs"][0] |= field or {}
    return write_package(folder, form_piece=piece, rules_piece=rules(), identity=STAGE)


def carried(package: Path) -> dict[str, str]:
    fields = load_package(package).programme.fields
    return {name: fields[name].carried.value for name in ("loyer", "caution", "plan", "ventes", "depenses")}


@pytest.mark.parametrize(
    ("section", "group", "field", "expected"),
    [
        (None, None, None, ("yes", "yes", "no", "no", "yes")),
        ("a_confirmer", None, None, ("to_confirm",) * 5),
        ("non", "a_confirmer", None, ("to_confirm", "to_confirm", "to_confirm", "no", "no")),
        ("non", "oui", "a_confirmer", ("to_confirm", "yes", "yes", "no", "no")),
        (None, None, "non", ("no", "yes", "no", "no", "yes")),
    ],
)
def test_what_is_said_nearest_holds(
    tmp_path: Path, section: str | None, group: str | None, field: str | None, expected: tuple[str, ...]
) -> None:
    pieces = [None if word is None else {"reprise": word} for word in (section, group, field)]
    assert tuple(carried(written(tmp_path, *pieces)).values()) == expected


def test_what_others_fill_does_not_carry_over(tmp_path: Path) -> None:
    assert carried(written(tmp_path, None, {"a_l_etape": "visite"}))["loyer"] == "no"
    assert carried(written(tmp_path, None, {"a_l_etape": "visite", "reprise": "oui"}))["loyer"] == "yes"


@pytest.mark.parametrize("word", ["peut_etre", "yes", ["oui"], {"oui": "non"}])
def test_another_word_is_told(tmp_path: Path, word: object) -> None:
    problems = problems_of(written(tmp_path, {"reprise": word}))
    assert [problem.code for problem in problems] == ["unknown_word"]
    assert "a_confirmer" in problems[0].render()


def test_a_column_follows_its_table(tmp_path: Path) -> None:
    piece = form()
    piece["rubriques"][0]["groupes"][2]["champs"][0]["colonnes"][0]["reprise"] = "non"
    problems = problems_of(write_package(tmp_path, form_piece=piece, rules_piece=rules()))
    assert [problem.code for problem in problems] == ["unknown_key"]


def test_show_and_compare_tell_it_where_it_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    poincon = Command(capsys)
    before = written(tmp_path / "a")
    after = written(tmp_path / "b", {"reprise": "a_confirmer"}, None, {"reprise": "non"})
    told_differences = [
        (each.id, each.aspect, plain(each.text.fr)) for each in compare(load_package(before), load_package(after))
    ]
    assert told_differences == [
        (
            "etal",
            "carry_over",
            "Rubrique « etal » (etal) : la reprise devient à confirmer (il n'y en avait pas).",
        ),
        ("loyer", "carry_over", "Champ « loyer » (loyer) : la reprise devient non (il n'y en avait pas)."),
    ]
    shown = poincon("show", after, "--json").json
    fields = {field["id"]: field["carried"] for field in shown["fields"]}
    assert (fields["loyer"], fields["caution"]) == ("no", CarryOver.TO_CONFIRM.value)
    assert shown["sections"][0]["carry_over"] == "to_confirm"
    report = plain(poincon("show", after).flat)
    assert "ETAL repris, à confirmer" in report
    assert "loyer. euros, non repris" in report
