"""What tests of persons and their organisations share."""

from __future__ import annotations

import pytest

from poincon.people.enums import Role
from tests.people.makers import organisation, person
from tests.people.teams import Team


@pytest.fixture
def team() -> Team:
    structure = organisation("Centre du cuir")
    return Team(structure, person((Role.STRUCTURE_HEAD, structure)), person((Role.STRUCTURE_EDITOR, structure)))
