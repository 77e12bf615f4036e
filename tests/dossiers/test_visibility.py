"""Who sees what: every address of the room, for every sort of person, in every state. Strangers find nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from poincon.campaigns.models import Campaign
from poincon.dossiers import services
from poincon.dossiers.enums import Event, State
from poincon.dossiers.models import ChangeItem, Dossier
from poincon.people.enums import Role
from poincon.people.models import Person
from tests.dossiers.factories import (
    PDF,
    WAYS,
    Structure,
    address,
    autosave,
    bring,
    campaign,
    document,
    dossier,
    structure,
    upload,
)
from tests.people.makers import give, person
from tests.platform_fixtures import NOW
from tests.site.routes import routes

pytestmark = pytest.mark.django_db

HEAD, EDITOR, OTHER, NEAR, FAR = "head of A", "editor of A", "head of B", "officer of its region", "of another region"
COMMITTEE, EXPERT, MINISTRY, ADMINISTRATOR = "committee", "expert", "ministry", "administrator"
NOBODY, ANONYMOUS = "no role", "anonymous"
WHO = (HEAD, EDITOR, OTHER, NEAR, FAR, COMMITTEE, EXPERT, MINISTRY, ADMINISTRATOR, NOBODY, ANONYMOUS)
ANSWER = "Chez la mère Michel"


BEFORE, AFTER = "withdrawn before it was handed over", "withdrawn after"
STATES: dict[str, tuple[Event, ...]] = {
    **{state.value: way for state, way in WAYS.items() if state is not State.WITHDRAWN},
    BEFORE: (Event.WITHDRAW,),
    AFTER: WAYS[State.WITHDRAWN],
}
RECEIVED = [name for name, way in STATES.items() if Event.SUBMIT in way]
ASKED = [name for name, way in STATES.items() if Event.ASK_CHANGES in way]


@dataclass(frozen=True, slots=True)
class World:
    campaign: Campaign
    a: Structure
    b: Structure
    dossier: Dossier
    file: str
    persons: dict[str, Person]
    item: int
    """A point that was asked; 0 when none was."""

    def client(self, visitor: str) -> Client:
        client = Client()
        if visitor != ANONYMOUS:
            client.force_login(self.persons[visitor])
        return client


@pytest.fixture
def world() -> Callable[[str], World]:
    """The dossier of structure A, in that state: drafts have answers, a document and a note too."""

    def make(state: str) -> World:
        into = campaign()
        a, b = structure("Structure Alpha", "53"), structure("Structure Bravo", "53")
        near = person((Role.REGIONAL_OFFICER, "53"))
        draft = dossier(a, into, answers={"etal": {"nom": ANSWER}})
        attachment = document(draft, a.editor)
        services.comment(draft.pk, "etal", "entre nous seulement", a.editor, NOW)
        dossier_ = bring(draft, a, *STATES[state], by=near, points=(("etal", "slogan"), ("etal", "enseigne")))
        ChangeItem.objects.update(answer="Nous y répondons.")
        first = ChangeItem.objects.first()
        persons = {
            HEAD: a.head,
            EDITOR: a.editor,
            OTHER: b.head,
            NEAR: near,
            FAR: person((Role.REGIONAL_OFFICER, "84")),
            COMMITTEE: person((Role.COMMITTEE_MEMBER, "53")),
            EXPERT: person((Role.EXPERT, None)),
            MINISTRY: person((Role.MINISTRY, None)),
            ADMINISTRATOR: person((Role.ADMINISTRATOR, None)),
            NOBODY: person(),
        }
        return World(into, a, b, dossier_, str(attachment.file_id), persons, first.pk if first else 0)

    return make


def read(response: Any) -> bytes:
    """The content, whether it was streamed or not; a file read to its end is let go."""
    return b"".join(response) if response.streaming else bytes(response.content)


def status(client: Client, url: str) -> int:
    response = client.get(url)
    read(response)
    return response.status_code


def asked(world: World) -> dict[str, Callable[[Client], Any]]:
    """One request for each address and method."""
    dossier = world.dossier
    note = {"texte": "bonjour"}
    opening = {"organisation": str(world.a.organisation.pk)}
    sure = {"confirmation": "1"}
    return {
        "list": lambda client: client.get(reverse("dossiers:list")),
        "open": lambda client: client.post(reverse("dossiers:open", args=[world.campaign.pk]), opening),
        "show": lambda client: client.get(address("show", dossier)),
        "results": lambda client: client.get(address("results", dossier)),
        "file": lambda client: client.get(address("file", dossier, world.file)),
        "section": lambda client: client.get(address("section", dossier, "etal")),
        "section, posted": lambda client: client.post(address("section", dossier, "etal"), {"slogan": "a"}),
        "save": lambda client: autosave(client, dossier, {"version": 0, "changes": {"enseigne": "b"}}),
        "comment": lambda client: client.post(address("comment", dossier, "etal"), note),
        "check": lambda client: client.get(address("check", dossier)),
        "ask_validation": lambda client: client.post(address("ask_validation", dossier)),
        "validate": lambda client: client.post(address("validate", dossier)),
        "reopen": lambda client: client.get(address("reopen", dossier)),
        "reopen, posted": lambda client: client.post(address("reopen", dossier)),
        "submit": lambda client: client.post(address("submit", dossier), sure),
        "withdraw": lambda client: client.get(address("withdraw", dossier)),
        "withdraw, posted": lambda client: client.post(address("withdraw", dossier), sure),
        "changes": lambda client: client.get(address("changes", dossier)),
        "answer": lambda client: client.post(address("answer", dossier, world.item), {"reponse": "Autrement."}),
        "resubmit": lambda client: client.post(address("resubmit", dossier), sure),
        "receipt": lambda client: client.get(address("receipt", dossier)),
        "receipt_pdf": lambda client: client.get(address("receipt_pdf", dossier)),
    }


def test_every_address_of_the_room_is_in_the_table(world: Callable[[str], World]) -> None:
    names = {route.name.removeprefix("dossiers:") for route in routes() if route.name.startswith("dossiers:")}
    assert names == {name.partition(",")[0] for name in asked(world("draft"))}


READ = ("show", "results", "file", "section", "check")
WRITE = ("section, posted", "save", "comment")
RECEIPTS = ("receipt", "receipt_pdf")
WITHDRAWABLE = ("draft", "validated", "submitted", "to_correct", "complete", "admissible")


def expected(visitor: str, state: str, action: str) -> int:
    """The whole policy, in one place."""
    if visitor == ANONYMOUS:
        return 401 if action == "save" else 302
    if action == "list":
        return 200
    if action == "open":
        return 302 if visitor in (HEAD, EDITOR) else 404
    if visitor not in (HEAD, EDITOR) and (state not in RECEIVED or visitor not in (NEAR, MINISTRY)):
        return 404
    if action in READ:
        return 200
    if action in RECEIPTS:
        return 200 if state in RECEIVED else 404
    if action in ("changes", "answer", "resubmit") and state not in ASKED:
        return 404
    if action == "changes":
        return 200
    return _act(visitor, state, action)


def _act(visitor: str, state: str, action: str) -> int:
    """The answer to an act on a dossier that the visitor sees: 403, with the reason, when they may not act."""
    own, head = visitor in (HEAD, EDITOR), visitor == HEAD
    open_ = own and state in ("draft", "to_correct")
    may = {
        "section, posted": (open_, 200),
        "save": (open_, 200),
        "comment": (open_, 302),
        "ask_validation": (open_ and not head, 302),
        "validate": (head and state in ("draft", "validated"), 302),  # twice is once
        "reopen": (own and state == "validated", 200),
        "reopen, posted": (own and state == "validated", 302),
        # of what is handed over already, the receipt
        "submit": ((head and state == "draft") or (own and state == "validated") or state in RECEIVED[:-1], 302),
        "withdraw": (head and state in WITHDRAWABLE, 200),
        "withdraw, posted": (head and state in (*WITHDRAWABLE, BEFORE, AFTER), 302),  # twice is once
        "answer": (open_, 302),
        "resubmit": (head and state == "to_correct", 302),
    }
    allowed, answer = may[action]
    return answer if allowed else 403


@pytest.mark.parametrize("state", STATES)
def test_each_address_answers_each_person_as_the_policy_says(world: Callable[[str], World], state: str) -> None:
    statuses, policy = {}, {}
    whole = world(state)
    for visitor in WHO:
        client = whole.client(visitor)
        for action, ask in asked(whole).items():
            with transaction.atomic():
                response = ask(client)
                statuses[visitor, action] = response.status_code
                read(response)
                transaction.set_rollback(True)  # each finds the dossier as it was
            policy[visitor, action] = expected(visitor, state, action)
    assert {key: (value, policy[key]) for key, value in statuses.items() if value != policy[key]} == {}
    assert RECEIVED[-1] == AFTER


@pytest.mark.parametrize("state", STATES)
def test_pages_of_strangers_say_nothing_of_it(world: Callable[[str], World], state: str) -> None:
    whole = world(state)
    secrets = (whole.dossier.number, "Alpha", ANSWER, "entre nous", "plan.pdf", "Nous y répondons")
    strangers = [OTHER, FAR, COMMITTEE, EXPERT, ADMINISTRATOR, NOBODY]
    for visitor in strangers if state in RECEIVED else [*strangers, NEAR, MINISTRY]:
        client = whole.client(visitor)
        for action, ask in asked(whole).items():
            content = read(ask(client)).decode(errors="replace")
            leaked = [text for text in secrets if text in content]
            assert (visitor, action, leaked) == (visitor, action, [])


@pytest.mark.parametrize("visitor", [NEAR, MINISTRY])
def test_who_reads_a_submission_does_not_read_notes_between_colleagues(
    world: Callable[[str], World], visitor: str
) -> None:
    whole = world("submitted")
    page = whole.client(visitor).get(address("section", whole.dossier, "etal")).content.decode()
    assert ANSWER in page
    assert "entre nous seulement" not in page
    assert '<button class="main"' not in page
    assert (
        "entre nous seulement" in whole.client(EDITOR).get(address("section", whole.dossier, "etal")).content.decode()
    )


def test_a_document_replaced_before_the_submission_is_of_the_structure_only() -> None:
    a = structure()
    draft = dossier(a, answers={"etal": {"nom": ANSWER}})
    old = document(draft, a.editor, content=PDF + b"brouillon")
    new = document(draft, a.editor)
    services.submit(draft.pk, a.head, NOW)
    officer = Client()
    officer.force_login(person((Role.REGIONAL_OFFICER, "53")))
    assert status(officer, address("file", draft, new.file_id)) == 200
    assert status(officer, address("file", draft, old.file_id)) == 404
    officer.force_login(a.editor)
    assert status(officer, address("file", draft, old.file_id)) == 200


def test_a_document_is_reached_through_its_own_dossier_only() -> None:
    a, b = structure(), structure()
    into = campaign()
    mine, theirs = dossier(a, into), dossier(b, into)
    secret = document(theirs, b.editor)
    client = Client()
    client.force_login(a.head)
    assert client.get(address("file", mine, secret.file_id)).status_code == 404
    assert client.get(address("file", theirs, secret.file_id)).status_code == 404


def test_a_role_that_ended_shows_nothing_any_more() -> None:
    a, leaver, officer = structure(), person(), person()
    submission = dossier(a, submitted=True)
    ended = NOW.date() - timedelta(days=365)
    give(leaver, Role.STRUCTURE_HEAD, a.organisation, ends=ended)
    give(officer, Role.REGIONAL_OFFICER, "53", ends=ended)
    # Pages ask the clock of the machine, which is past that day or not there yet: start then end both in the past.
    for someone in (leaver, officer):
        someone.memberships.update(ends=someone.memberships.get().starts)
        client = Client()
        client.force_login(someone)
        assert client.get(address("show", submission)).status_code == 404
        assert submission.number not in client.get(reverse("dossiers:list")).content.decode()


# lists, searches, totals


@pytest.fixture
def two_regions() -> dict[str, Dossier]:
    first, second = campaign(title="Première campagne"), campaign(title="Seconde campagne", year=2022)
    return {
        "here": dossier(structure("Ici Alpha", "53"), first, submitted=True),
        "here too": dossier(structure("Ici Bravo", "53"), first, submitted=True),
        "draft": dossier(structure("Ici Brouillon", "53"), first),
        "elsewhere": dossier(structure("Là-bas Alpha", "84"), first, submitted=True),
        "elsewhere in another": dossier(structure("Là-bas Charlie", "84"), second, submitted=True),
    }


def test_one_s_own_list_holds_one_s_structures_and_no_other(two_regions: dict[str, Dossier]) -> None:
    into = Campaign.objects.get(title="Première campagne")
    both, client = structure("Première maison"), Client()
    second = structure("Seconde maison", "84")
    give(both.head, Role.STRUCTURE_EDITOR, second.organisation)
    mine = [dossier(both, into).number, dossier(second, into).number]
    client.force_login(both.head)
    page = client.get(reverse("dossiers:list")).content.decode()
    assert all(number in page for number in mine)
    assert not [dossier for dossier in two_regions.values() if dossier.number in page]
    for query in ({"page": "99999999999999999"}, {"page": "\0"}):
        assert client.get(reverse("dossiers:list"), query).status_code == 200


def test_a_campaign_number_beyond_any_is_not_found() -> None:
    ours, client = structure(), Client()
    client.force_login(ours.head)
    opening = {"organisation": str(ours.organisation.pk)}
    assert client.post(f"/dossiers/nouveau/{10**30}/", opening).status_code == 404
    assert client.post("/dossiers/nouveau/1/", {"organisation": "\0"}).status_code == 404


def test_a_document_is_sent_as_a_download_to_who_may_read_it(world: Callable[[str], World]) -> None:
    whole = world("submitted")
    response = whole.client(NEAR).get(address("file", whole.dossier, whole.file))
    assert read(response) == PDF == upload().read()
    assert response["Content-Disposition"] == 'attachment; filename="plan.pdf"'
    assert response["Cache-Control"] == "private, no-store"
