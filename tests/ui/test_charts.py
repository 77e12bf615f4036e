"""Charts: readable without seeing them, safe whatever the words, the same each time."""

from __future__ import annotations

from fractions import Fraction
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poincon.ui import charts
from tests.ui.gallery import pictures

SVG = "{http://www.w3.org/2000/svg}"


def parsed(chart: charts.Chart) -> ET.Element:
    root, _ = ET.XMLID(chart.svg)
    return root


@pytest.mark.parametrize("chart", pictures(), ids=lambda chart: str(chart.title))
def test_a_chart_has_a_title_a_description_and_its_table(chart: charts.Chart) -> None:
    root = parsed(chart)
    title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert description is not None
    assert title.text == chart.title
    assert description.text == chart.description
    assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    assert chart.rows
    assert all(len(row) == len(chart.headers) for row in chart.rows)
    assert not any("style" in element.attrib for element in root.iter())


@pytest.mark.parametrize("chart", pictures(), ids=lambda chart: str(chart.title))
def test_nothing_is_drawn_outside_the_picture(chart: charts.Chart) -> None:
    root = parsed(chart)
    _, _, width, height = (float(part) for part in str(root.get("viewBox")).split())
    for element in root.iter():
        for name, most in (("x", width), ("cx", width), ("y", height), ("cy", height)):
            assert -1 <= float(element.get(name, "0")) <= most + 1


def test_words_are_escaped() -> None:
    words = "<b>\"&'"
    axis = charts.Axis(words, charts.Quantity(Fraction(1, 2), words))
    chart = charts.radar("x", words, words, (), (axis, axis, axis), words)
    assert "<b>" not in chart.svg
    parsed(chart)


numbers = st.one_of(st.none(), st.fractions(min_value=0, max_value=1))


@given(st.lists(st.tuples(numbers, numbers), min_size=3, max_size=9))
def test_any_figures_known_or_not_make_a_picture(values: list[tuple[Fraction | None, Fraction | None]]) -> None:
    def figure(value: Fraction | None) -> charts.Quantity:
        return charts.Quantity(value, str(value))

    axes = [charts.Axis("Axe", figure(first), (figure(second),)) for first, second in values]
    lines = [charts.Progress("Axe", figure(first), figure(second)) for first, second in values]
    years = [charts.YearFigure(2000 + at, figure(first)) for at, (first, _) in enumerate(values)]
    parts = [charts.BalancePart("Partie", figure(first), figure(second), figure(None)) for first, second in values]
    items = [charts.Instalment("Versement", figure(first), "", "") for first, _ in values]
    drawings = [
        charts.radar("a", "t", "w", ("l",), axes, "h"),
        charts.progress("b", "t", ("a", "b", "c", "d"), lines),
        charts.indicator_years("c", "t", ("a", "b", "c"), years, figure(values[0][1]), "cible"),
        charts.balance("d", "t", ("a", "b", "c", "d"), parts, "ok"),
        charts.instalments("e", "t", ("a", "b", "c", "d"), items),
        charts.share(
            "f", "t", ("a", "b", "c"), [charts.Slice("s", figure(first), figure(second)) for first, second in values]
        ),
    ]
    for chart in drawings:
        parsed(chart)
        assert "nan" not in chart.svg
