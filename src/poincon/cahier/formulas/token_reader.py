"""Tokens read one after the other: what is expected next, and how deep the reading stands."""

from __future__ import annotations

from poincon.cahier.basics.text import Text
from poincon.cahier.formulas.errors import FormulaError
from poincon.cahier.formulas.foreign import FOREIGN_HEADS, foreign_word, remedy_between
from poincon.cahier.formulas.tokens import Token
from poincon.cahier.formulas.words import RESERVED

MAXIMUM_DEPTH = 40


class TokenReader:
    """Stands at one token of a formula. Its methods raise `FormulaError` at what is not expected there."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.index = 0
        self.depth = 0

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
        if before is not token and before.text in FOREIGN_HEADS:
            return FormulaError(
                before.start,
                "formula_unexpected",
                f"« {before.text} » n'est pas un mot des formules.",
                f'"{before.text}" is no word of the formulas.',
                foreign_word(before.text),
            )
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
