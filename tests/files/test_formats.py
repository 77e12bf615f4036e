"""The formats that a programme may ask for are those whose content is checked."""

from __future__ import annotations

from poincon.cahier.model.enums import FILE_FORMATS
from poincon.files.types import MEDIA_TYPES


def test_a_programme_asks_for_what_can_be_checked_and_nothing_else() -> None:
    assert set(FILE_FORMATS) == MEDIA_TYPES.keys()
