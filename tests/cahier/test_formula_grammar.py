"""How formulas are read: precedence, the shape of each construction, and the limits of size."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from poincon.cahier.formulas.errors import FormulaError
from poincon.cahier.formulas.parser import parse
from poincon.cahier.formulas.syntax import (
    Binary,
    Call,
    Chain,
    Conditional,
    CountCriteria,
    Dotted,
    ForEach,
    Name,
    NumberText,
    OptionTest,
    OverTable,
    OverYears,
    Syntax,
    Unary,
)


def told(node: Syntax) -> str:
    """The tree with all its parentheses."""
    return _SHAPES[type(node)](node)


def _where(node: OverTable | CountCriteria | ForEach) -> str:
    return f" où {told(node.condition)}" if node.condition else ""


_SHAPES: dict[type[Syntax], Callable[[Any], str]] = {
    NumberText: lambda node: str(node.text),
    Name: lambda node: str(node.id),
    Dotted: lambda node: f"{node.base}.{node.id}",
    Unary: lambda node: f"({node.operator} {told(node.operand)})",
    Binary: lambda node: f"({told(node.first)} {node.operator} {told(node.second)})",
    Chain: lambda node: "(" + f" {node.operator} ".join(told(operand) for operand in node.operands) + ")",
    OptionTest: lambda node: f"({told(node.operand)} {node.operator} {node.option})",
    Conditional: lambda node: f"(si {told(node.condition)} alors {told(node.then)} sinon {told(node.otherwise)})",
    Call: lambda node: (
        f"{node.function}({', '.join([*map(told, node.arguments), *([node.step] if node.step else [])])})"
    ),
    OverYears: lambda node: f"somme({told(node.operand)} sur annees)",
    OverTable: lambda node: (
        f"[{node.function} de {node.table} : {told(node.operand) if node.operand else '·'}{_where(node)}]"
    ),
    CountCriteria: lambda node: f"[criteres de {node.group}{_where(node)}]",
    ForEach: lambda node: f"[{node.column} de {'+'.join(node.tables)}{_where(node)} : {told(node.body)}]",
}


@pytest.mark.parametrize(
    ("formula", "shape"),
    [
        ("a + b * c", "(a + (b * c))"),
        ("(a + b) * c", "((a + b) * c)"),
        ("a - b - c", "((a - b) - c)"),
        ("a / b / c", "((a / b) / c)"),
        ("a / b * c", "((a / b) * c)"),
        ("-a + b", "((- a) + b)"),
        ("a * -b", "(a * (- b))"),
        ("- - a", "(- (- a))"),
        ("a × b ÷ c", "((a * b) / c)"),
        ("a + b > c * d", "((a + b) > (c * d))"),
        ("a ≥ b", "(a >= b)"),
        ("a ≤ b", "(a <= b)"),
        ("a ≠ b", "(a <> b)"),
        ("a et b ou c et d", "((a et b) ou (c et d))"),
        ("a et b et c", "(a et b et c)"),
        ("a et (b et c)", "(a et (b et c))"),
        ("a ou b ou c", "(a ou b ou c)"),
        ("non a et b", "((non a) et b)"),
        ("non a > b", "(non (a > b))"),
        ("non non a", "(non (non a))"),
        ("non (a et b)", "(non (a et b))"),
        ("a est b et c contient d", "((a est b) et (c contient d))"),
        ("non a est b", "(non (a est b))"),
        ("si a alors b sinon c", "(si a alors b sinon c)"),
        ("si a alors b sinon si c alors d sinon e", "(si a alors b sinon (si c alors d sinon e))"),
        ("si a et b alors c + d sinon e", "(si (a et b) alors (c + d) sinon e)"),
        ("(si a alors b sinon c) > d", "((si a alors b sinon c) > d)"),
        ("min(a, b, c)", "min(a, b, c)"),
        ("arrondi_inf(a * b, centime)", "arrondi_inf((a * b), centime)"),
        ("avant(a) + dernier(b)", "(avant(a) + dernier(b))"),
        ("somme(a / b sur annees)", "somme((a / b) sur annees)"),
        ("somme(t.montant)", "[somme de t : t.montant]"),
        ("somme(t.montant où x est y ou z)", "[somme de t : t.montant où ((x est y) ou z)]"),
        ("somme(t.a * t.b - c où d)", "[somme de t : ((t.a * t.b) - c) où d]"),
        ("somme(min(t.a, b))", "[somme de t : min(t.a, b)]"),
        ("max(t.a où b)", "[max de t : t.a où b]"),
        ("max(somme(t.a), b)", "max([somme de t : t.a], b)"),
        ("premier(t.a) est b", "([premier de t : t.a] est b)"),
        ("premier(somme(t.a))", "premier([somme de t : t.a])"),
        ("somme(dernier(t.a) sur annees)", "somme([dernier de t : t.a] sur annees)"),
        ("nombre(t où non connu(x))", "[nombre de t : · où (non connu(x))]"),
        ("nombre(criteres)", "[criteres de None]"),
        ("nombre(criteres de g où a ou non b)", "[criteres de g où (a ou (non b))]"),
        ("nombre(t) > 0 et a", "(([nombre de t : ·] > 0) et a)"),
        ("pour chaque p de t : a et b", "[p de t : (a et b)]"),
        ("pour chaque p de t et u : a = b", "[p de t+u : (a = b)]"),
        ("pour chaque ligne de t où x : ligne.y", "[ligne de t où x : ligne.y]"),
        ("a et (pour chaque ligne de t : ligne.y)", "(a et [ligne de t : ligne.y])"),
        ("dossier.a + 1A", "(dossier.a + 1A)"),
        ("0.5 + 10", "(0.5 + 10)"),
        ("  a\n +\tb ", "(a + b)"),
    ],
)
def test_a_formula_reads_as_french_administration_writes(formula: str, shape: str) -> None:
    assert told(parse(formula)) == shape


@pytest.mark.parametrize(
    "formula",
    [
        "",
        "   ",
        "a +",
        "a b",
        "(a",
        "a)",
        "a > b > c",
        "a = b = c",
        "si a alors b",
        "pour chaque p de t",
        "pour chaque de t : a",
        "somme()",
        "somme(a sur mois)",
        "somme(t.)",
        "nombre()",
        "avant(a, b)",
        "arrondi(a)",
        "arrondi(a, 0.01)",
        "connu()",
        "et a",
        "a et",
        "non",
        "a est",
        "a est 'public'",
        "dossier.",
        "a ** b",
        "a ^ b",
        "a % b",
        "a[0]",
        "a == b",
        "a != b",
        'a = "b"',
        "a; b",
        "lambda: a",
        "__import__('os')",
        "a if b else c",
        "ligne.x.y",
        "a,b",
        "é",
        "1.",
        ".5",
        "1_000 +",
        "１２",
        "a\u0000b",
    ],
)
def test_the_grammar_is_closed(formula: str) -> None:
    with pytest.raises(FormulaError):
        parse(formula)


def test_a_formula_has_at_most_five_hundred_characters() -> None:
    parse("a".rjust(500))
    with pytest.raises(FormulaError) as caught:
        parse("a".rjust(501))
    assert caught.value.code == "formula_too_long"


@pytest.mark.parametrize(
    ("opening", "closing"),
    [("(", ")"), ("non ", ""), ("-", ""), ("min(a, ", ")"), ("si a alors b sinon ", ""), ("connu(", ")"), ("a - ", "")],
)
def test_a_formula_has_at_most_forty_levels(opening: str, closing: str) -> None:
    fits = min(18, 450 // len(opening + closing))
    parse(opening * fits + "a" + closing * fits)
    with pytest.raises(FormulaError) as caught:
        parse(
            (opening * 41 + "a" + closing * 41)[:500]
            if len(opening) < 12
            else "(" * 30 + (opening * 12 + "a") + ")" * 30
        )
    assert caught.value.code == "formula_too_deep"


def test_parts_side_by_side_do_not_add_to_the_depth() -> None:
    parse(" et ".join(["a"] * 80))
    parse("max(" + ", ".join(["(a)"] * 80) + ")")
    parse(" + ".join(["((a))"] * 35))
