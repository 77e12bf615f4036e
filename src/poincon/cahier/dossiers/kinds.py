"""One reader for each kind of field: text to typed value, or a message that says what would be right.

The same readers serve dossier files, populations and web forms.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from fractions import Fraction

from poincon.cahier.basics.characters import plain_spaces, prose, visible_text
from poincon.cahier.basics.days import not_a_day, parse_date
from poincon.cahier.basics.identifiers import (
    LONGEST_FILE_NAME,
    ending_of,
    is_long_file_name,
    read_email,
    read_file_name,
    read_siren,
    read_siret,
    read_telephone,
)
from poincon.cahier.basics.meant import number_meant, yes_or_no_meant
from poincon.cahier.basics.numbers import INTEGER_DIGITS, Number, decimal_text, parse_decimal
from poincon.cahier.basics.spelling import as_identifier
from poincon.cahier.basics.text import Text
from poincon.cahier.dossiers.dossier import Cell
from poincon.cahier.dossiers.remedies import (
    SIREN_DIGITS,
    example_of,
    of_company_number,
    of_email,
    of_option,
    of_percentage,
)
from poincon.cahier.model import Field, FieldKind
from poincon.cahier.model.kinds import KINDS

REGIONS = {
    "01": "Guadeloupe",
    "02": "Martinique",
    "03": "Guyane",
    "04": "La Réunion",
    "06": "Mayotte",
    "11": "Île-de-France",
    "24": "Centre-Val de Loire",
    "27": "Bourgogne-Franche-Comté",
    "28": "Normandie",
    "32": "Hauts-de-France",
    "44": "Grand Est",
    "52": "Pays de la Loire",
    "53": "Bretagne",
    "75": "Nouvelle-Aquitaine",
    "76": "Occitanie",
    "84": "Auvergne-Rhône-Alpes",
    "93": "Provence-Alpes-Côte d'Azur",
    "94": "Corse",
}
"""INSEE codes of the regions since 2016."""

YES = frozenset({"oui", "true", "vrai", "yes"})
NO = frozenset({"non", "false", "faux", "no"})


Reader = Callable[[Field, str], Cell]


class WrongValue(Exception):
    """A text that its field cannot take."""

    def __init__(self, code: str, fr: str, en: str, remedy: Text | None = None, names: tuple[str, ...] = ()) -> None:
        super().__init__(fr)
        self.code = code
        self.text = Text(fr, en)
        self.remedy = remedy
        self.names = names
        """Options that the field does not have."""


def read_value(field: Field, text: str) -> Cell:
    """The typed value of a text that is not blank. Raises `WrongValue`. Not for tables nor free statements."""
    return READERS[field.kind](field, clean_answer(field.kind, text))


def clean_answer(kind: FieldKind, text: str) -> str:
    """What a reader of that kind reads: without what nobody sees, or as its author wrote it, and no spaces around."""
    return prose(text).strip() if KINDS[kind].is_prose else visible_text(text)


def _number(field: Field, text: str) -> Number:
    decimals = field.decimals
    value = parse_decimal(text, decimals)
    if value is None:
        raise _not_a_number(field, text, decimals)
    return _bounded(field, value)


def _not_a_number(field: Field, text: str, decimals: int) -> WrongValue:
    example = example_of(field, text, decimals)
    shown = text[:40]
    if parse_decimal(plain_spaces(text).replace(",", ".").replace(" ", ""), decimals) is not None:
        return WrongValue(
            "number_form",
            f"« {shown} » : écrivez le nombre sans espace, avec un point décimal.",
            f'"{shown}": write the number without spaces, with a decimal point.',
            example,
        )
    is_fraction = isinstance(number_meant(text), Fraction) and "%" not in text
    if decimals == 0 and (is_fraction or parse_decimal(text, 40) is not None):
        return WrongValue(
            "whole_number", f"« {shown} » n'est pas un nombre entier.", f'"{shown}" is not a whole number.', example
        )
    if parse_decimal(text, 40) is not None:
        return WrongValue(
            "decimals",
            f"« {shown} » a plus de {decimals} décimales.",
            f'"{shown}" has more than {decimals} decimals.',
            example,
        )
    if re.fullmatch(r"-?[0-9.]{16,}", text):
        return WrongValue(
            "too_big", f"« {shown} » dépasse {INTEGER_DIGITS} chiffres.", f'"{shown}" is over {INTEGER_DIGITS} digits.'
        )
    return WrongValue("number", f"« {shown} » n'est pas un nombre.", f'"{shown}" is not a number.', example)


def _bounded(field: Field, value: Number) -> Number:
    if field.minimum is not None and value < field.minimum:
        bound = decimal_text(field.minimum)
        raise WrongValue(
            "below",
            f"« {decimal_text(value)} » est au-dessous du minimum, {bound}.",
            f'"{decimal_text(value)}" is below the minimum, {bound}.',
        )
    if field.maximum is not None and value > field.maximum:
        bound = decimal_text(field.maximum)
        raise WrongValue(
            "above",
            f"« {decimal_text(value)} » dépasse le maximum, {bound}.",
            f'"{decimal_text(value)}" is above the maximum, {bound}.',
            of_percentage(field, value),
        )
    return value


def _percentage(field: Field, text: str) -> Number:
    if not text.endswith("%"):
        return _number(field, text)
    value = parse_decimal(text[:-1].strip(), max(0, field.decimals - 2))
    if value is None:
        raise _not_a_number(field, text, max(0, field.decimals - 2))
    return _bounded(field, Fraction(value) / 100)


def _text(field: Field, text: str) -> str:
    longest = field.length or KINDS[field.kind].longest
    if len(text) > longest:
        raise WrongValue(
            "text_too_long",
            f"ce texte a {len(text)} caractères ; il en faut {longest} au plus.",
            f"this text has {len(text)} characters; {longest} at most are needed.",
        )
    return text


def _choice(field: Field, text: str) -> str:
    if field.option(text) is None:
        raise WrongValue(
            "unknown_option",
            f"« {text[:60]} » n'est pas une option.",
            f'"{text[:60]}" is not an option.',
            of_option(field, text),
            (text,),
        )
    return text


def _yes_no(field: Field, text: str) -> bool:
    word = text.casefold()
    if word in YES or word in NO:
        return word in YES
    meant = yes_or_no_meant(text)
    remedy = Text(f"Écrivez {meant}.", f"Write {meant}.") if meant else None
    raise WrongValue(
        "yes_or_no", f"« {text[:40]} » : répondez par oui ou non.", f'"{text[:40]}": answer oui or non.', remedy
    )


def _date(field: Field, text: str) -> date:
    day = parse_date(text)
    if day is not None:
        return _within_days(field, day)
    message, remedy = not_a_day(text, "2021-12-31")
    raise WrongValue("date", message.fr, message.en, remedy)


def _within_days(field: Field, day: date) -> date:
    if field.earliest is not None and day < field.earliest:
        raise WrongValue(
            "early",
            f"« {day} » est trop tôt : au plus tôt le {field.earliest}.",
            f'"{day}" is too early: no earlier than {field.earliest}.',
        )
    if field.latest is not None and day > field.latest:
        raise WrongValue(
            "late",
            f"« {day} » est trop tard : au plus tard le {field.latest}.",
            f'"{day}" is too late: no later than {field.latest}.',
        )
    return day


def _year(field: Field, text: str) -> int:
    if not re.fullmatch(r"[12][0-9]{3}", text):
        raise WrongValue(
            "year",
            f"« {text[:40]} » n'est pas une année.",
            f'"{text[:40]}" is not a year.',
            Text("Exemple : 2021", "Example: 2021"),
        )
    value = _bounded(field, int(text))
    return int(value)


def _company_number(read: Callable[[str], str | None], name: str, digits: int) -> Reader:
    def reader(field: Field, text: str) -> str:
        number = read(text)
        if number is None:
            message, remedy = of_company_number(text, name, digits)
            raise WrongValue(name.lower(), message.fr, message.en, remedy)
        return number

    return reader


def _email(field: Field, text: str) -> str:
    address = read_email(text)
    if address is None:
        fr, en = f"« {text[:60]} » n'est pas une adresse électronique.", f'"{text[:60]}" is not an e-mail address.'
        raise WrongValue("email", fr, en, of_email(text))
    return address


def _telephone(field: Field, text: str) -> str:
    number = read_telephone(text)
    if number is None:
        fr, en = f"« {text[:60]} » n'est pas un numéro de téléphone.", f'"{text[:60]}" is not a telephone number.'
        raise WrongValue("telephone", fr, en, Text("Exemple : 01 99 00 12 34", "Example: 01 99 00 12 34"))
    return number


def _region(field: Field, text: str) -> str:
    if text not in REGIONS:
        part = as_identifier(text)
        near = next((code for code, name in REGIONS.items() if len(part) > 3 and part in as_identifier(name)), None)
        remedy = (
            Text(f"Écrivez {near}.", f"Write {near}.")
            if near
            else Text(
                "Exemple : 27 pour la Bourgogne-Franche-Comté ; ce n'est pas le code d'un département.",
                "Example: 27 for Bourgogne-Franche-Comté; it is not the code of a département.",
            )
        )
        raise WrongValue(
            "region", f"« {text[:60]} » n'est pas un code de région.", f'"{text[:60]}" is not a region\'s code.', remedy
        )
    return text


def _file(field: Field, text: str) -> str:
    name = read_file_name(text)
    if name is None and is_long_file_name(text):
        raise WrongValue(
            "file_name",
            f"« {text[:60]}… » est un nom de fichier trop long : {LONGEST_FILE_NAME} octets au plus, et une lettre "
            "accentuée en compte deux.",
            f'"{text[:60]}…" is too long a file name: {LONGEST_FILE_NAME} bytes at most, and an accented letter counts '
            "for two.",
            Text("Raccourcissez-le.", "Shorten it."),
        )
    if name is None:
        raise WrongValue(
            "file_name",
            f"« {text[:60]} » doit être un nom de fichier, sans dossier ni point au début.",
            f'"{text[:60]}" must be a file\'s name, without a folder or a leading point.',
        )
    ending = ending_of(name)
    if field.formats and ending not in field.formats:
        formats = ", ".join(field.formats)
        raise WrongValue(
            "file_format",
            f"« {name[:60]} » n'est pas d'un format admis ({formats}).",
            f'"{name[:60]}" is not in an admitted format ({formats}).',
            None if ending else _name_of_file(field),
        )
    return name


def _name_of_file(field: Field) -> Text:
    """What stands for a document in a file of answers; or that there is none."""
    example = f"{field.id}.{field.formats[0]}"
    return Text(
        f"Écrivez le nom du fichier, par exemple « {example} », ou « {{absente: true, motif: …}} » s'il n'y en a pas.",
        f'Write the file\'s name, for instance "{example}", or "{{absente: true, motif: …}}" when there is none.',
    )


def _level(field: Field, text: str) -> str:
    """Levels are checked by the reader of dossiers, which knows the scales."""
    return text


def _several_texts(field: Field, text: str) -> Cell:
    """Tables and free statements are taken apart by the reader of dossiers."""
    raise TypeError(f"{field.id} is not read from one text")


READERS: dict[FieldKind, Reader] = {
    FieldKind.TEXT: _text,
    FieldKind.LONG_TEXT: _text,
    FieldKind.ADDRESS: _text,
    FieldKind.CHOICE: _choice,
    FieldKind.CHOICES: _choice,
    FieldKind.YES_NO: _yes_no,
    FieldKind.INTEGER: _number,
    FieldKind.DECIMAL: _number,
    FieldKind.PERCENTAGE: _percentage,
    FieldKind.EUROS: _number,
    FieldKind.FTE: _number,
    FieldKind.DATE: _date,
    FieldKind.YEAR: _year,
    FieldKind.SIREN: _company_number(read_siren, "SIREN", SIREN_DIGITS),
    FieldKind.SIRET: _company_number(read_siret, "SIRET", 14),
    FieldKind.EMAIL: _email,
    FieldKind.TELEPHONE: _telephone,
    FieldKind.REGION: _region,
    FieldKind.FILE: _file,
    FieldKind.TABLE: _several_texts,
    FieldKind.STATEMENT: _level,
    FieldKind.FREE_STATEMENT: _several_texts,
}
