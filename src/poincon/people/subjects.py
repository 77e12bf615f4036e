"""Persons, structures and requests for accounts as subjects (`settings.SUBJECTS`)."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from poincon.people.models import AccountRequest, Organisation, Person
from poincon.workflow.subjects import SubjectKind


def _oneself(person: Person, now: datetime) -> QuerySet[Person]:
    """What is about a person is told to that person only."""
    return Person.objects.filter(pk=person.pk)


def _structure_of_request(request: AccountRequest) -> str:
    return request.structure_name


def _requests_seen(person: Person, now: datetime) -> QuerySet[AccountRequest]:
    return AccountRequest.objects.visible_to(person, timezone.localdate(now))


PERSON = SubjectKind("person", Person, str, _oneself)
ORGANISATION = SubjectKind("organisation", Organisation, str, reach=None)
ACCOUNT_REQUEST = SubjectKind("account_request", AccountRequest, _structure_of_request, _requests_seen)

KINDS = (PERSON, ORGANISATION, ACCOUNT_REQUEST)
