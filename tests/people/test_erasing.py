"""Erasing a person: who they were is gone everywhere, what they did stays proven."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client

from poincon.journal.models import Act
from poincon.journal.verification import verify
from poincon.people.accounts import departing, erasing, inviting, passwords, requesting
from poincon.people.accounts.requesting import Placement
from poincon.people.enums import Role
from poincon.people.models import (
    AccountRequest,
    AuthenticatorApp,
    ExternalIdentity,
    Invitation,
    KnownBrowser,
    Membership,
    Passkey,
    Person,
    RecoveryCode,
    SignedInSession,
)
from poincon.workflow.refusals import NotAllowed
from tests.people.mails import sent
from tests.people.makers import PASSWORD, organisation, person
from tests.people.requests_made import asked
from tests.platform_fixtures import NOW

pytestmark = pytest.mark.django_db
EMAIL, NAME = "zoe.lantier@essai.example", "Zoé Lantier"


def administrator() -> Person:
    return person((Role.ADMINISTRATOR, None))


def full_life() -> Person:
    """Somebody who asked, was accepted, invited, was invited, signed in, proved who they are; and asks again."""
    officer = person((Role.REGIONAL_OFFICER, "53"))
    other = asked(structure_name="Ailleurs", message="Je suis Zoé Lantier")
    requesting.refuse(other.pk, "Zoé Lantier n’est pas de cette structure.", officer, now=NOW)
    account_request = requesting.accept(asked().pk, Placement(role=Role.STRUCTURE_HEAD), officer, now=NOW)
    someone, own = account_request.person, account_request.organisation
    assert someone is not None
    assert own is not None
    someone.set_password(PASSWORD)
    someone.save()
    asked(structure_name="Encore une autre")
    inviting.invite(own, "colleague@essai.example", Role.STRUCTURE_EDITOR, someone, now=NOW)
    there = organisation()
    inviting.invite(there, EMAIL, Role.STRUCTURE_EDITOR, person((Role.STRUCTURE_HEAD, there)), now=NOW)
    Client().post("/connexion/", {"email": EMAIL, "password": PASSWORD})
    _prove(someone)
    return Person.objects.get(pk=someone.pk)


def _prove(someone: Person) -> None:
    AuthenticatorApp.objects.create(person=someone, secret="x", last_counter=0, added_at=NOW)
    Passkey.objects.create(
        person=someone, name="clé de Zoé", credential_id="a", credential=b"b", sign_count=0, added_at=NOW
    )
    RecoveryCode.objects.create(person=someone, digest="c" * 64, made_at=NOW)
    ExternalIdentity.objects.create(person=someone, issuer="https://a.example", subject="d", linked_at=NOW, used_at=NOW)


def everything_kept() -> str:
    """All that the database holds but for the queue of jobs, as one text."""
    tables = [model._meta.db_table for model in apps.get_models() if model._meta.app_label != "django_tasks_database"]
    with connection.cursor() as cursor:
        rows = []
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - our own tables
            rows += [str(row) for row in cursor.fetchall()]
    return "\n".join(rows)


def test_nothing_that_says_who_they_were_is_left_anywhere() -> None:
    someone = full_life()
    assert all(text in everything_kept() for text in (EMAIL, "Lantier", "Directrice", "clé de Zoé"))
    erasing.erase(administrator(), someone, now=NOW)
    content = everything_kept()
    assert [text for text in (EMAIL, "zoe.", "Zoé", "Lantier", "Directrice", "Paul Ost") if text in content] == []
    erased = Person.objects.get(pk=someone.pk)
    assert (erased.full_name, erased.is_active, erased.erased_at) == ("Personne effacée", False, NOW)
    assert not erased.has_usable_password()


def test_the_journal_still_holds_and_still_names_their_acts(capsys: pytest.CaptureFixture[str]) -> None:
    someone = full_life()
    before = list(Act.objects.filter(actor=str(someone.pk)).values_list("digest", flat=True))
    assert before
    erasing.erase(administrator(), someone, now=NOW)
    assert set(before) <= set(Act.objects.filter(actor=str(someone.pk)).values_list("digest", flat=True))
    assert verify().acts == Act.objects.count()
    call_command("verify_journal")
    assert Act.objects.filter(subject_id=str(someone.pk), event="person_erased").count() == 1


def test_no_way_in_is_left() -> None:
    someone, client = person(email=EMAIL), Client()
    client.post("/connexion/", {"email": EMAIL, "password": PASSWORD})
    assert client.get("/").context["person"] == someone
    _prove(someone)
    session = client.session.session_key
    erasing.erase(administrator(), someone, now=NOW)
    assert client.get("/").context["person"] is None
    erased = Person.objects.get(pk=someone.pk)
    for email in (EMAIL, erased.email):
        assert Client().post("/connexion/", {"email": email, "password": PASSWORD}).status_code == 422
    passwords.ask_for_link(EMAIL)
    passwords.ask_for_link(erased.email)
    assert [message for message in sent() if message.to[0] in (EMAIL, erased.email)] == []
    for model in (AuthenticatorApp, Passkey, RecoveryCode, ExternalIdentity, SignedInSession, KnownBrowser):
        assert not model.objects.filter(person=someone).exists()
    assert not Session.objects.filter(session_key=session).exists()
    assert not Membership.objects.filter(person=someone, ends__isnull=True).exists()


def test_their_invitations_and_requests_open_nothing_any_more() -> None:
    erasing.erase(administrator(), full_life(), now=NOW)
    assert not Invitation.objects.filter(accepted_at__isnull=True, revoked_at__isnull=True).exists()
    assert not AccountRequest.objects.pending().exists()


def test_the_address_may_come_back_as_somebody_new() -> None:
    erasing.erase(administrator(), full_life(), now=NOW)
    assert person(email=EMAIL).pk != Person.objects.get(full_name="Personne effacée").pk


def test_erasing_twice_is_erasing_once() -> None:
    someone, actor = full_life(), administrator()
    for _ in range(2):
        erasing.erase(actor, Person.objects.get(pk=someone.pk), now=NOW)
    assert Act.objects.filter(event="person_erased").count() == 1


def test_the_database_lets_nobody_erased_sign_in() -> None:
    someone = person()
    erasing.erase(administrator(), someone, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.filter(pk=someone.pk).update(is_active=True)


def test_only_an_administrator_erases_and_never_themself() -> None:
    someone, actor = person(), administrator()
    for other in (person((Role.MINISTRY, None)), person((Role.REGIONAL_OFFICER, "53")), someone):
        with pytest.raises(PermissionDenied):
            erasing.erase(other, someone, now=NOW)
    administrator()
    with pytest.raises(NotAllowed, match="effacer votre compte"):
        erasing.erase(actor, actor, now=NOW)
    assert not Person.objects.filter(erased_at__isnull=False).exists()


def test_a_structure_is_told_to_have_nobody_to_lead_it_and_the_person_goes_all_the_same() -> None:
    structure = organisation()
    head, colleague = person((Role.STRUCTURE_HEAD, structure)), person((Role.STRUCTURE_EDITOR, structure))
    assert departing.only_lead_of(head, NOW) == [(structure, [colleague])]
    erasing.erase(administrator(), head, now=NOW)
    assert departing.heads(structure, NOW) == []


def test_the_page_asks_for_a_box_to_be_ticked_and_says_what_follows(signed_in: Any) -> None:
    someone = full_life()
    client = signed_in(administrator())
    address = f"/administration/personnes/{someone.pk}/"
    page = client.get(f"{address}effacer/").content.decode()
    assert "ne peut pas être annulé" in page
    unticked = client.post(f"{address}effacer/")
    assert unticked.status_code == 422
    assert 'href="#champ-confirmation"' in unticked.content.decode()
    assert client.post(f"{address}effacer/", {"confirmation": "oui"})["Location"] == address
    page = client.get(address).content.decode()
    assert "Personne effacée" in page
    assert "effacee.invalid" not in page
    assert client.post(f"{address}rouvrir/").status_code == 403
    assert "effacee.invalid" not in client.get("/administration/personnes/", {"etat": "effaces"}).content.decode()


def test_every_model_that_points_at_a_person_is_thought_of() -> None:
    survivors = {Membership, AccountRequest, Invitation}
    deleted = {AuthenticatorApp, Passkey, RecoveryCode, ExternalIdentity, SignedInSession, KnownBrowser}
    models = {
        model
        for model in apps.get_app_config("people").get_models()
        for field in model._meta.concrete_fields
        if field.related_model is Person
    }
    assert models == survivors | deleted
