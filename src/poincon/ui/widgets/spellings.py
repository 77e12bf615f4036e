"""Dates, company numbers, yes or no: texts that are no amounts, as people type them, as the engine reads them.

A reader is given the text without what nobody sees (`clean_answer`). It gives the engine's text, or None for what it
cannot read; a writer gives what the input shows.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from poincon.cahier.basics.identifiers import digits_of
from poincon.cahier.basics.text import Language
from poincon.cahier.dossiers.kinds import NO, REGIONS, YES
from poincon.cahier.explanation.figures import NARROW
from poincon.cahier.model import Field

Reader = Callable[[Field, str, Language], str | None]
Writer = Callable[[Field, str, Language], str]

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


def as_it_is(field: Field, text: str, language: Language) -> str:
    return text


def read_one_line(field: Field, text: str, language: Language) -> str:
    return re.sub(r"\s*\n\s*", " ", text)


def read_by(read: Callable[[str], str | None]) -> Reader:
    """A reader of the library's own, for values that are typed as they are kept."""

    def reader(field: Field, text: str, language: Language) -> str | None:
        return read(text)

    return reader


def read_day(field: Field, text: str, language: Language) -> str | None:
    return _day(text)


def show_day(field: Field, text: str, language: Language) -> str:
    match = re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", text)
    if match is None or _day(f"{match[3]}/{match[2]}/{match[1]}") != text:
        return text
    return f"{match[3]}/{match[2]}/{match[1]}"


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


def read_year(field: Field, text: str, language: Language) -> str | None:
    digits = digits_of(text)
    return digits if re.fullmatch("[0-9]{4}", digits) else None


def show_digits(*lengths: int) -> Writer:
    """A writer of digits in groups of these lengths."""

    def write(field: Field, text: str, language: Language) -> str:
        if not re.fullmatch(rf"[0-9]{{{sum(lengths)}}}", text):
            return text
        ends = [sum(lengths[: at + 1]) for at in range(len(lengths))]
        return NARROW.join(text[end - length : end] for end, length in zip(ends, lengths, strict=True))

    return write


def read_yes_no(field: Field, text: str, language: Language) -> str | None:
    word = text.casefold()
    return "oui" if word in YES else "non" if word in NO else None


def show_yes_no(field: Field, text: str, language: Language) -> str:
    return read_yes_no(field, text, language) or text


def read_region(field: Field, text: str, language: Language) -> str | None:
    if text in REGIONS:
        return text
    return next((code for code, name in REGIONS.items() if name.casefold() == text.casefold()), None)
