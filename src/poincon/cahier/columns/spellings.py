"""Cells as a French Excel saves them, as the engine reads them: decimal commas, grouped digits, days before months."""

from __future__ import annotations

import re

from poincon.cahier.model import Field, FieldKind
from poincon.cahier.model.kinds import Type

_SPACE = " \u00a0\u2009\u202f"
_NUMBER = re.compile(
    rf"(-?)([0-9]{{1,40}}|[0-9]{{1,3}}(?:[{_SPACE}][0-9]{{3}}){{1,12}})(?:[,.]([0-9]{{1,40}}))?[{_SPACE}]*([€%]?)"
)
_DAY = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")


def plain_spelling(field: Field, text: str) -> str:
    """The same value without what is French in its spelling; the text itself when it is none of these."""
    if field.type is Type.DATE:
        day = _DAY.fullmatch(text)
        return f"{day[3]}-{int(day[2]):02}-{int(day[1]):02}" if day else text
    number = _NUMBER.fullmatch(text) if field.is_quantity else None
    if number is None:
        return text
    sign, whole, decimals, unit = number.groups()
    if unit == "€" and field.kind is FieldKind.EUROS:
        unit = ""
    digits = re.sub(rf"[{_SPACE}]", "", whole)
    return f"{sign}{digits}{'.' + decimals if decimals else ''}{unit}"
