"""From a field of a programme and what was answered to the widget that its template shows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from poincon.cahier.basics.text import Text
from poincon.cahier.dossiers.absences import LONGEST_REASON, REASON
from poincon.cahier.explanation import Figures, Names
from poincon.cahier.formulas.types import field_unit
from poincon.cahier.model import Field, FieldKind, Group
from poincon.ui.widgets.kinds import FIELD, GROUP, WIDGETS
from poincon.ui.widgets.model import MOST_RADIOS, Choice, CurrentFile, TableRow, Widget, YearRow, YearsTable, html_id
from poincon.ui.widgets.typed import display

Raw = str | Sequence[str] | Mapping[str, str] | Sequence[Mapping[str, str]] | None
"""Texts in the engine's form: one, several (multiple choice), the parts of a free statement, the rows of a table."""
Errors = Mapping[str, Sequence[str]]
"""Messages by the name of the input that they are about."""
Files = Mapping[str, CurrentFile]

_BLANK = "__ligne__"


def unit_words(field: Field, figures: Figures) -> str:
    """The unit that stands beside an input: `%`, `€`, `ETP`, `visites`."""
    if not field.is_quantity:
        return ""
    return re.sub(r"[\d.,\s\u202f]+", " ", figures.number(10, field_unit(field))).strip()


class Widgets:
    """Makes the widgets of one programme, in one language."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.figures = Figures(names.programme, names.language)

    def field(
        self,
        field: Field,
        raw: Raw = None,
        *,
        name: str | None = None,
        errors: Errors | None = None,
        files: Files | None = None,
        disabled: bool = False,
        required: bool | None = None,
    ) -> Widget:
        """The widget of a field asked once. `required` overrules the field (`requis_si`)."""
        table = self.names.table_of(field)
        path = f"champs.{table.id}.colonnes.{field.id}" if table else f"champs.{field.id}"
        input_name = name or field.id
        facts = WIDGETS[field.kind]
        widget = Widget(
            name=input_name,
            id=html_id(input_name),
            kind=field.kind,
            label=self.names.column(table, field) if table else self.names.field(field),
            frame=self._frame(field),
            hint=self._hint(field),
            help=self.names.text(f"{path}.aide", field.help),
            source=field.reference.source or "",
            choice=field.reference.choice or "",
            required=field.required if required is None else required,
            errors=tuple((errors or {}).get(input_name, ())),
            disabled=disabled,
            suffix=unit_words(field, self.figures),
            input_type=facts.keyboard.input_type,
            input_mode=facts.keyboard.input_mode,
            autocomplete=facts.keyboard.autocomplete,
            length=field.length or 0,
            height=facts.height,
            formats=field.formats,
            maximum_size=field.maximum_size or 0,
            file=(files or {}).get(input_name),
            weight=str(field.weight) if field.weight else "",
            levers=field.levers,
            reconstructed=field.reconstructed,
        )
        return self._filled(widget, field, raw, errors or {}, files or {})

    def years(
        self,
        group: Group,
        years: Sequence[int],
        answers: Mapping[int, Mapping[str, Raw]],
        *,
        fields: Sequence[Field] | None = None,
        errors: Errors | None = None,
        files: Files | None = None,
        disabled: bool = False,
    ) -> YearsTable:
        """The yearly fields of a group side by side; `fields` are those that are shown, by default all."""
        ident = html_id(group.id)
        heads = tuple((year, f"{ident}-{year}") for year in years)
        rows = []
        for field in group.fields if fields is None else fields:
            head = replace(self.field(field), name=field.id, errors=())
            cells = tuple(
                (
                    year,
                    self._cell(
                        head,
                        field,
                        answers.get(year, {}).get(field.id),
                        f"annees.{year}.{field.id}",
                        column,
                        errors or {},
                        files or {},
                        disabled,
                    ),
                )
                for year, column in heads
            )
            rows.append(YearRow(head, cells))
        title = self.names.group(group)
        return YearsTable(ident, title, self.names.text(f"groupes.{group.id}.aide", group.help), heads, tuple(rows))

    # what each kind adds

    def _frame(self, field: Field) -> str:
        """The frame of its kind; a list of many options is one input, hence no group."""
        listed = field.kind is FieldKind.CHOICE and len(field.options) > MOST_RADIOS
        return FIELD if listed else WIDGETS[field.kind].frame

    def _hint(self, field: Field) -> str:
        language, hint = self.names.language, WIDGETS[field.kind].hint
        if hint is not None:
            return hint.into(language)
        if not field.example:
            return ""
        example = display(field, field.example, language)
        return Text(f"Exemple\u00a0: {example}", f"Example: {example}").into(language)

    def _filled(self, widget: Widget, field: Field, raw: Raw, errors: Errors, files: Files) -> Widget:
        if field.kind is FieldKind.TABLE:
            return self._table(widget, field, raw, errors, files)
        if field.kind is FieldKind.FREE_STATEMENT:
            return self._free_statement(widget, field, raw, errors)
        if field.kind is FieldKind.FILE and not widget.compact:
            return replace(widget, parts=(self._absence(widget, raw, errors),))
        if field.kind is FieldKind.CHOICES:
            chosen = [raw] if isinstance(raw, str) else [choice for choice in raw or () if isinstance(choice, str)]
            return replace(widget, options=self._options(widget, field, chosen))
        text = raw if isinstance(raw, str) else ""
        shown = display(field, text, self.names.language)
        return replace(widget, value=shown, options=self._options(widget, field, [shown]))

    def _options(self, widget: Widget, field: Field, chosen: Sequence[str]) -> tuple[Choice, ...]:
        pairs = WIDGETS[field.kind].options(field, self.names)
        values = {value for value, _ in pairs}
        pairs += [(text, text) for text in chosen if pairs and text and text not in values]  # kept, beside its error
        return tuple(
            Choice(value, label, f"{widget.id}-{place}", value in chosen)
            for place, (value, label) in enumerate(pairs, start=1)
        )

    def _free_statement(self, widget: Widget, field: Field, raw: Raw, errors: Errors) -> Widget:
        answers = {str(key): str(text) for key, text in raw.items()} if isinstance(raw, Mapping) else {}
        language = self.names.language
        parts = [
            replace(self._part(widget, "intitule", answers, errors, FieldKind.TEXT), length=300),
            replace(
                self._part(widget, "bareme", answers, errors, FieldKind.CHOICE),
                options=tuple(
                    Choice(
                        str(number), str(number), f"{widget.id}-bareme-{number}", answers.get("bareme") == str(number)
                    )
                    for number in range(1, (field.maximum_weight or 1) + 1)
                ),
                frame=GROUP,
            ),
            replace(
                self._part(widget, "reponse", answers, errors, FieldKind.STATEMENT),
                options=self._options(replace(widget, id=f"{widget.id}-reponse"), field, [answers.get("reponse", "")]),
                frame=GROUP,
            ),
        ]
        labels = {
            "intitule": Text("Ce que vous faites", "What you do"),
            "bareme": Text("Poids que vous lui donnez", "The weight you give it"),
            "reponse": Text("Votre réponse", "Your answer"),
        }
        named = [replace(part, label=labels[part.name.rpartition(".")[2]].into(language)) for part in parts]
        return replace(widget, parts=tuple(named))

    def _absence(self, widget: Widget, raw: Raw, errors: Errors) -> Widget:
        """Where one says why there is no such document."""
        answers = {str(key): str(text) for key, text in raw.items()} if isinstance(raw, Mapping) else {}
        return replace(
            self._part(widget, REASON, answers, errors, FieldKind.LONG_TEXT),
            label=Text("Pourquoi vous ne l’avez pas", "Why you do not have it").into(self.names.language),
            hint=Text(
                "Ce motif déclare le document absent, et le service qui instruit le lit. "
                "Effacez-le pour ne rien déclarer.",
                "This reason declares the document absent, and the examining service reads it. "
                "Erase it to declare nothing.",
            ).into(self.names.language),
            length=LONGEST_REASON,
            height=3,
        )

    def _part(self, widget: Widget, key: str, answers: Mapping[str, str], errors: Errors, kind: FieldKind) -> Widget:
        name = f"{widget.name}.{key}"
        return Widget(
            name=name,
            id=html_id(name),
            kind=kind,
            label="",
            value=answers.get(key, ""),
            errors=tuple(errors.get(name, ())),
            disabled=widget.disabled,
            autocomplete="off",
        )

    # tables

    def _table(self, widget: Widget, field: Field, raw: Raw, errors: Errors, files: Files) -> Widget:
        rows = [row for row in raw or () if isinstance(row, Mapping)] if not isinstance(raw, str | Mapping) else []
        heads = tuple(self.field(column, name=f"{field.id}.{column.id}") for column in field.columns)

        def line(index: str, number: str, row: Mapping[str, str]) -> TableRow:
            ident = f"{widget.id}-{index}"
            cells = tuple(
                self._cell(
                    head,
                    column,
                    row.get(column.id),
                    f"{widget.name}[{index}].{column.id}",
                    f"{ident}-numero",
                    errors,
                    files,
                    widget.disabled,
                )
                for column, head in zip(field.columns, heads, strict=True)
            )
            return TableRow(index, number, cells, ident)

        lines = tuple(line(str(place), str(place + 1), row) for place, row in enumerate(rows))
        return replace(
            widget,
            columns=heads,
            lines=lines,
            blank=line(_BLANK, "", {}),
            full=len(lines) >= field.maximum_rows,
            maximum_lines=field.maximum_rows,
        )

    def _cell(
        self, head: Widget, field: Field, raw: Raw, name: str, column: str, errors: Errors, files: Files, disabled: bool
    ) -> Widget:
        """An input without a label of its own: the ids of `head` and of its column, or of its row, name it."""
        widget = replace(
            head,
            name=name,
            id=html_id(name),
            frame="ui/widgets/_cell.html",
            labelled_by=f"{head.label_id} {column}",
            height=2 if head.height else 0,
            errors=tuple(errors.get(name, ())),
            file=files.get(name),
            disabled=disabled,
        )
        return self._filled(widget, field, raw, errors, files)


def day_words(text: str, figures: Figures) -> str:
    """« 31 décembre 2021 »; the text itself when it is no date."""
    try:
        return figures.day(date.fromisoformat(text))
    except ValueError:
        return text
