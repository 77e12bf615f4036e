"""A radar: axes from 0 to 100 %, the whole of each and, thinner, its levels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin

from poincon.ui.charts.drawing import Chart, Quantity, drawing, path, tag, text, wrapped

_WIDTH, _HEIGHT, _RADIUS = 720.0, 530.0, 165.0
_CENTRE = (_WIDTH / 2, 270.0)


@dataclass(frozen=True, slots=True)
class Axis:
    """One axis: its share as a whole, and by level in the order of the radar's `levels`; ratios from 0 to 1."""

    label: str
    whole: Quantity
    levels: tuple[Quantity, ...] = ()


def radar(identifier: str, title: str, whole: str, levels: Sequence[str], axes: Sequence[Axis], head: str) -> Chart:
    """`whole` and `levels` name the series, `head` the first column of the table. At least three axes."""
    angles = [2 * pi * place / len(axes) - pi / 2 for place in range(len(axes))]
    parts = [*_rings(angles), *(_spoke(angle) for angle in angles)]
    outline = _polygon([axis.whole for axis in axes], angles)
    if outline:
        parts.append(path(outline, "chart-wash", closed=True))
    for place in range(len(levels)):
        line = _polygon([axis.levels[place] for axis in axes], angles)
        if line:
            parts.append(path(line, f"chart-line-{place % 3 + 1}", closed=True))
    if outline:
        parts.append(path(outline, "chart-whole", closed=True))
    for axis, angle in zip(axes, angles, strict=True):
        parts += _label(axis, angle)
    parts += [*_scale(), *_legend(whole, levels)]
    description = ", ".join(f"{axis.label} : {axis.whole.words}" for axis in axes)
    rows = tuple((axis.label, axis.whole.words, *(level.words for level in axis.levels)) for axis in axes)
    svg = drawing(identifier, _WIDTH, _HEIGHT, title, description, parts)
    return Chart(title, description, svg, (head, whole, *levels), rows)


def _point(angle: float, share: float) -> tuple[float, float]:
    return _CENTRE[0] + _RADIUS * share * cos(angle), _CENTRE[1] + _RADIUS * share * sin(angle)


def _rings(angles: Sequence[float]) -> list[str]:
    return [
        path([_point(angle, share) for angle in angles], "chart-axis" if share == 1 else "chart-grid", closed=True)
        for share in (0.25, 0.5, 0.75, 1.0)
    ]


def _scale() -> list[str]:
    """Drawn last, over the lines, on a halo of paper."""
    marks = ((share, _point(-pi / 2, share)) for share in (0.25, 0.5, 0.75, 1.0))
    return [
        text(f"{share * 100:.0f}\u202f%", x + 6, y + 13, css="chart-small chart-soft chart-halo")
        for share, (x, y) in marks
    ]


def _spoke(angle: float) -> str:
    return path([_CENTRE, _point(angle, 1)], "chart-grid")


def _polygon(figures: Sequence[Quantity], angles: Sequence[float]) -> list[tuple[float, float]]:
    """The corners; none when a figure is missing, since a hole would read as zero."""
    if any(figure.value is None for figure in figures):
        return []
    return [_point(angle, float(figure.value or 0)) for figure, angle in zip(figures, angles, strict=True)]


def _label(axis: Axis, angle: float) -> list[str]:
    x, y = _point(angle, 1.1)
    lines = wrapped(axis.label, 22)
    anchor = "middle" if abs(cos(angle)) < 0.2 else "start" if cos(angle) > 0 else "end"
    height = 17 * len(lines)
    top = y - height if sin(angle) < -0.5 else y + 10 if sin(angle) > 0.5 else y - height / 2
    texts = [text(line, x, top + 17 * place, anchor) for place, line in enumerate(lines)]
    return [*texts, text(axis.whole.words, x, top + height, anchor, "chart-strong")]


def _legend(whole: str, levels: Sequence[str]) -> list[str]:
    parts, x, y = [], 24.0, _HEIGHT - 12
    for place, name in enumerate((whole, *levels)):
        css = "chart-whole" if not place else f"chart-line-{(place - 1) % 3 + 1}"
        parts += [tag("path", css, d=f"M{x:.0f} {y - 5:.0f}h32"), text(name, x + 40, y)]
        x += 64 + 7.6 * len(name)
    return parts
