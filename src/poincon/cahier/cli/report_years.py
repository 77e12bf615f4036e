"""Yearly outcomes side by side, when a dossier gives several years."""

from __future__ import annotations

from poincon.cahier.cli.terminal import Style, Terminal, shortened
from poincon.cahier.cli.words import COLOURS, MARKS
from poincon.cahier.evaluation import Assessment, RuleResult
from poincon.cahier.explanation import Sentences

_NARROWEST_NAME = 24
_GAP = 2
_Row = tuple[str, dict[int, RuleResult]]


def tell_years(assessment: Assessment, results: list[RuleResult], sentences: Sentences, terminal: Terminal) -> None:
    """A small table: a row for each yearly outcome, a column for each of the last years that fit."""
    rows: list[_Row] = []
    for result in results:
        years = assessment.per_year(result.checked.rule.id)
        if len(years) > 1:
            rows.append((sentences.names.rule(result.checked.rule), years))
    if not rows:
        return
    cells = {(row, year): _cell(one, sentences) for row, (_, years) in enumerate(rows) for year, one in years.items()}
    width = max(4, *(len(cell) for cell in cells.values())) + _GAP
    columns = max(1, (terminal.width - 2 - _NARROWEST_NAME) // width)
    shown = sorted(rows[0][1])[-columns:]
    room = max(_NARROWEST_NAME, terminal.width - 2 - width * len(shown))
    room = min(room, max(len(name) for name, _ in rows))
    terminal.line()
    title = terminal.say("Année par année", "Year by year")
    head = "".join(str(year).rjust(width) for year in shown)
    terminal.line("  " + terminal.paint(f"{shortened(title, room):<{room}}{head}", Style.DIM))
    for row, (name, years) in enumerate(rows):
        line = f"  {shortened(name, room):<{room}}"
        for year in shown:
            text = cells[row, year].rjust(width)
            line += text[:-1] + terminal.paint(text[-1], *COLOURS[years[year].status])
        terminal.line(line)


def _cell(result: RuleResult, sentences: Sentences) -> str:
    """« 31,25 % ✔ »: the value and the mark of the status, which stands last."""
    value = sentences.value(result)
    return f"{value} {MARKS[result.status]}" if value else MARKS[result.status]
