"""Text to syntax tree. A closed grammar: no attribute of an object, no subscript, no power; nothing is executed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from poincon.cahier.basics.problems import suggestion
from poincon.cahier.basics.text import Text
from poincon.cahier.formulas.errors import FormulaError
from poincon.cahier.formulas.foreign import foreign_word, remedy_between
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
from poincon.cahier.formulas.tokens import Token, tokens_of
from poincon.cahier.formulas.words import COMPARISONS, FUNCTIONS, RESERVED, ROUNDINGS, TOTALS, WORDS

_Reader = Callable[[], "Syntax"]

MAXIMUM_LENGTH = 500
MAXIMUM_DEPTH = 40


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
    return _Parser(tokens_of(text)).whole()


class _Parser:
    """Recursive descent; each method reads one level of precedence."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.index = 0
        self.depth = 0

    # reading tokens

    @property
    def token(self) -> Token:
        return self.tokens[self.index]

    def at(self, *words: str) -> bool:
        return self.token.text in words and self.token.kind != "number"

    def take(self) -> Token:
        token = self.token
        self.index += 1
        return token

    def expect(self, word: str) -> Token:
        if not self.at(word):
            raise self.unexpected(f"« {word} » est attendu", f'"{word}" is expected')
        return self.take()

    def name(self, noun: Text) -> Token:
        if self.token.kind != "name":
            raise self.unexpected(f"{noun.fr} est attendu", f"{noun.en} is expected")
        return self.take()

    def unexpected(self, fr: str, en: str) -> FormulaError:
        token, before = self.token, self.tokens[max(0, self.index - 1)]
        remedy = remedy_between((before.kind, before.text), (token.kind, token.text), RESERVED)
        if token.kind == "end":
            return FormulaError(
                token.start,
                "formula_unfinished",
                f"la formule s'arrête trop tôt : {fr}.",
                f"the formula stops too early: {en}.",
                remedy,
            )
        return FormulaError(
            token.start,
            "formula_unexpected",
            f"« {token.text} » est inattendu : {fr}.",
            f'"{token.text}" is unexpected: {en}.',
            remedy,
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
        condition = self.where()
        self.expect(":")
        body = self.expression()
        return ForEach(start, body.end, column, tuple(tables), condition, body)

    def where(self) -> Syntax | None:
        if self.at("ou"):
            raise FormulaError(
                self.token.start,
                "formula_unexpected",
                "« ou » est inattendu : « où » est attendu.",
                '"ou" is unexpected: "où" is expected.',
                Text("Écrivez « où », avec son accent.", 'Write "où", with its accent.'),
            )
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
        first = self.sum()
        if self.at("est", "contient"):
            operator = self.take().text
            option = self.name(Text("une option", "an option"))
            return OptionTest(first.start, option.end, operator, first, option.text)
        if self.token.text in COMPARISONS:
            operator = COMPARISONS[self.take().text]
            second = self.sum()
            if self.token.text in COMPARISONS:
                raise self.unexpected(
                    "une comparaison a deux côtés ; reliez-en deux par « et »",
                    'a comparison has two sides; join two with "et"',
                )
            return Binary(first.start, second.end, operator, first, second)
        return first

    def sum(self) -> Syntax:
        return self.left_associative(("+", "-"), self.product)

    def product(self) -> Syntax:
        return self.left_associative(("*", "/"), self.unary)

    def left_associative(self, operators: tuple[str, ...], operand: _Reader) -> Syntax:
        first = operand()
        levels = 0
        while self.at(*operators):
            self.deeper()
            levels += 1
            operator = self.take().text
            second = operand()
            first = Binary(first.start, second.end, operator, first, second)
        self.depth -= levels
        return first

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

    def dotted(self, base: Token) -> Syntax:
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

    def call(self, function: Token) -> Syntax:
        self.take()
        if function.text == "somme":
            return self.total(function)
        if function.text == "nombre":
            table = self.name(Text("un tableau", "a table")).text
            condition = self.where()
            return OverTable(function.start, self.expect(")").end, table, None, condition)
        if function.text not in FUNCTIONS:
            raise FormulaError(
                function.start,
                "unknown_function",
                f"la fonction « {function.text} » n'existe pas.",
                f'the function "{function.text}" does not exist.',
                foreign_word(function.text) or suggestion(function.text, [*FUNCTIONS, *TOTALS]),
            )
        return self.plain_call(function)

    def total(self, function: Token) -> Syntax:
        table, dot = self.token, self.tokens[min(self.index + 1, len(self.tokens) - 1)]
        if table.kind == "name" and table.text not in ("ligne", "dossier") and dot.text == ".":
            self.index += 2
            column = self.name(Text("une colonne", "a column")).text
            condition = self.where()
            return OverTable(function.start, self.expect(")").end, table.text, column, condition)
        operand = self.expression()
        if self.at(")"):
            raise self.unexpected(
                "« sur annees », ou un tableau et sa colonne (« recettes.montant »)",
                '"sur annees", or a table and its column ("recettes.montant")',
            )
        self.expect("sur")
        self.expect("annees")
        return OverYears(function.start, self.expect(")").end, function.text, operand)

    def plain_call(self, function: Token) -> Syntax:
        arguments = [self.expression()]
        step = ""
        while self.at(","):
            self.take()
            if function.text in ROUNDINGS:
                step = self.name(Text("centime, euro ou unite", "centime, euro or unite")).text
                break
            arguments.append(self.expression())
        count = len(arguments) + bool(step)
        arity = FUNCTIONS[function.text]
        if count != arity if arity else count < 2:
            needs = str(arity) if arity else "2 ou plus"
            raise FormulaError(
                function.start,
                "argument_count",
                f"« {function.text} » attend {needs} élément(s) entre parenthèses, pas {count}.",
                f'"{function.text}" takes {arity or "2 or more"} item(s) in parentheses, not {count}.',
            )
        return Call(function.start, self.expect(")").end, function.text, tuple(arguments), step)
