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
            raise _decimal_comma(word, start)
        if kind in ("bad", "foreign"):
            raise refused_sign(text, start, word)
        tokens.append(Token(kind, _SIGNS.get(word, word), start, match.end()))
        position = match.end()
    tokens.append(Token("end", "", len(text), len(text)))
    return tokens


def _decimal_comma(word: str, start: int) -> FormulaError:
    figure = f"valeurs: {{sans_date: {word.replace(',', '.')}}}"
    return FormulaError(
        start,
        "decimal_comma",
        f"« {word} » : les décimales s'écrivent avec un point, et un tel nombre est un paramètre.",
        f'"{word}": decimals are written with a point, and such a number is a parameter.',
        Text(
            f"Donnez-lui un nom dans « parametres » (« {figure} »), et écrivez ce nom ; entre deux nombres, mettez une "
            "espace après la virgule.",
            f'Give it a name under "parametres" ("{figure}"), and write that name; between two numbers, put a space '
            "after the comma.",
        ),
    )
