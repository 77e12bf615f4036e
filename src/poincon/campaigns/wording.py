"""What the parts of a programme are called on the pages of campaigns."""

from __future__ import annotations

from poincon.cahier.explanation import Names
from poincon.cahier.model import Milestone, Programme
from poincon.ui.language import language


def milestone_words(programme: Programme, milestone: Milestone) -> str:
    """What a day of the calendar is called, in the language of the page."""
    return Names(programme, language()).text(f"calendrier.{milestone.id}.libelle", milestone.label)
