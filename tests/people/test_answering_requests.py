"""Answering a request for an account: accepted, refused with a reason, decided once."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from poincon.journal.models import Act
from poincon.people.accounts import requesting
from poincon.people.accounts.requesting import AlreadyDecided, NewStructure, Placement
from poincon.people.enums import RequestState, Role
from poincon.people.models import AccountRequest, Membership, Organisation, Person
from poincon.workflow.refusals import NotAllowed
from tests.people.mails import path_in, sent
from tests.people.makers import PASSWORD, officer, organisation, person, siren
from tests.people.requests_made import SIREN, asked
from tests.platform_fixtures import NOW

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate(NOW)


def new(role: Role = Role.STRUCTURE_HEAD, **more: Any) -> Placement:
    return Placement(role=role, **more)


def decision(account_request: AccountRequest, act: str) -> str:
    return reverse(f"people:{act}_request", args=[account_request.pk])


# accepting


def test_accepting_makes_the_person_the_structure_and_the_role_and_sends_a_link() -> None:
    account_request, decider = asked(), officer()
    requesting.accept(account_request.pk, new(), decider, now=NOW)
    accepted = AccountRequest.objects.get()
    assert accepted.person is not None
    assert accepted.organisation is not None
    assert (accepted.state, accepted.decided_by) == (RequestState.ACCEPTED, decider)
    assert (accepted.organisation.name, accepted.organisation.siren) == ("Centre d’essais de Brest", SIREN)
    assert accepted.person.roles_on(TODAY) == {Role.STRUCTURE_HEAD}
    assert not accepted.person.has_usable_password()
    messages = {message.subject: message for message in sent()}
    link = path_in(messages["Votre demande de compte est acceptée"], "/mot-de-passe/choisir/")
    client = Client()
    assert client.get(link).status_code == 200
    assert client.post(link, {"password": PASSWORD, "again": PASSWORD})["Location"] == "/mot-de-passe/choisi/"
    assert client.post("/connexion/", {"email": account_request.email, "password": PASSWORD}).status_code == 302


def test_accepting_into_a_structure_that_is_there_adds_nobody_and_nothing_else() -> None:
    there, holder = organisation("Déjà là", "53"), person(email="zoe.lantier@essai.example")
    requesting.accept(asked().pk, new(organisation=there.pk), officer(), now=NOW)
    assert Organisation.objects.count() == 1
    membership = Membership.objects.get(person=holder)
    assert (membership.organisation, membership.role) == (there, Role.STRUCTURE_HEAD)
    (message,) = [message for message in sent() if "acceptée" in message.subject]
    assert "/mot-de-passe/" not in message.body


def test_accepting_may_make_a_part_of_a_structure_that_shares_its_siren() -> None:
    whole = organisation("Université", "53")
    Organisation.objects.filter(pk=whole.pk).update(siren=SIREN)
    placement = new(parent=whole.pk, name="Laboratoire", shown_organisations=frozenset({whole.pk}))
    account_request = requesting.accept(asked().pk, placement, officer(), now=NOW)
    assert account_request.organisation is not None
    assert (account_request.organisation.parent, account_request.organisation.name) == (whole, "Laboratoire")


def test_the_role_that_is_given_may_be_another_than_the_one_asked() -> None:
    account_request = requesting.accept(asked().pk, new(Role.STRUCTURE_EDITOR), officer(), now=NOW)
    assert account_request.person is not None
    assert account_request.person.roles_on(TODAY) == {Role.STRUCTURE_EDITOR}


def test_a_structure_of_the_same_siren_made_meanwhile_stops_a_second_one() -> None:
    first, second = asked(email="a@essai.example"), asked(email="b@essai.example")
    structure = requesting.accept(first.pk, new(), officer(), now=NOW).organisation
    assert structure is not None
    with pytest.raises(NewStructure):
        requesting.accept(second.pk, new(), officer(), now=NOW)
    assert Organisation.objects.count() == 1
    requesting.accept(second.pk, new(organisation=structure.pk), officer(), now=NOW)
    assert structure.memberships.count() == 2


def test_a_closed_account_is_not_opened_by_a_request() -> None:
    holder = person(email="zoe.lantier@essai.example")
    Person.objects.filter(pk=holder.pk).update(is_active=False)
    with pytest.raises(NotAllowed, match="désactivé"):
        requesting.accept(asked().pk, new(), officer(), now=NOW)
    assert AccountRequest.objects.get().is_pending
    assert not Organisation.objects.exists()


def limited_officer() -> Person:
    official = officer()
    official.memberships.update(programme="crt-2022")
    return official


def test_nobody_answers_a_request_of_their_own() -> None:
    account_request, decider = asked(), officer()
    Person.objects.filter(pk=decider.pk).update(email=account_request.email)
    decider.refresh_from_db()
    with pytest.raises(NotAllowed, match="la vôtre"):
        requesting.accept(account_request.pk, new(), decider, now=NOW)
    assert not Organisation.objects.exists()


@pytest.mark.parametrize("decider", ["far officer", "of one programme", "committee", "expert", "nobody", "head"])
def test_only_those_who_handle_the_region_decide(decider: str) -> None:
    account_request, mine = asked(), organisation()
    deciders: dict[str, Callable[[], Person]] = {
        "far officer": lambda: officer("84"),
        "of one programme": limited_officer,
        "committee": lambda: person((Role.COMMITTEE_MEMBER, "53")),
        "expert": lambda: person((Role.EXPERT, None)),
        "nobody": person,
        "head": lambda: person((Role.STRUCTURE_HEAD, mine)),
    }
    with pytest.raises(PermissionDenied):
        requesting.accept(account_request.pk, new(), deciders[decider](), now=NOW)
    with pytest.raises(PermissionDenied):
        requesting.refuse(account_request.pk, "non", deciders[decider](), now=NOW)
    assert AccountRequest.objects.get().is_pending


def test_nobody_is_put_into_a_structure_of_another_region() -> None:
    far = organisation("Lointaine", "84")
    with pytest.raises(PermissionDenied):
        requesting.accept(asked().pk, new(organisation=far.pk), officer(), now=NOW)
    with pytest.raises(PermissionDenied):
        requesting.accept(asked().pk, new(parent=far.pk), officer(), now=NOW)
    ministry = person((Role.MINISTRY, None))
    requesting.accept(asked().pk, new(organisation=far.pk), ministry, now=NOW)
    assert far.memberships.count() == 1


# refusing


def test_a_refusal_needs_a_reason_and_sends_it(signed_in: Any) -> None:
    account_request, client = asked(), signed_in(officer())
    assert client.post(decision(account_request, "refuse"), {"reason": "  "}).status_code == 422
    assert AccountRequest.objects.get().is_pending
    response = client.post(decision(account_request, "refuse"), {"reason": "Ce SIREN est celui d’une autre structure."})
    assert response.status_code == 302
    message = next(message for message in sent() if "refusée" in message.subject)
    assert message.to == [account_request.email]
    assert "Ce SIREN est celui d’une autre structure." in message.body
    refused = AccountRequest.objects.get()
    assert (refused.state, refused.person, Organisation.objects.count()) == ("refused", None, 0)
    assert not any("SIREN" in str(act.details) for act in Act.objects.all())


def test_a_refusal_that_is_too_long_comes_back_whole(signed_in: Any) -> None:
    account_request, long = asked(), "é" * 2_500
    response = signed_in(officer()).post(decision(account_request, "refuse"), {"reason": long})
    assert response.status_code == 422
    assert long in response.content.decode()


def test_the_service_itself_wants_a_reason() -> None:
    with pytest.raises(ValidationError):
        requesting.refuse(asked().pk, " ", officer(), now=NOW)


def test_the_database_wants_a_reason_and_a_whole_decision() -> None:
    account_request = asked()
    for values in (
        {"state": "refused", "decided_at": NOW},
        {"state": "accepted", "decided_at": NOW},
        {"decided_at": NOW},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            AccountRequest.objects.filter(pk=account_request.pk).update(**values)


# two at once


def test_the_second_officer_is_told_what_the_first_decided(signed_in: Any) -> None:
    account_request, first = asked(), officer()
    requesting.refuse(account_request.pk, "Déjà là.", first, now=NOW)
    client = signed_in(officer())
    form = {"organisation": "new", "name": "A", "siren": SIREN, "city": "B", "role": "structure_head"}
    for act, data in (("accept", form), ("refuse", {"reason": "Non plus."})):
        response = client.post(decision(account_request, act), data)
        assert response.status_code == 409
        assert f"Cette demande a été refusée par {first.full_name}" in response.content.decode()
    assert AccountRequest.objects.get().reason == "Déjà là."
    assert not Organisation.objects.exists()


def test_one_s_own_second_click_finds_it_done(signed_in: Any) -> None:
    account_request, client = asked(), signed_in(officer())
    form = {"organisation": "new", "name": "A", "siren": SIREN, "city": "B", "parent": "", "role": "structure_head"}
    assert [client.post(decision(account_request, "accept"), form).status_code for _ in range(2)] == [302, 302]
    assert (Organisation.objects.count(), Membership.objects.filter(role=Role.STRUCTURE_HEAD).count()) == (1, 1)
    assert len([message for message in sent() if "acceptée" in message.subject]) == 1


@pytest.mark.django_db(transaction=True)
def test_of_officers_who_decide_at_the_same_instant_one_decides() -> None:
    account_request, deciders = asked(), [officer() for _ in range(3)]
    start = Barrier(3)

    def decide(decider: Person) -> str:
        try:
            start.wait(20)
            requesting.accept(account_request.pk, new(), decider, now=NOW)
        except AlreadyDecided as late:
            return f"told of {late.request.state}"
        else:
            return "decided"
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        assert sorted(pool.map(decide, deciders)) == ["decided", "told of accepted", "told of accepted"]
    assert (Organisation.objects.count(), Person.objects.filter(email=account_request.email).count()) == (1, 1)
    assert Act.objects.filter(event="account_request_accepted").count() == 1


@pytest.mark.django_db(transaction=True)
def test_colleagues_accepted_at_the_same_instant_never_make_two_structures() -> None:
    waiting = [asked(email=f"a{number}@essai.example") for number in range(3)]
    deciders, start = [officer() for _ in waiting], Barrier(3)

    def decide(number: int) -> str:
        try:
            start.wait(20)
            requesting.accept(waiting[number].pk, new(), deciders[number], now=NOW)
        except NewStructure:
            return "told"
        else:
            return "decided"
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        assert sorted(pool.map(decide, range(3))) == ["decided", "told", "told"]
    assert Organisation.objects.count() == 1


# the form that accepts


def test_the_acceptance_form_says_what_is_missing_for_a_new_structure(signed_in: Any) -> None:
    account_request, client = asked(), signed_in(officer())
    form = {"organisation": "new", "name": "", "siren": "12", "city": "", "parent": "", "role": ""}
    response = client.post(decision(account_request, "accept"), form)
    page = response.content.decode()
    assert response.status_code == 422
    for sentence in ("nom de la nouvelle structure", "SIREN n’est pas valable", "la commune", "Choisissez le rôle"):
        assert sentence in page
    assert AccountRequest.objects.get().is_pending


def test_a_chosen_structure_that_was_looked_for_is_still_a_choice_when_the_form_comes_back(signed_in: Any) -> None:
    account_request, chosen = asked(), organisation("Institut du cuir", "53")
    response = signed_in(officer()).post(
        decision(account_request, "accept"), {"organisation": str(chosen.pk), "role": ""}
    )
    assert response.status_code == 422
    assert "Institut du cuir" in response.content.decode()


def test_a_structure_made_meanwhile_is_told_by_the_page(signed_in: Any) -> None:
    account_request = asked()
    there = organisation("Arrivée entre-temps", "53")
    Organisation.objects.filter(pk=there.pk).update(siren=SIREN)
    client = signed_in(officer())
    form = {"organisation": "new", "name": "A", "siren": SIREN, "city": "B", "parent": "", "role": "structure_head"}
    response = client.post(decision(account_request, "accept"), form)
    assert response.status_code == 409
    assert "Arrivée entre-temps" in response.content.decode()
    assert client.post(decision(account_request, "accept"), form | {"seen": str(there.pk)}).status_code == 302
    assert Organisation.objects.count() == 2


@pytest.mark.parametrize("corrected", [False, True], ids=["the siren asked", "a siren corrected"])
def test_a_structure_of_that_siren_elsewhere_is_told_once_and_prevents_nothing(signed_in: Any, corrected: bool) -> None:
    number = siren(910) if corrected else SIREN
    far = organisation("Lointaine", "84")
    Organisation.objects.filter(pk=far.pk).update(siren=number)
    account_request, client = asked(), signed_in(officer())
    form = {"organisation": "new", "name": "Ici", "siren": number, "city": "B", "parent": "", "role": "structure_head"}
    response = client.post(decision(account_request, "accept"), form)
    page = response.content.decode()
    assert response.status_code == 409
    assert "Lointaine" not in page
    identifiers = re.findall(r'name="seen" value="([^"]+)"', page)
    assert client.post(decision(account_request, "accept"), form | {"seen": identifiers}).status_code == 302
    assert Organisation.objects.filter(siren=number).count() == 2


def test_only_structures_that_one_handles_are_offered(signed_in: Any) -> None:
    own = organisation("Chez moi, ailleurs", "84")
    decider = person((Role.REGIONAL_OFFICER, "53"), (Role.STRUCTURE_HEAD, own))
    address = reverse("people:request", args=[asked().pk])
    assert str(own.pk) not in signed_in(decider).get(address, {"structure": "Chez moi"}).context["accepting"].as_p()


def test_a_hostile_form_is_refused_without_harm(signed_in: Any) -> None:
    account_request, client = asked(), signed_in(officer())
    far = organisation("Lointaine", "84")
    for chosen in (str(far.pk), "'; --", "0", str(account_request.pk)):
        response = client.post(
            decision(account_request, "accept"), {"organisation": chosen, "role": "administrator", "seen": "x"}
        )
        assert response.status_code == 422
    assert AccountRequest.objects.get().is_pending
