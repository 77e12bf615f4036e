"""Cells of a file's column, typed by their field: each text is read once, however many rows write it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from poincon.cahier.basics.characters import clean_text, is_blank
from poincon.cahier.basics.text import Text
from poincon.cahier.columns.plain_numbers import plain_number_column
from poincon.cahier.columns.population import (
    MET,
    NOT_MET,
    UNDETERMINED,
    ChoiceColumn,
    Column,
    DayColumn,
    Integers,
    OtherColumn,
    YesNoColumn,
    choice_names,
    exact_column,
)
from poincon.cahier.columns.spellings import plain_spelling
from poincon.cahier.columns.tables import Texts
from poincon.cahier.dossiers.kinds import WrongValue, clean_answer, read_value
from poincon.cahier.model import Field, FieldKind, Programme
from poincon.cahier.model.kinds import Type

Tell = Callable[[int, WrongValue], None]
"""Told each row whose cell its field cannot take."""

_CODES = {True: MET, False: NOT_MET, None: UNDETERMINED}


class CellReader:
    """Reads the columns of one file; `french`: whether a French Excel wrote its numbers and dates."""

    def __init__(self, programme: Programme, *, french: bool) -> None:
        self.programme = programme
        self.french = french

    def column(self, field: Field, texts: Texts, tell: Tell) -> Column:
        """The column of a field, in the order of the texts."""
        distinct, positions = _distinct(texts)
        if field.is_quantity:
            numbers = plain_number_column(field, distinct, french=self.french)
            if numbers is not None:
                return numbers.at_rows(positions)
        values = self._values(field, distinct, positions, tell)
        return typed_column(field, values, self.programme).at_rows(positions)

    def values(self, field: Field, texts: Texts, tell: Tell) -> list[Any]:
        """The typed values, one a text; None where a cell is blank, or wrong."""
        distinct, positions = _distinct(texts)
        values = self._values(field, distinct, positions, tell)
        return [values[position] for position in positions]

    def _values(self, field: Field, distinct: list[str | None], positions: Integers, tell: Tell) -> list[Any]:
        values: list[Any] = []
        wrong: dict[int, WrongValue] = {}
        for position, text in enumerate(distinct):
            try:
                values.append(None if text is None or is_blank(text) else self._value(field, text))
            except WrongValue as error:
                values.append(None)
                wrong[position] = error
        for row, position in _rows_at(wrong, positions):
            tell(row, wrong[position])
        return values

    def _value(self, field: Field, text: str) -> Any:
        clean = clean_text(text)
        if clean is None:
            raise WrongValue("control_character", "caractère de contrôle.", "control character.")
        typed = clean_answer(field.kind, clean)
        spelling = plain_spelling(field, typed) if self.french else typed
        try:
            return self._level(field, typed) if field.kind is FieldKind.STATEMENT else read_value(field, spelling)
        except WrongValue as wrong:
            fr, en = (_quoting(typed, spelling, words) for words in (wrong.text.fr, wrong.text.en))
            raise WrongValue(wrong.code, fr, en, wrong.remedy) from wrong

    def _level(self, field: Field, text: str) -> str:
        return read_level(choice_names(field, self.programme) or (), text)


def typed_column(field: Field, values: list[Any], programme: Programme) -> Column:
    """The column of typed values that suits their kind; None is missing."""
    if field.is_number:
        return exact_column(values)
    if field.type is Type.BOOLEAN:
        return YesNoColumn(np.array([_CODES[value] for value in values], dtype=np.int8))
    if field.type is Type.DATE:
        days = [np.nan if value is None else value.toordinal() for value in values]
        return DayColumn(np.array(days, dtype=np.float64))
    names = choice_names(field, programme)
    if names is not None:
        places: dict[Any, int] = {name: index for index, name in enumerate(names)}
        return ChoiceColumn(np.array([places.get(value, -1) for value in values], dtype=np.int16), names)
    return OtherColumn(tuple(values))


def read_level(names: tuple[str, ...], text: str) -> str:
    """A level by its name. Raises `WrongValue`."""
    if text not in names:
        possible = Text(f"Possibles : {', '.join(names)}.", f"Possible: {', '.join(names)}.")
        raise WrongValue(
            "unknown_level", f"« {text[:40]} » n'est pas un niveau.", f'"{text[:40]}" is not a level.', possible
        )
    return text


def _distinct(texts: Texts) -> tuple[list[str | None], Integers]:
    """The texts that differ, as they first appear, and which of them each cell holds."""
    ranks: dict[str | None, int] = {}
    positions = [ranks.setdefault(text, len(ranks)) for text in texts]
    return list(ranks), np.array(positions, dtype=np.int64)


def _rows_at(wrong: dict[int, WrongValue], positions: Integers) -> Iterator[tuple[int, int]]:
    if wrong:
        rows = np.flatnonzero(np.isin(positions, list(wrong)))
        yield from ((int(row), int(positions[row])) for row in rows)


def _quoting(typed: str, spelling: str, words: str) -> str:
    """A message that quotes what stands in the file, not the spelling that was read: « 2 € », not « 2 »."""
    quoted = rf'(?<=[«"])(\s?){re.escape(spelling[:40])}(?=\s?[»"])'
    return re.sub(quoted, lambda match: match[1] + typed[:40], words, count=1)
