"""Texts that a browser sent, and the language in which it is answered."""

from __future__ import annotations

import pytest
from django.utils import translation

from poincon.cahier.basics.text import Language
from poincon.ui.language import language, language_of
from poincon.ui.text import search_words, siren_words, size_words, storable


def test_what_no_database_keeps_is_left_out() -> None:
    assert storable("Chez\0 Paul") == "Chez Paul"
    assert storable("Chez \ud800Paul") == "Chez ?Paul"
    assert storable(" Évelyne, 12 € 🙂\n") == " Évelyne, 12 € 🙂\n"
    assert storable("Un.\r\nDeux.\vTrois.\fQuatre.") == "Un.\nDeux.\nTrois.\nQuatre."
    assert storable("E\u0301velyne \u202eelyveniE") == "Évelyne elyveniE"


def test_what_is_searched_for_is_short_and_storable() -> None:
    assert search_words("  Chez\0 Paul ") == "Chez Paul"
    assert search_words("paul@e\u0301cole.example\u200b") == "paul@école.example"
    assert len(search_words("é" * 500)) == 100


def test_numbers_are_read_in_threes() -> None:
    assert siren_words("012345674") == "012\u202f345\u202f674"


@pytest.mark.parametrize(
    ("size", "spoken", "words"),
    [
        (10, "fr", "1\u202fko"),
        (348_160, "fr", "0,3\u202fMo"),
        (1_258_291, "en", "1.2\u202fMB"),
        (51_200, "en", "50\u202fkB"),
    ],
)
def test_sizes_are_told_as_each_language_tells_them(size: int, spoken: Language, words: str) -> None:
    assert size_words(size, spoken) == words


@pytest.mark.parametrize(("code", "spoken"), [("fr", "fr"), ("en", "en"), ("en-gb", "en"), ("de", "fr"), ("", "fr")])
def test_a_language_is_french_but_for_english(code: str, spoken: Language) -> None:
    assert language_of(code) == spoken


@pytest.mark.parametrize(("active", "spoken"), [("fr", "fr"), ("en", "en"), (None, "fr")])
def test_the_language_of_the_page_is_the_active_one(active: str | None, spoken: Language) -> None:
    with translation.override(active):
        assert language() == spoken
