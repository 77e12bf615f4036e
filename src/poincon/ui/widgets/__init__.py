"""Form fields: what a person sees and types, and the text that the engine reads."""

from poincon.ui.widgets.answers import AnswerTexts
from poincon.ui.widgets.builder import Widgets
from poincon.ui.widgets.drawn import draw
from poincon.ui.widgets.drawn_years import draw_years
from poincon.ui.widgets.heads import unit_words
from poincon.ui.widgets.kinds import WIDGETS, WidgetOf
from poincon.ui.widgets.messages import problem
from poincon.ui.widgets.model import Choice, CurrentFile, TableRow, Widget, YearRow, YearsTable, html_id
from poincon.ui.widgets.typed import display, normalise

__all__ = [
    "WIDGETS",
    "AnswerTexts",
    "Choice",
    "CurrentFile",
    "TableRow",
    "Widget",
    "WidgetOf",
    "Widgets",
    "YearRow",
    "YearsTable",
    "display",
    "draw",
    "draw_years",
    "html_id",
    "normalise",
    "problem",
    "unit_words",
]
