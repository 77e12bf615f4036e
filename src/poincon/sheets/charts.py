"""The charts that a programme asks for, drawn from a sheet: radar, balance, instalments, shares, progress."""

from __future__ import annotations

import json
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from poincon.cahier.basics.numbers import Number, simplest
from poincon.cahier.basics.text import Language
from poincon.cahier.basics.units import EURO, RATIO
from poincon.cahier.evaluation import Unknown
from poincon.cahier.explanation import Figures, Names
from poincon.cahier.model import Figure, FigureKind
from poincon.sheets.models import Snapshot
from poincon.sheets.standing import Standing
from poincon.ui import charts
from poincon.ui.charts import Chart

Row = dict[str, Any]
Previous = Callable[[], Snapshot | None]
"""Gives the last snapshot of an earlier year, with its sheet, to show progress since: asked only when that is drawn."""


def charts_of(standing: Standing, language: Language, previous: Previous) -> list[Chart]:
    """Every figure that can be drawn; without those whose required tables are missing."""
    drawer = _Charts(standing, language, previous)
    drawn = [drawer.draw(figure) for figure in standing.package.programme.figures]
    drawn += [
        drawer.progress(figure) for figure in standing.package.programme.figures if figure.kind is FigureKind.RADAR
    ]
    return [chart for chart in drawn if chart is not None]


class _Charts:
    def __init__(self, standing: Standing, language: Language, previous: Previous) -> None:
        self.standing, self.previous = standing, previous
        self.programme = standing.package.programme
        self.names = Names(self.programme, language)
        self.figures = Figures(self.programme, language)

    def draw(self, figure: Figure) -> Chart | None:
        if figure.tables and not any(self.rows(table) for table in figure.tables):
            return self.nothing(figure)
        return _DRAWN[figure.kind](self, figure)

    def nothing(self, figure: Figure) -> Chart | None:
        """What is said of tables without any row; None where one has to be filled, or where none is asked for."""
        states = [state for state in self.standing.fields if state.field.id in figure.tables]
        shown = [state for state in states if state.shown is not False]
        if not shown or any(state.required is not False for state in shown):
            return None
        return charts.nothing(self.names.figure(figure), _("Aucune ligne : rien à représenter."))

    def amount(self, total: Number | None, table: str) -> charts.Quantity:
        """What a table gives a part; no row in one that may stay empty is a fact, not something to wait for."""
        optional = any(state.field.id == table and state.required is False for state in self.standing.fields)
        if total is None and optional and self.rows(table) is None:
            return charts.Quantity(None, _("aucune ligne"))
        return self.money(total)

    # figures

    def ratio(self, value: Number | None) -> charts.Quantity:
        return charts.Quantity(value, self.figures.number(value, RATIO) if value is not None else _("pas encore connu"))

    def money(self, value: Number | None) -> charts.Quantity:
        return charts.Quantity(value, self.figures.number(value, EURO) if value is not None else _("pas encore connu"))

    def outcome(self, name: str) -> Number | None:
        value = self.standing.assessment.results[name].value
        return None if isinstance(value, Unknown | bool) or not isinstance(value, int | Fraction) else value

    def rule_name(self, name: str) -> str:
        return self.names.rule(self.programme.rule[name])

    def rows(self, table: str) -> list[Row] | None:
        rows = self.standing.assessment.dossier.answers.get(table)
        return [dict(row) for row in rows if isinstance(row, dict) and row] if isinstance(rows, tuple) else None

    # kinds

    def radar(self, figure: Figure) -> Chart:
        axes = [
            charts.Axis(
                self.rule_name(name),
                self.ratio(self.outcome(name)),
                tuple(self.ratio(self.outcome(level.outcomes[place])) for level in figure.levels),
            )
            for place, name in enumerate(figure.outcomes)
        ]
        levels = [
            self.names.text(f"figures.{figure.id}.niveaux.{place}", level.label)
            for place, level in enumerate(figure.levels)
        ]
        return charts.radar(figure.id, self.names.figure(figure), _("Ensemble"), levels, axes, _("Score"))

    def balance(self, figure: Figure) -> Chart | None:
        spending, income = (self.rows(table) for table in figure.tables)
        parts = dict.fromkeys(row[figure.group] for row in [*(spending or []), *(income or [])] if figure.group in row)
        drawn = [self._part(str(part), figure, spending, income) for part in parts]
        headers = (_("Partie"), _("Dépenses"), _("Recettes"), _("Écart"))
        return charts.balance(figure.id, self.names.figure(figure), headers, drawn, _("Équilibré"))

    def _part(
        self, part: str, figure: Figure, spending: list[Row] | None, income: list[Row] | None
    ) -> charts.BalancePart:
        out = self._total(part, figure, spending, without=figure.detail)
        back = self._total(part, figure, income, without="")
        gap = None if out is None or back is None else simplest(Fraction(back) - Fraction(out))
        of_tables = zip(figure.tables, (out, back), strict=True)
        spent, received = (self.amount(total, table) for table, total in of_tables)
        return charts.BalancePart(part, spent, received, self.money(gap))

    def _total(self, part: str, figure: Figure, rows: list[Row] | None, *, without: str) -> Number | None:
        """What the rows of a part add up to; unknown without the table, or with a row that may be of that part."""
        counted = [row for row in rows or [] if not (without and row.get(without))]
        if rows is None or any(row.get(figure.group) is None for row in counted):
            return None
        part_rows = [row for row in counted if row[figure.group] == part]
        amounts = [row.get(figure.amount) for row in part_rows]
        if any(amount is None for amount in amounts):
            return None
        return simplest(sum((Fraction(amount) for amount in amounts if amount is not None), Fraction(0)))

    def instalments(self, figure: Figure) -> Chart:
        items = [
            charts.Instalment(self.rule_name(name), self.money(self.outcome(name)), "", _("prévu"))
            for name in figure.outcomes
        ]
        headers = (_("Versement"), _("Montant"), _("Date"), _("État"))
        return charts.instalments(figure.id, self.names.figure(figure), headers, items)

    def shares(self, figure: Figure) -> Chart | None:
        rows = self.rows(figure.tables[0])
        if not rows or any(row.get(figure.group) is None for row in rows):
            return None
        column = self.programme.fields[figure.tables[0]].column(figure.group)
        totals = {str(group): self._total(str(group), figure, rows, without="") for group in
                  dict.fromkeys(row[figure.group] for row in rows if figure.group in row)}  # fmt: skip
        amounts = [total for total in totals.values() if total is not None]
        whole = sum((Fraction(total) for total in amounts), Fraction(0))
        if len(amounts) < len(totals) or not whole:
            return None
        slices = []
        for group, total in totals.items():
            option = column.option(group) if column is not None else None
            label = self.names.option(column, option) if column is not None and option is not None else group
            part = simplest(Fraction(total or 0) / whole)
            slices.append(charts.Slice(label, self.money(total), self.ratio(part)))
        headers = (_("Origine"), _("Montant"), _("Part"))
        return charts.share(figure.id, self.names.figure(figure), headers, slices)

    # year after year

    def progress(self, figure: Figure) -> Chart | None:
        """The same scores in the snapshot of an earlier year, when there is one."""
        before = self.previous()
        if before is None:
            return None
        past = json.loads(before.content)["outcomes"]
        lines = [self._line(name, past) for name in figure.outcomes]
        year = before.sheet.reference_year
        headers = (_("Score"), str(year), str(self.standing.sheet.reference_year), _("Évolution"))
        title = _("Progrès depuis %(year)s") % {"year": year}
        return charts.progress(f"{figure.id}-progres", title, headers, lines)

    def _line(self, name: str, past: dict[str, Any]) -> charts.Progress:
        exact = past.get(name, {}).get("exact")
        before = simplest(Fraction(exact)) if exact else None
        now = self.outcome(name)
        change = ""
        if before is not None and now is not None:
            change = self.figures.points(Fraction(now) - Fraction(before))
        return charts.Progress(self.rule_name(name), self.ratio(before), self.ratio(now), change)


_DRAWN: dict[FigureKind, Callable[[_Charts, Figure], Chart | None]] = {
    FigureKind.RADAR: _Charts.radar,
    FigureKind.BALANCE: _Charts.balance,
    FigureKind.INSTALMENTS: _Charts.instalments,
    FigureKind.SHARES: _Charts.shares,
}
