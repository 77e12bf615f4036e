"""What is hashed: the same bytes for ever, and nothing that a database would give back differently."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poincon.journal.chain import GENESIS, Entry, Subject, checked_details, row_digest

AT = datetime(2027, 4, 28, 21, 59, 59, 123456, tzinfo=UTC)


def entry(**changes: Any) -> Entry:
    parts: dict[str, Any] = {
        "subject": Subject("dossier", "d1"),
        "sequence": 1,
        "event": "submitted",
        "actor": "a1",
        "at": AT,
        "details": {"version": 3, "name": "été"},
        "frozen": {"letter/1": "2" * 64},
        "seal": "3" * 64,
        "previous": GENESIS,
    }
    return Entry(**(parts | changes))


def test_the_bytes_of_an_act_are_fixed() -> None:
    expected = (
        '{"actor":"a1","at":"2027-04-28T21:59:59.123456+00:00","details":{"name":"été","version":3},"event":"submitted",'
        f'"format":2,"frozen":{{"letter/1":"{"2" * 64}"}},"previous":"{GENESIS}","seal":"{"3" * 64}","sequence":1,'
        '"subject":{"id":"d1","kind":"dossier"}}'
    )
    assert entry().canonical() == expected.encode()
    assert entry().digest == hashlib.sha256(expected.encode()).hexdigest()


def test_the_same_instant_in_another_zone_is_the_same_act() -> None:
    assert entry(at=AT.astimezone(timezone(timedelta(hours=2)))).digest == entry().digest


def test_an_instant_without_its_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        entry(at=AT.replace(tzinfo=None)).canonical()


@pytest.mark.parametrize(
    "change",
    [
        {"subject": Subject("dossier", "d2")},
        {"subject": Subject("campaign", "d1")},
        {"sequence": 2},
        {"event": "saved"},
        {"actor": "a2"},
        {"at": AT + timedelta(microseconds=1)},
        {"details": {"version": 4, "name": "été"}},
        {"frozen": {}},
        {"seal": "1" * 64},
        {"previous": "1" * 64},
    ],
)
def test_any_change_changes_the_digest(change: dict[str, Any]) -> None:
    assert entry(**change).digest != entry().digest


def test_the_bytes_of_a_row_are_fixed() -> None:
    columns = {"text": "été", "at": AT, "sheet_id": UUID(int=1), "on": date(2027, 4, 28), "count": 3, "none": None}
    expected = (
        '{"columns":{"at":"2027-04-28T21:59:59.123456+00:00","count":3,"none":null,"on":"2027-04-28",'
        '"sheet_id":"00000000-0000-0000-0000-000000000001","text":"été"},"format":2,"id":"7","kind":"snapshot"}'
    )
    assert row_digest("snapshot", "7", columns) == hashlib.sha256(expected.encode()).hexdigest()


@pytest.mark.parametrize("value", [0.5, b"octets", object(), {1: "one"}, "nul\0", "\ud800", [1.0], {"a": {"b": 0.1}}])
def test_what_has_no_exact_form_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match="details"):
        checked_details({"value": value})


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=5))
def test_what_is_accepted_can_be_hashed(value: object) -> None:
    try:
        details = checked_details({"value": value})
    except ValueError:
        return
    assert entry(details=details).digest
