"""From a field of a programme and what was answered to the widget that is drawn."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import replace
from datetime import date

from poincon.cahier.basics.text import Text
from poincon.cahier.dossiers.absences import LONGEST_REASON, REASON
from poincon.cahier.explanation import Figures, Names
from poincon.cahier.model import Field, FieldKind, Group
from poincon.ui.widgets.heads import Head, heads_of
from poincon.ui.widgets.kinds import Frame
from poincon.ui.widgets.model import Choice, CurrentFile, TableRow, Widget, YearRow, YearsTable, html_id
from poincon.ui.widgets.typed import display

Raw = str | Sequence[str] | Mapping[str, str] | Sequence[Mapping[str, str]] | None
"""Texts in the engine's form: one, several (multiple choice), the parts of a free statement, the rows of a table."""
Errors = Mapping[str, Sequence[str]]
"""Messages by the name of the input that they are about."""
Files = Mapping[str, CurrentFile]

_BLANK = "__ligne__"
_COMPOSED = frozenset({FieldKind.TABLE, FieldKind.FREE_STATEMENT, FieldKind.FILE})
"""Kinds that hold other inputs."""


class Widgets:
    """Makes the widgets of one programme, in one language."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.heads = heads_of(names.programme, names.language)

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
        head, input_name = self.heads.of(field), name or field.id
        ident = html_id(input_name)
        text, options = self._content(ident, field, head, raw)
        widget = replace(
            head.widget,
            name=input_name,
            id=ident,
            value=text,
            options=options,
            required=field.required if required is None else required,
            errors=tuple((errors or {}).get(input_name, ())),
            disabled=disabled,
            file=(files or {}).get(input_name),
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
        closed: Container[str] = (),
        remarks: Mapping[str, str] | None = None,
    ) -> YearsTable:
        """The yearly fields of a group side by side; `fields` are those that are shown, by default all.

        `closed`: the names of cells that are read only. `remarks`: what is asked, by the name of its cell.
        """
        ident = html_id(group.id)
        heads = tuple((year, f"{ident}-{year}") for year in years)

        def cell(field: Field, year: int, column: str) -> Widget:
            name = f"annees.{year}.{field.id}"
            return self._cell(
                self.heads.of(field).widget,
                field,
                answers.get(year, {}).get(field.id),
                name,
                column,
                errors or {},
                files or {},
                disabled=name in closed,
                remark=(remarks or {}).get(name, ""),
            )

        rows = tuple(
            YearRow(self.heads.of(field).widget, tuple((year, cell(field, year, column)) for year, column in heads))
            for field in (group.fields if fields is None else fields)
        )
        title = self.names.group(group)
        return YearsTable(ident, title, self.names.text(f"groupes.{group.id}.aide", group.help), heads, rows)

    # what each kind adds

    def _content(self, ident: str, field: Field, head: Head, raw: Raw) -> tuple[str, tuple[Choice, ...]]:
        """The text that an input shows, or the options of which some are chosen; nothing of what has parts or rows."""
        if field.kind is FieldKind.CHOICES:
            chosen = [raw] if isinstance(raw, str) else [choice for choice in raw or () if isinstance(choice, str)]
            return "", _options(ident, head, chosen)
        if field.kind in _COMPOSED:
            return "", ()
        shown = display(field, raw if isinstance(raw, str) else "", self.names.language)
        return shown, _options(ident, head, [shown]) if head.options else ()

    def _filled(self, widget: Widget, field: Field, raw: Raw, errors: Errors, files: Files) -> Widget:
        """With the rows of a table, or the parts of what has several inputs."""
        if field.kind is FieldKind.TABLE:
            return self._table(widget, field, raw, errors, files)
        if field.kind is FieldKind.FREE_STATEMENT:
            return self._free_statement(widget, field, raw, errors)
        if field.kind is FieldKind.FILE and not widget.compact:
            return replace(widget, parts=(self._absence(widget, raw, errors),))
        return widget

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
                frame=Frame.GROUP,
            ),
            replace(
                self._part(widget, "reponse", answers, errors, FieldKind.STATEMENT),
                options=_options(f"{widget.id}-reponse", self.heads.of(field), [answers.get("reponse", "")]),
                frame=Frame.GROUP,
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
                    disabled=widget.disabled,
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
        self,
        head: Widget,
        field: Field,
        raw: Raw,
        name: str,
        column: str,
        errors: Errors,
        files: Files,
        *,
        disabled: bool,
        remark: str = "",
    ) -> Widget:
        """An input without a label of its own: the ids of `head` and of its column, or of its row, name it."""
        ident = html_id(name)
        text, options = self._content(ident, field, self.heads.of(field), raw)
        widget = replace(
            head,
            name=name,
            id=ident,
            frame=Frame.CELL,
            labelled_by=f"{head.label_id} {column}",
            value=text,
            options=options,
            height=2 if head.height else 0,
            errors=tuple(errors.get(name, ())),
            file=files.get(name),
            disabled=disabled,
            remark=remark,
        )
        return self._filled(widget, field, raw, errors, files)


def _options(ident: str, head: Head, chosen: Sequence[str]) -> tuple[Choice, ...]:
    """What one may choose from; an answer that is no option any more is kept, beside its error."""
    values = {value for value, _ in head.options}
    unknown = [(text, text) for text in chosen if head.options and text and text not in values]
    return tuple(
        Choice(value, label, f"{ident}-{place}", value in chosen)
        for place, (value, label) in enumerate([*head.options, *unknown], start=1)
    )


def day_words(text: str, figures: Figures) -> str:
    """« 31 décembre 2021 »; the text itself when it is no date."""
    try:
        return figures.day(date.fromisoformat(text))
    except ValueError:
        return text
