"""Instants in words."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.template import engines
from django.utils import translation

NIGHT = datetime(2027, 4, 30, 22, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "whole", "short"),
    [
        ("fr", "samedi 1er mai 2027 à 0 h 05 (heure de Paris)", "1er mai 2027 à 0 h 05"),
        ("en", "Saturday 1 May 2027 at 00:05 (Paris time)", "1 May 2027, 00:05"),
    ],
)
def test_templates_tell_instants_in_paris_and_in_the_language_of_the_page(
    language: str, whole: str, short: str
) -> None:
    template = engines["django"].from_string("{% load moments %}{{ at|moment }};{{ at|short_moment }}")
    with translation.override(language):
        assert template.render({"at": NIGHT}).replace("\u00a0", " ").split(";") == [whole, short]
