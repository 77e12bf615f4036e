"""Instants in templates, told as everywhere else, in the language of the page."""

from __future__ import annotations

from django import template

from poincon.ui.moments import day_and_hour, short_day_and_hour

register = template.Library()
register.filter("moment", day_and_hour)
register.filter("short_moment", short_day_and_hour)
