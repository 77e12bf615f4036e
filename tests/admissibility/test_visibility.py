"""Who sees and does what: every address of the room, for every sort of person, in each state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from poincon.admissibility import completeness, letters, prerequisites
from poincon.admissibility.deciding import snapshot_of
from poincon.admissibility.enums import Verdict
from poincon.correspondence import exchanges
from poincon.dossiers import changes, services, withdrawal
from poincon.dossiers.models import Dossier
from poincon.people.enums import Role
from poincon.people.models import Person
from poincon.workflow.refusals import Allowed
from tests.admissibility.factories import (
    ELSEWHERE,
    GOOD,
    LATER,
    PAST,
    REGION,
    Scene,
    address,
    examined_campaign,
    officer,
    retain,
)
from tests.dossiers.factories import reread, save_typed, structure, upload
from tests.people.makers import person
from tests.site.routes import routes

pytestmark = pytest.mark.django_db

HEAD, EDITOR, OTHER, NEAR, FAR = "head of A", "editor of A", "head of B", "officer of its region", "of another region"
COMMITTEE, EXPERT, MINISTRY, ADMINISTRATOR = "committee", "expert", "ministry", "administrator"
NOBODY, ANONYMOUS = "no role", "anonymous"
WHO = (HEAD, EDITOR, OTHER, NEAR, FAR, COMMITTEE, EXPERT, MINISTRY, ADMINISTRATOR, NOBODY, ANONYMOUS)
OWN, RECEIVING = (HEAD, EDITOR), (NEAR, FAR, MINISTRY)
STATES = ("draft", "submitted", "to_correct", "complete", "admissible", "not_processed", "withdrawn")

ANSWER, NOTE, MESSAGE = "Chez la mère Michel", "Entre agents seulement", "Un mot pour vous"
POINT, REASON, ASKED = "Un point pas encore envoyé", "Un motif retenu par un agent", "Ce slogan est à revoir"


@dataclass(frozen=True, slots=True)
class World:
    dossier: Dossier
    persons: dict[str, Person]
    item: int
    request: int
    file: str

    def client(self, role: str) -> Client:
        client = Client()
        if role != ANONYMOUS:
            client.force_login(self.persons[role])
        return client


def make(state: str) -> World:
    """The dossier of structure A in that state, with a note, a message, points and decisions where there can be."""
    into, a, b = examined_campaign(), structure("Structure Alpha", REGION), structure("Structure Bravo", REGION)
    actor = officer("Agent Sortant")  # who acted before: nobody of the table
    draft = services.open_dossier(into, a.organisation, a.head, PAST)
    failing = {"assure": "non"} if state in ("complete", "not_processed") else {}
    save_typed(draft.pk, "etal", 0, {**GOOD, "nom": ANSWER, **failing}, a.editor, PAST)
    if state != "draft":
        services.submit(draft.pk, a.head, PAST)
    here = Scene(a, reread(draft), actor, actor)
    item, request, file = _story(here, state)
    persons = {
        HEAD: a.head,
        EDITOR: a.editor,
        OTHER: b.head,
        NEAR: officer(),
        FAR: officer(region=ELSEWHERE),
        COMMITTEE: person((Role.COMMITTEE_MEMBER, REGION)),
        EXPERT: person((Role.EXPERT, None)),
        MINISTRY: person((Role.MINISTRY, None)),
        ADMINISTRATOR: person((Role.ADMINISTRATOR, None)),
        NOBODY: person(),
    }
    return World(here.again(), persons, item, request, file)


def _story(here: Scene, state: str) -> tuple[int, int, str]:
    if state == "draft":
        return 1, 1, "00000000-0000-0000-0000-000000000001"
    pk, actor = here.dossier.pk, here.ines
    exchanges.add_note(pk, NOTE, actor, PAST)
    message = exchanges.send(pk, MESSAGE, [upload("joint.pdf")], here.structure.head, PAST)
    item = changes.prepare_item(pk, "etal", "slogan", ASKED, actor, PAST, allowed=Allowed())
    request = changes.ask(pk, "", None, actor, PAST, allowed=Allowed())
    if state != "to_correct":
        changes.take_back(pk, "Finalement non", actor, PAST, allowed=Allowed())
    if state == "submitted":
        item = changes.prepare_item(pk, "etal", "enseigne", POINT, actor, PAST, allowed=Allowed())
    elif state == "withdrawn":
        withdrawal.withdraw(pk, "", here.structure.head, LATER)
    elif state != "to_correct":
        _decide(here, state)
    return item.pk, request.pk, str(message.attachments.get().file_id)


def _decide(here: Scene, state: str) -> None:
    pk, digest, actor = here.dossier.pk, snapshot_of(here.dossier).digest, here.ines
    completeness.declare_complete(pk, "", digest=digest, actor=actor, now=LATER)
    prerequisites.confirm_all(pk, digest=digest, actor=actor, now=LATER)
    retain(here, "surface", Verdict.NOT_APPLICABLE, REASON)
    if state == "admissible":
        prerequisites.admit(pk, digest=digest, actor=actor, now=LATER)
    elif state == "not_processed":
        drawn = letters.draft(here.again(), actor, LATER)
        letters.send(pk, fingerprint=drawn.fingerprint, actor=actor, now=LATER)


def asked(world: World) -> dict[str, Callable[[Client], Any]]:
    """One request for each address and method. What is posted changes nothing: something is always lacking in it."""
    dossier = world.dossier

    def get(route: str, *more: object) -> Callable[[Client], Any]:
        return lambda client: client.get(address(route, dossier, *more))

    def post(route: str, *more: object, **data: str) -> Callable[[Client], Any]:
        return lambda client: client.post(address(route, dossier, *more), data)

    return {
        "queue": lambda client: client.get(reverse("casework:queue")),
        "load": lambda client: client.get(reverse("casework:load")),
        "departure": lambda client: client.get(reverse("casework:departure")),
        "assign_many": lambda client: client.post(reverse("casework:assign_many")),
        "show": get("show"),
        "assign": get("assign"),
        "assign, posted": post("assign", officer="inconnu"),
        "notes": get("notes"),
        "notes, posted": post("notes", texte=""),
        "messages": get("messages"),
        "messages, posted": post("messages", texte=""),
        "message_file": get("message_file", world.file),
        "completeness": get("completeness"),
        "add_item": post("add_item", rubrique="etal", reponse="loyer", texte=""),
        "edit_item": post("edit_item", world.item, texte=""),
        "request": get("request"),
        "request, posted": post("request", etape="envoyer", points="x"),
        "past_request": get("past_request", world.request),
        "take_back": get("take_back"),
        "take_back, posted": post("take_back", motif=""),
        "complete": get("complete"),
        "complete, posted": post("complete", vu="x"),
        "recheck": get("recheck"),
        "recheck, posted": post("recheck", motif=""),
        "prerequisites": get("prerequisites"),
        "confirm_prerequisites": post("confirm_prerequisites", vu="x"),
        "retain": post("retain", "assurance", motif=""),
        "admit": post("admit", vu="x"),
        "letter": get("letter"),
        "letter, posted": post("letter", vu="x"),
        "letter_draft": get("letter_draft", "pdf"),
        "outcome": get("outcome"),
        "letter_file": get("letter_file", "docx"),
    }


def read(response: Any) -> bytes:
    return b"".join(response) if response.streaming else bytes(response.content)


def test_every_address_of_these_rooms_is_in_the_table() -> None:
    named = [route.name.partition(":") for route in routes()]
    names = {name for room, _colon, name in named if room in ("correspondence", "casework", "admissibility")}
    assert names == {name.partition(",")[0] for name in asked(make("draft"))}


LISTS = ("queue", "load", "assign_many")
OFFICIALS_READ = (
    "show", "assign", "notes", "completeness", "request", "past_request", "take_back", "complete", "recheck",
    "prerequisites", "letter",
)  # fmt: skip
TYPED: dict[str, str] = {
    "add_item": "submitted",
    "edit_item": "submitted",
    "take_back, posted": "to_correct",
    "recheck, posted": "complete",
    "retain": "complete",
    "letter, posted": "complete",
}
"""What is refused for its content in that state (422); in the others it is too late or too early (409)."""


def expected(role: str, state: str, route: str) -> int:
    """The whole policy, in one place."""
    if role == ANONYMOUS:
        return 302
    if route in LISTS:
        return (422 if route == "assign_many" else 200) if role in RECEIVING else 404
    if route == "departure":
        return 200 if role in (*RECEIVING, ADMINISTRATOR) else 404
    own, official = role in OWN, role in (NEAR, MINISTRY) and state != "draft"
    if not own and not official:
        return 404
    if route in ("outcome", "messages", "message_file", "letter_file", "messages, posted"):
        return _of_both(state, route)
    return 404 if own else _of_officials(role, state, route)


def _of_officials(role: str, state: str, route: str) -> int:
    """Those who see: all of them read, note and assign; those that the programme names decide."""
    if route in OFFICIALS_READ:
        return 200
    if route in ("assign, posted", "notes, posted"):
        return 422
    if route == "letter_draft":
        return 200 if (role, state) == (NEAR, "complete") else 404
    if role == MINISTRY:
        return 403
    return 422 if TYPED.get(route) == state else 409


def _of_both(state: str, route: str) -> int:
    """What a structure and officials read and write alike."""
    if route == "message_file":
        return 404 if state == "draft" else 200
    if route == "letter_file":
        return 200 if state == "not_processed" else 404
    if route == "messages, posted":
        return 403 if state in ("draft", "withdrawn") else 422
    return 200


@pytest.mark.parametrize("state", STATES)
def test_each_address_answers_each_person_as_the_policy_says_and_strangers_read_nothing(state: str) -> None:
    world = make(state)
    secrets = (world.dossier.number, "Alpha", ANSWER, NOTE, MESSAGE, POINT, REASON, ASKED, "joint.pdf")
    wrong, leaked = {}, {}
    for role in WHO:
        client = world.client(role)
        for route, ask in asked(world).items():
            response = ask(client)
            content = read(response).decode(errors="replace")
            if response.status_code != expected(role, state, route):
                wrong[role, route] = response.status_code
            if expected(role, state, "show") != 200 and expected(role, state, "outcome") != 200:
                leaked[role, route] = [text for text in secrets if text in content]
    assert wrong == {}
    assert {key: texts for key, texts in leaked.items() if texts} == {}
    assert Dossier.objects.get(pk=world.dossier.pk).state == state


@pytest.mark.parametrize("state", ["submitted", "complete", "not_processed"])
def test_a_structure_reads_nothing_that_officials_keep_to_themselves(state: str) -> None:
    world = make(state)
    client = world.client(HEAD)
    pages = [ask(client) for ask in asked(world).values()]
    pages += [client.get(reverse(f"dossiers:{name}", args=[world.dossier.pk])) for name in ("show", "check", "results")]
    text = "".join(read(response).decode(errors="replace") for response in pages)
    concluded = state == "not_processed"
    assert [secret in text for secret in (NOTE, POINT, REASON)] == [False, False, concluded]
