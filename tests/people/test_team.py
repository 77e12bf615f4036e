"""A structure's team: what each sees of it, leaving, ending a role, handing over; somebody always leads."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from stdnum import luhn

from poincon.journal.models import Act
from poincon.people import memberships
from poincon.people.accounts import departing, structures
from poincon.people.enums import Role
from poincon.people.models import Membership, Organisation, Person, Site
from poincon.workflow.refusals import NotAllowed
from tests.people.makers import organisation, person, siren
from tests.people.teams import Team
from tests.platform_fixtures import NOW

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate(NOW)


def roles(someone: Person) -> set[Role]:
    return set(Person.objects.get(pk=someone.pk).roles_on(TODAY))


def membership(someone: Person) -> Membership:
    return someone.memberships.get()


# what is seen


def test_the_team_is_shown_with_its_addresses_to_its_people_and_to_who_handles_the_region(
    team: Team, signed_in: Any
) -> None:
    for reader in (team.editor, person((Role.REGIONAL_OFFICER, "53")), person((Role.MINISTRY, None))):
        page = signed_in(reader).get(team.url).content.decode()
        assert team.head.full_name in page
        assert team.head.email in page


def test_a_committee_sees_the_team_without_its_addresses(team: Team, signed_in: Any) -> None:
    page = signed_in(person((Role.COMMITTEE_MEMBER, "53"))).get(team.url).content.decode()
    assert team.head.full_name in page
    assert "@" not in page


def test_officials_read_and_change_nothing(team: Team, signed_in: Any) -> None:
    page = signed_in(person((Role.REGIONAL_OFFICER, "53"))).get(team.url).content.decode()
    for action in ("Inviter", "Mettre fin", "Quitter", "Passer la main", "Ajouter un site"):
        assert action not in page
    assert "Corriger le nom" in page


def test_parts_are_named_and_linked_only_to_who_may_open_them(team: Team, signed_in: Any) -> None:
    part = organisation("Laboratoire")
    Organisation.objects.filter(pk=part.pk).update(parent=team.organisation)
    address = reverse("people:organisation", args=[part.pk])
    own = signed_in(team.head).get(team.url).content.decode()
    assert "Laboratoire" in own
    assert address not in own
    assert address in signed_in(person((Role.REGIONAL_OFFICER, "53"))).get(team.url).content.decode()
    below = signed_in(person((Role.STRUCTURE_HEAD, part))).get(address).content.decode()
    assert "Fait partie de" in below
    assert team.url not in below


def test_a_team_without_a_head_says_so(signed_in: Any) -> None:
    alone = organisation()
    editor = person((Role.STRUCTURE_EDITOR, alone))
    page = signed_in(editor).get(reverse("people:organisation", args=[alone.pk])).content.decode()
    assert "Personne ne dirige cette structure" in page


# going


def test_leaving_cuts_access_at_the_very_next_request(team: Team, signed_in: Any) -> None:
    client = signed_in(team.editor)
    assert client.get(f"{team.url}quitter/").status_code == 200
    assert client.get(team.url).status_code == 200
    assert client.post(f"{team.url}quitter/").status_code == 302
    assert client.get(team.url).status_code == 404
    assert client.get("/structures/quittee/").status_code == 200


def test_a_role_given_and_ended_the_same_day_is_over_at_once() -> None:
    alone = organisation()
    someone = person()
    editorship = memberships.grant("systeme", someone, Role.STRUCTURE_EDITOR, organisation=alone, starts=TODAY, now=NOW)
    assert roles(someone) == {Role.STRUCTURE_EDITOR}
    assert memberships.cut_short("systeme", editorship, now=NOW)
    assert roles(someone) == set()
    row = Membership.objects.get()
    assert (row.starts, row.ended_at) == (TODAY, NOW)
    assert not memberships.cut_short("systeme", editorship, now=NOW)
    again = memberships.grant("systeme", someone, Role.STRUCTURE_EDITOR, organisation=alone, starts=TODAY, now=NOW)
    assert again.pk != editorship.pk
    assert roles(someone) == {Role.STRUCTURE_EDITOR}


def test_a_role_that_was_cut_short_is_not_revived_by_a_later_end() -> None:
    someone = person((Role.MINISTRY, None))
    office = membership(someone)
    memberships.cut_short("systeme", office, now=NOW)
    with pytest.raises(NotAllowed):
        memberships.end("systeme", office, ends=TODAY.replace(year=2099), now=NOW)
    assert roles(someone) == set()


def test_the_only_head_cannot_leave_and_is_told_how_to(team: Team, signed_in: Any) -> None:
    response = signed_in(team.head).post(f"{team.url}quitter/")
    assert response.status_code == 403
    assert "Passez d’abord la main" in response.content.decode()
    assert roles(team.head) == {Role.STRUCTURE_HEAD}


def test_the_only_head_does_not_end_their_own_role_either(team: Team, signed_in: Any) -> None:
    address = f"{team.url}roles/{membership(team.head).pk}/fin/"
    response = signed_in(team.head).post(address)
    assert response.status_code == 403
    assert "Passez d’abord la main" in response.content.decode()
    assert roles(team.head) == {Role.STRUCTURE_HEAD}


def test_a_head_whose_account_is_closed_does_not_count_as_one(team: Team) -> None:
    other = person((Role.STRUCTURE_HEAD, team.organisation))
    Person.objects.filter(pk=other.pk).update(is_active=False)
    with pytest.raises(NotAllowed):
        departing.leave(team.organisation, team.head, now=NOW)


def test_one_of_two_heads_may_leave(team: Team) -> None:
    person((Role.STRUCTURE_HEAD, team.organisation))
    departing.leave(team.organisation, team.head, now=NOW)
    assert roles(team.head) == set()


def test_a_head_ends_a_colleague_s_role_at_once(team: Team, signed_in: Any) -> None:
    colleague = Client()
    colleague.force_login(team.editor)
    assert colleague.get(team.url).status_code == 200
    address = f"{team.url}roles/{membership(team.editor).pk}/fin/"
    client = signed_in(team.head)
    assert team.editor.full_name in client.get(address).content.decode()
    assert [client.post(address).status_code for _ in range(2)] == [302, 302]
    assert colleague.get(team.url).status_code == 404
    assert Act.objects.filter(event="role_ended", subject_id=str(team.editor.pk)).count() == 1


def test_only_a_head_of_that_structure_ends_roles_there(team: Team, signed_in: Any) -> None:
    address = f"{team.url}roles/{membership(team.head).pk}/fin/"
    assert signed_in(team.editor).post(address).status_code == 403
    for somebody in (person((Role.REGIONAL_OFFICER, "53")), person((Role.STRUCTURE_HEAD, organisation())), person()):
        assert signed_in(somebody).post(address).status_code == 404
    other = person((Role.STRUCTURE_HEAD, organisation()))
    client = signed_in(team.head)
    for number in (membership(other).pk, 10**30, 0):
        assert client.post(f"{team.url}roles/{number}/fin/").status_code == 404
    with pytest.raises(PermissionDenied):
        departing.end_colleague(team.organisation, membership(team.head).pk, team.editor, now=NOW)


def test_the_lead_is_handed_over_to_a_colleague(team: Team, signed_in: Any) -> None:
    client = signed_in(team.head)
    form = {"successor": str(team.editor.pk), "after": "stays"}
    assert team.editor.full_name in client.get(f"{team.url}passer-la-main/").content.decode()
    assert client.post(f"{team.url}passer-la-main/", form)["Location"] == team.url
    assert Role.STRUCTURE_HEAD in roles(team.editor)
    assert roles(team.head) == {Role.STRUCTURE_EDITOR}
    assert client.post(f"{team.url}passer-la-main/", form).status_code == 403


def test_who_hands_over_may_leave_at_once(team: Team, signed_in: Any) -> None:
    client = signed_in(team.head)
    client.post(f"{team.url}passer-la-main/", {"successor": str(team.editor.pk), "after": "leaves"})
    assert roles(team.head) == set()
    assert client.get(team.url).status_code == 404


def test_the_lead_goes_to_somebody_of_the_structure_only(team: Team, signed_in: Any) -> None:
    stranger = person()
    with pytest.raises(NotAllowed, match="invitez-la"):
        departing.hand_over(team.organisation, stranger.pk, team.head, stays=True, now=NOW)
    with pytest.raises(NotAllowed):
        departing.hand_over(team.organisation, team.head.pk, team.head, stays=True, now=NOW)
    with pytest.raises(PermissionDenied):
        departing.hand_over(team.organisation, team.head.pk, team.editor, stays=True, now=NOW)
    for successor in (str(stranger.pk), "", "x"):
        form = {"successor": successor, "after": "stays"}
        assert signed_in(team.head).post(f"{team.url}passer-la-main/", form).status_code == 422
    assert roles(team.head) == {Role.STRUCTURE_HEAD}


def test_who_is_alone_is_told_to_invite_first(signed_in: Any) -> None:
    alone = organisation()
    head = person((Role.STRUCTURE_HEAD, alone))
    page = signed_in(head).get(reverse("people:hand_over", args=[alone.pk])).content.decode()
    assert "invitez d’abord" in page
    assert 'name="successor"' not in page
    assert f'href="{reverse("people:organisation", args=[alone.pk])}#inviter"' in page


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("act", ["leave", "end each other"])
def test_heads_who_go_at_the_same_instant_leave_one_behind(act: str) -> None:
    structure = organisation()
    # As a request has them: with the memberships that it began with.
    both = [memberships.reread(person((Role.STRUCTURE_HEAD, structure))) for _ in range(2)]
    numbers = [membership(head).pk for head in both]
    start = Barrier(2)

    def go(number: int) -> str:
        try:
            start.wait(20)
            if act == "leave":
                departing.leave(structure, both[number], now=NOW)
            else:
                departing.end_colleague(structure, numbers[1 - number], both[number], now=NOW)
        except (NotAllowed, PermissionDenied):
            return "told"
        else:
            return "done"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(go, range(2))) == ["done", "told"]
    assert len(departing.heads(structure, NOW)) == 1


# sites and identity


def siret(number: int) -> str:
    body = f"{siren(number)}0001"
    return body + luhn.calc_check_digit(body)


def test_a_head_keeps_the_list_of_sites(team: Team, signed_in: Any) -> None:
    client, number = signed_in(team.head), siret(950)
    spaced = f"{number[:3]} {number[3:6]} {number[6:9]} {number[9:]}"
    form = {"name": "Halle", "siret": spaced, "address": "1 rue des Essais", "city": "Brest"}
    assert client.get(f"{team.url}sites/nouveau/").status_code == 200
    assert client.post(f"{team.url}sites/nouveau/", form)["Location"] == team.url
    site = Site.objects.get()
    assert (site.siret, site.organisation) == (number, team.organisation)
    assert 'value="Halle"' in client.get(f"{team.url}sites/{site.pk}/").content.decode()
    client.post(f"{team.url}sites/{site.pk}/", form | {"name": "Grande halle", "siret": ""})
    assert "Grande halle" in client.get(team.url).content.decode()
    for _ in range(2):
        assert client.post(f"{team.url}sites/{site.pk}/retirer/").status_code == 302
    assert not Site.objects.exists()
    events = list(Act.objects.filter(event__startswith="site_").values_list("event", flat=True))
    assert events == ["site_added", "site_changed", "site_removed"]


def test_a_wrong_or_repeated_siret_is_told_at_its_field(team: Team, signed_in: Any) -> None:
    client, form = signed_in(team.head), {"name": "Halle", "siret": siret(951), "address": "", "city": "Brest"}
    client.post(f"{team.url}sites/nouveau/", form)
    for wrong in ("12345678901234", siret(951)):
        response = client.post(f"{team.url}sites/nouveau/", form | {"siret": wrong})
        assert response.status_code == 422
        assert 'value="Halle"' in response.content.decode()
    assert Site.objects.count() == 1


def test_nobody_else_changes_sites(team: Team, signed_in: Any) -> None:
    site = Site.objects.create(organisation=team.organisation, name="Halle", city="Brest")
    form = {"name": "A", "siret": "", "address": "", "city": "B"}
    for somebody, status in ((team.editor, 403), (person((Role.ADMINISTRATOR, None)), 404), (person(), 404)):
        client = signed_in(somebody)
        for path in ("nouveau/", f"{site.pk}/", f"{site.pk}/retirer/"):
            assert client.post(f"{team.url}sites/{path}", form).status_code == status
    other = organisation()
    client = signed_in(person((Role.STRUCTURE_HEAD, other)))
    elsewhere = reverse("people:organisation", args=[other.pk])
    assert client.post(f"{elsewhere}sites/{site.pk}/", form).status_code == 404
    client.post(f"{elsewhere}sites/{site.pk}/retirer/")
    assert Site.objects.get().name == "Halle"


def identity(team: Team, **changes: str) -> dict[str, str]:
    answers = {name: getattr(team.organisation, name) for name in structures.IDENTITY}
    return answers | changes


def test_an_official_of_the_region_corrects_the_identity(team: Team, signed_in: Any) -> None:
    client = signed_in(person((Role.REGIONAL_OFFICER, "53")))
    response = client.post(f"{team.url}corriger/", identity(team, name="Centre du cuir et du bois"))
    assert response.status_code == 302
    assert "Centre du cuir et du bois" in client.get(team.url).content.decode()
    (act,) = Act.objects.filter(event="organisation_corrected")
    assert act.details == {"changed": ["name"]}
    assert client.post(f"{team.url}corriger/", identity(team, siren="123")).status_code == 422


def test_a_head_corrects_nothing_of_it(team: Team, signed_in: Any) -> None:
    assert signed_in(team.head).post(f"{team.url}corriger/", identity(team, name="A")).status_code == 403


def test_moving_to_another_region_needs_to_handle_both(team: Team, signed_in: Any) -> None:
    moved = identity(team, region="84")
    with pytest.raises(PermissionDenied):
        structures.correct_identity(team.organisation, person((Role.REGIONAL_OFFICER, "84")), **moved, now=NOW)
    with pytest.raises(PermissionDenied):
        structures.correct_identity(team.organisation, person((Role.REGIONAL_OFFICER, "53")), **moved, now=NOW)
    assert signed_in(person((Role.REGIONAL_OFFICER, "53"))).post(f"{team.url}corriger/", moved).status_code == 403
    assert signed_in(person((Role.MINISTRY, None))).post(f"{team.url}corriger/", moved).status_code == 302
    assert Organisation.objects.get(pk=team.organisation.pk).region == "84"


def test_the_kind_of_a_structure_is_corrected_with_the_rest_and_shown(team: Team, signed_in: Any) -> None:
    client = signed_in(person((Role.REGIONAL_OFFICER, "53")))
    assert client.post(f"{team.url}corriger/", identity(team, kind="foundation")).status_code == 302
    assert Organisation.objects.get(pk=team.organisation.pk).kind == "foundation"
    assert "· fondation" in client.get(team.url).content.decode()
    assert client.post(f"{team.url}corriger/", identity(team, kind="royaume")).status_code == 422
    assert client.post(f"{team.url}corriger/", identity(team, kind="")).status_code == 302
    assert Organisation.objects.get(pk=team.organisation.pk).kind == ""
