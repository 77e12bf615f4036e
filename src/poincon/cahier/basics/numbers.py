"""Exact numbers: an `int` or a reduced `Fraction`, never a float (docs/adr/0005)."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from poincon.cahier.basics.characters import visible_text

Number = int | Fraction

INTEGER_DIGITS = 15
"""Digits before the point that any input may have: far beyond a State budget, and bounded."""

_DECIMAL = re.compile(r"(-?)([0-9]{1,40})(?:\.([0-9]{1,40}))?")

ROUNDING_STEPS: dict[str, Fraction] = {"centime": Fraction(1, 100), "euro": Fraction(1), "unite": Fraction(1)}


def simplest(value: Fraction) -> Number:
    """The same number, as an int when it is whole: ints are several times faster to compute with."""
    return value.numerator if value.denominator == 1 else value


def parse_decimal(text: str, decimals: int) -> Number | None:
    """The exact value of `-12.50`; None when the text is no plain decimal, is too long or has too many decimals."""
    match = _DECIMAL.fullmatch(text if text.isascii() else visible_text(text))
    if match is None:
        return None
    sign, whole, fraction = match[1], match[2].lstrip("0") or "0", (match[3] or "").rstrip("0")
    if len(whole) > INTEGER_DIGITS or len(fraction) > decimals:
        return None
    scaled = int(sign + whole + fraction)
    return simplest(Fraction(scaled, 10 ** len(fraction))) if fraction else scaled


def parse_fraction(text: str, decimals: int = 12) -> Number | None:
    """The exact value of `0.25` or of `2/3`; None when the text is neither."""
    numerator, slash, denominator = text.partition("/")
    top = parse_decimal(numerator.strip(), decimals)
    if not slash or top is None:
        return top
    bottom = parse_decimal(denominator.strip(), decimals)
    return None if not bottom else simplest(Fraction(top) / Fraction(bottom))


def fraction_text(value: Number) -> str:
    """`5/16`, `7500`."""
    return f"{value.numerator}/{value.denominator}" if value.denominator != 1 else str(value.numerator)


def finite_decimals(value: Number) -> int | None:
    """How many decimals write this number exactly; None when no finite number does."""
    denominator = value.denominator
    twos = (denominator & -denominator).bit_length() - 1
    denominator >>= twos
    fives = 0
    while denominator % 5 == 0:
        denominator, fives = denominator // 5, fives + 1
    return max(twos, fives) if denominator == 1 else None


def decimal_text(value: Number) -> str:
    """A plain decimal: exact when it is finite, else 15 significant digits."""
    decimals = finite_decimals(value)
    if decimals is not None:
        return fixed_text(value, decimals)
    numerator, denominator = abs(value.numerator), value.denominator
    whole = numerator // denominator
    if whole:
        return _trimmed(fixed_text(value, max(0, 15 - len(str(whole)))))
    leading = 0
    while numerator * 10 < denominator:
        numerator, leading = numerator * 10, leading + 1
    return _trimmed(fixed_text(value, 15 + leading))


def _trimmed(text: str) -> str:
    """Without the zeros that end its decimals."""
    return text.rstrip("0").rstrip(".") if "." in text else text


def in_steps(value: Number, decimals: int) -> int:
    """How many of the steps that so many decimals show, hundredths for two: the nearest, halves away from zero."""
    # On whole numbers throughout: a `Fraction` is reduced after every operation, and figures are shown by thousands.
    numerator, denominator = value.numerator, value.denominator
    steps: int = (2 * abs(numerator) * 10**decimals + denominator) // (2 * denominator)
    return -steps if numerator < 0 else steps


def fixed_text(value: Number, decimals: int) -> str:
    """`value` with exactly that many decimals, rounded half away from zero."""
    steps = in_steps(value, decimals)
    if not decimals:
        return str(steps)
    digits = str(abs(steps)).rjust(decimals + 1, "0")
    return f"{'-' if steps < 0 else ''}{digits[:-decimals]}.{digits[-decimals:]}"


def rounded(value: Number, step: Fraction) -> Number:
    """The nearest multiple of `step`, halves away from zero."""
    quotient = abs(Fraction(value)) / step + Fraction(1, 2)
    whole = quotient.numerator // quotient.denominator
    return simplest((whole if value >= 0 else -whole) * step)


def rounded_down(value: Number, step: Fraction) -> Number:
    """The greatest multiple of `step` that is not above `value`."""
    quotient = Fraction(value) / step
    return simplest((quotient.numerator // quotient.denominator) * step)


def rounded_up(value: Number, step: Fraction) -> Number:
    """The least multiple of `step` that is not below `value`."""
    return -rounded_down(-value, step)


class Rounding(StrEnum):
    """Which multiple of a step a number is rounded to."""

    NEAREST = "nearest"
    DOWN = "down"
    UP = "up"


ROUND: dict[Rounding, Callable[[Number, Fraction], Number]] = {
    Rounding.NEAREST: rounded,
    Rounding.DOWN: rounded_down,
    Rounding.UP: rounded_up,
}


def of_float(value: float) -> Number:
    """The decimal that a float was written from (its shortest form), exactly."""
    return simplest(Fraction(Decimal(repr(float(value)))))
