"""The table of years as HTML: fields down, years across; on a phone, a list."""

from __future__ import annotations

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from poincon.ui.drawing import NOTHING, Attributes, element
from poincon.ui.widgets.drawn import draw
from poincon.ui.widgets.frames import explanation, labelled, required
from poincon.ui.widgets.model import YearRow, YearsTable


def draw_years(table: YearsTable) -> SafeString:
    """Draw the whole section: title, help, table."""
    title = f"{table.id}-titre"
    scroll: Attributes = {"class": "scroll", "tabindex": "0", "role": "group", "aria-labelledby": title}
    rows = element("tbody", {"role": "rowgroup"}, *map(_row, table.rows))
    return element(
        "section",
        {"class": "years", "id": table.id, "aria-labelledby": title},
        element("h2", {"id": title}, table.title),
        element("p", {}, table.help) if table.help else NOTHING,
        element("div", scroll, element("table", {"class": "grid", "role": "table"}, _head(table), rows)),
    )


def _head(table: YearsTable) -> SafeString:
    question = element("th", {"scope": "col", "role": "columnheader"}, _("Question"))
    years = [
        element("th", {"scope": "col", "role": "columnheader", "id": head}, str(year)) for year, head in table.years
    ]
    return element("thead", {"role": "rowgroup"}, element("tr", {"role": "row"}, question, *years))


def _row(row: YearRow) -> SafeString:
    head = element(
        "th",
        {"scope": "row", "role": "rowheader"},
        labelled(row.head, {"class": "grid-label"}),
        " ",
        required(row.head),
        explanation(row.head),
    )
    cells = [element("td", {"role": "cell", "data-label": str(year)}, draw(cell)) for year, cell in row.cells]
    return element("tr", {"role": "row"}, head, *cells)
