"""Numbers as people type them and read them: « 1 250 000,50 € », « 25 % », “1,250,000.50”.

« 10.000 » is ten thousand for some and ten for others. Where nobody writes three decimals (whole numbers, euros) it is
asked again: it is kept with a mark that no engine reads as a number, and shown without it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, localcontext

from poincon.cahier.basics.characters import plain_spaces
from poincon.cahier.basics.text import LANGUAGES, Language
from poincon.cahier.explanation.figures import NARROW
from poincon.cahier.model import Field

_PLAIN = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")
_LONGEST = 60
_UNCLEAR = "?"
_ONE_GROUP = re.compile(r"-?[1-9][0-9]{0,2}\.[0-9]{3}")
_FRENCH_GROUPS = re.compile(r"[0-9]+(?: [0-9]{3})*|[0-9]{1,3}(?:\.[0-9]{3}){2,}")
_ENGLISH_GROUPS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+")


@dataclass(frozen=True, slots=True)
class Amount:
    """How the numbers of a kind are typed and shown."""

    units: tuple[str, ...]
    """What may be typed beside the number, and says nothing more."""
    places: int
    """How many places left of the engine's number its decimal point is shown: 2 for a percentage."""
    few_decimals: bool
    """Whether nobody writes three decimals, so that the only point of « 10.000 » may part thousands."""

    def read(self, field: Field, text: str, language: Language) -> str | None:
        """The text of the engine, marked when it reads in two ways; None when it is no number."""
        unmarked = text.removesuffix(_UNCLEAR)
        if self._may_be_grouped(field, unmarked, language):
            return unmarked + _UNCLEAR
        return self._number(text, language)

    def write(self, field: Field, text: str, language: Language) -> str:
        """The number as its input shows it; the unit stands beside the input."""
        if not is_plain(text):
            return self.unclear(field, text) or text
        return _grouped(_moved(text, self.places) if self.places else text, language)

    def unclear(self, field: Field, text: str) -> str:
        """What was typed, of a number that is kept because it reads in two ways; empty for any other text."""
        typed = text.removesuffix(_UNCLEAR)
        ambiguous = any(self._may_be_grouped(field, typed, language) for language in LANGUAGES)
        return typed if typed != text and ambiguous else ""

    def readings(self, field: Field, typed: str) -> tuple[str, ...]:
        """The numbers that « 10.000 » may be, in the engine's form: ten thousand, and ten if the field can take it."""
        whole, _, fraction = (self._number(typed, "fr") or "").partition(".")
        decimals = fraction.rstrip("0")
        small = f"{whole}.{decimals}" if decimals else whole
        return (whole + fraction, small) if len(decimals) <= field.decimals else (whole + fraction,)

    def _number(self, text: str, language: Language) -> str | None:
        bare = text.replace("\u2212", "-")
        for unit in self.units:
            if bare.lower().endswith(unit) or (unit == "€" and bare.startswith(unit)):
                bare = bare.strip("€").strip() if unit == "€" else bare[: -len(unit)].strip()
                break
        plain = _plain(plain_spaces(bare), language)
        if plain is None or len(plain) > _LONGEST:
            return None
        return _moved(plain, -self.places) if self.places else plain

    def _may_be_grouped(self, field: Field, typed: str, language: Language) -> bool:
        """Whether the only point of « 10.000 » may part thousands. A French comma never does, nor a point after « 0 ».

        In English a point is a decimal mark, but three decimals that the field cannot take were not meant as such.
        """
        if not self.few_decimals or not ("." in typed or language == "en"):
            return False
        number = self._number(typed, language)
        return number is not None and bool(_ONE_GROUP.fullmatch(number)) and (language == "fr" or field.decimals < 3)


def is_plain(text: str) -> bool:
    """Whether a text is a number in the engine's form."""
    return len(text) <= _LONGEST and _PLAIN.fullmatch(text) is not None


def _plain(text: str, language: Language) -> str | None:
    """`-1250000.50`, from digits grouped by spaces, points or commas; None when the grouping makes no sense."""
    sign, digits = ("-", text[1:].lstrip()) if text.startswith("-") else ("", text)
    split = _split(digits, language)
    if split is None:
        return None
    whole, fraction = split
    whole = re.sub(r"[ .,]", "", whole).lstrip("0") or "0"
    return f"{sign}{whole}.{fraction}" if fraction else sign + whole


def _split(digits: str, language: Language) -> tuple[str, str] | None:
    """The digits before and after the decimal mark. « 1,250 » is one and a quarter in French, a thousand in English."""
    if language == "en" and _ENGLISH_GROUPS.fullmatch(digits):
        return digits, ""
    if _ENGLISH_GROUPS.fullmatch(digits) and digits.count(",") > 1:
        return digits, ""
    english = re.fullmatch(rf"({_ENGLISH_GROUPS.pattern})\.([0-9]+)", digits)
    if english:
        return english[1], english[2]
    if _FRENCH_GROUPS.fullmatch(digits):
        return digits, ""
    french = re.fullmatch(rf"({_FRENCH_GROUPS.pattern}|[0-9]{{1,3}}\.[0-9]{{3}}),([0-9]+)", digits)
    if french:
        return french[1], french[2]
    either = re.fullmatch(r"([0-9]+(?: [0-9]{3})*|)[.,]([0-9]+)", digits)
    return (either[1], either[2]) if either else None


def _moved(plain: str, places: int) -> str:
    """`plain` times ten to the power of `places`, exactly, without zeros after the last decimal that counts."""
    with localcontext(prec=2 * _LONGEST):
        text = format(Decimal(plain).scaleb(places), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _grouped(plain: str, language: Language) -> str:
    """Groups of three apart by narrow spaces, in English too: read in French, a comma would be a decimal mark."""
    sign, digits = ("-", plain[1:]) if plain.startswith("-") else ("", plain)
    whole, _, fraction = digits.partition(".")
    first = len(whole) % 3 or 3
    groups = [whole[:first], *(whole[at : at + 3] for at in range(first, len(whole), 3))]
    return sign + NARROW.join(groups) + (("." if language == "en" else ",") + fraction if fraction else "")
