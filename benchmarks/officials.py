"""Those who examine: officers in each region, people of a ministry, somebody who administers."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from poincon.cahier.dossiers.kinds import REGIONS
from poincon.campaigns.models import Campaign
from poincon.casework.assignments import handling_roles
from poincon.people.enums import Role
from poincon.people.models import Person
from poincon.people.services import give_role, register_person

SINCE = date(2015, 1, 1)
"""When roles began."""
_EACH = 3
"""Officers of a region, and people of the ministry."""


class Officials:
    """All who work for an authority, registered by services."""

    def __init__(self, now: datetime) -> None:
        then = now - timedelta(days=1200)
        self.regional = {
            region: tuple(
                _official(f"Instruction {region}-{place}", Role.REGIONAL_OFFICER, region, then)
                for place in range(_EACH)
            )
            for region in REGIONS
        }
        self.ministry = tuple(_official(f"Ministère {place}", Role.MINISTRY, "", then) for place in range(_EACH))
        self.administrator = _official("Administration", Role.ADMINISTRATOR, "", then)

    def examining(self, campaign: Campaign, region: str, turn: int) -> tuple[Person, ...]:
        """Those who examine the dossiers of a region in a campaign, from the one whose turn it is."""
        roles = handling_roles(campaign.programme_version.package.programme)
        people = self.regional[region] if Role.REGIONAL_OFFICER in roles else self.ministry
        first = (turn + turn // len(REGIONS)) % len(people)
        return (*people[first:], *people[:first])


def _official(name: str, role: Role, region: str, now: datetime) -> Person:
    email = f"{name}@essai.example".lower().replace(" ", ".").replace("è", "e")
    person = register_person(None, email=email, full_name=name, now=now)
    give_role(None, person, role, region=region, starts=SINCE, now=now)
    return Person.objects.get(pk=person.pk)
