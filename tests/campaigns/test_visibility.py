"""Who reaches the pages of campaigns and of adoption: every address, for every role. Others find nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from poincon.campaigns.models import Campaign, ProgrammeVersion
from poincon.dossiers.models import Dossier, DryRun
from poincon.people.enums import Role
from poincon.people.models import Person
from tests.campaigns.makers import installed, ministry
from tests.dossiers.factories import Structure, campaign, dossier, programme, structure
from tests.people.makers import person
from tests.platform_fixtures import NOW
from tests.site.routes import routes

pytestmark = pytest.mark.django_db

MINISTRY, OWN, OTHER, ADMINISTRATOR = "ministry", "ministry of it", "ministry of another", "administrator"
HEAD, EDITOR, OFFICER, COMMITTEE, EXPERT = "head", "editor", "officer", "committee", "expert"
NOBODY, ANONYMOUS = "no role", "anonymous"
RUNNERS, STRUCTURE = (MINISTRY, OWN, ADMINISTRATOR), (HEAD, EDITOR)
WHO = (MINISTRY, OWN, OTHER, ADMINISTRATOR, HEAD, EDITOR, OFFICER, COMMITTEE, EXPERT, NOBODY, ANONYMOUS)


@dataclass(frozen=True, slots=True)
class World:
    campaign: Campaign
    version: ProgrammeVersion
    run: DryRun
    structure: Structure
    dossier: Dossier
    persons: dict[str, Person]

    def client(self, reader: str) -> Client:
        client = Client()
        if reader != ANONYMOUS:
            client.force_login(self.persons[reader])
        return client


@pytest.fixture
def world(tmp_path: Path) -> World:
    current, other = programme(), installed(tmp_path, "1.1.0")
    into, ours = campaign(current), structure("Étal Secret")
    persons = {
        MINISTRY: ministry(),
        OWN: ministry("marche"),
        OTHER: ministry("autre"),
        ADMINISTRATOR: person((Role.ADMINISTRATOR, None)),
        HEAD: ours.head,
        EDITOR: ours.editor,
        OFFICER: person((Role.REGIONAL_OFFICER, "53")),
        COMMITTEE: person((Role.COMMITTEE_MEMBER, "53")),
        EXPERT: person((Role.EXPERT, None)),
        NOBODY: person(),
    }
    run = DryRun.objects.create(
        campaign=into,
        version=other,
        against=current,
        state="done",
        done_at=NOW,
        asked_at=NOW,
        asked_by=persons[MINISTRY],
        content={"outcomes": [], "statuses": [], "states": {}, "dossiers": {}, "parameters": {}},
    )
    return World(into, other, run, ours, dossier(ours, into), persons)


def asked(world: World) -> dict[str, Callable[[Client], Any]]:
    """One request for each address and method that changes nothing, or that is refused for what it lacks."""

    def at(name: str, *arguments: object) -> str:
        return reverse(name, args=arguments)

    pk, run = world.campaign.pk, world.run.pk
    archive = {"archive": SimpleUploadedFile("x.zip", b"no archive")}
    return {
        "campaigns:list": lambda client: client.get(at("campaigns:list")),
        "campaigns:new": lambda client: client.get(at("campaigns:new")),
        "campaigns:new, posted": lambda client: client.post(at("campaigns:new"), {"version": world.version.pk}),
        "campaigns:programmes": lambda client: client.get(at("campaigns:programmes")),
        "campaigns:install": lambda client: client.post(at("campaigns:install"), {"programme": "crt-2022"}),
        "campaigns:upload": lambda client: client.post(at("campaigns:upload"), archive),
        "campaigns:reading": lambda client: client.get(at("campaigns:reading", 1)),
        "campaigns:show": lambda client: client.get(at("campaigns:show", pk)),
        "campaigns:edit": lambda client: client.get(at("campaigns:edit", pk)),
        "campaigns:edit, posted": lambda client: client.post(at("campaigns:edit", pk), {}),
        "campaigns:open": lambda client: client.post(at("campaigns:open", pk)),
        "campaigns:close": lambda client: client.post(at("campaigns:close", pk)),
        "campaigns:discard": lambda client: client.post(at("campaigns:discard", pk)),
        "campaigns:extensions": lambda client: client.get(at("campaigns:extensions", pk)),
        "campaigns:extensions, posted": lambda client: client.post(at("campaigns:extensions", pk), {}),
        "adoption:version": lambda client: client.get(at("adoption:version", pk)),
        "adoption:version, posted": lambda client: client.post(at("adoption:version", pk), {"version": "x"}),
        "adoption:dry_run": lambda client: client.get(at("adoption:dry_run", pk, run)),
        "adoption:adopt": lambda client: client.post(at("adoption:adopt", pk, run), {}),
        "adoption:set_aside": lambda client: client.get(at("adoption:set_aside", world.dossier.pk)),
    }


EVERYWHERE = ("campaigns:list", "campaigns:new", "campaigns:programmes")
"""Pages that whoever runs any programme has, with their own things in them."""
RUN = {
    "campaigns:new, posted": 422,
    "campaigns:install": 302,
    "campaigns:upload": 422,
    "campaigns:reading": 404,  # of somebody else
    "campaigns:show": 200,
    "campaigns:edit": 200,
    "campaigns:edit, posted": 422,
    "campaigns:open": 302,  # it is open already: a second click
    "campaigns:close": 403,  # a structure has a dossier
    "campaigns:discard": 403,
    "campaigns:extensions": 200,
    "campaigns:extensions, posted": 422,
    "adoption:version": 200,
    "adoption:version, posted": 404,  # no such version
    "adoption:dry_run": 200,
    "adoption:adopt": 422,  # the box is not ticked
}


def expected(reader: str, page: str) -> int:
    """The whole policy, in one place."""
    if reader == ANONYMOUS:
        return 302
    if page == "adoption:set_aside":
        return 200 if reader in STRUCTURE else 404
    if page in EVERYWHERE:
        return 200 if reader in (*RUNNERS, OTHER) else 404
    if reader == OTHER and page in ("campaigns:install", "campaigns:upload"):
        return 403 if page == "campaigns:install" else 422
    if reader == OWN and page == "campaigns:install":
        return 403  # it is of another programme
    return RUN[page] if reader in RUNNERS else 404


def test_every_address_is_in_the_table(world: World) -> None:
    rooms = ("campaigns:", "adoption:")
    names = {route.name for route in routes() if route.name.startswith(rooms)}
    assert names == {name.partition(",")[0] for name in asked(world)}


def test_each_address_answers_each_person_as_the_policy_says(world: World) -> None:
    statuses, policy = {}, {}
    for reader in WHO:
        for page, ask in asked(world).items():
            statuses[reader, page] = ask(world.client(reader)).status_code
            policy[reader, page] = expected(reader, page)
    assert {key: value for key, value in statuses.items() if value != policy[key]} == {}


def test_pages_of_strangers_say_nothing_of_it(world: World) -> None:
    for reader in (OTHER, OFFICER, COMMITTEE, EXPERT, NOBODY):
        for page, ask in asked(world).items():
            content = ask(world.client(reader)).content.decode(errors="replace")
            leaked = [text for text in (world.campaign.title, "Étal Secret", world.dossier.number) if text in content]
            assert (reader, page, leaked) == (reader, page, [])


def test_a_dry_run_is_reached_through_its_own_campaign_only(world: World) -> None:
    other = campaign(title="Autre", year=2022)
    client = world.client(MINISTRY)
    assert client.get(reverse("adoption:dry_run", args=[other.pk, world.run.pk])).status_code == 404
    assert client.post(reverse("adoption:adopt", args=[other.pk, world.run.pk])).status_code == 404


def test_a_role_that_ended_opens_nothing_any_more(world: World) -> None:
    former = ministry()
    former.memberships.update(ends=former.memberships.get().starts)
    client = Client()
    client.force_login(former)
    assert client.get(reverse("campaigns:list")).status_code == 404
