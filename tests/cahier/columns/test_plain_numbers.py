"""Numbers read at once are those that the reader of their field gives, one by one; what is not plain is left to it."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from poincon.cahier.columns.plain_numbers import plain_number_column
from poincon.cahier.columns.population import exact_column
from poincon.cahier.columns.spellings import plain_spelling
from poincon.cahier.dossiers.kinds import WrongValue, read_value
from poincon.cahier.loading import find_package
from poincon.cahier.model import Field, FieldKind

FIELD: Field = find_package("crt-2022").programme.fields["ca_total"]
EUROS = replace(FIELD, minimum=Fraction(-10), maximum=None)
STAFF = replace(FIELD, kind=FieldKind.FTE, decimals=6, minimum=0, maximum=Fraction("1234.5"))
COUNT = replace(FIELD, kind=FieldKind.INTEGER, decimals=0, minimum=0, maximum=None)

DIGITS = st.text("0123456789", min_size=1, max_size=16)
PLAIN = st.builds(
    lambda sign, whole, point, decimals: f"{sign}{whole}{point + decimals if decimals else ''}",
    st.sampled_from(["", "", "-"]),
    DIGITS,
    st.sampled_from([".", ","]),
    st.text("0123456789", max_size=7),
)
ODD = st.sampled_from(
    ["", " ", "1 234", "1 234,5 €", "2 €", "35 %", "1e5", "nan", "inf", "0x1", "1_000", "+1", ".5", "5.", "²"]
)


@given(
    st.lists(st.one_of(PLAIN, PLAIN, st.none(), ODD), min_size=1, max_size=6),
    st.sampled_from([EUROS, STAFF, COUNT]),
    st.booleans(),
)
def test_a_column_read_at_once_is_the_one_that_is_read_text_by_text(
    texts: list[str | None], field: Field, french: bool
) -> None:
    column = plain_number_column(field, texts, french=french)
    if column is None:
        return
    values = [
        read_value(field, plain_spelling(field, text.strip()) if french else text) if text and text.strip() else None
        for text in texts
    ]
    expected = exact_column(values)  # type: ignore[arg-type]
    assert expected.whole
    assert [column.at(row) for row in range(len(texts))] == values
    assert np.array_equal(column.values, expected.values, equal_nan=True)
    assert replace(column, values=expected.values) == expected


@pytest.mark.parametrize("text", ["12.50", "0", "-9.99", "0000012", "999999999999", "7.1"])
def test_what_is_plain_is_read_at_once(text: str) -> None:
    column = plain_number_column(EUROS, [text, None], french=False)
    assert column is not None
    assert column.at(0) == Fraction(text)


@pytest.mark.parametrize(
    ("field", "text"),
    [
        (EUROS, "1.005"),
        (EUROS, "-10.01"),
        (STAFF, "1234.500001"),
        (COUNT, "1.5"),
        (COUNT, "1234567890123456"),
        (EUROS, "1,5"),
        (EUROS, "douze"),
    ],
)
def test_what_a_field_refuses_is_left_to_its_reader(field: Field, text: str) -> None:
    assert plain_number_column(field, ["1", text], french=False) is None
    with pytest.raises(WrongValue):
        read_value(field, text)
