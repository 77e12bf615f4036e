"""What a person types, as the text that the engine reads, and the reverse. Nothing typed is ever lost.

`normalise` leaves a text that it cannot read as it is: it comes back on the page beside its error. `display` leaves
alone what is not in the engine's form. On texts in the engine's form, `normalise(display(text)) == text`.

« 10.000 » is ten thousand for some and ten for others. Where nobody writes three decimals (whole numbers, euros) it is
asked again: it is kept with a mark that no engine reads as a number, and shown without it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal, localcontext

from poincon.cahier.basics.text import Language
from poincon.cahier.dossiers.kinds import NO, REGIONS, YES
from poincon.cahier.explanation.figures import NARROW
from poincon.cahier.model import Field, FieldKind

_SPACE = re.compile(r"[ \t\u00a0\u2009\u202f]")
_PLAIN = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")
_LONGEST = 60
_UNITS: dict[FieldKind, tuple[str, ...]] = {
    FieldKind.EUROS: ("euros", "euro", "eur", "€"),
    FieldKind.PERCENTAGE: ("%",),
    FieldKind.FTE: ("etp", "fte"),
}
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("janvier", "january"),
            ("février", "fevrier", "february"),
            ("mars", "march"),
            ("avril", "april"),
            ("mai", "may"),
            ("juin", "june"),
            ("juillet", "july"),
            ("août", "aout", "august"),
            ("septembre", "september"),
            ("octobre", "october"),
            ("novembre", "november"),
            ("décembre", "decembre", "december"),
        ),
        start=1,
    )
    for name in names
}


def normalise(field: Field, typed: str, language: Language = "fr") -> str:
    """« 1 250 000,50 € » → `1250000.50`, « 25 % » → `0.25`, « 31/12/2021 » → `2021-12-31`; else `typed`, unchanged."""
    text = typed.strip()
    if not text:
        return ""
    if field.is_number and field.kind is not FieldKind.YEAR:
        unmarked = text.removesuffix(_UNCLEAR)
        if _may_be_grouped(field, unmarked, language):
            return unmarked + _UNCLEAR
        read = _number(field.kind, text, language)
    else:
        reader = _READERS.get(field.kind)
        read = reader(text) if reader is not None else text.replace("\r\n", "\n").replace("\r", "\n")
    return typed if read is None else read


def display(field: Field, text: str, language: Language = "fr") -> str:
    """The engine's text as its input shows it: `1 250 000,50`, `25`, `31/12/2021`; the unit stands beside the input."""
    if field.is_number and field.kind is not FieldKind.YEAR:
        if not is_plain(text):
            return unclear(field, text) or text
        shown = _moved(text, 2) if field.kind is FieldKind.PERCENTAGE else text
        return _grouped(shown, language)
    writer = _WRITERS.get(field.kind)
    return writer(text) if writer is not None else text


def unclear(field: Field, text: str) -> str:
    """What was typed, of a number that is kept because it reads in two ways; empty for any other text."""
    typed = text.removesuffix(_UNCLEAR)
    both: tuple[Language, ...] = ("fr", "en")
    return typed if typed != text and any(_may_be_grouped(field, typed, one) for one in both) else ""


def readings(field: Field, typed: str) -> tuple[str, ...]:
    """The numbers that « 10.000 » may be, in the engine's form: ten thousand, and ten if the field can take it."""
    whole, _, fraction = (_number(field.kind, typed, "fr") or "").partition(".")
    decimals = fraction.rstrip("0")
    small = f"{whole}.{decimals}" if decimals else whole
    return (whole + fraction, small) if len(decimals) <= field.decimals else (whole + fraction,)


def is_plain(text: str) -> bool:
    """Whether a text is a number in the engine's form."""
    return len(text) <= _LONGEST and _PLAIN.fullmatch(text) is not None


# numbers


def _number(kind: FieldKind, text: str, language: Language) -> str | None:
    bare = text.replace("\u2212", "-")
    for unit in _UNITS.get(kind, ()):
        if bare.lower().endswith(unit) or (unit == "€" and bare.startswith(unit)):
            bare = bare.strip("€").strip() if unit == "€" else bare[: -len(unit)].strip()
            break
    plain = _plain(_SPACE.sub(" ", bare), language)
    if plain is None or len(plain) > _LONGEST:
        return None
    return _moved(plain, -2) if kind is FieldKind.PERCENTAGE else plain


_UNCLEAR = "?"
_ONE_GROUP = re.compile(r"-?[1-9][0-9]{0,2}\.[0-9]{3}")


def _may_be_grouped(field: Field, typed: str, language: Language) -> bool:
    """Whether the only point of « 10.000 » may part thousands. A comma never does in French, nor a point after « 0 ».

    In English a point is a decimal mark, but three decimals that the field cannot take were not meant as such.
    """
    if field.kind not in (FieldKind.INTEGER, FieldKind.EUROS) or not ("." in typed or language == "en"):
        return False
    read = _number(field.kind, typed, language)
    return read is not None and bool(_ONE_GROUP.fullmatch(read)) and (language == "fr" or field.decimals < 3)


_FRENCH_GROUPS = re.compile(r"[0-9]+(?: [0-9]{3})*|[0-9]{1,3}(?:\.[0-9]{3}){2,}")
_ENGLISH_GROUPS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+")


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


# the rest


def _day(text: str) -> str | None:
    numbers = re.fullmatch(r"([0-9]{1,2})\s*[/.\- ]\s*([0-9]{1,2})\s*[/.\- ]\s*([0-9]{4})", text)
    words = re.fullmatch(r"([0-9]{1,2})(?:er)?\s+([A-Za-zéûÉÛ]+)\s+([0-9]{4})", text)
    if numbers:
        day, month, year = (int(part) for part in numbers.groups())
    elif words and words[2].lower() in _MONTHS:
        day, month, year = int(words[1]), _MONTHS[words[2].lower()], int(words[3])
    else:
        return text if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) else None
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _shown_day(text: str) -> str:
    match = re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", text)
    if match is None or _day(f"{match[3]}/{match[2]}/{match[1]}") != text:
        return text
    return f"{match[3]}/{match[2]}/{match[1]}"


def _digits(count: int) -> Callable[[str], str | None]:
    def read(text: str) -> str | None:
        compact = re.sub(r"[\s.\u00a0\u202f-]", "", text)
        return compact if re.fullmatch(rf"[0-9]{{{count}}}", compact) else None

    return read


def _shown_digits(*lengths: int) -> Callable[[str], str]:
    def write(text: str) -> str:
        if not re.fullmatch(rf"[0-9]{{{sum(lengths)}}}", text):
            return text
        ends = [sum(lengths[: at + 1]) for at in range(len(lengths))]
        return NARROW.join(text[end - length : end] for end, length in zip(ends, lengths, strict=True))

    return write


def _yes_no(text: str) -> str | None:
    word = text.casefold()
    return "oui" if word in YES else "non" if word in NO else None


def _region(text: str) -> str | None:
    if text in REGIONS:
        return text
    return next((code for code, name in REGIONS.items() if name.casefold() == text.casefold()), None)


def _one_line(text: str) -> str:
    return re.sub(r"\s*[\r\n]+\s*", " ", text)


_READERS: dict[FieldKind, Callable[[str], str | None]] = {
    FieldKind.TEXT: _one_line,
    FieldKind.EMAIL: _one_line,
    FieldKind.TELEPHONE: lambda text: _SPACE.sub(" ", _one_line(text)),
    FieldKind.YEAR: _digits(4),
    FieldKind.DATE: _day,
    FieldKind.SIREN: _digits(9),
    FieldKind.SIRET: _digits(14),
    FieldKind.YES_NO: _yes_no,
    FieldKind.REGION: _region,
}
_WRITERS: dict[FieldKind, Callable[[str], str]] = {
    FieldKind.DATE: _shown_day,
    FieldKind.SIREN: _shown_digits(3, 3, 3),
    FieldKind.SIRET: _shown_digits(3, 3, 3, 5),
    FieldKind.YES_NO: lambda text: _yes_no(text) or text,
}
