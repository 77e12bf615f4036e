"""Answers in the words of the version that asks for them, for whoever reads them under another one."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from django.utils.translation import gettext as _

from poincon.cahier.explanation import Names
from poincon.cahier.model import FieldKind
from poincon.sheets.answers import Name, parse_name
from poincon.sheets.models import SetAsideAnswer, Sheet
from poincon.ui.language import language
from poincon.ui.widgets import AnswerTexts


def label_of(name: Name, names: Names) -> str:
    """What an answer is the answer to: its field, with its year and its column, « Chiffre d’affaires (2021) »."""
    if name.counts_rows:
        return _("%(table)s : nombre de lignes") % {"table": names.path(name.base)}
    return names.path(name.text)


def read_set_aside(sheet: Sheet) -> None:
    """Read the answers set aside with the versions that asked for them, once for all the parts of a page."""
    answers = SetAsideAnswer.objects.select_related("asked_by").defer("asked_by__files")
    prefetch_related_objects([sheet], Prefetch("set_aside", answers))


def value_words(answer: SetAsideAnswer) -> str:
    """The answer in the words of the version that asked for it."""
    programme = answer.asked_by.package.programme
    parsed = parse_name(answer.name, programme)
    value: Any = answer.value
    if parsed is None or parsed.field.kind is FieldKind.FREE_STATEMENT or parsed.counts_rows:
        return ", ".join(value) if isinstance(value, list) else str(value)
    return AnswerTexts(Names(programme, language())).of(parsed.asked, value)
