"""« Hors bornes »: the answers beyond a bound that other answers give."""

from __future__ import annotations

from datetime import date
from typing import Any

from poincon.cahier.basics.numbers import Number, fraction_text
from poincon.cahier.cli.terminal import Style, Terminal
from poincon.cahier.evaluation import Assessment, completeness
from poincon.cahier.explanation import BoundWords


def tell_beyond(assessment: Assessment, terminal: Terminal) -> None:
    """A title and a line for each answer; nothing when all keep to their bounds."""
    states = completeness(assessment).beyond
    if not states:
        return
    words = BoundWords(assessment.package.programme, terminal.language)
    terminal.line()
    terminal.line(terminal.paint(terminal.say("HORS BORNES", "OUT OF BOUNDS"), Style.BOLD))
    for state in states:
        for beyond in state.beyond:
            text = words.wording.about(words.names.path(state.path), words.beyond(beyond))
            terminal.lines(terminal.wrapped(f"- {text}", 2))


def beyond_json(assessment: Assessment, words: BoundWords) -> list[dict[str, Any]]:
    """Each answer beyond a bound; `limit` is null while what the bound is worth is not known exactly."""
    return [
        {
            "path": state.path,
            "bound": "maximum" if beyond.bound.is_maximum else "minimum",
            "formula": beyond.bound.limit.text,
            "value": _shown(beyond.value),
            "limit": None if beyond.limit is None else _shown(beyond.limit),
            "text": words.beyond(beyond),
        }
        for state in completeness(assessment).beyond
        for beyond in state.beyond
    ]


def _shown(value: Number | date) -> str:
    """A day, or a number exactly."""
    return value.isoformat() if isinstance(value, date) else fraction_text(value)
