"""The lists of the platform, as tables that a telephone shows one row at a time: `ui/components/table.html`.

    {% listing row in rows label=_("Campagnes") %}
      {% column _("Campagne") %}<a href="{{ row.url }}">{{ row.title }}</a>{% endcolumn %}
      {% column _("Dossiers") figures=True %}{{ row.count }}{% endcolumn %}
    {% endlisting %}

A column says once what it is called and what its cells hold, any markup of the row; the first one names the row.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token, token_kwargs
from django.template.context import Context

from poincon.ui.components import Heading, Listing, ListingCell, ListingColumn, ListingRow

register = template.Library()

TABLE = "the listing that is being filled"
LISTING_OPTIONS = {"label", "labelled_by", "look"}
COLUMN_OPTIONS = {"class", "figures", "filled", "unseen"}


@dataclass(slots=True)
class Table:
    """A listing on its way: its columns, each read once, and the cells of the row at hand."""

    columns: dict[ColumnNode, tuple[ListingColumn, str]] = field(default_factory=dict)
    """With the attributes of its cells."""
    cells: list[ListingCell] = field(default_factory=list)

    def row(self) -> ListingRow:
        first, *following = self.cells
        self.cells = []
        return ListingRow(first["content"], tuple(following))


class ListingNode(template.Node):
    """Renders its columns once for each row, then the table."""

    def __init__(self, name: str, rows: FilterExpression, options: dict[str, FilterExpression], columns: NodeList):
        self.name, self.rows, self.options, self.nodelist = name, rows, options, columns

    def render(self, context: Context) -> str:
        table = Table()
        outer, context.render_context[TABLE] = context.render_context.get(TABLE), table
        rows = tuple(self.row(row, table, context) for row in self.rows.resolve(context))
        context.render_context[TABLE] = outer
        options = {name: option.resolve(context) for name, option in self.options.items()}
        columns = tuple(column for column, _attributes in table.columns.values())
        engine = context.template.engine  # type: ignore[union-attr]
        return engine.get_template("ui/components/table.html").render(
            context.new({"listing": Listing(columns, rows, **options)})
        )

    def row(self, row: Any, table: Table, context: Context) -> ListingRow:
        with context.push(**{self.name: row}):
            self.nodelist.render(context)
        return table.row()


class ColumnNode(template.Node):
    """Renders one cell, and puts it in its row. All that it says, but for `filled`, is read at the first row."""

    def __init__(self, heading: FilterExpression, options: dict[str, FilterExpression], content: NodeList):
        self.heading, self.nodelist = heading, content
        self.filled = options.pop("filled", None)
        self.options = options

    def render(self, context: Context) -> str:
        table: Table = context.render_context[TABLE]
        if self not in table.columns:
            described = self.column(context)
            table.columns[self] = described, described.cell_attributes
        column, attributes = table.columns[self]
        table.cells.append(
            {
                "content": self.nodelist.render(context),
                "label": column.heading.label,
                "attributes": attributes,
                "filled": self.filled is None or bool(self.filled.resolve(context)),
            }
        )
        return ""

    def column(self, context: Context) -> ListingColumn:
        options = {name: option.resolve(context) for name, option in self.options.items()}
        heading = self.heading.resolve(context)
        return ListingColumn(
            heading=heading if isinstance(heading, Heading) else Heading(str(heading)),
            css_class=options.get("class", ""),
            figures=bool(options.get("figures")),
            unseen=bool(options.get("unseen")),
        )


@register.tag
def listing(parser: Parser, token: Token) -> ListingNode:
    """Parse `{% listing NAME in ROWS … %}`, where options are `label` or `labelled_by`, and `look`."""
    words = token.split_contents()
    if len(words) < 4 or words[2] != "in":
        raise template.TemplateSyntaxError("listing: write {% listing row in rows label=… %}")
    options = _options(parser, words[4:], LISTING_OPTIONS)
    columns = parser.parse(("endlisting",))
    parser.delete_first_token()
    return ListingNode(words[1], parser.compile_filter(words[3]), options, columns)


@register.tag
def column(parser: Parser, token: Token) -> ColumnNode:
    """Parse `{% column HEADING … %}`: a text or a `Heading`, then options.

    `class` is that of its cells. `figures`: they and their head stand on the right. `filled` false: the cell is a dash,
    left out on a telephone. `unseen`: the head is there for screen readers alone, and no cell repeats it.
    """
    words = token.split_contents()
    if len(words) < 2:
        raise template.TemplateSyntaxError("column: write {% column _(…) %}")
    options = _options(parser, words[2:], COLUMN_OPTIONS)
    content = parser.parse(("endcolumn",))
    parser.delete_first_token()
    return ColumnNode(parser.compile_filter(words[1]), options, content)


def _options(parser: Parser, words: list[str], allowed: set[str]) -> dict[str, FilterExpression]:
    """Options written `name=value`; any other word is an error of the template."""
    options = token_kwargs(words, parser)
    if words or not options.keys() <= allowed:
        raise template.TemplateSyntaxError(f"expected options among {sorted(allowed)}, got {words or sorted(options)}")
    return options
