"""Inviting colleagues: who may, what the link opens and for whom, until when."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from poincon.journal.models import Act
from poincon.people.accounts import departing, inviting
from poincon.people.accounts.inviting import LIFETIME, NoLongerOpen
from poincon.people.attempts import INVITING
from poincon.people.enums import Role
from poincon.people.links import invitation_token
from poincon.people.models import Invitation, Membership, Person
from poincon.workflow.refusals import NotAllowed
from tests.people.mails import only, path_in, sent
from tests.people.makers import PASSWORD, organisation, person
from tests.people.teams import Team
from tests.platform_fixtures import NOW

pytestmark = pytest.mark.django_db
EMAIL = "paul.ost@essai.example"


def invite(team: Team, role: Role = Role.STRUCTURE_EDITOR, by: Person | None = None, email: str = EMAIL) -> Invitation:
    """As a page does it: dated now."""
    return inviting.invite(team.organisation, email, role, by or team.head, now=timezone.now())


def link(address: str = EMAIL) -> str:
    return path_in(only(address), "/invitations/")


NEWCOMER = {"full_name": "Paul Ost", "password": PASSWORD, "again": PASSWORD}


def test_a_newcomer_opens_an_account_and_joins(team: Team, signed_in: Any) -> None:
    client = signed_in(team.head)
    response = client.post(f"{team.url}inviter/", {"email": EMAIL.upper(), "role": "structure_editor"})
    assert (response.status_code, response["Location"]) == (302, team.url)
    path, newcomer = link(), Client()
    page = newcomer.get(path).content.decode()
    assert team.head.full_name in page
    assert "Centre du cuir" in page
    assert newcomer.post(path, NEWCOMER)["Location"] == "/invitations/accueil/"
    assert newcomer.get("/invitations/accueil/").status_code == 200
    joined = Person.objects.get(email=EMAIL)
    assert joined.roles_on(timezone.localdate()) == {Role.STRUCTURE_EDITOR}
    assert newcomer.post("/connexion/", {"email": EMAIL, "password": PASSWORD}).status_code == 302
    assert newcomer.get(team.url).status_code == 200


def test_somebody_who_has_an_account_joins_with_it_once_signed_in(team: Team) -> None:
    holder, client = person(email=EMAIL), Client()
    invite(team)
    path = link()
    page = client.get(path).content.decode()
    assert f"/connexion/?next={path.replace('/', '%2F')}" in page
    assert client.post(path, NEWCOMER).status_code == 200
    assert not Membership.objects.filter(person=holder).exists()
    client.force_login(holder)
    assert "Accepter l’invitation" in client.get(path).content.decode()
    assert client.post(path)["Location"] == team.url
    assert Membership.objects.get(person=holder).organisation == team.organisation
    assert Person.objects.filter(email=EMAIL).count() == 1


def test_the_account_of_another_address_joins_nothing(team: Team, signed_in: Any) -> None:
    other = person()
    invitation = invite(team)
    path = link()
    client = signed_in(other)
    assert "pour une autre adresse que la vôtre" in client.get(path).content.decode()
    assert client.post(path).status_code == 422
    with pytest.raises(NotAllowed):
        inviting.accept_as(other, invitation.pk, invitation_token(invitation), now=timezone.now())
    assert not Membership.objects.filter(person=other).exists()


def test_a_link_opens_once(team: Team) -> None:
    invite(team)
    path = link()
    assert Client().post(path, NEWCOMER).status_code == 302
    for response in (Client().post(path, NEWCOMER), Client().get(path)):
        assert response.status_code == 410
        assert "n’est plus valable" in response.content.decode()
    assert Membership.objects.filter(person__email=EMAIL).count() == 1


@pytest.mark.parametrize("days", [13, 15])
def test_a_link_is_good_for_fourteen_days(team: Team, days: int) -> None:
    invitation = inviting.invite(team.organisation, EMAIL, Role.STRUCTURE_EDITOR, team.head, now=NOW)
    token, then = invitation_token(invitation), NOW + timedelta(days=days)
    if days < LIFETIME.days:
        assert inviting.find_invitation(invitation.pk, token, then) == invitation
    else:
        with pytest.raises(NoLongerOpen):
            inviting.find_invitation(invitation.pk, token, then)


@pytest.mark.parametrize("token", ["x", "é", "%00", "A" * 43, "a" * 2_000])
def test_a_made_up_link_opens_nothing(team: Team, token: str) -> None:
    invitation = invite(team)
    assert Client().get(f"/invitations/{invitation.pk}/{token}/").status_code == 410
    assert Client().post(f"/invitations/{invitation.pk}/{token}/", NEWCOMER).status_code == 410


def test_the_token_of_one_invitation_opens_no_other(team: Team) -> None:
    first, second = invite(team), invite(team, Role.STRUCTURE_HEAD)
    assert invitation_token(first) != invitation_token(second)
    assert Client().get(f"/invitations/{second.pk}/{invitation_token(first)}/").status_code == 410


def test_a_revoked_invitation_opens_nothing(team: Team, signed_in: Any) -> None:
    invitation = invite(team)
    path = link()
    client = signed_in(team.editor)
    assert client.post(f"{team.url}invitations/{invitation.pk}/annuler/").status_code == 302
    assert Client().get(path).status_code == 410
    assert client.post(f"{team.url}invitations/{invitation.pk}/annuler/").status_code == 409


def test_revoking_before_the_mail_leaves_sends_nothing(team: Team) -> None:
    invitation = invite(team)
    inviting.revoke_invitation(team.organisation, invitation.pk, team.head, now=timezone.now())
    assert sent() == []


def test_sending_again_makes_a_new_link_and_ends_the_former(team: Team) -> None:
    before = timezone.now() - timedelta(days=3)
    invitation = inviting.invite(team.organisation, EMAIL, Role.STRUCTURE_EDITOR, team.head, now=before)
    first = link()
    inviting.send_again(team.organisation, invitation.pk, team.editor, now=timezone.now())
    second = link()
    assert first != second
    assert Client().get(first).status_code == 410
    assert Client().get(second).status_code == 200
    assert Invitation.objects.get().invited_by == team.editor


def test_sending_again_before_the_mail_left_sends_one(team: Team) -> None:
    before = timezone.now() - timedelta(days=3)
    invitation = inviting.invite(team.organisation, EMAIL, Role.STRUCTURE_EDITOR, team.head, now=before)
    inviting.send_again(team.organisation, invitation.pk, team.head, now=timezone.now())
    assert len(sent()) == 1


def test_inviting_twice_is_inviting_once(team: Team) -> None:
    invite(team)
    path = link()
    invite(team, email="Paul.Ost@Essai.example")
    assert Invitation.objects.count() == 1
    assert sent() == []
    assert Client().get(path).status_code == 200


def test_the_database_keeps_one_invitation_at_a_time(team: Team) -> None:
    invitation = invite(team)
    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.create(
            organisation=team.organisation,
            email=EMAIL,
            role=invitation.role,
            invited_by=team.head,
            made_at=NOW,
            sent_at=NOW,
            expires_at=NOW + LIFETIME,
        )


def test_the_queue_and_the_journal_hold_no_address_and_no_link(team: Team) -> None:
    invitation = invite(team)
    texts = [str(row.args_kwargs) for row in DBTaskResult.objects.all()]
    texts += [str(act.details) for act in Act.objects.filter(event="invitation_made")]
    assert len(texts) == 2
    assert not any(EMAIL in text or invitation_token(invitation) in text for text in texts)


# who may


def test_who_writes_invites_who_writes_and_nobody_to_lead(team: Team, signed_in: Any) -> None:
    client = signed_in(team.editor)
    page = client.get(team.url).content.decode()
    assert 'value="structure_editor"' in page
    assert 'value="structure_head"' not in page
    assert client.post(f"{team.url}inviter/", {"email": EMAIL, "role": "structure_head"}).status_code == 422
    assert client.post(f"{team.url}inviter/", {"email": EMAIL, "role": "structure_editor"}).status_code == 302
    with pytest.raises(PermissionDenied):
        invite(team, Role.STRUCTURE_HEAD, team.editor)
    headed = invite(team, Role.STRUCTURE_HEAD)
    for act in ("annuler", "renvoyer"):
        assert client.post(f"{team.url}invitations/{headed.pk}/{act}/").status_code == 403


def test_officials_and_strangers_invite_nobody(team: Team, signed_in: Any) -> None:
    for somebody in (person((Role.REGIONAL_OFFICER, "53")), person((Role.ADMINISTRATOR, None)), person()):
        with pytest.raises(PermissionDenied):
            invite(team, by=somebody)
        response = signed_in(somebody).post(f"{team.url}inviter/", {"email": EMAIL, "role": "structure_editor"})
        assert response.status_code == 404


def test_an_invitation_is_reached_through_its_own_structure_only(team: Team, signed_in: Any) -> None:
    invitation, other = invite(team), organisation()
    client = signed_in(person((Role.STRUCTURE_HEAD, other)))
    elsewhere = reverse("people:organisation", args=[other.pk])
    for act in ("annuler", "renvoyer"):
        assert client.post(f"{elsewhere}invitations/{invitation.pk}/{act}/").status_code == 409
    assert Invitation.objects.get().revoked_at is None


def test_the_invitations_of_somebody_who_left_are_revoked(team: Team) -> None:
    invite(team, by=team.editor)
    path = link()
    departing.leave(team.organisation, team.editor, now=timezone.now())
    assert Client().get(path).status_code == 410


@pytest.mark.parametrize("cause", ["account closed", "role over"])
def test_nobody_comes_in_on_the_word_of_somebody_who_may_no_longer_invite(team: Team, cause: str) -> None:
    invitation, path = invite(team), link()
    if cause == "account closed":
        Person.objects.filter(pk=team.head.pk).update(is_active=False)
    else:
        yesterday = timezone.localdate() - timedelta(days=1)
        Membership.objects.filter(person=team.head).update(ends=yesterday)
    assert Client().get(path).status_code == 410
    assert Client().post(path, NEWCOMER).status_code == 410
    assert not Person.objects.filter(email=EMAIL).exists()
    inviting.send_again(team.organisation, invitation.pk, team.editor, now=timezone.now() + timedelta(minutes=2))
    assert Client().post(link(), NEWCOMER).status_code == 302


def test_a_colleague_who_is_there_already_is_not_invited(team: Team, signed_in: Any) -> None:
    response = signed_in(team.head).post(
        f"{team.url}inviter/", {"email": team.editor.email, "role": "structure_editor"}
    )
    assert response.status_code == 403
    assert "a déjà ce rôle" in response.content.decode()
    assert team.editor.email in response.content.decode()


def test_who_leads_is_not_invited_to_write(team: Team, signed_in: Any) -> None:
    form = {"email": team.head.email, "role": "structure_editor"}
    response = signed_in(team.head).post(f"{team.url}inviter/", form)
    assert response.status_code == 403
    assert "dirige déjà la structure" in response.content.decode()
    assert not Invitation.objects.exists()


def test_who_invites_a_lot_waits(team: Team, signed_in: Any) -> None:
    client, limit = signed_in(team.head), INVITING["person"].count
    statuses = [
        client.post(f"{team.url}inviter/", {"email": f"a{each}@essai.example", "role": "structure_editor"}).status_code
        for each in range(limit + 1)
    ]
    assert statuses == [302] * limit + [429]


def test_a_wrong_address_comes_back_with_its_reason(team: Team, signed_in: Any) -> None:
    response = signed_in(team.head).post(f"{team.url}inviter/", {"email": "paul", "role": "structure_head"})
    page = response.content.decode()
    assert response.status_code == 422
    assert 'value="paul"' in page
    assert 'href="#id_email"' in page


@pytest.mark.django_db(transaction=True)
def test_a_link_opened_twice_at_the_same_instant_is_accepted_once() -> None:
    structure = organisation()
    team = Team(structure, person((Role.STRUCTURE_HEAD, structure)), person())
    invitation = invite(team)
    token, start = invitation_token(invitation), Barrier(3)

    def accept(number: int) -> str:
        try:
            start.wait(20)
            inviting.accept_anew(invitation.pk, token, "Paul Ost", PASSWORD, now=timezone.now())
        except (NoLongerOpen, NotAllowed):
            return "told"
        else:
            return "joined"
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        assert sorted(pool.map(accept, range(3))) == ["joined", "told", "told"]
    assert Membership.objects.filter(person__email=EMAIL).count() == 1
