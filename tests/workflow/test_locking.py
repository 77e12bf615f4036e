"""A row is taken alone, without the rows that are read with it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from poincon.people.models import Membership, Person
from poincon.workflow.locking import locked, locked_if_there
from tests.campaigns.makers import administrator
from tests.people.makers import person
from tests.workflow.waiting import after_waiting, only_one_row_at_a_time


@pytest.mark.django_db
def test_the_row_of_the_lookup_is_given_and_what_is_joined_to_it_is_not_locked() -> None:
    membership = administrator().memberships.get()
    with CaptureQueriesContext(connection) as queries:
        row = locked(Membership.objects.select_related("person"), pk=membership.pk)
    assert (row, row.person) == (membership, membership.person)
    if connection.features.has_select_for_update:
        assert all('FOR UPDATE OF "people_membership"' in query["sql"] for query in queries)
        assert "people_person" not in queries[0]["sql"]
    assert len(queries) == 1 + connection.features.has_select_for_update


@pytest.mark.django_db
def test_a_row_without_what_is_joined_to_it_takes_one_query() -> None:
    membership = administrator().memberships.get()
    with CaptureQueriesContext(connection) as queries:
        assert locked(Membership.objects, pk=membership.pk) == membership
    assert len(queries) == 1


def _given_to(membership: Membership, other: Person) -> None:
    Membership.objects.filter(pk=membership.pk).update(person=other)


def _renamed(membership: Membership, other: Person) -> None:
    Person.objects.filter(pk=membership.person_id).update(full_name=other.full_name)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("change", [_given_to, _renamed])
@only_one_row_at_a_time
def test_whoever_waited_reads_what_is_joined_as_it_is_since(change: Callable[[Membership, Person], None]) -> None:
    membership, other = administrator().memberships.get(), person()
    row = after_waiting(
        lambda: locked(Membership.objects, pk=membership.pk),
        lambda: change(membership, other),
        lambda: locked(Membership.objects.select_related("person"), pk=membership.pk),
    )
    assert row.person.full_name == other.full_name


@pytest.mark.django_db
def test_a_row_that_is_not_there_is_an_error_or_none_as_one_asks() -> None:
    with pytest.raises(Membership.DoesNotExist):
        locked(Membership.objects, pk=0)
    assert locked_if_there(Membership.objects, pk=0) is None
