"""Who most tests of the room start with."""

from __future__ import annotations

import pytest

from poincon.people.models import Person
from tests.dossiers.factories import Structure, officer, structure


@pytest.fixture
def ours() -> Structure:
    return structure()


@pytest.fixture
def examiner() -> Person:
    return officer()
