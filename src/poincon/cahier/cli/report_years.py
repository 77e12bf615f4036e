"""Yearly outcomes side by side, when a dossier gives several years."""

from __future__ import annotations

from poincon.cahier.cli.terminal import Style, Terminal, shortened
from poincon.cahier.cli.words import COLOURS, MARKS
from poincon.cahier.evaluation import Assessment, RuleResult
from poincon.cahier.explanation import Sentences
from poincon.cahier.explanation.words import Mark, mark_of
from poincon.cahier.model import Status

_NARROWEST_NAME = 24
_GAP = 2
_Row = tuple[str, dict[int, RuleResult]]


def tell_years(assessment: Assessment, results: list[RuleResult], sentences: Sentences, terminal: Terminal) -> None:
    """A small table: a row for each outcome that some year decides, a column for each of the last years that fit."""
    rows: list[_Row] = []
    for result in results:
        years = assessment.per_year(result.checked.rule.id)
        if len(years) > 1 and any(reading.status is not Status.UNDETERMINED for reading in years.values()):
            rows.append((sentences.names.rule(result.checked.rule), years))
    if not rows:
        return
    widths = _fitting(rows, sentences, terminal.width - 2 - _NARROWEST_NAME)
    room = min(terminal.width - 2 - sum(widths.values()), max(len(name) for name, _ in rows))
    title = terminal.say("Année par année", "Year by year")
    room = max(room, len(title))
    head = "".join(str(year).rjust(width) for year, width in widths.items())
    terminal.line()
    terminal.line("  " + terminal.paint(f"{title:<{room}}{head}", Style.DIM))
    for name, years in rows:
        line = f"  {shortened(name, room):<{room}}"
        for year, width in widths.items():
            text = _cell(years[year], sentences).rjust(width)
            line += text[:-1] + terminal.paint(text[-1], *COLOURS[_mark(years[year])])
        terminal.line(line)


def _fitting(rows: list[_Row], sentences: Sentences, room: int) -> dict[int, int]:
    """The width of the column of each of the last years that fit, the latest always."""
    widths: dict[int, int] = {}
    for year in sorted(rows[0][1], reverse=True):
        width = _GAP + max(4, *(len(_cell(years[year], sentences)) for _, years in rows))
        if widths and width + sum(widths.values()) > room:
            break
        widths[year] = width
    return dict(sorted(widths.items()))


def _cell(result: RuleResult, sentences: Sentences) -> str:
    """« 31,25 % ✔ »: the value and the mark of the status, which stands last."""
    value = sentences.value(result)
    mark = MARKS[_mark(result)]
    return f"{value} {mark}" if value else mark


def _mark(result: RuleResult) -> Mark:
    return mark_of(result.checked.rule.kind, result.status)
