"""How values are written in a comparison: in one language, and never so that two different values look the same."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from functools import cached_property

from poincon.cahier.basics.numbers import Number, finite_decimals, fraction_text
from poincon.cahier.basics.text import Language
from poincon.cahier.basics.units import Unit
from poincon.cahier.explanation import Figures, Names
from poincon.cahier.loading.english import texts_of
from poincon.cahier.model import Formula, Programme, Reference


class Voice:
    """One programme in one language."""

    def __init__(self, programme: Programme, language: Language) -> None:
        self.programme = programme
        self.language: Language = language
        self.names = Names(programme, language)
        self.figures = Figures(programme, language)

    def say(self, fr: str, en: str) -> str:
        return en if self.language == "en" else fr

    def quoted(self, text: str) -> str:
        return self.names.wording.quoted(text)

    def translated(self, french: str) -> str:
        """A text of the package by what it says, for what has no path of its own where it is told."""
        return french if self.language == "fr" else self._english.get(french, french)

    @cached_property
    def _english(self) -> dict[str, str]:
        texts = [(french, self.names.text(path, french)) for path, french, _ in texts_of(self.programme) if french]
        return dict(reversed(texts))

    def yes_no(self, value: bool) -> str:
        return self.say("oui", "yes") if value else self.say("non", "no")

    def number(self, value: Number | None, unit: Unit | None = None) -> str | None:
        """All the decimals of a number, or its fraction when no number of decimals is enough."""
        if value is None:
            return None
        scaled = Fraction(value) * 100 if unit is not None and unit.name == "ratio" else Fraction(value)
        decimals = finite_decimals(scaled)
        return fraction_text(value) if decimals is None else self.figures.number(value, unit, decimals)

    def day(self, day: date) -> str:
        return self.figures.day(day)

    def formula(self, formula: Formula | None) -> str | None:
        """The text of a formula; its spaces and lines do not count."""
        return None if formula is None else self.quoted(" ".join(formula.text.split()))

    def text(self, text: str | None) -> str | None:
        """A text of the package in the reader's language; in French where the package has no other."""
        return self.quoted(self.translated(text)) if text else None

    def source(self, reference: Reference) -> str | None:
        return self.quoted(self.names.reference(reference)) if reference.source else None

    def listed(self, names: tuple[str, ...]) -> str | None:
        return ", ".join(names) if names else None
