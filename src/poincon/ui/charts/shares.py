"""A whole cut in shares, and shares before and after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from poincon.ui.charts.drawing import Chart, Quantity, drawing, path, tag, text, wrapped

_WIDTH = 720.0


@dataclass(frozen=True, slots=True)
class Slice:
    """One share of a whole: its amount, and its part of the total as a ratio."""

    label: str
    amount: Quantity
    part: Quantity


def share(
    identifier: str, title: str, headers: tuple[str, str, str], slices: Sequence[Slice], limit: Quantity | None = None
) -> Chart:
    """One bar from 0 to 100 %. `headers`: share, amount, part; `limit` is drawn as a line, with its words."""
    drawn: list[str] = []
    x, y = 0.0, 30.0 if limit is not None else 6.0
    listed = y + 66
    for place, portion in enumerate(slices):
        width = float(portion.part.value or 0) * _WIDTH
        css = f"chart-{place % 3 + 1}"
        drawn.append(tag("rect", f"{css} chart-segment", x=x, y=y, width=max(width, 0), height=40))
        at = listed + 26 * place
        drawn.append(tag("rect", css, x=0, y=at - 13, width=16, height=16))
        drawn.append(text(portion.label, 26, at))
        drawn.append(text(portion.part.words, 470, at, "end", "chart-strong"))
        drawn.append(text(portion.amount.words, _WIDTH, at, "end"))
        x += width
    if limit is not None and limit.value is not None:
        mark = float(limit.value) * _WIDTH
        drawn.append(tag("path", "chart-target", d=f"M{mark:.1f} {y - 8:.0f}v56"))
        anchor = "middle" if 120 < mark < _WIDTH - 120 else "start" if mark <= 120 else "end"
        drawn.append(text(limit.words, mark, y - 14, anchor, "chart-strong"))
    description = ". ".join(f"{portion.label} : {portion.part.words}, {portion.amount.words}" for portion in slices)
    description += f". {limit.words}" if limit is not None else ""
    rows = tuple((portion.label, portion.amount.words, portion.part.words) for portion in slices)
    height = listed + 26 * len(slices) - 10
    return Chart(title, description, drawing(identifier, _WIDTH, height, title, description, drawn), headers, rows)


@dataclass(frozen=True, slots=True)
class Progress:
    """One line: a ratio from 0 to 1 before and now; `change` in words: « +5 points »."""

    label: str
    before: Quantity
    now: Quantity
    change: str = ""


def progress(identifier: str, title: str, headers: tuple[str, str, str, str], lines: Sequence[Progress]) -> Chart:
    """A ring for before, a disc for now, the way between them. `headers`: what, before, now, change."""
    left_margin, right_margin, row = 260.0, 165.0, 40.0
    span = _WIDTH - left_margin - right_margin
    drawn = [text(f"{headers[1]} ○   {headers[2]} ●", left_margin, 14, css="chart-soft chart-small")]
    for percent in (0, 50, 100):
        x = left_margin + span * percent / 100
        drawn.append(tag("path", "chart-grid", d=f"M{x:.1f} 24V{32 + row * len(lines):.0f}"))
        drawn.append(text(f"{percent}\u202f%", x, 50 + row * len(lines), "middle", "chart-soft chart-small"))
    for place, line in enumerate(lines):
        y = 50 + row * place
        pieces = wrapped(line.label, 32, 2)
        for at, piece in enumerate(pieces):
            drawn.append(text(piece, 0, y + 5 + 17 * at - 8.5 * (len(pieces) - 1)))
        ends = [
            None if quantity.value is None else left_margin + span * float(quantity.value)
            for quantity in (line.before, line.now)
        ]
        if ends[0] is not None and ends[1] is not None:
            drawn.append(path([(ends[0], y), (ends[1], y)], "chart-line-1"))
        if ends[0] is not None:
            drawn.append(tag("circle", "chart-before", cx=ends[0], cy=y, r=6))
        if ends[1] is not None:
            drawn.append(tag("circle", "chart-1", cx=ends[1], cy=y, r=8))
        current_words = f"{line.now.words} ({line.change})" if line.change else line.now.words
        drawn.append(text(current_words, _WIDTH, y + 5, "end", "chart-strong"))
    description = ". ".join(
        f"{line.label} : {headers[1]} {line.before.words}, {headers[2]} {line.now.words}"
        f"{f', {line.change}' if line.change else ''}"
        for line in lines
    )
    rows = tuple((line.label, line.before.words, line.now.words, line.change) for line in lines)
    height = 60 + row * len(lines)
    return Chart(title, description, drawing(identifier, _WIDTH, height, title, description, drawn), headers, rows)
