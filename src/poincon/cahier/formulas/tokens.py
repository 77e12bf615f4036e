"""Text to tokens: names, numbers and signs; any other character is refused."""

from __future__ import annotations

import re
from dataclasses import dataclass

from poincon.cahier.basics.text import Text
from poincon.cahier.formulas.errors import FormulaError
from poincon.cahier.formulas.foreign import refused_sign

_TOKEN = re.compile(
    r"\s*(?:(?P<comma_decimal>[0-9]+,[0-9]+)|(?P<number>[0-9]+\.[0-9]+|[0-9]+(?![A-Za-z0-9_]))|(?P<name>où(?![A-Za-z0-9_])|[A-Za-z0-9_]+)"
    r"|(?P<foreign>==|!=|=>|=<|&&|\|\||\*\*)|(?P<sign><=|>=|<>|[-+*/=<>≤≥≠×÷(),.:])|(?P<bad>\S))"
)
_SIGNS = {"×": "*", "÷": "/"}


@dataclass(frozen=True, slots=True)
class Token:
    kind: str
    text: str
    start: int
    end: int


def tokens_of(text: str) -> list[Token]:
    """The tokens of a formula, then its end. Raises `FormulaError` at the first character that it may not hold."""
    tokens: list[Token] = []
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
        if kind in ("bad", "foreign"):
            raise refused_sign(text, start, word)
        tokens.append(Token(kind, _SIGNS.get(word, word), start, match.end()))
        position = match.end()
    tokens.append(Token("end", "", len(text), len(text)))
    return tokens
