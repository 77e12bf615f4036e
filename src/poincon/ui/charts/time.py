"""Figures along time: instalments of a payment, an indicator over years beside its target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from poincon.ui.charts.drawing import Chart, Quantity, drawing, path, tag, text, wrapped

_WIDTH = 720.0


@dataclass(frozen=True, slots=True)
class Instalment:
    """One payment: its amount, when it may be asked for (in words), where it stands; `is_paid` fills its mark."""

    label: str
    amount: Quantity
    when: str
    state: str
    is_paid: bool = False


def instalments(identifier: str, title: str, headers: tuple[str, str, str, str], items: Sequence[Instalment]) -> Chart:
    """`headers`: payment, amount, date, state. Widths follow the amounts."""
    total = sum(float(item.amount.value or 0) for item in items) or 1
    drawn: list[str] = []
    x, step, bottom = 0.0, _WIDTH / max(1, len(items)), 0.0
    for place, item in enumerate(items):
        width = float(item.amount.value or 0) / total * _WIDTH
        css = "chart-done" if item.is_paid else "chart-next"
        drawn.append(tag("rect", f"{css}", x=x + 1, y=8, width=max(width - 3, 2), height=28))
        if width > 64 and item.amount.value is not None:
            shown = round(float(item.amount.value) / total * 100)
            inside = "chart-strong chart-on-done" if item.is_paid else "chart-strong"
            drawn.append(text(f"{shown}\u202f%", x + width / 2, 27, "middle", inside))
        start = step * place
        drawn.append(path([(x + width / 2, 37), (x + width / 2, 50), (start + 6, 62)], "chart-axis"))
        drawn.append(tag("circle", css, cx=start + 6, cy=66, r=5))
        at = 92.0
        for line in wrapped(item.label, int(step / 8)):
            drawn.append(text(line, start, at, css="chart-strong"))
            at += 18
        for line, soft in ((item.amount.words, ""), (item.when, "chart-soft"), (item.state, "chart-soft")):
            for piece in wrapped(line, int(step / 7.5), 2):
                drawn.append(text(piece, start, at, css=soft))
                at += 18
        x, bottom = x + width, max(bottom, at)
    description = ". ".join(f"{item.label} : {item.amount.words}, {item.when}, {item.state}" for item in items)
    rows = tuple((item.label, item.amount.words, item.when, item.state) for item in items)
    return Chart(
        title, description, drawing(identifier, _WIDTH, max(bottom - 6, 90), title, description, drawn), headers, rows
    )


@dataclass(frozen=True, slots=True)
class YearFigure:
    year: int
    figure: Quantity
    status: str = ""
    """In words: « Atteinte »."""


def indicator_years(
    identifier: str,
    title: str,
    headers: tuple[str, str, str],
    years: Sequence[YearFigure],
    target: Quantity | None = None,
    target_words: str = "",
) -> Chart:
    """Bars by year and the target as a line. `headers`: year, value, status; `target_words`: « plus de 25 % »."""
    values = [float(year.figure.value or 0) for year in years] + [float(target.value or 0) if target else 0]
    top = max([*values, 0]) * 1.15 or 1
    base, height, left_margin = 220.0, 180.0, 8.0
    right_margin = 150.0 if target is not None and target.value is not None else 8.0
    step = (_WIDTH - left_margin - right_margin) / max(1, len(years))
    line = base - float(target.value) / top * height if target is not None and target.value is not None else -99.0
    drawn = [tag("path", "chart-axis", d=f"M{left_margin:.0f} {base:.0f}H{_WIDTH - right_margin:.0f}")]
    for place, year in enumerate(years):
        middle, width = left_margin + step * (place + 0.5), min(96.0, step * 0.6)
        drawn.append(text(str(year.year), middle, base + 20, "middle"))
        if year.status:
            drawn.append(text(year.status, middle, base + 39, "middle", "chart-soft chart-small"))
        if year.figure.value is None:
            drawn.append(tag("rect", "chart-empty", x=middle - width / 2, y=base - 40, width=width, height=40))
            drawn.append(text(year.figure.words, middle, base - 48, "middle", "chart-soft"))
            continue
        tall = max(0.0, float(year.figure.value)) / top * height
        drawn.append(tag("rect", "chart-1", x=middle - width / 2, y=base - tall, width=width, height=tall))
        label = base - tall - 8
        if label - 16 < line < label + 6:
            label = line - 7  # never across the line of the target
        drawn.append(text(year.figure.words, middle, label, "middle", "chart-strong"))
    if target is not None and target.value is not None:
        drawn.append(tag("path", "chart-target", d=f"M{left_margin:.0f} {line:.1f}H{_WIDTH - right_margin:.0f}"))
        for place, words in enumerate(wrapped(target_words or target.words, 18, 2)):
            drawn.append(text(words, _WIDTH - right_margin + 8, line + 5 + 18 * place, css="chart-strong"))
    description = ". ".join(
        f"{year.year} : {year.figure.words}{f', {year.status}' if year.status else ''}" for year in years
    )
    description += f". {target_words}" if target_words else ""
    rows = tuple((str(year.year), year.figure.words, year.status) for year in years)
    return Chart(title, description, drawing(identifier, _WIDTH, 268, title, description, drawn), headers, rows)
