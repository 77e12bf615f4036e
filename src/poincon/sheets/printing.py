"""Answers that a document of the sheet could not print whole: what is said of them where they are typed.

It is asked, not required: the answer is kept as it is, it counts, and the document spells the signs that it lacks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from poincon.cahier.basics.text import Language
from poincon.cahier.explanation import Names
from poincon.cahier.model import FieldKind
from poincon.sheets.answers import Answer, Name, row_count
from poincon.sheets.standing import Standing
from poincon.ui.printing import unprintable_name_words, unprintable_words
from poincon.ui.widgets import WIDGETS

TITLE = "intitule"
"""The part of a free statement that is typed."""


def unprintable(
    standing: Standing,
    language: Language,
    may_write: Callable[[Name], bool],
    *,
    section: str = "",
    answers: Mapping[Name, Answer] | None = None,
) -> dict[Name, str]:
    """What to say beside each answer that holds such signs, of those that may be written and are shown; in their order.

    `section`: that one only. `answers`: what its page shows, by default what is saved.
    """
    names = Names(standing.package.programme, language)
    shown = {(state.field.id, state.year) for state in standing.fields if state.shown is not False}
    answers = standing.by_name if answers is None else answers
    texts = {name: unprintable_words(answer) for name, answer in answers.items() if isinstance(answer, str)}
    files = {name: unprintable_name_words(document.file.name) for name, document in standing.documents.items()}
    place = {field: number for number, field in enumerate(standing.package.programme.fields)}
    order = sorted({**texts, **files}, key=lambda name: (place[name.field.id], name.year or 0, name.row or 0))
    return {
        name: words.into(language)
        for name, words in ((name, files.get(name) or texts.get(name)) for name in order)
        if words is not None
        and section in ("", name.section)
        and (name.field.id, name.year) in shown
        and name.text not in standing.problems
        and (name in files or _is_typed(name, names))
        and _has_row(name, answers)
        and may_write(name)
    }


def _is_typed(name: Name, names: Names) -> bool:
    """Whether its input takes a text: what is chosen from a list is the programme's own."""
    if name.field.kind is FieldKind.FREE_STATEMENT:
        return name.part == TITLE
    return not WIDGETS[name.asked.kind].options(name.asked, names)


def _has_row(name: Name, answers: Mapping[Name, Answer]) -> bool:
    return name.row is None or name.row < row_count(answers, name.whole)
