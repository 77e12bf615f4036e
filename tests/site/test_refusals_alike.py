"""What is not one's does not exist: a page that is there and forbidden answers as one that is not there (ADR 0021).

Every address that holds an identifier is asked for, by people of each sort, with the identifiers of what exists and
with others that nothing has. Whoever does not see a thing gets the same answer to both, to the letter.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import quote
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from poincon.campaigns.models import Campaign, ProgrammeVersion
from poincon.correspondence import exchanges
from poincon.correspondence.models import MessageAttachment
from poincon.dossiers.enums import Event
from poincon.dossiers.models import ChangeItem, Dossier, DryRun
from poincon.people.accounts import inviting
from poincon.people.enums import Role
from poincon.people.models import Passkey, Person, SignedInSession, Site
from poincon.sheets.models import Attachment
from tests.casework.desk import examined_campaign, limited
from tests.dossiers.factories import PDF, bring, document, dossier, structure
from tests.jobs import some_jobs
from tests.people.makers import person
from tests.people.requests_made import asked
from tests.platform_fixtures import NOW
from tests.site.routes import Route, routes

pytestmark = pytest.mark.django_db

HEAD, EDITOR, OTHER, NEAR, FAR = "head of it", "editor of it", "head of another", "officer of its region", "of another"
COMMITTEE, EXPERT, MINISTRY, ADMINISTRATOR = "committee", "expert", "ministry", "administrator"
OF_ANOTHER, NOBODY = "ministry of another programme", "no role"

NO_UUID, NO_NUMBER = UUID(int=7), 987_654_321
"""Identifiers that nothing has."""
ROUTES = [route for route in routes() if route.parameters and route.rule != "public"]


@dataclass(frozen=True, slots=True)
class World:
    """One thing of each kind. `identifiers`: what its addresses hold, by the kind of thing."""

    identifiers: dict[str, dict[str, Any]]
    persons: dict[str, Person]

    def client(self, reader: str) -> Client:
        client = Client()
        client.force_login(self.persons[reader])
        return client


HOMES = {
    "request": "people:request",
    "organisation": "people:organisation",
    "person": "people:person",
    "campaign": "campaigns:show",
    "dossier": "dossiers:show",
}
"""The page of each kind of thing: whoever opens it sees the thing."""
OWNERS = {
    "people:end_session": EDITOR,
    "people:remove_passkey": EDITOR,
    "administration_put_job_back": ADMINISTRATOR,
}
"""What has no page of its own is seen by that person alone."""


def kind_of(route: Route) -> str:
    """The kind of thing whose identifier comes first in an address."""
    if route.name in OWNERS:
        return route.name
    if route.name == "dossiers:open":
        return "campaign"
    namespace, _colon, name = route.name.rpartition(":")
    if namespace == "people":
        if name.endswith("request"):
            return "request"
        return "person" if route.address.startswith("administration/") else "organisation"
    return "campaign" if route.address.startswith("campagnes/") else "dossier"


@pytest.fixture
def world() -> World:
    into = examined_campaign()
    ours, another = structure("Structure Alpha", "53"), structure("Structure Bravo", "53")
    near = person((Role.REGIONAL_OFFICER, "53"))
    draft = dossier(ours, into, answers={"etal": {"nom": "Chez Paul"}})
    document(draft, ours.editor)
    ours_dossier = bring(draft, ours, Event.SUBMIT, Event.ASK_CHANGES, by=near, points=(("etal", "adresse"),))
    exchanges.send(ours_dossier.pk, "Voici.", [SimpleUploadedFile("devis.pdf", PDF)], ours.head, NOW)
    persons = {
        HEAD: ours.head,
        EDITOR: ours.editor,
        OTHER: another.head,
        NEAR: near,
        FAR: person((Role.REGIONAL_OFFICER, "84")),
        COMMITTEE: person((Role.COMMITTEE_MEMBER, "53")),
        EXPERT: person((Role.EXPERT, None)),
        MINISTRY: person((Role.MINISTRY, None)),
        ADMINISTRATOR: person((Role.ADMINISTRATOR, None)),
        OF_ANOTHER: limited(person((Role.MINISTRY, None)), "autre"),
        NOBODY: person(),
    }
    return World(identifiers(ours_dossier, into, ours.editor, persons[MINISTRY]), persons)


def identifiers(of: Dossier, into: Campaign, editor: Person, ministry: Person) -> dict[str, dict[str, Any]]:
    here = of.organisation
    head = here.memberships.get(role=Role.STRUCTURE_HEAD).person
    invitation = inviting.invite(here, "invite@essai.example", Role.STRUCTURE_EDITOR, head, now=timezone.now())
    membership = editor.memberships.get().pk
    session = SignedInSession.objects.create(
        person=editor, session_key="k", opened_at=NOW, seen_at=NOW, expires_at=NOW + timedelta(days=1)
    )
    passkey = Passkey.objects.create(
        person=editor, name="clé", credential_id="a", credential=b"b", sign_count=0, added_at=NOW
    )
    return {
        "request": {"pk": asked().pk},
        "organisation": {
            "pk": here.pk,
            "membership": membership,
            "invitation": invitation.pk,
            "site": Site.objects.create(organisation=here, name="Halle", city="Brest").pk,
        },
        "person": {"pk": editor.pk, "membership": membership},
        "campaign": {"pk": into.pk, "campaign": into.pk, "run": dry_run(into, ministry).pk},
        "dossier": {
            "pk": of.pk,
            "file": Attachment.objects.get().file_id,
            "message_file": MessageAttachment.objects.get().file_id,
            "item": ChangeItem.objects.get().pk,
            "number": 1,
            "section": "etal",
            "rule": "assurance",
            "ending": "pdf",
        },
        "people:end_session": {"pk": session.pk},
        "people:remove_passkey": {"pk": passkey.pk},
        "administration_put_job_back": {"pk": some_jobs.note.later("a", "b")},
    }


def dry_run(into: Campaign, ministry: Person) -> DryRun:
    version: ProgrammeVersion = into.programme_version
    return DryRun.objects.create(
        campaign=into, version=version, against=version, asked_at=NOW, asked_by=ministry, state="running"
    )


def real(world: World, route: Route) -> dict[str, Any]:
    values = world.identifiers[kind_of(route)]
    if route.name == "correspondence:message_file":
        values = {**values, "file": values["message_file"]}
    return {name: values[name] for name in route.parameters}


def invented(values: dict[str, Any], names: set[str]) -> dict[str, Any]:
    """The same address, with identifiers of nothing for those names."""
    return {name: unknown(value) if name in names else value for name, value in values.items()}


def unknown(value: Any) -> Any:
    return NO_UUID if isinstance(value, UUID) else NO_NUMBER if isinstance(value, int) else value


def identifying(values: dict[str, Any]) -> set[str]:
    return {name for name, value in values.items() if not isinstance(value, str)}


Answer = tuple[int, dict[str, str], str]


def answer(client: Client, method: str, route: Route, values: dict[str, Any]) -> Answer:
    """What comes back, without the identifiers that were asked for and what is drawn for each page."""
    address = reverse(route.name, kwargs=values)
    match method:
        case "GET":
            response = client.get(address)
        case "POST":
            response = client.post(address, {})
        case _:
            response = client.post(address, json.dumps({"revision": 0, "answers": {}}), content_type="application/json")
    content = b"".join(response) if response.streaming else response.content
    headers = {name: plain(value, values) for name, value in response.headers.items() if name not in DRAWN}
    return response.status_code, headers, plain(content.decode("utf-8", "replace"), values)


def plain(text: str, values: dict[str, Any]) -> str:
    for value in values.values():
        for written in (f"/{value}/", quote(f"/{value}/", safe="")):
            text = text.replace(written, "/…/")
    text = re.sub(r'(name="csrfmiddlewaretoken" value=")\w+', r"\1", text)
    return re.sub(r"'nonce-[^']+'", "nonce", text)


def sees(world: World, reader: str, kind: str) -> bool:
    if kind in OWNERS:
        return OWNERS[kind] == reader
    response = world.client(reader).get(reverse(HOMES[kind], kwargs={"pk": world.identifiers[kind]["pk"]}))
    return response.status_code == 200


DRAWN = {"Content-Length"}
"""Told by the content, which is compared; it holds the address, whose numbers have more digits or less."""
NOTHING_THERE = {302, 404, 405}
"""No such page; or not by this method, whatever the identifier (a redirection goes to the page of a form)."""
EXPLAINED = {"dossiers:reopen", "dossiers:withdraw"}
"""Of a dossier that one sees: what to confirm, or why the act cannot be done as things stand."""
PROOF_FIRST = {"people:remove_passkey"}
"""Asks to prove anew who one is, before it looks at anything."""
METHODS = ("GET", "POST", "JSON")
READERS = (HEAD, EDITOR, OTHER, NEAR, FAR, COMMITTEE, EXPERT, MINISTRY, ADMINISTRATOR, OF_ANOTHER, NOBODY)


def differences(world: World, reader: str) -> Iterator[str]:
    client = world.client(reader)
    visible = {kind: sees(world, reader, kind) for kind in world.identifiers}
    for route in ROUTES:
        if visible[kind_of(route)]:
            continue
        values = real(world, route)
        names = identifying(values)
        for method in METHODS:
            there = answer(client, method, route, values)
            if there[0] not in NOTHING_THERE and route.name not in PROOF_FIRST:
                yield f"{method} {route.name}: {there[0]}"
            for absent in [names, *({name} for name in sorted(names) if len(names) > 1)]:
                nowhere = answer(client, method, route, invented(values, absent))
                if there != nowhere:
                    yield f"{method} {route.name} {sorted(absent)}: {there[0]} is not {nowhere[0]}"


@pytest.mark.parametrize("reader", READERS)
def test_what_one_does_not_see_answers_as_what_is_not_there(world: World, reader: str) -> None:
    assert list(differences(world, reader)) == []


@pytest.mark.parametrize("reader", READERS)
def test_no_page_that_one_may_not_open_says_that_it_is_there(world: World, reader: str) -> None:
    """Of what one sees too: pages that are not for that person answer as an address of nothing, and never 403."""
    client = world.client(reader)
    nowhere = page_at(client, "/nulle-part/")
    assert nowhere[0] == 404
    answers = {}
    for route in routes():
        if route.rule != "public":
            values = real(world, route) if route.parameters else {}
            answers[route.name] = page_at(client, reverse(route.name, kwargs=values))
    refused = {name for name, (status, _words) in answers.items() if status == 403}
    assert refused - (EXPLAINED if sees(world, reader, "dossier") else set()) == set()
    assert [name for name, (status, words) in answers.items() if status == 404 and words != nowhere[1]] == []


def page_at(client: Client, address: str) -> tuple[int, str]:
    """The status and the words, without the address that each page holds for its language form."""
    response = client.get(address)
    content = b"".join(response) if response.streaming else response.content
    return response.status_code, plain(content.decode("utf-8", "replace"), {}).replace(address, "…")


def test_every_kind_of_thing_is_seen_by_somebody_and_not_by_somebody_else(world: World) -> None:
    for kind in HOMES:
        outcomes = {sees(world, reader, kind) for reader in READERS}
        assert (kind, outcomes) == (kind, {True, False})
