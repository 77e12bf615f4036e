"""What would be right instead of an answer, or of its name, that the programme cannot take."""

from __future__ import annotations

import re
from fractions import Fraction

from poincon.cahier.basics.identifiers import digits_of, read_siren, read_siret
from poincon.cahier.basics.meant import number_meant
from poincon.cahier.basics.numbers import Number, decimal_text, finite_decimals, parse_fraction
from poincon.cahier.basics.problems import SHORT_LIST, suggestion
from poincon.cahier.basics.spelling import as_identifier
from poincon.cahier.basics.text import Text
from poincon.cahier.model import Field, FieldKind

SIREN_DIGITS = 9
_PARTS = re.compile(r"[\s,;/+]+")


def of_rows(table: Field) -> Text:
    """How the rows of a table are written."""
    cells = ", ".join(f"{column.id}: …" for column in table.columns[:3])
    return Text(f"Écrivez [{{{cells}}}], une accolade par ligne.", f"Write [{{{cells}}}], one brace a row.")


def of_column(name: str, table: Field) -> Text | None:
    """The column that was meant; `montant 12` lacks its colon."""
    names = [column.id for column in table.columns]
    head, space, value = name.partition(" ")
    if space and head in names:
        return Text(f"Il manque les deux-points : {head}: {value}.", f"The colon is missing: {head}: {value}.")
    return suggestion(name, names)


def of_amount(text: str) -> Text:
    """A number as a file writes it."""
    meant = number_meant(text)
    if meant is not None:
        return Text(f"Écrivez {decimal_text(meant)}.", f"Write {decimal_text(meant)}.")
    return Text("Exemple : 98000.00", "Example: 98000.00")


def example_of(field: Field, text: str, decimals: int) -> Text:
    """How a number is written in that field: its own value when it can be told, as that of « 17 000 € » or of 1/3."""
    fraction = parse_fraction(text) if "/" in text else None
    if fraction is not None and field.decimals:
        written = _written(field, _cut(fraction, field.decimals))
        return Text(
            f"Écrivez {written.fr}, les décimales avec un point.", f"Write {written.en}, decimals with a point."
        )
    meant = number_meant(text)
    is_share = field.kind is FieldKind.PERCENTAGE
    if meant is not None and (is_share or "%" not in text) and (finite_decimals(meant) or 0) <= field.decimals:
        written = _written(field, meant)
        return Text(f"Écrivez {written.fr}.", f"Write {written.en}.")
    if is_share:
        share = _written(field, Fraction(1, 4))
        return Text(f"Exemple : {share.fr}", f"Example: {share.en}")
    with_decimals = "1250000.00" if field.kind is FieldKind.EUROS else "12.5"
    example = with_decimals if decimals else "61"
    return Text(f"Exemple : {example}", f"Example: {example}")


def of_percentage(field: Field, value: Number) -> Text | None:
    """A share above its maximum that was written without its sign: 25 for 25 %."""
    if field.kind is not FieldKind.PERCENTAGE:
        return None
    share = Fraction(value) / 100
    if (
        field.maximum is not None
        and 1 < value <= 100 * field.maximum
        and (finite_decimals(share) or 0) <= field.decimals
    ):
        written = _written(field, share)
        return Text(f"Écrivez {written.fr}.", f"Write {written.en}.")
    return Text("Un pourcentage s'écrit 0.25 ou 25 %.", "A percentage is written 0.25 or 25 %.")


def of_company_number(text: str, name: str, digits: int) -> tuple[Text, Text | None]:
    """What is wrong with a SIREN or a SIRET, and what to do."""
    number, shown = digits_of(text), text[:40]
    if not (number.isascii() and number.isdigit() and number.strip("0")):
        return (
            Text(
                f"« {shown} » n'est pas un {name} : il faut {digits} chiffres.",
                f'"{shown}" is not a {name}: {digits} digits are needed.',
            ),
            None,
        )
    if len(number) == digits:
        return (
            Text(
                f"« {shown} » n'est pas un {name} : sa clé, le dernier des {digits} chiffres, n'est pas la bonne.",
                f'"{shown}" is not a {name}: its {digits} digits do not match their check digit, the last.',
            ),
            Text(
                "Un chiffre est sans doute mal recopié, ou deux sont inversés : relisez-le.",
                "A digit is most probably mistyped, or two are swapped: read it again.",
            ),
        )
    message = Text(
        f"« {shown} » n'est pas un {name} : {len(number)} chiffres au lieu de {digits}.",
        f'"{shown}" is not a {name}: {len(number)} digits instead of {digits}.',
    )
    if digits == SIREN_DIGITS and read_siret(number):
        short = number[:SIREN_DIGITS]
        return message, Text(f"C'est un SIRET. Écrivez {short}.", f"It is a SIRET. Write {short}.")
    if digits != SIREN_DIGITS and read_siren(number):
        return message, Text(
            "C'est un SIREN : ajoutez les 5 chiffres de l'établissement.",
            "It is a SIREN: add the 5 digits of the establishment.",
        )
    return message, None


def of_email(text: str) -> Text:
    """What an address lacks, with an example of one."""
    example = Text("Exemple : prenom.nom@centre.example", "Example: prenom.nom@centre.example")
    if "@" not in text:
        return _before(Text("Il manque l'arobase, « @ ».", 'The "@" is missing.'), example)
    if any(character.isspace() for character in text.strip()):
        return _before(Text("Elle n'a pas d'espace.", "It has no space."), example)
    if "." not in text.rpartition("@")[2]:
        return _before(Text("Il manque la fin, avec son point.", "Its end, with a point, is missing."), example)
    if not text.rpartition("@")[0].isascii():
        return _before(Text("Elle n'a pas d'accent avant « @ ».", 'It has no accent before "@".'), example)
    return example


def _before(first: Text, second: Text) -> Text:
    return Text(f"{first.fr} {second.fr}", f"{first.en} {second.en}")


def of_option(field: Field, text: str) -> Text | None:
    """The identifier of an option that was named by its label, or of several in one text; else the nearest."""
    names = [option.id for option in field.options]
    words = as_identifier(text)
    labelled = [option.id for option in field.options if words and as_identifier(option.label) == words]
    if len(labelled) == 1:
        (near,) = labelled
        return Text(f"Écrivez « {near} », l'identifiant de l'option.", f'Write "{near}", the option\'s identifier.')
    parts = [part for part in _PARTS.split(text) if part]
    if field.kind is FieldKind.CHOICES and len(parts) > 1 and set(parts) <= set(names):
        return Text(f"Écrivez [{', '.join(parts)}].", f"Write [{', '.join(parts)}].")
    first = ", ".join(names[:SHORT_LIST])
    return suggestion(text, names) or Text(f"Par exemple : {first}…", f"For instance: {first}…")


def _cut(value: Number, decimals: int) -> Fraction:
    return Fraction(int(value * 10**decimals), 10**decimals)


def _written(field: Field, value: Number) -> Text:
    plain = decimal_text(value)
    if field.kind is not FieldKind.PERCENTAGE:
        return Text(plain, plain)
    percentage = f"{decimal_text(value * 100)} %"
    return Text(f"{plain} ou {percentage}", f"{plain} or {percentage}")
