"""Blank rows in a dossier file: a row without any answer is no row, and those after it keep their place."""

from __future__ import annotations

from typing import Any

import pytest

from poincon.cahier.basics.located import read_bytes
from poincon.cahier.dossiers import read_answers
from poincon.cahier.loading import Package, load_package
from tests.cahier.packages import Piece, dossier_of, refusals, write_package

BLANK: list[Any] = [{}, None, "", "\u200b", {"partie": None}, {"partie": "", "montant": "  ", "payee": None}]


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory) -> Package:
    return load_package(write_package(tmp_path_factory.mktemp("market")))


def rows(market: Package, *table: Any) -> Any:
    return dossier_of(market, {"reponses": {"depenses": list(table)}}).answers.get("depenses", "missing")


@pytest.mark.parametrize("blank", BLANK)
def test_a_table_of_blank_rows_is_missing(market: Package, blank: Any) -> None:
    assert rows(market, blank) == "missing"
    assert rows(market, blank, {}, blank) == "missing"


def test_an_empty_table_is_known(market: Package) -> None:
    assert rows(market) == ()


@pytest.mark.parametrize("blank", BLANK)
def test_blank_rows_at_the_end_are_left_out_and_the_others_keep_the_place_of_those_after_them(
    market: Package, blank: Any
) -> None:
    answered = {"partie": "A"}
    assert rows(market, answered, blank, blank) == ({"partie": "A"},)
    assert rows(market, blank, answered, blank, answered) == ({}, {"partie": "A"}, {}, {"partie": "A"})


def test_a_row_that_says_no_or_zero_is_a_row(market: Package) -> None:
    assert rows(market, {"payee": False}) == ({"payee": False},)
    assert rows(market, {"montant": 0}) == ({"montant": 0},)


def test_blank_rows_do_not_count_in_the_most_that_a_table_may_have(market: Package) -> None:
    table: list[Piece | None] = [None, {"partie": "A"}, {}] * 5
    assert len(rows(market, *table)) == 14
    problems = refusals(market, {"reponses": {"depenses": [*table, {"partie": "A"}]}})
    assert [problem.message.fr for problem in problems] == ["ce tableau a 6 lignes ; 5 au plus."]


def test_a_blank_row_may_not_name_a_column_that_is_not_there(market: Package) -> None:
    problems = refusals(market, {"reponses": {"depenses": [{"montan": None}]}})
    assert [problem.code for problem in problems] == ["unknown_column"]


def test_a_row_that_cannot_be_read_gives_nothing_and_is_told_at_its_place(market: Package) -> None:
    text = b"reponses: {depenses: [{}, {montant: dix}, {partie: A}]}"
    dossier, problems = read_answers(read_bytes(text, "d.yaml"), market.programme)
    assert dossier.answers == {"depenses": ({}, {}, {"partie": "A"})}
    assert [problem.place.path for problem in problems] == ["reponses.depenses[1].montant"]
    dossier, _ = read_answers(read_bytes(b"reponses: {depenses: [{montant: dix}]}", "d.yaml"), market.programme)
    assert dossier.answers == {}
