"""What people typed to come in is forgotten in time; what waits, and what was decided, is not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from poincon.journal.models import Act
from poincon.journal.verification import verify
from poincon.people.accounts import inviting, requesting
from poincon.people.accounts.retention import BATCH, INVITATIONS_KEPT, REQUESTS_KEPT, forget
from poincon.people.enums import Role
from poincon.people.models import AccountRequest, Invitation, Person
from tests.people.makers import organisation, person, siren
from tests.people.requests_made import asked
from tests.platform_fixtures import NOW

pytestmark = pytest.mark.django_db
MOMENT = timedelta(seconds=1)


def refused(number: int = 900) -> AccountRequest:
    account_request = asked(siren=siren(number))
    return requesting.refuse(
        account_request.pk, "Structure d’une autre région", person((Role.REGIONAL_OFFICER, "53")), now=NOW
    )


def test_an_answered_request_is_forgotten_after_a_year_and_its_account_stays() -> None:
    first, second = refused(), asked(siren=siren(901), email="paul@essai.example")
    there = requesting.Placement(Role.STRUCTURE_HEAD, name=second.structure_name, siren=second.siren, city="Brest")
    requesting.accept(second.pk, there, person((Role.REGIONAL_OFFICER, "53")), now=NOW)
    assert forget(NOW + REQUESTS_KEPT) == 0
    assert forget(NOW + REQUESTS_KEPT + MOMENT) == 2
    assert not AccountRequest.objects.exists()
    assert Person.objects.filter(email="paul@essai.example", is_active=True).exists()
    acts = Act.objects.filter(subject_kind="account_request", subject_id=str(first.pk)).order_by("sequence")
    assert list(acts.values_list("event", flat=True))[-2:] == ["account_request_refused", "account_request_forgotten"]
    assert verify().acts == Act.objects.count()


def test_a_request_that_waits_is_kept_however_old() -> None:
    asked()
    assert forget(NOW + timedelta(days=5_000)) == 0
    assert AccountRequest.objects.count() == 1


def test_an_invitation_is_forgotten_after_its_end_and_not_before() -> None:
    ours = organisation()
    head = person((Role.STRUCTURE_HEAD, ours))
    invitation = inviting.invite(ours, "lea@essai.example", Role.STRUCTURE_EDITOR, head, now=NOW)
    assert forget(invitation.expires_at + INVITATIONS_KEPT) == 0
    assert forget(invitation.expires_at + INVITATIONS_KEPT + MOMENT) == 1
    assert not Invitation.objects.exists()


def test_more_than_one_batch_is_forgotten_at_once_and_twice_does_nothing_more() -> None:
    for number in range(3):
        refused(900 + number)
    first = AccountRequest.objects.first()
    assert first is not None
    copies = [
        AccountRequest(
            email=f"x{number}@essai.example", full_name="X", role=first.role, structure_name="X", siren=first.siren,
            city="X", region=first.region, state=first.state, made_at=NOW, decided_at=NOW, reason="Non",
        )
        for number in range(BATCH)
    ]  # fmt: skip
    AccountRequest.objects.bulk_create(copies)
    later = NOW + REQUESTS_KEPT + MOMENT
    assert forget(later) == BATCH + 3
    assert forget(later) == 0
