"""Two bars a part, spending and income, each stacked by its lines, and the gap between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from poincon.ui.charts.drawing import Chart, Quantity, drawing, tag, text, wrapped

_WIDTH, _LEFT, _RIGHT, _BAR, _GAP = 720.0, 180.0, 130.0, 26.0, 34.0


@dataclass(frozen=True, slots=True)
class BalancePart:
    """One part of a budget. `gap` is income less spending; its value is 0 when the part balances."""

    label: str
    spending: Quantity
    income: Quantity
    gap: Quantity
    spending_lines: tuple[Quantity, ...] = ()
    income_lines: tuple[Quantity, ...] = ()
    """The lines of each bar, in order; their values make its segments."""


def balance(
    identifier: str, title: str, names: tuple[str, str, str, str], parts: Sequence[BalancePart], balanced: str
) -> Chart:
    """`names`: part, spending, income, gap, as the table calls them; `balanced` is said where the gap is zero."""
    _, spending, income, gap = names
    top = max((float(total.value or 0) for part in parts for total in (part.spending, part.income)), default=0) or 1
    scale = (_WIDTH - _LEFT - _RIGHT) / top
    drawn: list[str] = []
    y = 8.0
    for part in parts:
        drawn += [
            text(line, 0, y + 18 + 17 * place, css="chart-strong")
            for place, line in enumerate(wrapped(part.label, 13, 2))
        ]
        drawn += _bar(y, spending, part.spending, part.spending_lines, scale, "chart-1")
        drawn += _bar(y + _BAR + 4, income, part.income, part.income_lines, scale, "chart-2")
        drawn += _gap(y, part, scale, gap, balanced)
        y += 2 * _BAR + 4 + _GAP
    description = ". ".join(
        f"{part.label} : {spending} {part.spending.words}, {income} {part.income.words}, "
        f"{balanced if part.gap.value == 0 else f'{gap} {part.gap.words}'}"
        for part in parts
    )
    rows = tuple((part.label, part.spending.words, part.income.words, part.gap.words) for part in parts)
    return Chart(title, description, drawing(identifier, _WIDTH, max(y, 40), title, description, drawn), names, rows)


def _bar(y: float, name: str, total: Quantity, lines: Sequence[Quantity], scale: float, css: str) -> list[str]:
    drawn = [text(name, _LEFT - 10, y + 18, "end", "chart-soft chart-small")]
    if total.value is None:
        drawn.append(tag("rect", "chart-empty", x=_LEFT + 1, y=y + 1, width=60, height=_BAR - 2))
        return [*drawn, text(total.words, _LEFT + 70, y + 18)]
    x = _LEFT
    for line in lines or (total,):
        width = max(0.0, float(line.value or 0)) * scale
        drawn.append(tag("rect", f"{css} chart-segment", x=x, y=y, width=width, height=_BAR))
        x += width
    return [*drawn, text(total.words, max(x, _LEFT) + 8, y + 18)]


def _gap(y: float, part: BalancePart, scale: float, gap: str, balanced: str) -> list[str]:
    bottom = y + 2 * _BAR + 4
    if part.gap.value is None or part.spending.value is None or part.income.value is None:
        return []
    if part.gap.value == 0:
        return [text(balanced, _LEFT, bottom + 17, css="chart-good chart-small chart-strong")]
    ends = sorted((float(part.spending.value) * scale, float(part.income.value) * scale))
    width = max(ends[1] - ends[0], 2)
    return [
        tag("path", "chart-gap", d=f"M{_LEFT + ends[0]:.1f} {bottom + 3:.1f}v5h{width:.1f}v-5"),
        text(f"{gap} {part.gap.words}", _LEFT, bottom + 24, css="chart-bad chart-small chart-strong"),
    ]
