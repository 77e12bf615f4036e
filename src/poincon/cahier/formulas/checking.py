"""The check of a whole formula; one that is refused is given as it should be written, where that is sure."""

from __future__ import annotations

from typing import cast

from poincon.cahier.basics.text import Text, to_write
from poincon.cahier.formulas import syntax, tree
from poincon.cahier.formulas.checker import Checker
from poincon.cahier.formulas.errors import FormulaError
from poincon.cahier.formulas.habits import as_the_language_says
from poincon.cahier.formulas.hints import as_condition
from poincon.cahier.formulas.own_habits import own_rewritings
from poincon.cahier.formulas.parser import parse
from poincon.cahier.formulas.spreadsheets import advice_on
from poincon.cahier.formulas.tree import Node
from poincon.cahier.formulas.types import TYPE_WORDS, Traits
from poincon.cahier.model import Comparison, Programme
from poincon.cahier.model.kinds import Type

_LONGEST = 160
"""Characters of a formula that a message gives whole."""

_OF_ELSEWHERE = ("unknown_function", "unknown_sign", "formula_unexpected")
"""What is said of a call that only a spreadsheet has."""

_ALWAYS = ("oui", "vrai", "true", "toujours", "1")
_NO_CONDITION = Text(
    "Une condition lit une réponse ou une règle ; ce qui vaut toujours n'en a pas : retirez cette clé.",
    "A condition reads an answer or a rule; what always holds has none: take this key away.",
)


def check_formula(
    text: str, programme: Programme, traits: Traits, kind: Type | None = None, *, is_told_whole: bool = True
) -> Node:
    """The typed tree of a formula. Raises `FormulaError`, which gives the formula to write where that is sure.

    `is_told_whole`: whether other writings are tried.
    """

    def is_right(written: str) -> bool:
        try:
            _checked(written, programme, traits, kind)
        except FormulaError:
            return False
        return True

    try:
        return _checked(text, programme, traits, kind)
    except FormulaError as error:
        is_tried = is_told_whole and len(text) <= _LONGEST
        written = as_the_language_says(text, own_rewritings(programme), is_right) if is_tried else None
        if written is not None:
            raise error.with_remedy(to_write(written)) from None
        if kind is Type.BOOLEAN and text.strip().lower() in _ALWAYS:
            raise error.with_remedy(_NO_CONDITION) from None
        remedy = advice_on(text) if error.code in _OF_ELSEWHERE else None
        raise error if remedy is None else error.with_remedy(remedy) from None


def check_comparison(text: str, comparison: Comparison, first: Node, second: Node) -> tree.Compare:
    """A comparison of two typed trees (a target), checked like one that is written in a formula."""
    checker = Checker(text, cast(Programme, None), {})
    return checker.compare(syntax.Syntax(0, len(text)), comparison, first, second)


def _checked(text: str, programme: Programme, traits: Traits, kind: Type | None) -> Node:
    checker, written = Checker(text, programme, traits), parse(text)
    node = checker.node(written)
    if kind and node.type is not kind:
        raise checker.error(
            written,
            "formula_kind",
            f"la formule donne {TYPE_WORDS[node.type].fr} ; il faut {TYPE_WORDS[kind].fr}.",
            f"the formula gives {TYPE_WORDS[node.type].en}; {TYPE_WORDS[kind].en} is needed.",
            as_condition(node) if kind is Type.BOOLEAN else None,
        )
    return node
