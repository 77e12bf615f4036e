"""Widgets as HTML: a control inside its frame. Drawn in code, since forms have hundreds."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from poincon.ui.drawing import NOTHING, Attributes, element, together, unseen, void
from poincon.ui.widgets.frames import FRAMES, labelled, required
from poincon.ui.widgets.kinds import Control
from poincon.ui.widgets.model import Choice, CurrentFile, TableRow, Widget


def draw(widget: Widget) -> SafeString:
    """Draw the whole of a widget, in the language of the page."""
    return FRAMES[widget.frame](widget, CONTROLS[widget.control](widget))


# controls


def _input(widget: Widget) -> SafeString:
    attributes: Attributes = {
        "type": widget.input_type,
        "id": widget.id,
        "name": widget.name,
        "value": widget.value,
        "inputmode": widget.input_mode or None,
        "autocomplete": widget.autocomplete or None,
        "data-length": str(widget.length) if widget.length else None,
        **_state(widget),
    }
    suffix = NOTHING
    if widget.suffix and not widget.compact:
        suffix = element("span", {"class": "suffix", "aria-hidden": "true"}, widget.suffix)
    return _control(widget, void("input", attributes), " ", suffix)


def _area(widget: Widget) -> SafeString:
    attributes: Attributes = {
        "id": widget.id,
        "name": widget.name,
        "rows": str(widget.height),
        "autocomplete": widget.autocomplete or None,
        "data-length": str(widget.length) if widget.length else None,
        **_state(widget),
    }
    # A browser drops the first line end of a text area: without this one, it would drop one that was typed.
    return _control(widget, element("textarea", attributes, "\n", widget.value))


def _choice(widget: Widget) -> SafeString:
    """One option: in a drop-down list, or a button each."""
    if widget.listed:
        return _list(widget)
    picks = [_pick("radio", widget, option) for option in widget.options]
    return element("div", {"class": f"picks picks-{widget.kind}"}, _boxes_beside(widget), *picks)


def _list(widget: Widget) -> SafeString:
    options = [
        element("option", {"value": option.value, "selected": option.chosen}, option.label) for option in widget.options
    ]
    unanswered = element("option", {"value": ""}, "–" if widget.compact else _("Choisissez"))
    attributes: Attributes = {"id": widget.id, "name": widget.name, **_state(widget)}
    return _control(widget, element("select", attributes, unanswered, *options))


def _choices(widget: Widget) -> SafeString:
    """Any number of options: a box each."""
    group: Attributes = {"role": "group", **_state(widget)} if widget.compact else {}
    picks = [_pick("checkbox", widget, option) for option in widget.options]
    return element("div", {"class": "picks picks-choices", **group}, _boxes_beside(widget), *picks)


def _pick(kind: str, widget: Widget, option: Choice) -> SafeString:
    attributes: Attributes = {
        "type": kind,
        "id": option.id,
        "name": widget.name,
        "value": option.value,
        "checked": option.chosen,
        "disabled": widget.disabled,
    }
    label = element("label", {"for": option.id}, option.label)
    return element("p", {"class": "pick"}, void("input", attributes), " ", label)


def _boxes_beside(widget: Widget) -> SafeString:
    """Names the boxes: a browser sends nothing of those that are all unticked."""
    return NOTHING if widget.disabled else void("input", {"type": "hidden", "name": "cases", "value": widget.name})


def _parts(widget: Widget) -> SafeString:
    return element("div", {"class": "parts"}, *map(draw, widget.parts))


def _control(widget: Widget, *inside: str) -> SafeString:
    return element("div", {"class": f"control control-{widget.kind}"}, *inside)


def _state(widget: Widget) -> Attributes:
    """What names and describes an input, whether it is wrong, whether it is closed."""
    return {
        "aria-labelledby": widget.labelled_by or None,
        "aria-describedby": widget.described_by or None,
        "aria-invalid": "true" if widget.errors else None,
        "disabled": widget.disabled,
    }


# documents


def _file(widget: Widget) -> SafeString:
    parts = []
    if widget.file:
        parts.append(_current(widget, widget.file))
    elif widget.disabled and not widget.is_absent:
        parts.append(element("p", {"class": "soft"}, _("Aucun document")))
    if not widget.disabled:
        parts += [_choosing(widget), element("p", {"class": "hint"}, _accepted(widget))]
    if widget.parts and (widget.is_absent or not (widget.file or widget.disabled)):
        parts.append(_absence(widget))
    return _control(widget, *parts)


def _current(widget: Widget, file: CurrentFile) -> SafeString:
    """The document that is there, and the button that takes it away."""
    parts = [element("a", {"href": file.url}, file.name) if file.url else file.name]
    if file.size:
        parts.append(element("span", {"class": "soft"}, f"({file.size})"))
    if file.state:
        parts.append(element("span", {"class": "tag"}, file.state))
    if not widget.disabled:
        attributes: Attributes = {"class": "quiet", "name": f"retirer_document:{widget.name}", "value": "1"}
        parts.append(element("button", attributes, _("Retirer"), unseen(f" {file.name}")))
    return element("p", {"class": "file-current"}, *_spaced(parts))


def _choosing(widget: Widget) -> SafeString:
    attributes: Attributes = {
        "type": "file",
        "id": widget.id,
        "name": widget.name,
        "accept": widget.accept or None,
        **_state(widget),
    }
    button: Attributes = {"class": "second small", "name": f"joindre_document:{widget.name}", "value": "1"}
    verb = _("Remplacer") if widget.file else _("Joindre")
    labelled = element("button", button, verb, " ", unseen(f": {widget.label}"))
    return element("p", {"class": "file-choose"}, void("input", attributes), " ", labelled)


def _accepted(widget: Widget) -> str:
    """« PDF, DOCX, 20 Mo au plus »: what is taken."""
    size = _("%(size)s\u00a0Mo au plus") % {"size": widget.maximum_size} if widget.maximum_size else ""
    return f"{widget.formats_words}{', ' if widget.formats and size else ''}{size}"


def _absence(widget: Widget) -> SafeString:
    """Where one says why there is no such document; open once something is said."""
    about = element("summary", {}, _("Nous n’avons pas ce document"), unseen(f" : {widget.label}"))
    return element("details", {"class": "absence", "open": widget.is_absent}, about, *map(draw, widget.parts))


def _spaced(parts: list[str]) -> list[str]:
    return [spaced for part in parts for spaced in (part, " ")]


# tables


def _table(widget: Widget) -> SafeString:
    attributes: Attributes = {
        "class": "rows",
        "data-rows": widget.name,
        "data-maximum": str(widget.maximum_lines),
        "data-added": _("Ligne ajoutée"),
        "data-removed": _("Ligne retirée"),
    }
    body = element("tbody", {"role": "rowgroup", "data-rows-body": True}, *_rows(widget))
    table = element("table", {"class": "grid", "role": "table"}, _table_head(widget), body)
    scroll: Attributes = {"class": "scroll", "tabindex": "0", "role": "group", "aria-labelledby": widget.label_id}
    none = element("p", {"class": "soft", "data-rows-none": True}, _("Aucune ligne pour l’instant."))
    status = element("p", {"class": "visually-hidden", "role": "status", "data-rows-status": True})
    return element(
        "div",
        attributes,
        element("div", scroll, table),
        NOTHING if widget.lines else none,
        NOTHING if widget.disabled else _adding(widget),
        status,
    )


def _table_head(widget: Widget) -> SafeString:
    heads = [element("th", {"scope": "col", "role": "columnheader", "class": "grid-number"}, _("Ligne"))]
    heads += [
        element("th", {"scope": "col", "role": "columnheader"}, labelled(column, {}), " ", required(column))
        for column in widget.columns
    ]
    if not widget.disabled:
        heads.append(element("th", {"scope": "col", "role": "columnheader"}, unseen(_("Retirer"))))
    return element("thead", {"role": "rowgroup"}, element("tr", {"role": "row"}, *heads))


def _rows(widget: Widget) -> list[SafeString]:
    return [_row(widget, line) for line in widget.lines]


def _row(widget: Widget, line: TableRow) -> SafeString:
    number = element("span", {"data-row-number": True}, line.number)
    head: Attributes = {"scope": "row", "role": "rowheader", "class": "grid-number", "id": f"{line.id}-numero"}
    cells = [element("td", {"role": "cell", "data-label": _cell_label(cell)}, draw(cell)) for cell in line.cells]
    if not widget.disabled:
        button: Attributes = {
            "class": "quiet",
            "name": f"retirer_ligne:{widget.name}:{line.index}",
            "value": "1",
            "data-remove-row": True,
        }
        named_row = unseen(together(" ", _("la ligne"), " ", number))
        removing = element("button", button, _("Retirer"), " ", named_row)
        cells.append(element("td", {"role": "cell", "class": "grid-remove"}, removing))
    return element(
        "tr",
        {"role": "row", "data-row": line.index},
        element("th", head, unseen(_("Ligne") + " "), number),
        *cells,
    )


def _cell_label(cell: Widget) -> str:
    return f"{cell.label} ({cell.suffix})" if cell.suffix else cell.label


def _adding(widget: Widget) -> SafeString:
    """The button that adds a row, and the row that JavaScript copies."""
    attributes: Attributes = {
        "class": "second small",
        "name": f"ajouter_ligne:{widget.name}",
        "value": "1",
        "data-add-row": True,
        "disabled": widget.full,
    }
    most = element("span", {"class": "soft"}, _("%(number)s lignes au plus") % {"number": widget.maximum_lines})
    actions = element("p", {"class": "rows-actions"}, element("button", attributes, _("Ajouter une ligne")), " ", most)
    blank = NOTHING if widget.blank is None else _row(widget, widget.blank)
    return together(actions, element("template", {"data-row-template": True}, blank))


CONTROLS: dict[Control, Callable[[Widget], SafeString]] = {
    Control.INPUT: _input,
    Control.AREA: _area,
    Control.CHOICE: _choice,
    Control.STATEMENT: _choice,
    Control.CHOICES: _choices,
    Control.PARTS: _parts,
    Control.FILE: _file,
    Control.TABLE: _table,
}
