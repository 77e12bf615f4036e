"""Decimals in and out, and rounding: exact, or refused."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poincon.cahier.basics.numbers import (
    decimal_text,
    finite_decimals,
    fixed_text,
    fraction_text,
    of_float,
    parse_decimal,
    parse_fraction,
    rounded,
    rounded_down,
    rounded_up,
)

CENT = Fraction(1, 100)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0),
        ("-0", 0),
        ("007", 7),
        ("61", 61),
        ("-12.50", Fraction(-25, 2)),
        ("250000.01", Fraction(25_000_001, 100)),
        ("0.10", Fraction(1, 10)),
        ("999999999999999", 999_999_999_999_999),
        ("-999999999999999.99", Fraction(-99_999_999_999_999_999, 100)),
        ("000000000000000000001.00", 1),
        ("1.500000000000", Fraction(3, 2)),
    ],
)
def test_a_plain_decimal_is_read_exactly(text: str, value: Fraction) -> None:
    assert parse_decimal(text, 2) == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "-",
        "+1",
        ".5",
        "5.",
        "1,5",
        "1 000",
        "1_000",
        "１２",
        "٣",
        "1e5",
        "1E5",
        "0x10",
        "NaN",
        "nan",
        "Infinity",
        "-inf",
        "1.2.3",
        "--1",
        "1\n",
        "1000000000000000",
        "1.234",
        "9" * 500,
        "0." + "1" * 41,
    ],
)
def test_anything_else_is_no_decimal(text: str) -> None:
    assert parse_decimal(text, 2) is None


def test_a_whole_number_is_an_int_and_never_a_float() -> None:
    assert type(parse_decimal("3.00", 2)) is int
    assert type(parse_decimal("3.10", 2)) is Fraction


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2/3", Fraction(2, 3)),
        (" 2 / 4 ", Fraction(1, 2)),
        ("0.25", Fraction(1, 4)),
        ("6/3", 2),
        ("-1/2", Fraction(-1, 2)),
    ],
)
def test_a_fraction_is_read_exactly(text: str, value: Fraction) -> None:
    assert parse_fraction(text) == value


@pytest.mark.parametrize("text", ["1/0", "1/", "/2", "1/2/3", "1/x", "", "½"])
def test_a_fraction_without_a_meaning_is_refused(text: str) -> None:
    assert parse_fraction(text) is None


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(5, 16), "0.3125"),
        (7500, "7500"),
        (Fraction(1, 4), "0.25"),
        (0, "0"),
        (Fraction(-1, 8), "-0.125"),
        (100, "100"),
        (Fraction(1, 2**20), "0.00000095367431640625"),
        (Fraction(1, 3), "0.333333333333333"),
        (Fraction(2, 3), "0.666666666666667"),
        (Fraction(-2, 3), "-0.666666666666667"),
        (Fraction(2_500_000, 19), "131578.947368421"),
        (Fraction(1, 300), "0.00333333333333333"),
        (Fraction(1, 30_000), "0.0000333333333333333"),
        (Fraction(10**15 - 1, 10**15 * 3), "0.333333333333333"),
    ],
)
def test_a_decimal_is_exact_when_finite_and_else_has_fifteen_significant_digits(value: Fraction, text: str) -> None:
    assert decimal_text(value) == text


def test_a_large_infinite_decimal_keeps_its_zeros() -> None:
    """100 000 000 000 000 and a third: fifteen digits before the point leave none after it."""
    assert decimal_text(Fraction(3 * 10**14 + 1, 3)) == "100000000000000"


def test_a_large_infinite_decimal_that_ends_by_zero_keeps_its_zeros() -> None:
    assert decimal_text(Fraction(3 * 120_000_000_000_000 + 1, 3)) == "120000000000000"


@given(st.fractions(min_value=-(10**18), max_value=10**18, max_denominator=10**9))
def test_the_decimal_shown_is_never_far_from_the_value(value: Fraction) -> None:
    shown = Fraction(decimal_text(value))
    assert abs(shown - value) <= abs(value) * Fraction(1, 10**14)


@given(st.integers(-(10**15) + 1, 10**15 - 1), st.integers(0, 6))
def test_what_is_written_is_read_back(scaled: int, decimals: int) -> None:
    value = Fraction(scaled, 10**decimals)
    assert parse_decimal(decimal_text(value), 6) == value


def test_a_fraction_is_shown_reduced() -> None:
    assert fraction_text(Fraction(10, 32)) == "5/16"
    assert fraction_text(Fraction(15_000, 2)) == "7500"
    assert fraction_text(-3) == "-3"


@pytest.mark.parametrize(
    ("value", "decimals"),
    [(1, 0), (Fraction(1, 2), 1), (Fraction(1, 8), 3), (Fraction(1, 50), 2), (Fraction(1, 3), None)],
)
def test_the_number_of_decimals_that_write_a_value_exactly_is_known(value: Fraction, decimals: int | None) -> None:
    assert finite_decimals(value) == decimals


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (Fraction(1, 2), 0, "1"),
        (Fraction(-1, 2), 0, "-1"),
        (Fraction(5, 1000), 2, "0.01"),
        (Fraction(-5, 1000), 2, "-0.01"),
        (Fraction(-4, 1000), 2, "0.00"),
        (12, 2, "12.00"),
        (Fraction(999, 1000), 2, "1.00"),
    ],
)
def test_fixed_decimals_round_half_away_from_zero_and_show_no_negative_zero(
    value: Fraction, decimals: int, text: str
) -> None:
    assert fixed_text(value, decimals) == text


@pytest.mark.parametrize(
    ("value", "nearest", "below"),
    [
        ("0.005", "0.01", "0"),
        ("-0.005", "-0.01", "-0.01"),
        ("0.0049", "0", "0"),
        ("-0.0049", "0", "-0.01"),
        ("12.345", "12.35", "12.34"),
        ("-12.345", "-12.35", "-12.35"),
        ("12.34", "12.34", "12.34"),
        ("-12.34", "-12.34", "-12.34"),
    ],
)
def test_cents_round_half_away_from_zero_and_round_down_below(value: str, nearest: str, below: str) -> None:
    assert rounded(Fraction(value), CENT) == Fraction(nearest)
    assert rounded_down(Fraction(value), CENT) == Fraction(below)


@given(st.fractions(), st.sampled_from([CENT, Fraction(1)]))
def test_rounding_stays_within_its_step(value: Fraction, step: Fraction) -> None:
    nearest, below, above = rounded(value, step), rounded_down(value, step), rounded_up(value, step)
    assert abs(nearest - value) <= step / 2
    assert 0 <= value - below < step
    assert 0 <= above - value < step
    assert {Fraction(number) / step % 1 for number in (below, above)} == {0}
    assert Fraction(nearest) / step == int(Fraction(nearest) / step)
    assert rounded(-value, step) == -nearest


def test_a_float_is_read_as_the_decimal_it_was_written_from() -> None:
    assert of_float(0.1) == Fraction(1, 10)
    assert of_float(250000.01) == Fraction(25_000_001, 100)
    assert of_float(3.0) == 3
