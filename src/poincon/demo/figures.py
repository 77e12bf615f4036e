"""Three years of figures that hold together, from a small grammar of `data/answers/*.yaml`.

base: 1300000                 times the dossier's size, a growth by year and a little chance; `fixed: oui`, just that
share: 0.36, of: NAME         a share of one figure, or of the sum of several; `exact: oui`, without chance
rest: NAME, after: [NAME…]    what the others leave of a total
sum: [NAME…]
text: TEXT                    no figure: the same words every year
"""

from __future__ import annotations

from fractions import Fraction
from random import Random
from typing import Any

from poincon.cahier.basics.numbers import decimal_text
from poincon.cahier.model import Field, FieldKind
from poincon.demo import world

GROWTH = ("1", "0.97", "0.93")
"""Of the reference year, of the year before, and so on; the last one stays."""


def rounded(field: Field, value: Fraction) -> Fraction:
    """The value as its field would hold it."""
    scale = 10 ** int(world.read("kinds")["decimals"][field.kind.value])
    return Fraction(round(value * scale), scale)


def number_text(field: Field, value: Fraction) -> str:
    """`1250000.00`, `9.5`, `61`: what the engine reads."""
    text = decimal_text(rounded(field, value))
    if field.kind is not FieldKind.EUROS:
        return text
    whole, _, cents = text.partition(".")
    return f"{whole}.{cents:0<2}"


class Year:
    """The figures of one year, each computed from those before it in the file."""

    def __init__(self, specs: dict[str, dict[str, Any]], growth: Fraction, size: Fraction, seed: str) -> None:
        self.specs = specs
        self.growth = growth
        self.size = size
        self.seed = seed
        self.values: dict[str, Fraction] = {}

    def texts(self, fields: dict[str, Field]) -> dict[str, str]:
        """Each figure as text, by field. Raises `KeyError` for a field that the programme does not have."""
        texts: dict[str, str] = {}
        for name, spec in self.specs.items():
            if "text" in spec:
                texts[name] = spec["text"]
                continue
            self.values[name] = rounded(fields[name], self._value(name, spec))
            texts[name] = number_text(fields[name], self.values[name])
        return texts

    def _value(self, name: str, spec: dict[str, Any]) -> Fraction:
        if "base" in spec:
            base = Fraction(spec["base"])
            return base if spec.get("fixed") else base * self.size * self.growth * self._chance(name, 3)
        if "share" in spec:
            share = Fraction(spec["share"]) * self._total(spec["of"])
            return share if spec.get("exact") else share * self._chance(name, 4)
        if "rest" in spec:
            return self.values[spec["rest"]] - self._total(spec["after"])
        return self._total(spec["sum"])

    def _total(self, names: str | list[str]) -> Fraction:
        listed = [names] if isinstance(names, str) else names
        return sum((self.values[name] for name in listed), Fraction(0))

    def _chance(self, name: str, percents: int) -> Fraction:
        """A factor close to one: what sets this structure apart, and a little of the year."""
        own = Random(f"{self.seed}:{name}").randint(-percents, percents)
        this_year = Random(f"{self.seed}:{name}:{self.growth}").randint(-1, 1)
        return 1 + Fraction(own + this_year, 100)


def growth_of(years_ago: int, growth: list[str] | None) -> Fraction:
    listed = growth or list(GROWTH)
    return Fraction(listed[min(years_ago, len(listed) - 1)])
