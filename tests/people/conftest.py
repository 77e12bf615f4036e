"""What tests of persons and their organisations share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from poincon.people.authentication.oidc import forget_providers
from poincon.people.enums import Role
from poincon.site.environment.single_sign_on import SingleSignOn
from tests.people.makers import organisation, person
from tests.people.oidc_provider import CLIENT_ID, CLIENT_SECRET, Provider, running
from tests.people.teams import Team


@pytest.fixture
def team() -> Team:
    structure = organisation("Centre du cuir")
    return Team(structure, person((Role.STRUCTURE_HEAD, structure)), person((Role.STRUCTURE_EDITOR, structure)))


@pytest.fixture
def provider(settings: Any) -> Iterator[Provider]:
    forget_providers()
    with running() as started:
        settings.SINGLE_SIGN_ON = SingleSignOn(started.issuer, CLIENT_ID, CLIENT_SECRET, "Identité d’essai")
        yield started
    forget_providers()
