"""Answers as people read them back: on "check your answers", for an officer, in a document."""

from __future__ import annotations

from collections.abc import Mapping

from poincon.cahier.basics.text import Text
from poincon.cahier.explanation import Figures, Names
from poincon.cahier.explanation.figures import NARROW
from poincon.cahier.model import Field, FieldKind
from poincon.cahier.model.kinds import Type
from poincon.ui.widgets.amounts import is_plain
from poincon.ui.widgets.builder import Raw, day_words
from poincon.ui.widgets.heads import heads_of
from poincon.ui.widgets.typed import display


class AnswerTexts:
    """Tells answers of one programme in one language: « 1 250 000,00 € », « Oui », « 31 décembre 2021 »."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.figures = Figures(names.programme, names.language)
        self.heads = heads_of(names.programme, names.language)

    def of(self, field: Field, raw: Raw) -> str:
        """One line; empty when nothing was answered. A table gives its number of rows."""
        if raw is None or raw == "":
            return ""
        if field.kind is FieldKind.TABLE:
            count = 0 if isinstance(raw, str) else len(raw)
            return self._say(f"{count} ligne{'s' * (count > 1)}", f"{count} row{'s' * (count != 1)}")
        if isinstance(raw, Mapping):
            return self._free_statement(field, {str(key): str(text) for key, text in raw.items()})
        if isinstance(raw, str):
            return self._one(field, raw)
        return ", ".join(self._one(field, choice) for choice in raw if isinstance(choice, str))

    def absence(self, reason: Raw) -> str:
        """« Déclaré absent : statuts en cours de signature »; empty without a reason."""
        return self._say(f"Déclaré absent\u00a0: {reason}", f"Declared absent: {reason}") if reason else ""

    def _one(self, field: Field, text: str) -> str:
        shown = display(field, text, self.names.language)
        head = self.heads.of(field)
        labels = dict(head.options)
        if labels:
            return labels.get(shown, text)
        if field.type is Type.DATE:
            return day_words(text, self.figures)
        unit = head.widget.suffix
        if not field.is_quantity or not is_plain(text):
            return shown
        if self.names.language == "en":
            shown = shown.replace(NARROW, ",")
        if self.names.language == "en" and unit in ("%", "€"):
            return f"{shown}%" if unit == "%" else f"€{shown}"
        return f"{shown}{NARROW}{unit}" if unit else shown

    def _free_statement(self, field: Field, parts: Mapping[str, str]) -> str:
        texts = [parts.get("intitule", "")]
        if parts.get("reponse"):
            texts.append(self._one(field, parts["reponse"]))
        if parts.get("bareme"):
            texts.append(self._say(f"poids {parts['bareme']}", f"weight {parts['bareme']}"))
        return " – ".join(part for part in texts if part)

    def _say(self, fr: str, en: str) -> str:
        return Text(fr, en).into(self.names.language)
