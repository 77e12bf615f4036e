"""The numbers of a parameter, each read in the parameter's unit, where it is written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from poincon.cahier.basics.located import Located, Scalar
from poincon.cahier.basics.meant import number_meant
from poincon.cahier.basics.numbers import Number, decimal_text, finite_decimals, parse_fraction, simplest
from poincon.cahier.basics.problems import Problems
from poincon.cahier.basics.text import Text, to_write
from poincon.cahier.basics.units import DURATIONS, RATIO, Unit
from poincon.cahier.loading import remedies
from poincon.cahier.loading.values import ExactNumber, JsonSchema, Reader

UNLIKELY_RATIO = 5
"""From there on, a ratio is surely a percentage. Ratios over 1 exist (a coefficient of 1.5, a ceiling of 3 times the
contribution), so that 2 proves nothing; but 500 % is seldom meant, and few percentages of programmes are under 5."""
_NAME = re.compile(r"[^\W\d]\w*")
_THOUSANDS = re.compile(r"([0-9]{1,12})[kK]")
_DURATION = re.compile(r"([0-9]{1,4}) ?(ans?|années?|mois|jours?)", re.IGNORECASE)
_MONTHS_A_YEAR = 12


@dataclass(frozen=True)
class LeftAsWritten:
    """A value that is left as it stands, to be read once the unit and the keys of its parameter are known."""

    of: Reader
    """What will read it."""

    def read(self, node: Located, problems: Problems) -> Located:
        return node

    def schema(self) -> JsonSchema:
        return self.of.schema()


@dataclass(frozen=True)
class NumberInUnit:
    """A number of a parameter. One that is likely to be another is told: a percentage in place of a ratio, years…"""

    unit: Unit

    def read(self, node: Located, problems: Problems) -> Number | None:
        text = node.text if isinstance(node, Scalar) else None
        number = parse_fraction(text) if text is not None else None
        if number is None:
            self._tell(node, text or "", problems)
        elif self.unit == RATIO and number >= UNLIKELY_RATIO:
            _warn_of_percentage(node, number, problems)
        return number

    def schema(self) -> JsonSchema:
        return ExactNumber().schema()

    def _tell(self, node: Located, text: str, problems: Problems) -> None:
        remedy = of_duration(text, self.unit) or _of_thousands(text) or remedies.of_number(text)
        fr, en = "il faut un nombre (0.25) ou une fraction (2/3).", "a number (0.25) or a fraction (2/3) is needed."
        if _NAME.fullmatch(text) and number_meant(text) is None:
            fr = f"« {text[:60]} » est un nom : une valeur est un nombre."
            en = f'"{text[:60]}" is a name: a value is a number.'
            remedy = Text(
                "Écrivez le nombre lui-même, comme 0.25 ou 1500.", "Write the number itself, as 0.25 or 1500."
            )
        problems.add(node.place, "number", fr, en, remedy)


def of_duration(text: str, unit: Unit) -> Text | None:
    """The number to write for « 2 ans » in a parameter whose unit is a duration: 24 when it is in months."""
    match = _DURATION.fullmatch(text.strip())
    if match is None or not unit.is_duration:
        return None
    count, word, counted = int(match[1]), match[2].lower(), unit.name
    written = next(name for name in DURATIONS if word.startswith(name))
    if written == counted:
        return to_write(str(count))
    converted: dict[tuple[str, str], Number] = {
        ("an", "mois"): count * _MONTHS_A_YEAR,
        ("mois", "an"): Fraction(count, _MONTHS_A_YEAR),
    }
    number = converted.get((written, counted))
    if number is not None and number.denominator == 1:
        return Text(
            f"Écrivez {number} : « unite » compte en {_counted(counted)}.",
            f'Write {number}: "unite" counts in "{counted}".',
        )
    return Text(
        f"Écrivez {count} et « unite: {written} » : « unite » compte ici en {_counted(counted)}.",
        f'Write {count} and "unite: {written}": "unite" counts in "{counted}" here.',
    )


def _counted(unit: str) -> str:
    return unit if unit.endswith("s") else f"{unit}s"


def _of_thousands(text: str) -> Text | None:
    match = _THOUSANDS.fullmatch(text.strip())
    return to_write(f"{match[1]}000") if match is not None else None


def _warn_of_percentage(node: Located, number: Number, problems: Problems) -> None:
    if finite_decimals(number) is None:
        return
    written, lower = decimal_text(number), decimal_text(simplest(Fraction(number) / 100))
    whole, point, decimals = decimal_text(simplest(Fraction(number) * 100)).partition(".")
    percents = f"{int(whole):,}".replace(",", "\u202f") + point + decimals
    problems.warn(
        node.place,
        "ratio_as_percentage",
        f"{written} en ratio se lit {percents}\u00a0%.",
        f"{written} as a ratio reads {percents}\u00a0%.",
        Text(f"Pour {written}\u00a0%, écrivez {lower}.", f"For {written}\u00a0%, write {lower}."),
    )
