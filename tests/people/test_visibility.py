"""Who sees what of accounts: every address of the room that is not public, for every sort of person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from poincon.people.access import PUBLIC, SIGNED_IN
from poincon.people.accounts import inviting
from poincon.people.enums import Role
from poincon.people.models import AccountRequest, Invitation, Organisation, Person, Site
from tests.people.makers import organisation, person
from tests.people.requests_made import asked
from tests.site.routes import routes

pytestmark = pytest.mark.django_db

HEAD, EDITOR, OTHER, NEAR, FAR = "head of A", "editor of A", "head of B", "officer of its region", "of another region"
COMMITTEE, EXPERT, MINISTRY, ADMINISTRATOR = "committee", "expert", "ministry", "administrator"
OF_ONE, NEAR_OF_ONE = "ministry of one programme", "officer of its region, of one programme"
NOBODY, ANONYMOUS = "no role", "anonymous"
WHO = (
    HEAD, EDITOR, OTHER, NEAR, FAR, COMMITTEE, EXPERT, MINISTRY, ADMINISTRATOR, OF_ONE, NEAR_OF_ONE, NOBODY, ANONYMOUS,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class World:
    a: Organisation
    site: Site
    request: AccountRequest
    invitation: Invitation
    persons: dict[str, Person]

    def client(self, reader: str) -> Client:
        client = Client()
        if reader != ANONYMOUS:
            client.force_login(self.persons[reader])
        return client


@pytest.fixture
def world() -> World:
    a, b = organisation("Structure Alpha", "53"), organisation("Structure Bravo", "53")
    head, editor = person((Role.STRUCTURE_HEAD, a)), person((Role.STRUCTURE_EDITOR, a))
    return World(
        a=a,
        site=Site.objects.create(organisation=a, name="Halle", city="Brest"),
        request=asked(),
        invitation=inviting.invite(a, "invite@essai.example", Role.STRUCTURE_EDITOR, head, now=timezone.now()),
        persons={
            HEAD: head,
            EDITOR: editor,
            OTHER: person((Role.STRUCTURE_HEAD, b)),
            NEAR: person((Role.REGIONAL_OFFICER, "53")),
            FAR: person((Role.REGIONAL_OFFICER, "84")),
            COMMITTEE: person((Role.COMMITTEE_MEMBER, "53")),
            EXPERT: person((Role.EXPERT, None)),
            MINISTRY: person((Role.MINISTRY, None)),
            ADMINISTRATOR: person((Role.ADMINISTRATOR, None)),
            OF_ONE: limited(Role.MINISTRY, None),
            NEAR_OF_ONE: limited(Role.REGIONAL_OFFICER, "53"),
            NOBODY: person(),
        },
    )


def limited(role: Role, region: str | None) -> Person:
    """An official who deals with one programme: accounts, which open every dossier of a structure, are not theirs."""
    official = person((role, region))
    official.memberships.update(programme="crt-2022")
    return official


Ask = Callable[[Client], Any]


def asked_of(world: World) -> dict[str, Ask]:
    """One request for each address and method. What is posted is refused as unfinished, so that nothing moves."""
    a, editor = world.a.pk, world.persons[EDITOR]
    membership = editor.memberships.get().pk

    def get(name: str, *parts: Any) -> Ask:
        return lambda client: client.get(reverse(f"people:{name}", args=parts))

    def post(name: str, *parts: Any) -> Ask:
        return lambda client: client.post(reverse(f"people:{name}", args=parts), {})

    return {
        "requests": get("requests"),
        "request": get("request", world.request.pk),
        "accept_request": post("accept_request", world.request.pk),
        "refuse_request": post("refuse_request", world.request.pk),
        "organisation": get("organisation", a),
        "invite": post("invite", a),
        "send_invitation_again": post("send_invitation_again", a, world.invitation.pk),
        "revoke_invitation": post("revoke_invitation", a, world.invitation.pk),
        "leave": get("leave", a),
        "hand_over": get("hand_over", a),
        "hand_over, posted": post("hand_over", a),
        "end_membership": get("end_membership", a, membership),
        "correct_organisation": get("correct_organisation", a),
        "correct_organisation, posted": post("correct_organisation", a),
        "new_site": get("new_site", a),
        "new_site, posted": post("new_site", a),
        "edit_site": get("edit_site", a, world.site.pk),
        "remove_site": post("remove_site", a, world.site.pk),
        "left": get("left"),
        "persons": get("persons"),
        "new_official": get("new_official"),
        "new_official, posted": post("new_official"),
        "person": get("person", editor.pk),
        "give_role": post("give_role", editor.pk),
        "end_role": get("end_role", editor.pk, membership),
        "deactivate": get("deactivate", editor.pk),
        "reactivate": post("reactivate", editor.pk),
        "send_password_link": post("send_password_link", editor.pk),
        "erase": get("erase", editor.pk),
        "erase, posted": post("erase", editor.pk),
    }


REQUESTS = ("requests", "request", "accept_request", "refuse_request")
MEMBERS = ("invite", "send_invitation_again", "revoke_invitation", "leave")
LEAD = ("hand_over", "end_membership", "new_site", "edit_site", "remove_site")
ADMINISTRATION = (
    "persons", "new_official", "person", "give_role", "end_role", "deactivate", "reactivate", "send_password_link",
    "erase",
)  # fmt: skip
DONE = {"remove_site", "reactivate", "send_password_link", "send_invitation_again", "revoke_invitation"}
"""What needs nothing typed: it is done, and leads elsewhere."""
POSTED = {"hand_over, posted", "correct_organisation, posted", "new_site, posted", "remove_site"}
"""What is refused to those who see the structure and may not act on it."""
UNFINISHED = {"accept_request", "refuse_request", "invite", "give_role"}


def expected(reader: str, page: str) -> int:
    """The whole policy, in one place."""
    name = page.partition(",")[0]
    if reader == ANONYMOUS:
        return 302
    # A page that is not one's is not there; an act that is refused on what one sees says why (ADR 0021).
    refusal = 403 if page in POSTED else 404
    allowed = 302 if name in DONE else 422 if name in UNFINISHED or "," in page else 200
    if name == "left":
        return 200
    if name in ADMINISTRATION:
        return allowed if reader == ADMINISTRATOR else 404
    handles = reader in (NEAR, MINISTRY, ADMINISTRATOR)
    if name in REQUESTS:
        # The list of another region's officer is there, and empty.
        return allowed if handles or (reader == FAR and name == "requests") else 404
    # Who deals with one programme sees its structures: this one has nothing in it (test_structures_of_programme.py).
    if reader not in (HEAD, EDITOR, COMMITTEE) and not handles:
        return 404
    if name == "organisation":
        return 200
    if name == "correct_organisation":
        return allowed if handles else refusal
    if reader not in (HEAD, EDITOR):
        return 404
    return refusal if name in LEAD and reader == EDITOR else allowed


@pytest.mark.parametrize("reader", WHO)
def test_everybody_finds_what_they_may_and_nothing_else(world: World, reader: str) -> None:
    client = world.client(reader)
    statuses = {page: ask(client).status_code for page, ask in asked_of(world).items()}
    assert statuses == {page: expected(reader, page) for page in statuses}


PROVING = {
    "account", "confirm", "change_password", "sessions", "end_sessions", "end_session", "factors", "add_app",
    "app_picture", "remove_app", "add_passkey", "passkey_offer", "remove_passkey", "recovery_codes",
    "reset_proofs",
}  # fmt: skip
"""One's own account and proofs, and taking those of somebody who lost them: tested with them."""


def test_every_address_of_the_room_is_in_the_table(world: World) -> None:
    ours = {route.name.removeprefix("people:") for route in routes() if route.name.startswith("people:")}
    public = {route.name.removeprefix("people:") for route in routes() if route.rule == PUBLIC}
    assert ours - public - PROVING == {page.partition(",")[0] for page in asked_of(world)}


def test_the_addresses_of_proofs_ask_to_be_signed_in() -> None:
    rules = {route.name.removeprefix("people:"): route.rule for route in routes()}
    assert {name for name in PROVING if rules[name] == PUBLIC} == set()
    assert rules["left"] == SIGNED_IN


@pytest.mark.parametrize("reader", [OTHER, FAR, EXPERT, OF_ONE, NEAR_OF_ONE, NOBODY])
def test_no_page_tells_a_stranger_anything_of_the_team(world: World, reader: str) -> None:
    secrets = [world.persons[HEAD].email, "Structure Alpha", "invite@essai.example", "Zoé Lantier"]
    client = world.client(reader)
    for route, ask in asked_of(world).items():
        page = ask(client).content.decode()
        assert (route, [text for text in secrets if text in page]) == (route, [])


@pytest.mark.parametrize(("reader", "visible"), [(NEAR, True), (COMMITTEE, False)])
def test_addresses_of_a_team_are_told_to_who_decides_on_accounts(world: World, reader: str, visible: bool) -> None:
    page = world.client(reader).get(reverse("people:organisation", args=[world.a.pk])).content.decode()
    assert (world.persons[HEAD].email in page) is visible


@pytest.mark.parametrize("reader", [NEAR, COMMITTEE, MINISTRY])
def test_an_invitation_is_seen_by_the_team_only(world: World, reader: str) -> None:
    address = reverse("people:organisation", args=[world.a.pk])
    assert "invite@essai.example" not in world.client(reader).get(address).content.decode()
    assert "invite@essai.example" in world.client(EDITOR).get(address).content.decode()


def test_a_link_of_the_navigation_is_shown_to_who_may_follow_it(world: World) -> None:
    from poincon.people.navigation import places

    for reader, someone in world.persons.items():
        client = world.client(reader)
        for place in places(someone, timezone.localdate()):
            assert (reader, place.url, client.get(place.url).status_code) == (reader, place.url, 200)
