"""Instants as people type them, in Paris: also the nights when the clocks change."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from poincon.ui.forms import PageForm
from poincon.ui.instants import DAY, HOUR, Typed, WrongInstant, instant_fields, instant_of, read_instant, shown


@pytest.mark.parametrize(
    ("day", "hour", "instant"),
    [
        ("28/04/2027", "23:59", datetime(2027, 4, 28, 21, 59, tzinfo=UTC)),
        ("15/01/2027", "23h59", datetime(2027, 1, 15, 22, 59, tzinfo=UTC)),
        ("1er mai 2027", "9 h 05", datetime(2027, 5, 1, 7, 5, tzinfo=UTC)),
        ("2027-05-01", "9h", datetime(2027, 5, 1, 7, 0, tzinfo=UTC)),
        (" 1/5/2027 ", "00:00", datetime(2027, 4, 30, 22, 0, tzinfo=UTC)),
        ("\u202a1/5/2027\u200b", "9\u2009h\u202f05\ufeff", datetime(2027, 5, 1, 7, 5, tzinfo=UTC)),
        ("28/03/2027", "01:59", datetime(2027, 3, 28, 0, 59, tzinfo=UTC)),
        ("28/03/2027", "03:00", datetime(2027, 3, 28, 1, 0, tzinfo=UTC)),
        ("31/10/2027", "01:59", datetime(2027, 10, 30, 23, 59, tzinfo=UTC)),
        ("31/10/2027", "03:00", datetime(2027, 10, 31, 2, 0, tzinfo=UTC)),
    ],
)
def test_a_day_and_an_hour_of_paris_are_one_instant(day: str, hour: str, instant: datetime) -> None:
    assert read_instant(Typed(day, hour)) == instant


@pytest.mark.parametrize("hour", ["02:00", "02:30", "2 h 59"])
def test_an_hour_that_the_clocks_skip_is_refused_and_said(hour: str) -> None:
    with pytest.raises(WrongInstant, match="heure d’été") as wrong:
        read_instant(Typed("28/03/2027", hour))
    assert wrong.value.part == HOUR


@pytest.mark.parametrize("hour", ["02:00", "02:30", "02:59"])
def test_an_hour_that_the_clocks_give_twice_is_refused_and_said(hour: str) -> None:
    with pytest.raises(WrongInstant, match="heure d’hiver") as wrong:
        read_instant(Typed("31/10/2027", hour))
    assert wrong.value.part == HOUR


@pytest.mark.parametrize(
    ("day", "hour", "part"),
    [
        ("", "23:59", DAY),
        ("31/02/2027", "23:59", DAY),
        ("demain", "23:59", DAY),
        ("28/04/0027", "23:59", DAY),
        ("28/04/9999", "23:59", DAY),
        ("28/04/2027", "", HOUR),
        ("28/04/2027", "25:00", HOUR),
        ("28/04/2027", "24:00", HOUR),
        ("28/04/2027", "12:60", HOUR),
        ("28/04/2027", "midi", HOUR),
        ("28/04/2027", "-1:00", HOUR),
    ],
)
def test_what_is_no_instant_says_which_half_is_wrong(day: str, hour: str, part: str) -> None:
    with pytest.raises(WrongInstant) as wrong:
        read_instant(Typed(day, hour))
    assert wrong.value.part == part


def test_an_instant_is_shown_as_it_would_be_typed() -> None:
    instant = datetime(2027, 4, 28, 21, 59, tzinfo=UTC)
    assert shown(instant) == Typed("28/04/2027", "23:59")
    assert read_instant(shown(instant)) == instant
    assert shown(None).is_empty


def form_with(day: str, hour: str) -> PageForm:
    form = PageForm({"cloture.jour": day, "cloture.heure": hour})
    form.fields.update(instant_fields("cloture"))
    form.is_valid()
    return form


def test_a_form_asks_for_an_instant_in_two_fields() -> None:
    form = form_with(" 28/04/2027 ", "23h59")
    assert instant_of(form, "cloture") == datetime(2027, 4, 28, 21, 59, tzinfo=UTC)
    assert form.error_links() == []


@pytest.mark.parametrize(
    ("day", "hour", "target"),
    [
        ("", "23:59", "champ-cloture-jour"),
        ("demain", "23:59", "champ-cloture-jour"),
        ("28/04/2027", "", "champ-cloture-heure"),
        ("28/03/2027", "02:30", "champ-cloture-heure"),
    ],
)
def test_what_is_wrong_with_an_instant_stands_at_the_field_to_mend(day: str, hour: str, target: str) -> None:
    form = form_with(day, hour)
    assert instant_of(form, "cloture") is None
    assert [link.target for link in form.error_links()] == [target]


def test_an_instant_that_nobody_gives_is_wrong_only_where_it_is_required() -> None:
    form = form_with("  ", "")
    assert instant_of(form, "cloture", required=False) is None
    assert form.errors == {}
    assert instant_of(form, "cloture") is None
    assert list(form.errors) == ["cloture.jour"]


def test_an_instant_left_as_it_was_keeps_its_seconds() -> None:
    before = datetime(2027, 4, 28, 21, 59, 30, tzinfo=UTC)
    assert instant_of(form_with("28/04/2027", "23:59"), "cloture", before=before) == before


def test_a_day_comes_back_written_in_the_one_way() -> None:
    form = form_with("1er mai 2027", "9 h 05")
    assert [form[f"cloture.{part}"].value() for part in (DAY, HOUR)] == ["01/05/2027", "9 h 05"]
