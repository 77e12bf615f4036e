"""Text to syntax tree. A closed grammar: no attribute of an object, no subscript, no power; nothing is executed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from poincon.cahier.basics.text import Text
from poincon.cahier.formulas.choices import CRITERIA_EXAMPLE, UNWRITABLE
from poincon.cahier.formulas.errors import FormulaError
from poincon.cahier.formulas.foreign import example_of
from poincon.cahier.formulas.syntax import (
    ROW_WORDS,
    BareSum,
    Binary,
    Call,
    Chain,
    Conditional,
    CountCriteria,
    Dotted,
    ForEach,
    Lookup,
    Name,
    NumberText,
    OptionTest,
    OverTable,
    OverYears,
    Syntax,
    Unary,
    columns_read,
)
from poincon.cahier.formulas.table_functions import TABLE_FUNCTIONS
from poincon.cahier.formulas.token_reader import TokenReader
from poincon.cahier.formulas.tokens import Token, tokens_of
from poincon.cahier.formulas.words import COMPARISONS, FUNCTIONS, ROUNDINGS, TOTALS, WORDS

_Reader = Callable[[], "Syntax"]

MAXIMUM_LENGTH = 500
_OPTION_IN_LETTERS = Text(
    "Écrivez l'identifiant de l'option, du mot du verdict ou du niveau (« x est trois ») ; un nombre se compare "
    "par « = ».",
    'Write the identifier of the option, of the word of the verdict or of the level ("x est trois"); a number is '
    'compared with "=".',
)
_COLUMN = Text("un tableau et sa colonne (« recettes.montant »)", 'a table and its column ("recettes.montant")')


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


class _Parser(TokenReader):
    """Recursive descent; each method reads one level of precedence."""

    # the grammar

    def whole(self) -> Syntax:
        tree = self.expression()
        if self.token.kind != "end":
            raise self.unexpected("un opérateur ou la fin est attendu", "an operator or the end is expected")
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
            option = self.option()
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

    def option(self) -> Token:
        """A name after `est` or `contient`."""
        token = self.token
        if token.kind in ("sign", "number"):
            raise FormulaError(
                token.start,
                "unwritable_option",
                f"« {token.text} » n'est pas un nom que l'on puisse écrire après « est ».",
                f'"{token.text}" is no name that may be written after "est".',
                UNWRITABLE if token.kind == "sign" else _OPTION_IN_LETTERS,
            )
        return self.name(Text("une option", "an option"))

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
        if token.kind != "name" or (token.text in WORDS and token.text not in ROW_WORDS):
            raise self.unexpected(
                "un nom, un nombre ou une parenthèse est attendu", "a name, a number or a parenthesis is expected"
            )
        self.take()
        if self.at("("):
            return self.call(token)
        if self.at("."):
            return self.dotted(token)
        return Name(token.start, token.end, token.text)

    def dotted(self, base: Token) -> Syntax:
        self.take()
        name = self.name(Text("un nom", "a name"))
        return Dotted(base.start, name.end, base.text, name.text)

    def call(self, function: Token) -> Syntax:
        self.take()
        if function.text == "nombre":
            return self.count(function)
        if function.text not in FUNCTIONS and function.text not in TOTALS:
            return self.lookup(function)
        if self.at("criteres"):
            raise FormulaError(
                function.start,
                "formula_unexpected",
                f"« {function.text} » ne porte pas sur des critères : ils se comptent.",
                f'"{function.text}" does not take criteria: they are counted.',
                CRITERIA_EXAMPLE,
            )
        operand = self.expression()
        columns = columns_read(operand) if function.text in TABLE_FUNCTIONS else []
        if columns and self.at("où", ")"):
            return self.over_table(function, operand, columns)
        if self.at("où"):
            raise self.unexpected(_COLUMN.fr, _COLUMN.en)
        return self.total(function, operand) if function.text == "somme" else self.plain_call(function, operand)

    def lookup(self, table: Token) -> Syntax:
        arguments: list[Syntax] = []
        while not self.at(")"):
            arguments.append(self.expression())
            if not self.at(","):
                break
            self.take()
        return Lookup(table.start, self.expect(")").end, table.text, tuple(arguments))

    def count(self, function: Token) -> Syntax:
        if self.at("criteres"):
            return self.count_criteria(function)
        table = self.name(Text("un tableau", "a table")).text
        condition = self.where()
        return OverTable(function.start, self.expect(")").end, function.text, table, None, condition)

    def count_criteria(self, function: Token) -> Syntax:
        self.take()
        group = None
        if self.at("de"):
            self.take()
            group = self.name(Text("un groupe de critères", "a group of criteria")).text
        condition = self.where()
        if condition is None and not self.at(")"):
            raise FormulaError(
                self.token.start,
                "formula_unexpected",
                f"« {self.token.text} » est inattendu : des critères se comptent par « où » et un niveau.",
                f'"{self.token.text}" is unexpected: criteria are counted by "où" and a level.',
                CRITERIA_EXAMPLE,
            )
        return CountCriteria(function.start, self.expect(")").end, group, condition)

    def over_table(self, function: Token, operand: Syntax, columns: list[Dotted]) -> Syntax:
        table = columns[0].base
        for column in columns:
            if column.base != table:
                raise FormulaError(
                    column.start,
                    "one_table",
                    f"« {function.text} » parcourt un seul tableau : « {table} » et « {column.base} » sont mêlés.",
                    f'"{function.text}" goes through one table: "{table}" and "{column.base}" are mixed.',
                    Text(
                        f"Écrivez un « {function.text}(…) » pour chaque tableau.",
                        f'Write one "{function.text}(…)" for each table.',
                    ),
                )
        condition = self.where()
        return OverTable(function.start, self.expect(")").end, function.text, table, operand, condition)

    def total(self, function: Token, operand: Syntax) -> Syntax:
        if self.at(")"):
            return BareSum(function.start, self.take().end, operand)
        self.expect("sur")
        self.expect("annees")
        return OverYears(function.start, self.expect(")").end, function.text, operand)

    def plain_call(self, function: Token, first: Syntax) -> Syntax:
        arguments = [first]
        step = ""
        while self.at(","):
            self.take()
            if function.text in ROUNDINGS:
                step = self.name(Text("centime, euro ou unite", "centime, euro or unite")).text
                break
            arguments.append(self.expression())
        if not self.at(")"):
            raise self.unexpected("« , » ou « ) » est attendu", '"," or ")" is expected')
        count = len(arguments) + bool(step)
        arity = FUNCTIONS[function.text]
        if arity and count != arity:
            items = Text(f"{arity} élément" + "s" * (arity > 1), f"{arity} item" + "s" * (arity > 1))
            raise FormulaError(
                function.start,
                "argument_count",
                f"« {function.text} » attend {items.fr} entre parenthèses, pas {count}.",
                f'"{function.text}" takes {items.en} in parentheses, not {count}.',
                example_of(function.text, arity),
            )
        return Call(function.start, self.expect(")").end, function.text, tuple(arguments), step)
