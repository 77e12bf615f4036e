"""The algebra of units: what a quotient and a product are worth, and what is no unit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poincon.cahier.basics.units import BASE, COUNT, EURO, FTE, RATIO, Unit, named, parse_unit

UNITS = st.lists(st.sampled_from([*BASE, "visite"]), max_size=3).map(lambda names: "/".join(names) or "ratio")


def unit(text: str) -> Unit:
    measure = parse_unit(text, ["visite", "contrat"])
    assert measure is not None
    return measure


@pytest.mark.parametrize(
    "text", ["ratio", "nombre", "euro", "etp", "an", "mois", "jour", "visite", "euro/etp", "visite/etp"]
)
def test_a_unit_is_named_as_it_is_written(text: str) -> None:
    assert unit(text).name == text


@pytest.mark.parametrize("text", ["", "euros", "Euro", "euro/", "/etp", "euro*etp", "heure", "euro / etp", "visites"])
def test_an_unknown_unit_is_no_unit(text: str) -> None:
    assert parse_unit(text, ["visite"]) is None


def test_a_quotient_of_the_same_unit_is_a_ratio() -> None:
    assert EURO / EURO == RATIO
    assert COUNT / COUNT == RATIO
    assert unit("visite") / unit("visite") == RATIO


def test_units_multiply_and_divide() -> None:
    assert unit("euro/etp") == EURO / FTE
    assert (EURO / FTE) * FTE == EURO
    assert EURO * RATIO == EURO
    assert EURO / RATIO == EURO
    assert (EURO * EURO).name == "euro*euro"
    assert EURO * EURO / EURO == EURO
    assert unit("visite") / FTE != unit("contrat") / FTE


def test_a_count_is_not_a_ratio() -> None:
    assert COUNT != RATIO
    assert COUNT * RATIO == COUNT
    assert COUNT / RATIO == COUNT
    assert COUNT * EURO == EURO


def test_a_count_per_something_times_that_thing_is_a_count_again() -> None:
    assert (COUNT / FTE) * FTE == COUNT


def test_only_years_months_and_days_are_durations() -> None:
    assert [unit(text).is_duration for text in ("an", "mois", "jour")] == [True, True, True]
    assert not any(
        measure.is_duration for measure in (EURO, FTE, RATIO, COUNT, EURO / named("an"), named("an") * named("an"))
    )


@given(UNITS, UNITS)
def test_dividing_then_multiplying_gives_the_same_unit(first_text: str, second_text: str) -> None:
    first, second = unit(first_text), unit(second_text)
    assert (first / second) * second == first
    assert (first * second) == (second * first)
    assert (first / second).powers == tuple((name, -power) for name, power in (second / first).powers)
