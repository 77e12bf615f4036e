"""A row is taken alone, without the rows that are read with it."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from poincon.people.models import Membership
from poincon.workflow.locking import locked, locked_if_there
from tests.campaigns.makers import administrator


@pytest.mark.django_db
def test_the_row_of_the_lookup_is_given_and_what_is_joined_to_it_is_not_locked() -> None:
    membership = administrator().memberships.get()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        row = locked(Membership.objects.select_related("person"), pk=membership.pk)
    assert (row, row.person) == (membership, membership.person)
    if connection.features.has_select_for_update:
        assert 'FOR UPDATE OF "people_membership"' in queries[0]["sql"]
    assert len(queries) == 1


@pytest.mark.django_db
def test_a_row_that_is_not_there_is_an_error_or_none_as_one_asks() -> None:
    with pytest.raises(Membership.DoesNotExist):
        locked(Membership.objects, pk=0)
    assert locked_if_there(Membership.objects, pk=0) is None
