"""The language in which the person who asks is answered, and instants in it."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import get_language

from poincon.cahier.basics.text import Language
from poincon.cahier.explanation import Names
from poincon.cahier.model import Milestone, Programme
from poincon.ui.moments import moment_words


def language() -> Language:
    """The active language, as the engine names it."""
    return "en" if (get_language() or "fr").startswith("en") else "fr"


def day_and_hour(at: datetime) -> str:
    return moment_words(at, language())


def milestone_words(programme: Programme, milestone: Milestone) -> str:
    """What a day of the calendar is called, in the language of the page."""
    return Names(programme, language()).text(f"calendrier.{milestone.id}.libelle", milestone.label)
