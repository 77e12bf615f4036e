"""What people of the demonstration were told, and what they hear of; how they came in and left."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from poincon.demo import world
from poincon.dossiers.mail_kinds import CHANGES_TAKEN_BACK, SUBMISSION_REMINDER
from poincon.dossiers.news_kinds import DEADLINE_NEAR, DOCUMENT_REFUSED
from poincon.dossiers.reminders import remind
from poincon.jobs.queue import due
from poincon.notifications.enums import MailState
from poincon.notifications.kinds import NewsKind, mail_kinds, news_kinds
from poincon.notifications.models import Digest, Mail
from poincon.notifications.news import news_for
from poincon.notifications.querysets import kinds_concerning
from poincon.people.accounts.duplicates import duplicates_of
from poincon.people.accounts.erasing import NOBODY
from poincon.people.enums import RECEIVING_ROLES, STRUCTURE_ROLES, RequestState, Role
from poincon.people.models import AccountRequest, Invitation, Membership, Organisation, Person

pytestmark = [pytest.mark.usefixtures("demonstration"), pytest.mark.django_db]

MONTH = timedelta(days=30)


def kinds(person: Person, now: datetime) -> set[NewsKind]:
    return {item.kind for item in news_for(person, now - MONTH, now)}


def shown(*roles: Role) -> list[Person]:
    emails = [plan.email for plan in world.persons() if plan.shown and plan.role in roles]
    return list(Person.objects.filter(email__in=emails).prefetch_related("memberships__organisation"))


# mail


def test_nothing_waits_to_be_done_when_the_worker_starts(demonstration: datetime) -> None:
    assert not due(demonstration + timedelta(days=400)).exists()
    assert set(DBTaskResult.objects.values_list("status", flat=True)) == {TaskResultStatus.SUCCESSFUL}
    assert remind(demonstration) == 0
    assert not Digest.objects.exists()


def test_mail_left_when_it_was_decided() -> None:
    mails = list(Mail.objects.all())
    assert len(mails) > 50
    unsent = {SUBMISSION_REMINDER.id, CHANGES_TAKEN_BACK.id}
    assert {mail.kind for mail in mails} == {kind.id for kind in mail_kinds()} - unsent
    for mail in mails:
        assert mail.state == MailState.SENT
        assert mail.sent_at is not None
        assert timedelta(0) <= mail.sent_at - mail.made_at <= timedelta(minutes=1)


# news


def test_every_officer_has_news(demonstration: datetime) -> None:
    for person in shown(Role.REGIONAL_OFFICER, Role.MINISTRY, Role.ADMINISTRATOR):
        assert kinds(person, demonstration), person.full_name


def test_structures_have_news_or_a_letter_once_they_have_begun(demonstration: datetime) -> None:
    mails = Mail.objects.filter(made_at__gt=demonstration - MONTH)
    for person in shown(*STRUCTURE_ROLES):
        if Organisation.objects.filter(memberships__person=person, dossiers__isnull=False).exists():
            assert kinds(person, demonstration) or mails.filter(person=person).exists(), person.full_name


def test_every_kind_of_news_is_somebodys(demonstration: datetime) -> None:
    holding = Person.objects.filter(is_active=True, memberships__isnull=False).distinct()
    people = holding.prefetch_related("memberships__organisation")
    heard = [(person, kinds(person, demonstration)) for person in people]
    day = timezone.localdate(demonstration)
    for person, news in heard:  # and of those whom it is said to concern: they are asked of it
        assert news <= set(kinds_concerning(person, day)), person.full_name
    unheard = {DEADLINE_NEAR, DOCUMENT_REFUSED}  # it has no scanner
    assert set(news_kinds()).difference(*(news for _person, news in heard)) == unheard


# accounts


def test_requests_wait_where_somebody_decides(demonstration: datetime) -> None:
    waiting = AccountRequest.objects.pending()
    regions = set(waiting.values_list("region", flat=True))
    officers = Membership.objects.filter(role=Role.REGIONAL_OFFICER, ends=None).values_list("region", flat=True)
    assert len(regions) >= 4
    assert regions <= set(officers)


def test_a_request_repeats_a_siren_and_another_asks_for_a_structure_that_is_there(demonstration: datetime) -> None:
    day = timezone.localdate(demonstration)
    matches = set()
    for request in AccountRequest.objects.pending():
        reader = Person.objects.filter(memberships__role=Role.REGIONAL_OFFICER, memberships__region=request.region)
        duplicates = duplicates_of(request, reader.prefetch_related("memberships")[0], day).organisations
        matches |= {
            (duplicate.same_siren, duplicate.organisation.name == request.structure_name) for duplicate in duplicates
        }
    assert {(True, True), (True, False)} <= matches


def test_requests_were_refused_and_accepted() -> None:
    refused = AccountRequest.objects.get(state=RequestState.REFUSED)
    assert len(refused.reason) > 40
    accepted = AccountRequest.objects.get(state=RequestState.ACCEPTED)
    assert accepted.person is not None
    assert accepted.person.memberships.get().organisation == accepted.organisation


def test_a_colleague_is_invited(demonstration: datetime) -> None:
    (invitation,) = Invitation.objects.all()
    assert invitation.is_open(demonstration)


def test_a_structure_has_a_part_and_sites() -> None:
    part = Organisation.objects.get(parent__isnull=False)
    assert part.parent is not None
    assert part.parent.sites.count() == 2
    assert part.memberships.count() == 2


def test_somebody_was_erased_and_what_they_were_is_nowhere() -> None:
    person = Person.objects.get(erased_at__isnull=False)
    assert person.full_name == NOBODY
    assert not person.memberships.filter(ends=None).exists()


def test_the_ones_who_receive_dossiers_are_all_there() -> None:
    memberships = Membership.objects.filter(role__in=RECEIVING_ROLES, ends=None)
    assert memberships.values("person").distinct().count() == 10
