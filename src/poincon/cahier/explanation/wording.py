"""How sentences are put together in a language: marks of punctuation, quotations, a name and what is said of it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from poincon.cahier.basics.numbers import Rounding
from poincon.cahier.basics.text import Language
from poincon.cahier.explanation.words import ROUNDINGS

_QUESTION = re.compile(r"\s*\?$")
_FULL_STOP = re.compile(r"(?<!\.)\.$")
_VOWELS = frozenset("aeiou")
_OUTER_TO_INNER = {
    "fr": ((re.compile(r"«\s*"), "“"), (re.compile(r"\s*»"), "”")),
    "en": ((re.compile(r'"'), "'"),),
}


@dataclass(frozen=True, slots=True)
class Label:
    """A name, and the ways in which sentences hold it."""

    text: str
    named: str
    """As it stands before a colon, in brackets or in an enumeration: without its full stop."""
    is_question: bool
    wording: Wording

    def about(self, text: str, year: int | None = None) -> str:
        """« Effectif (2021) : 7 ETP ». A question is followed by its answer, a sentence loses its full stop."""
        if self.is_question:
            return (
                f"{self.text} {text}" if year is None else f"{self.text} {self.wording.say('en', 'in')} {year}, {text}"
            )
        return f"{self.in_year(year)}{self.wording.colon} {text}"

    def in_year(self, year: int | None) -> str:
        return self.named if year is None else f"{self.named} ({year})"


@dataclass(frozen=True, slots=True)
class Wording:
    """One language's ways of writing."""

    language: Language

    def say(self, fr: str, en: str) -> str:
        return fr if self.language == "fr" else en

    @property
    def colon(self) -> str:
        return "\u00a0:" if self.language == "fr" else ":"

    @property
    def semicolon(self) -> str:
        return "\u00a0; " if self.language == "fr" else "; "

    def quoted(self, text: str) -> str:
        """The text in quotation marks; those that it holds become inner ones."""
        for outer, inner in _OUTER_TO_INNER[self.language]:
            text = outer.sub(inner, text)
        return self.say(f"«\u00a0{text}\u00a0»", f'"{text}"')

    def label(self, name: str) -> Label:
        return Label(name, _FULL_STOP.sub("", name), _QUESTION.search(name) is not None, self)

    def about(self, name: str, text: str, year: int | None = None) -> str:
        """What is said of a name, as `Label.about`."""
        return self.label(name).about(text, year)

    def named(self, name: str, year: int | None = None) -> str:
        """A name as it stands before a colon, in brackets or in an enumeration."""
        return self.label(name).in_year(year)

    def inside(self, name: str) -> str:
        """A name in the middle of a phrase: quoted where it is a question or a sentence of its own."""
        return self.quoted(name) if name.rstrip().endswith(("?", "!", ".", "…")) else name

    def whether(self, clause: str) -> str:
        """« selon qu'Emplacement est Couvert ou non », "depending on whether Place is Covered"."""
        first_letter = unicodedata.normalize("NFD", clause)[:1].lower()
        conjunction = "qu'" if first_letter in _VOWELS else "que "
        return self.say(f"selon {conjunction}{clause} ou non", f"depending on whether {clause}")

    def months_between(self, first: str, second: str) -> str:
        return self.say(f"mois complets entre {first} et {second}", f"whole months between {first} and {second}")

    def rounded(self, text: str, *, rounding: Rounding, inside: bool) -> str:
        """« arrondi de (…) », "…, rounded"; `inside` a larger calculation."""
        if self.language == "fr":
            return f"{ROUNDINGS[rounding].fr} de ({text})"
        rounded = f"{text}, {ROUNDINGS[rounding].en}"
        return f"({rounded})" if inside else rounded

    def count(self, number: int, fr: tuple[str, str], en: tuple[str, str]) -> str:
        """« 1 ligne », « 3 lignes ». French has no plural below two."""
        several = number >= 2 if self.language == "fr" else number != 1
        return f"{number} {self.say(fr[several], en[several])}"


WORDINGS: dict[Language, Wording] = {"fr": Wording("fr"), "en": Wording("en")}
