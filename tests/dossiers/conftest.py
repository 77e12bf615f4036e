"""A structure, an official and a campaign, with which most tests of the room start."""

from __future__ import annotations

import pytest

from poincon.campaigns.models import Campaign
from poincon.people.models import Person
from tests.campaigns.makers import ministry
from tests.dossiers.factories import Structure, campaign, officer, structure


@pytest.fixture
def ours() -> Structure:
    return structure()


@pytest.fixture
def examiner() -> Person:
    return officer()


@pytest.fixture
def into() -> Campaign:
    return campaign()


@pytest.fixture
def runner() -> Person:
    """The ministry that runs the programme."""
    return ministry()
