"""An official who deals with one programme sees the structures of that programme only, in every way to see one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from poincon.campaigns.extending import grant_extension
from poincon.campaigns.models import Campaign
from poincon.campaigns.services import open_campaign
from poincon.people.enums import Role
from poincon.people.models import Organisation, Person
from tests.campaigns.makers import installed, ministry
from tests.dossiers.factories import CLOSES, OPENS, Structure, campaign, dossier, structure
from tests.people.makers import person
from tests.platform_fixtures import NOW

pytestmark = pytest.mark.django_db

OTHER_PROGRAMME = "foire"


@dataclass(frozen=True, slots=True)
class World:
    ours: Structure
    """Has a dossier in a campaign of our programme."""
    elsewhere: Structure
    """Has a dossier in a campaign of another programme."""
    idle: Structure
    """Has no dossier at all."""
    campaign: Campaign

    @property
    def programme(self) -> str:
        return self.campaign.programme_version.programme


@pytest.fixture
def world(tmp_path: Path) -> World:
    stall = campaign()
    version = installed(tmp_path, "1.0.0", identifiant=OTHER_PROGRAMME)
    fair = open_campaign(
        version, title="Foire", year=2027, opens_at=OPENS, closes_at=CLOSES, parameters={}, actor=ministry(), now=NOW
    )
    world = World(structure("Étal d’ici"), structure("Étal d’ailleurs"), structure("Étal sans dossier"), stall)
    dossier(world.ours, stall)
    dossier(world.elsewhere, fair)
    return world


def regional(programme: str, region: str) -> Person:
    official = person((Role.REGIONAL_OFFICER, region))
    official.memberships.update(programme=programme)
    return official


def visible_names(official: Person) -> set[str]:
    return set(Organisation.objects.visible_to(official, timezone.localdate()).values_list("name", flat=True))


def of(someone: Person) -> Client:
    client = Client()
    client.force_login(someone)
    return client


def test_a_ministry_of_one_programme_sees_the_structures_of_its_dossiers(world: World) -> None:
    assert visible_names(ministry(world.programme)) == {"Étal d’ici"}
    assert visible_names(ministry(OTHER_PROGRAMME)) == {"Étal d’ailleurs"}
    assert visible_names(ministry("rien-de-tel")) == set()


def test_roles_add_up(world: World) -> None:
    official = ministry(world.programme)
    other = ministry(OTHER_PROGRAMME)
    other.memberships.update(person=official)
    assert visible_names(Person.objects.get(pk=official.pk)) == {"Étal d’ici", "Étal d’ailleurs"}


def test_a_ministry_of_every_programme_sees_them_all(world: World) -> None:
    assert visible_names(ministry()) == {"Étal d’ici", "Étal d’ailleurs", "Étal sans dossier"}


def test_a_region_of_one_programme_sees_those_of_both(world: World) -> None:
    assert visible_names(regional(world.programme, world.ours.organisation.region)) == {"Étal d’ici"}
    assert visible_names(regional(world.programme, "84")) == set()


def test_a_structure_that_was_given_more_time_is_of_the_programme(world: World) -> None:
    Campaign.objects.filter(pk=world.campaign.pk).update(closes_at=NOW - timedelta(days=1))
    until = NOW + timedelta(days=3)
    grant_extension(world.campaign.pk, world.idle.organisation, until, "Crue", actor=ministry(), now=NOW)
    assert visible_names(ministry(world.programme)) == {"Étal d’ici", "Étal sans dossier"}


def test_the_page_of_a_structure_is_there_for_the_ministry_of_its_programme_alone(world: World) -> None:
    client = of(ministry(world.programme))
    statuses = {
        name: client.get(reverse("people:organisation", args=[owner.organisation.pk])).status_code
        for name, owner in (("ours", world.ours), ("elsewhere", world.elsewhere), ("idle", world.idle))
    }
    assert statuses == {"ours": 200, "elsewhere": 404, "idle": 404}


def test_a_search_finds_and_counts_the_structures_of_the_programme_alone(world: World) -> None:
    address = reverse("campaigns:extensions", args=[world.campaign.pk])
    page = of(ministry(world.programme)).get(address, {"q": "Étal"}).content.decode()
    assert "1 structure trouvée" in page
    assert "Étal d’ici" in page
    assert "Étal d’ailleurs" not in page
    assert "Étal sans dossier" not in page
    assert "3 structures trouvées" in of(ministry()).get(address, {"q": "Étal"}).content.decode()


def test_a_structure_of_another_programme_is_not_chosen_by_its_identifier(world: World) -> None:
    address = reverse("campaigns:extensions", args=[world.campaign.pk])
    client = of(ministry(world.programme))
    page = client.get(address, {"structure": str(world.elsewhere.organisation.pk)}).content.decode()
    assert "Étal d’ailleurs" not in page
    posted = client.post(address, {"structure": str(world.elsewhere.organisation.pk), "reason": "Crue"})
    assert posted.status_code == 422
    assert "Étal d’ailleurs" not in posted.content.decode()
