"""What a browser test finds in the database: a structure, its two people, two regions; campaigns on demand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.utils import timezone

from poincon.campaigns.models import Campaign
from poincon.campaigns.services import install_programme, open_campaign
from poincon.dossiers import services
from poincon.dossiers.models import Dossier
from poincon.people.enums import Role
from poincon.people.models import Organisation, Person
from poincon.people.services import register_person
from tests.people.makers import PASSWORD, give, organisation

LABEL, GRID, GRANT = "crt-2022", "dd-poles-2012", "subvention-pole-2012"
REGION, OTHER_REGION = "27", "53"
YEAR = 2022
PROGRAMMES = Path(__file__).parents[2] / "programmes"


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything is dated from `now`, the real one: the server that the browser meets has no other clock."""

    now: datetime
    structure: Organisation
    head: Person
    colleague: Person
    officer: Person
    other_officer: Person

    def campaign(self, programme: str) -> Campaign:
        version = install_programme(PROGRAMMES / programme, actor="systeme", now=self.now)
        return open_campaign(
            version,
            year=YEAR,
            title=f"{version.title} – campagne {YEAR}",
            opens_at=self.now - timedelta(days=1),
            closes_at=self.now + timedelta(days=40),
            parameters={},
            actor="systeme",
            now=self.now,
        )

    def dossier(self, programme: str) -> Dossier:
        """A dossier of the structure, just opened."""
        opened = services.open_dossier(self.campaign(programme), self.structure, self.head, self.now)
        return Dossier.objects.with_context().get(pk=opened.pk)


def make_scene() -> Scene:
    now = timezone.now()
    structure = organisation("Centre des matériaux d’Essai", region=REGION, now=now)
    return Scene(
        now=now,
        structure=structure,
        head=_named("Claire Ménard", Role.STRUCTURE_HEAD, structure, now),
        colleague=_named("Paul Ost", Role.STRUCTURE_EDITOR, structure, now),
        officer=_named("Inès Région", Role.REGIONAL_OFFICER, REGION, now),
        other_officer=_named("Yann Ailleurs", Role.REGIONAL_OFFICER, OTHER_REGION, now),
    )


def _named(full_name: str, role: Role, scope: Organisation | str, now: datetime) -> Person:
    email = full_name.split(maxsplit=1)[0].lower().replace("è", "e") + "@essai.example"
    person = register_person(None, email=email, full_name=full_name, password=PASSWORD, now=now)
    give(person, role, scope, now=now)
    return person
