"""Instants in templates, told as everywhere else."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.utils.translation import get_language

from poincon.cahier.basics.text import Language
from poincon.ui.moments import moment_words, short_moment_words

register = template.Library()


@register.filter
def moment(instant: datetime) -> str:
    """« vendredi 28 avril 2027 à 23 h 59 (heure de Paris) », in the language of the page."""
    return moment_words(instant, _language())


@register.filter
def short_moment(instant: datetime) -> str:
    """« 28 avril 2027 à 23 h 59 »: for tables, on a page that says whose hours they are."""
    return short_moment_words(instant, _language())


def _language() -> Language:
    return "en" if (get_language() or "fr").startswith("en") else "fr"
