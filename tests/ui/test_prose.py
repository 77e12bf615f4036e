"""What is typed or pasted, as paragraphs, lines and lists."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poincon.ui.documents.prose import Block, BlockKind, begins_with_list, inside_item, passages, without_bullets

Shape = Any
"""A text is a list of its lines; a list is a tuple of its items, each a list of shapes."""


def shape(blocks: tuple[Block, ...]) -> list[Shape]:
    return [
        list(block.lines) if block.kind is BlockKind.TEXT else tuple(shape(item) for item in block.items)
        for block in blocks
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\v", "\f", "\u2028"])
def test_paragraphs_and_their_lines_are_kept_whatever_ends_them(end: str) -> None:
    text = end.join(("Un", " deux  mots", "", " \t", "trois", ""))
    assert shape(passages(text)) == [["Un", "deux mots"], ["trois"]]


@pytest.mark.parametrize(
    "bullet",
    [
        *("•\t", "• ", "•", "\uf0b7\t", "\uf0b7 ", "· ", "·\t", "o\t", "o ", "o   "),
        *("▪\t", "§\t", "Ø\t", "ü\t", "– ", "- ", "— ", "* "),
        *("–\u00a0", "\uf0a7\t", "➢ ", "●\t", "   •\t"),
    ],
)
def test_the_bullets_of_word_begin_items(bullet: str) -> None:
    text = f"Il manque :\n{bullet}le bail ;\n{bullet}la caution.\nMerci."
    assert shape(passages(text)) == [["Il manque :"], ([["le bail ;"]], [["la caution."]]), ["Merci."]]


@pytest.mark.parametrize(
    "line",
    ["-5 %", "–", "-", "§ 5.6 du texte", "§5", "où est-ce", "o", "ü", "*note", "vélo", "q. 3", "Ø 12 mm", "·"],
)
def test_what_only_looks_like_a_bullet_is_left_in_the_text(line: str) -> None:
    assert shape(passages(f"Un\n{line}")) == [["Un", line]]


def test_each_sign_has_its_level_as_in_word() -> None:
    text = "•\ta\no\tb\n▪\tc\no\td\n•\te"
    assert shape(passages(text)) == [([["a"], ([["b"], ([["c"]],)], [["d"]])], [["e"]])]


def test_an_empty_line_between_items_does_not_part_a_list_but_another_sign_after_one_does() -> None:
    assert shape(passages("• a\n\n• b\n\n– c")) == [([["a"]], [["b"]]), ([["c"]],)]


def test_a_bullet_alone_on_its_line_begins_the_item_below() -> None:
    assert shape(passages("•\nle bail\n\uf0b7\n\nla caution\n•\n")) == [([["le bail"], ([["la caution"]],)],)]


def test_a_line_that_is_set_in_goes_on_with_its_item() -> None:
    assert shape(passages("• un\n  suite\nhors liste")) == [([["un", "suite"]],), ["hors liste"]]


def test_a_text_inside_an_item_is_on_one_line_and_keeps_all_of_it() -> None:
    text = "Un\r\ndeux\n\n\n• trois\n"
    assert "\n" not in inside_item(text)
    assert passages(inside_item(text)) == passages(text)
    assert begins_with_list("– a")
    assert not begins_with_list("a\n– b")


def test_text_without_bullets_keeps_its_words() -> None:
    assert without_bullets("\uf0b7\tun\nx\uf0b7") == "un\nx\uf0b7"


@given(st.text(alphabet="ab •o-–§\t\n\r\u2028\u2029\uf0b7", max_size=60))
def test_no_word_is_lost_and_nothing_is_empty(text: str) -> None:
    blocks = passages(text)
    assert all(line.strip() for block in blocks for line in block.texts)
    letters = [sign for sign in text if sign in "ab"]
    assert [sign for block in blocks for line in block.texts for sign in line if sign in "ab"] == letters
