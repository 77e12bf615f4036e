"""What a person types, as the text that the engine reads, and the reverse. Nothing typed is ever lost.

`normalise` leaves a text that it cannot read as it is: it comes back on the page beside its error. `display` leaves
alone what is not in the engine's form. On texts in the engine's form, `normalise(display(text)) == text`.
"""

from __future__ import annotations

from poincon.cahier.basics.characters import is_blank
from poincon.cahier.basics.text import Language
from poincon.cahier.dossiers.kinds import clean_answer
from poincon.cahier.model import Field
from poincon.ui.widgets.kinds import WIDGETS


def normalise(field: Field, typed: str, language: Language = "fr") -> str:
    """« 1 250 000,50 € » → `1250000.50`, « 25 % » → `0.25`, « 31/12/2021 » → `2021-12-31`; else `typed`, unchanged."""
    text = clean_answer(field.kind, typed)
    if is_blank(text):
        return ""
    engine_text = WIDGETS[field.kind].reader(field, text, language)
    return typed if engine_text is None else engine_text


def display(field: Field, text: str, language: Language = "fr") -> str:
    """The engine's text as its input shows it: `1 250 000,50`, `25`, `31/12/2021`; the unit stands beside the input."""
    return WIDGETS[field.kind].writer(field, text, language)
