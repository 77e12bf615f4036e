"""An answer that two people changed, shown to the second one: both values, in words and as an input holds them."""

from __future__ import annotations

from typing import Any

from poincon.cahier.explanation import Names
from poincon.cahier.model import FieldKind
from poincon.sheets.answers import Answer, Name
from poincon.sheets.saving import Conflict
from poincon.sheets.standing import Standing
from poincon.ui.language import language
from poincon.ui.moments import hour
from poincon.ui.widgets import AnswerTexts, display


def conflict_words(standing: Standing, conflict: Conflict) -> dict[str, Any]:
    """Both values, in words."""
    names = Names(standing.package.programme, language())
    texts = AnswerTexts(names)
    name = conflict.name.under(standing.package.programme)
    words = [texts.of(name.asked, value) if name and value else "" for value in (conflict.mine, conflict.theirs)]
    return {
        "name": conflict.name.text,
        "label": names.path(conflict.name.text) if name else conflict.name.text,
        "mine": words[0],
        "theirs": words[1],
        "mine_raw": conflict.mine or "",
        "theirs_raw": conflict.theirs or "",
        "by": conflict.by,
        "at": hour(conflict.at),
    }


def conflict_json(standing: Standing, conflict: Conflict) -> dict[str, Any]:
    """Values as the form's inputs hold them, so that the page can put back the value that is chosen."""
    words = conflict_words(standing, conflict)
    return {
        "name": words["name"],
        "label": words["label"],
        "mine": _as_typed(conflict.name, conflict.mine),
        "theirs": _as_typed(conflict.name, conflict.theirs),
        "by": words["by"],
        "at": words["at"],
    }


def _as_typed(name: Name, value: Answer | None) -> Answer | None:
    """What the input would show: « 25 » for 0.25 in a percentage."""
    if not isinstance(value, str) or name.field.kind is FieldKind.FREE_STATEMENT:
        return value
    return display(name.asked, value, language())
