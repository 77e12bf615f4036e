"""What stands around a control: label, hint, errors, help; and the heads of rows and columns."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from poincon.cahier.basics.text import Language
from poincon.ui.drawing import NOTHING, Attributes, element, lines, together, unseen
from poincon.ui.language import language
from poincon.ui.widgets.kinds import Control, Frame
from poincon.ui.widgets.model import Widget


def _field(widget: Widget, control: SafeString) -> SafeString:
    """One input below its label."""
    label = element("label", {"id": widget.label_id, "for": widget.id}, widget.label)
    return element(
        "div",
        {"class": _classes("field", widget)},
        element("p", {"class": "field-label"}, label, " ", required(widget)),
        _remark(widget),
        _hint(widget),
        _errors(widget),
        control,
        explanation(widget),
    )


def _group(widget: Widget, control: SafeString) -> SafeString:
    """Several inputs, told together by their legend."""
    attributes: Attributes = {
        "class": _classes("field", widget),
        "id": widget.id,
        "tabindex": "-1",
        "aria-describedby": widget.described_by or None,
        "disabled": widget.disabled,
    }
    legend = element("span", {"id": widget.label_id}, widget.label)
    return element(
        "fieldset",
        attributes,
        element("legend", {"class": "field-label"}, legend, " ", required(widget)),
        _statement_facts(widget) if widget.control is Control.STATEMENT else NOTHING,
        _remark(widget),
        _hint(widget),
        _errors(widget),
        control,
        explanation(widget),
    )


def _table_frame(widget: Widget, control: SafeString) -> SafeString:
    attributes: Attributes = {
        "class": _classes("field field-table", widget),
        "id": widget.id,
        "role": "group",
        "tabindex": "-1",
        "aria-labelledby": widget.label_id,
        "aria-describedby": f"{widget.id}-demande" if widget.remark else None,
    }
    label = element("span", {"id": widget.label_id}, widget.label)
    return element(
        "div",
        attributes,
        element("h3", {"class": "field-label"}, label, " ", required(widget)),
        _remark(widget),
        explanation(widget),
        _hint(widget),
        _errors(widget),
        control,
    )


def _cell(widget: Widget, control: SafeString) -> SafeString:
    """An input of a table: the heads of its row and column are its label."""
    return element("div", {"class": _classes("cell", widget)}, control, _remark(widget), _errors(widget))


def _classes(names: str, widget: Widget) -> str:
    return f"{names} field-wrong" if widget.errors else names


# their parts


def required(widget: Widget) -> SafeString:
    """Draw « obligatoire », beside the label of what is; nothing otherwise."""
    return element("span", {"class": "required"}, _("obligatoire")) if widget.required else NOTHING


def explanation(widget: Widget) -> SafeString:
    """Draw what opens below: the help, the source, and our reading of it; nothing when there is none."""
    return _explanation(widget.label, widget.help, widget.source, widget.choice, language())


@lru_cache(maxsize=4096)
def _explanation(label: str, help_text: str, source: str, choice: str, reader: Language) -> SafeString:
    """The texts are a version's, the words around them a language's: drawn once for both."""
    if not (help_text or source or choice):
        return NOTHING
    parts = []
    if help_text:
        parts.append(element("p", {}, help_text))
    if source:
        parts.append(element("p", {"class": "source"}, _("Texte\u00a0:"), " ", source))
    if choice:
        french = "" if reader == "fr" else _("(en français)") + " "
        reading = element("span", {"lang": "fr"}, choice)
        parts.append(element("p", {"class": "source"}, _("Notre choix\u00a0:"), " ", french, reading))
    about = element("summary", {}, _("Aide et source"), unseen(f" : {label}"))
    return element("details", {"class": "help"}, about, element("div", {"class": "help-body"}, *parts))


def _hint(widget: Widget) -> SafeString:
    return element("p", {"class": "hint", "id": f"{widget.id}-indice"}, widget.hint) if widget.hint else NOTHING


def _remark(widget: Widget) -> SafeString:
    if not widget.remark:
        return NOTHING
    title = element("p", {"class": "remark-title"}, _("Demandé par le service qui instruit"))
    text = element("p", {}, lines(widget.remark))
    return element("div", {"class": "remark", "id": f"{widget.id}-demande"}, title, text)


def _errors(widget: Widget) -> SafeString:
    if not widget.errors:
        return NOTHING
    head = unseen(_("Erreur\u00a0:") + " ")
    messages = [element("p", {}, head, error) for error in widget.errors]
    return element("div", {"class": "field-error", "id": f"{widget.id}-erreur"}, *messages)


def _statement_facts(widget: Widget) -> SafeString:
    facts = []
    if widget.weight:
        facts.append(element("span", {"class": "tag"}, _("Poids"), " ", widget.weight))
    for place, lever in enumerate(widget.levers):
        head = "" if place else _("Levier\u00a0:") + " "
        facts += [SafeString(" "), element("span", {"class": "lever"}, head, lever)]
    return element("p", {"class": "statement-facts"}, *facts) if facts else NOTHING


def labelled(head: Widget, attributes: Attributes) -> SafeString:
    """Draw the label of a row or a column, and its unit."""
    unit = together(element("span", {"class": "unit"}, f"({head.suffix})"), " ") if head.suffix else NOTHING
    return element("span", {**attributes, "id": head.label_id}, head.label, " ", unit)


FRAMES: dict[Frame, Callable[[Widget, SafeString], SafeString]] = {
    Frame.FIELD: _field,
    Frame.GROUP: _group,
    Frame.TABLE: _table_frame,
    Frame.CELL: _cell,
}
