"""What the version of a programme and a language fix of each widget: labels, helps, hints, units, options.

A form has hundreds of inputs and is shown again and again: what no answer changes is made once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from poincon.cahier.basics.text import Language, Text
from poincon.cahier.explanation import Figures, Names
from poincon.cahier.formulas.types import field_unit
from poincon.cahier.model import Field, FieldKind, Programme
from poincon.ui.widgets.kinds import WIDGETS, Frame
from poincon.ui.widgets.model import MOST_RADIOS, Widget, html_id
from poincon.ui.widgets.typed import display


def unit_words(field: Field, figures: Figures) -> str:
    """The unit that stands beside an input: `%`, `€`, `ETP`, `visites`."""
    if not field.is_quantity:
        return ""
    return re.sub(r"[\d.,\s\u202f]+", " ", figures.number(10, field_unit(field))).strip()


@dataclass(frozen=True, slots=True)
class Head:
    """The widget of a field without any answer, named after it, and what one may choose from."""

    widget: Widget
    options: tuple[tuple[str, str], ...]
    """Values and labels, in order."""


class Heads:
    """The heads of one programme, in one language. They hold nothing of any dossier."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.figures = Figures(names.programme, names.language)
        fields = names.programme.fields.values()
        # The programme keeps its fields alive, so that no other object ever has the address of one of them.
        self._own = {id(field) for table in fields for field in (table, *table.columns)}
        self._made: dict[int, Head] = {}

    def of(self, field: Field) -> Head:
        """The head of a field or of a column; made anew for one that the programme does not have."""
        if id(field) not in self._own:
            return self._make(field)
        head = self._made.get(id(field))
        if head is None:
            head = self._made[id(field)] = self._make(field)
        return head

    def _make(self, field: Field) -> Head:
        table = self.names.table_of(field)
        path = f"champs.{table.id}.colonnes.{field.id}" if table else f"champs.{field.id}"
        facts = WIDGETS[field.kind]
        widget = Widget(
            name=field.id,
            id=html_id(field.id),
            kind=field.kind,
            label=self.names.column(table, field) if table else self.names.field(field),
            frame=self._frame(field),
            hint=self._hint(field),
            help=self.names.text(f"{path}.aide", field.help),
            source=field.reference.source or "",
            choice=field.reference.choice or "",
            required=field.required,
            suffix=unit_words(field, self.figures),
            input_type=facts.keyboard.input_type,
            input_mode=facts.keyboard.input_mode,
            autocomplete=facts.keyboard.autocomplete,
            length=field.length or 0,
            height=facts.height,
            formats=field.formats,
            maximum_size=field.maximum_size or 0,
            weight=str(field.weight) if field.weight else "",
            levers=field.levers,
            reconstructed=field.reconstructed,
        )
        return Head(widget, tuple(facts.options(field, self.names)))

    def _frame(self, field: Field) -> Frame:
        """The frame of its kind; a list of many options is one input, hence no group."""
        listed = field.kind is FieldKind.CHOICE and len(field.options) > MOST_RADIOS
        return Frame.FIELD if listed else WIDGETS[field.kind].frame

    def _hint(self, field: Field) -> str:
        language, hint = self.names.language, WIDGETS[field.kind].hint
        if hint is not None:
            return hint.into(language)
        if not field.example:
            return ""
        example = display(field, field.example, language)
        return Text(f"Exemple\u00a0: {example}", f"Example: {example}").into(language)


@lru_cache(maxsize=64)
def heads_of(programme: Programme, language: Language) -> Heads:
    """The heads of a programme in a language, made once; programmes are compared by identity."""
    return Heads(Names(programme, language))
