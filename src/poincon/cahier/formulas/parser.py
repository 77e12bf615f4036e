"""Text to syntax tree. A closed grammar: no attribute of an object, no subscript, no power; nothing is executed."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from poincon.cahier.basics.problems import suggestion
from poincon.cahier.basics.text import Text
from poincon.cahier.formulas.syntax import (
    Binary,
    Call,
    Chain,
    Conditional,
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

_Reader = Callable[[], "Syntax"]

MAXIMUM_LENGTH = 500
MAXIMUM_DEPTH = 40

COMPARISONS = {"=": "=", "<>": "<>", "≠": "<>", "<": "<", "<=": "<=", "≤": "<=", ">": ">", ">=": ">=", "≥": ">="}
FUNCTIONS = {
    "min": None,
    "max": None,
    "arrondi": 2,
    "arrondi_inf": 2,
    "avant": 1,
    "connu": 1,
    "atteint": 1,
    "non_atteint": 1,
    "note": 1,
    "premier": 1,
    "dernier": 1,
    "croissant": 1,
}
"""Functions and the number of their arguments; None: two or more."""
ROUNDINGS = ("arrondi", "arrondi_inf")
WORDS = frozenset(
    {
        "et",
        "ou",
        "non",
        "si",
        "alors",
        "sinon",
        "pour",
        "chaque",
        "de",
        "est",
        "contient",
        "où",
        "sur",
        "annees",
        "ligne",
        "dossier",
    }
)
RESERVED = WORDS | frozenset(FUNCTIONS) | {"somme", "nombre"}
"""Names that no field, parameter or rule may take."""

_TOKEN = re.compile(
    r"\s*(?:(?P<comma_decimal>[0-9]+,[0-9]+)|(?P<number>[0-9]+\.[0-9]+|[0-9]+(?![A-Za-z0-9_]))|(?P<name>où(?![A-Za-z0-9_])|[A-Za-z0-9_]+)"
    r"|(?P<sign><=|>=|<>|[-+*/=<>≤≥≠×÷(),.:])|(?P<bad>\S))"
)
_SIGNS = {"×": "*", "÷": "/"}


class FormulaError(Exception):
    """What is wrong with a formula, and where in its text (from 0)."""

    def __init__(self, position: int, code: str, fr: str, en: str, remedy: Text | None = None) -> None:
        super().__init__(fr)
        self.position = position
        self.code = code
        self.text = Text(fr, en)
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    start: int
    end: int


def parse(text: str) -> Syntax:
    """The syntax tree of a formula. Raises `FormulaError` at the first thing that does not read."""
    if len(text) > MAXIMUM_LENGTH:
        raise FormulaError(
            MAXIMUM_LENGTH,
            "formula_too_long",
            f"la formule dépasse {MAXIMUM_LENGTH} caractères.",
            f"the formula is over {MAXIMUM_LENGTH} characters.",
            Text("Nommez une partie du calcul dans « derives ».", 'Name a part of the calculation under "derives".'),
        )
    return _Parser(_tokens(text)).whole()


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    position = 0
    end = len(text.rstrip())
    while position < end:
        match = _TOKEN.match(text, position)
        if match is None:  # the pattern takes any character that is not a space
            break
        kind, start = match.lastgroup or "", match.start(match.lastgroup or 0)
        word = match[kind]
        if kind == "comma_decimal":
            raise FormulaError(
                start,
                "decimal_comma",
                f"« {word} » : dans une formule, les décimales s'écrivent avec un point.",
                f'"{word}": in a formula, decimals are written with a point.',
                Text(
                    f"Écrivez {word.replace(',', '.')}, ou une espace après la virgule s'il s'agit de deux nombres.",
                    f"Write {word.replace(',', '.')}, or a space after the comma if these are two numbers.",
                ),
            )
        if kind == "bad":
            raise FormulaError(
                start,
                "unknown_sign",
                f"le signe « {word} » n'existe pas dans une formule.",
                f'the sign "{word}" does not exist in a formula.',
            )
        tokens.append(_Token(kind, _SIGNS.get(word, word), start, match.end()))
        position = match.end()
    tokens.append(_Token("end", "", len(text), len(text)))
    return tokens


class _Parser:
    """Recursive descent; each method reads one level of precedence."""

    def __init__(self, tokens: list[_Token]) -> None:
        self.tokens = tokens
        self.index = 0
        self.depth = 0

    # reading tokens

    @property
    def token(self) -> _Token:
        return self.tokens[self.index]

    def at(self, *words: str) -> bool:
        return self.token.text in words and self.token.kind != "number"

    def take(self) -> _Token:
        token = self.token
        self.index += 1
        return token

    def expect(self, word: str) -> _Token:
        if not self.at(word):
            raise self.unexpected(f"« {word} » est attendu", f'"{word}" is expected')
        return self.take()

    def name(self, what: Text) -> _Token:
        if self.token.kind != "name":
            raise self.unexpected(f"{what.fr} est attendu", f"{what.en} is expected")
        return self.take()

    def unexpected(self, fr: str, en: str) -> FormulaError:
        token = self.token
        if token.kind == "end":
            return FormulaError(
                token.start,
                "formula_unfinished",
                f"la formule s'arrête trop tôt : {fr}.",
                f"the formula stops too early: {en}.",
            )
        return FormulaError(
            token.start,
            "formula_unexpected",
            f"« {token.text} » est inattendu : {fr}.",
            f'"{token.text}" is unexpected: {en}.',
        )

    def deeper(self) -> None:
        self.depth += 1
        if self.depth > MAXIMUM_DEPTH:
            raise FormulaError(
                self.token.start,
                "formula_too_deep",
                f"la formule dépasse {MAXIMUM_DEPTH} niveaux.",
                f"the formula is over {MAXIMUM_DEPTH} levels deep.",
                Text(
                    "Nommez une partie du calcul dans « derives ».", 'Name a part of the calculation under "derives".'
                ),
            )

    # the grammar

    def whole(self) -> Syntax:
        tree = self.expression()
        if self.token.kind != "end":
            raise self.unexpected("un opérateur ou la fin", "an operator or the end")
        return tree

    def expression(self) -> Syntax:
        self.deeper()
        if self.at("si"):
            tree = self.conditional()
        elif self.at("pour"):
            tree = self.for_each()
        else:
            tree = self.chain("ou", lambda: self.chain("et", self.negation))
        self.depth -= 1
        return tree

    def conditional(self) -> Syntax:
        start = self.take().start
        condition = self.expression()
        self.expect("alors")
        then = self.expression()
        self.expect("sinon")
        otherwise = self.expression()
        return Conditional(start, otherwise.end, condition, then, otherwise)

    def for_each(self) -> Syntax:
        start = self.take().start
        self.expect("chaque")
        column = self.name(Text("une colonne, ou « ligne »,", 'a column, or "ligne",')).text
        self.expect("de")
        table = Text("un tableau", "a table")
        tables = [self.name(table).text]
        while self.at("et"):
            self.take()
            tables.append(self.name(table).text)
        where = self.where()
        self.expect(":")
        body = self.expression()
        return ForEach(start, body.end, column, tuple(tables), where, body)

    def where(self) -> Syntax | None:
        if not self.at("où"):
            return None
        self.take()
        return self.expression()

    def chain(self, word: str, operand: _Reader) -> Syntax:
        operands = [operand()]
        while self.at(word):
            self.take()
            operands.append(operand())
        if len(operands) == 1:
            return operands[0]
        return Chain(operands[0].start, operands[-1].end, word, tuple(operands))

    def negation(self) -> Syntax:
        if not self.at("non"):
            return self.comparison()
        self.deeper()
        start = self.take().start
        operand = self.negation()
        self.depth -= 1
        return Unary(start, operand.end, "non", operand)

    def comparison(self) -> Syntax:
        left = self.sum()
        if self.at("est", "contient"):
            operator = self.take().text
            option = self.name(Text("une option", "an option"))
            return OptionTest(left.start, option.end, operator, left, option.text)
        if self.token.text in COMPARISONS:
            operator = COMPARISONS[self.take().text]
            right = self.sum()
            if self.token.text in COMPARISONS:
                raise self.unexpected(
                    "une comparaison a deux côtés ; reliez-en deux par « et »",
                    'a comparison has two sides; join two with "et"',
                )
            return Binary(left.start, right.end, operator, left, right)
        return left

    def sum(self) -> Syntax:
        return self.left_associative(("+", "-"), self.product)

    def product(self) -> Syntax:
        return self.left_associative(("*", "/"), self.unary)

    def left_associative(self, operators: tuple[str, ...], operand: _Reader) -> Syntax:
        left = operand()
        levels = 0
        while self.at(*operators):
            self.deeper()
            levels += 1
            operator = self.take().text
            right = operand()
            left = Binary(left.start, right.end, operator, left, right)
        self.depth -= levels
        return left

    def unary(self) -> Syntax:
        if not self.at("-"):
            return self.atom()
        self.deeper()
        start = self.take().start
        operand = self.unary()
        self.depth -= 1
        return Unary(start, operand.end, "-", operand)

    def atom(self) -> Syntax:
        token = self.token
        if token.kind == "number":
            self.take()
            return NumberText(token.start, token.end, token.text)
        if self.at("("):
            self.take()
            tree = self.expression()
            return replace(tree, start=token.start, end=self.expect(")").end)
        if token.kind != "name" or (token.text in WORDS and token.text not in ("ligne", "dossier")):
            raise self.unexpected("un nom, un nombre ou une parenthèse", "a name, a number or a parenthesis")
        self.take()
        if self.at("("):
            return self.call(token)
        if self.at("."):
            return self.dotted(token)
        return Name(token.start, token.end, token.text)

    def dotted(self, base: _Token) -> Syntax:
        if base.text not in ("ligne", "dossier"):
            raise FormulaError(
                base.start,
                "dotted_name",
                f"« {base.text}. » : une colonne de tableau se lit dans « somme(…) ».",
                f'"{base.text}.": a column of a table is read inside "somme(…)".',
            )
        self.take()
        name = self.name(Text("un nom", "a name"))
        return Dotted(base.start, name.end, base.text, name.text)

    def call(self, function: _Token) -> Syntax:
        self.take()
        if function.text == "somme":
            return self.total(function)
        if function.text == "nombre":
            table = self.name(Text("un tableau", "a table")).text
            where = self.where()
            return OverTable(function.start, self.expect(")").end, table, None, where)
        if function.text not in FUNCTIONS:
            raise FormulaError(
                function.start,
                "unknown_function",
                f"la fonction « {function.text} » n'existe pas.",
                f'the function "{function.text}" does not exist.',
                suggestion(function.text, [*FUNCTIONS, "somme", "nombre"]),
            )
        return self.plain_call(function)

    def total(self, function: _Token) -> Syntax:
        table, dot = self.token, self.tokens[min(self.index + 1, len(self.tokens) - 1)]
        if table.kind == "name" and table.text not in ("ligne", "dossier") and dot.text == ".":
            self.index += 2
            column = self.name(Text("une colonne", "a column")).text
            where = self.where()
            return OverTable(function.start, self.expect(")").end, table.text, column, where)
        operand = self.expression()
        if self.at(")"):
            raise self.unexpected(
                "« sur annees », ou un tableau et sa colonne (« recettes.montant »)",
                '"sur annees", or a table and its column ("recettes.montant")',
            )
        self.expect("sur")
        self.expect("annees")
        return OverYears(function.start, self.expect(")").end, operand)

    def plain_call(self, function: _Token) -> Syntax:
        arguments = [self.expression()]
        step = ""
        while self.at(","):
            self.take()
            if function.text in ROUNDINGS:
                step = self.name(Text("centime, euro ou unite", "centime, euro or unite")).text
                break
            arguments.append(self.expression())
        count = len(arguments) + bool(step)
        wanted = FUNCTIONS[function.text]
        if count != wanted if wanted else count < 2:
            needs = str(wanted) if wanted else "2 ou plus"
            raise FormulaError(
                function.start,
                "argument_count",
                f"« {function.text} » attend {needs} élément(s) entre parenthèses, pas {count}.",
                f'"{function.text}" takes {wanted or "2 or more"} item(s) in parentheses, not {count}.',
            )
        return Call(function.start, self.expect(")").end, function.text, tuple(arguments), step)
