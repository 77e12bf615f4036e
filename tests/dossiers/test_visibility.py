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

    def client(self, who: str) -> Client:
        client = Client()
        if who != ANONYMOUS:
            client.force_login(self.persons[who])
        return client


@pytest.fixture
def world() -> Callable[[str], World]:
    """The dossier of structure A, in that state: drafts have answers, a document and a note too."""

    def make(state: str) -> World:
        into = campaign()
        a, b = structure("Structure Alpha", "53"), structure("Structure Bravo", "53")
        near = person((Role.REGIONAL_OFFICER, "53"))
        made = dossier(a, into, answers={"etal": {"nom": ANSWER}})
        given = document(made, a.editor)
        services.comment(made.pk, "etal", "entre nous seulement", a.editor, NOW)
        made = bring(made, a, *STATES[state], by=near, points=(("etal", "slogan"), ("etal", "enseigne")))
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
        return World(into, a, b, made, str(given.file_id), persons, first.pk if first else 0)

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
    made = world.dossier
    note = {"texte": "bonjour"}
    opening = {"organisation": str(world.a.organisation.pk)}
    sure = {"confirmation": "1"}
    return {
        "list": lambda client: client.get(reverse("dossiers:list")),
        "open": lambda client: client.post(reverse("dossiers:open", args=[world.campaign.pk]), opening),
        "show": lambda client: client.get(address("show", made)),
        "results": lambda client: client.get(address("results", made)),
        "file": lambda client: client.get(address("file", made, world.file)),
        "section": lambda client: client.get(address("section", made, "etal")),
        "section, posted": lambda client: client.post(address("section", made, "etal"), {"slogan": "a"}),
        "save": lambda client: autosave(client, made, {"version": 0, "changes": {"enseigne": "b"}}),
        "comment": lambda client: client.post(address("comment", made, "etal"), note),
        "check": lambda client: client.get(address("check", made)),
        "ask_validation": lambda client: client.post(address("ask_validation", made)),
        "validate": lambda client: client.post(address("validate", made)),
        "reopen": lambda client: client.get(address("reopen", made)),
        "reopen, posted": lambda client: client.post(address("reopen", made)),
        "submit": lambda client: client.post(address("submit", made), sure),
        "withdraw": lambda client: client.get(address("withdraw", made)),
        "withdraw, posted": lambda client: client.post(address("withdraw", made), sure),
        "changes": lambda client: client.get(address("changes", made)),
        "answer": lambda client: client.post(address("answer", made, world.item), {"reponse": "Autrement."}),
        "resubmit": lambda client: client.post(address("resubmit", made), sure),
        "receipt": lambda client: client.get(address("receipt", made)),
        "receipt_pdf": lambda client: client.get(address("receipt_pdf", made)),
    }


def test_every_address_of_the_room_is_in_the_table(world: Callable[[str], World]) -> None:
    names = {route.name.removeprefix("dossiers:") for route in routes() if route.name.startswith("dossiers:")}
    assert names == {name.partition(",")[0] for name in asked(world("draft"))}


READ = ("show", "results", "file", "section", "check")
WRITE = ("section, posted", "save", "comment")
RECEIPTS = ("receipt", "receipt_pdf")
WITHDRAWABLE = ("draft", "validated", "submitted", "to_correct", "complete", "admissible")


def expected(who: str, state: str, what: str) -> int:
    """The whole policy, in one place."""
    if who == ANONYMOUS:
        return 401 if what == "save" else 302
    if what == "list":
        return 200
    if what == "open":
        return 302 if who in (HEAD, EDITOR) else 404
    if who not in (HEAD, EDITOR) and (state not in RECEIVED or who not in (NEAR, MINISTRY)):
        return 404
    if what in READ:
        return 200
    if what in RECEIPTS:
        return 200 if state in RECEIVED else 404
    if what in ("changes", "answer", "resubmit") and state not in ASKED:
        return 404
    if what == "changes":
        return 200
    return _act(who, state, what)


def _act(who: str, state: str, what: str) -> int:
    """What one does with a dossier that one sees: 403, with the reason, when one may not."""
    own, head = who in (HEAD, EDITOR), who == HEAD
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
    allowed, answer = may[what]
    return answer if allowed else 403


@pytest.mark.parametrize("state", STATES)
def test_each_address_answers_each_person_as_the_policy_says(world: Callable[[str], World], state: str) -> None:
    found, policy = {}, {}
    whole = world(state)
    for who in WHO:
        client = whole.client(who)
        for what, ask in asked(whole).items():
            with transaction.atomic():
                response = ask(client)
                found[who, what] = response.status_code
                read(response)
                transaction.set_rollback(True)  # each finds the dossier as it was
            policy[who, what] = expected(who, state, what)
    assert {key: (value, policy[key]) for key, value in found.items() if value != policy[key]} == {}
    assert RECEIVED[-1] == AFTER


@pytest.mark.parametrize("state", STATES)
def test_pages_of_strangers_say_nothing_of_it(world: Callable[[str], World], state: str) -> None:
    whole = world(state)
    told = (whole.dossier.number, "Alpha", ANSWER, "entre nous", "plan.pdf", "Nous y répondons")
    strangers = [OTHER, FAR, COMMITTEE, EXPERT, ADMINISTRATOR, NOBODY]
    for who in strangers if state in RECEIVED else [*strangers, NEAR, MINISTRY]:
        client = whole.client(who)
        for what, ask in asked(whole).items():
            content = read(ask(client)).decode(errors="replace")
            leaked = [text for text in told if text in content]
            assert (who, what, leaked) == (who, what, [])


@pytest.mark.parametrize("who", [NEAR, MINISTRY])
def test_who_reads_a_submission_does_not_read_notes_between_colleagues(world: Callable[[str], World], who: str) -> None:
    whole = world("submitted")
    page = whole.client(who).get(address("section", whole.dossier, "etal")).content.decode()
    assert ANSWER in page
    assert "entre nous seulement" not in page
    assert '<button class="main"' not in page
    assert (
        "entre nous seulement" in whole.client(EDITOR).get(address("section", whole.dossier, "etal")).content.decode()
    )


def test_a_document_replaced_before_the_submission_is_of_the_structure_only() -> None:
    a = structure()
    made = dossier(a, answers={"etal": {"nom": ANSWER}})
    old = document(made, a.editor, content=PDF + b"brouillon")
    new = document(made, a.editor)
    services.submit(made.pk, a.head, NOW)
    officer = Client()
    officer.force_login(person((Role.REGIONAL_OFFICER, "53")))
    assert status(officer, address("file", made, new.file_id)) == 200
    assert status(officer, address("file", made, old.file_id)) == 404
    officer.force_login(a.editor)
    assert status(officer, address("file", made, old.file_id)) == 200


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
    made = dossier(a, submitted=True)
    ended = NOW.date() - timedelta(days=365)
    give(leaver, Role.STRUCTURE_HEAD, a.organisation, ends=ended)
    give(officer, Role.REGIONAL_OFFICER, "53", ends=ended)
    # Pages ask the clock of the machine, which is past that day or not there yet: start then end both in the past.
    for someone in (leaver, officer):
        someone.memberships.update(ends=someone.memberships.get().starts)
        client = Client()
        client.force_login(someone)
        assert client.get(address("show", made)).status_code == 404
        assert made.number not in client.get(reverse("dossiers:list")).content.decode()


# lists, searches, totals


@pytest.fixture
def two_regions() -> dict[str, Dossier]:
    one, two = campaign(title="Première campagne"), campaign(title="Seconde campagne", year=2022)
    return {
        "here": dossier(structure("Ici Alpha", "53"), one, submitted=True),
        "here too": dossier(structure("Ici Bravo", "53"), one, submitted=True),
        "draft": dossier(structure("Ici Brouillon", "53"), one),
        "elsewhere": dossier(structure("Là-bas Alpha", "84"), one, submitted=True),
        "elsewhere in another": dossier(structure("Là-bas Charlie", "84"), two, submitted=True),
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
    assert not [made for made in two_regions.values() if made.number in page]
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
