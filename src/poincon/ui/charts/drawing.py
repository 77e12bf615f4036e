"""SVG text: escaping, numbers, the frame that every chart has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from poincon.cahier.basics.numbers import Number


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number and how it is written; None when it is not known."""

    value: Number | None
    words: str


@dataclass(frozen=True, slots=True)
class Chart:
    """`ui/components/chart.html` with `chart=`. `rows` begin with their head; the first header is theirs."""

    title: str
    description: str
    svg: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    nothing: str = ""
    """Why there is no picture; told instead of it."""


def nothing(title: str, sentence: str) -> Chart:
    """What stands in the place of a picture that has nothing to show."""
    return Chart(title, sentence, "", (), (), sentence)


def coordinate(value: float) -> str:
    """A length in pixels, to the tenth: the same picture gives the same text everywhere."""
    return f"{round(value, 1) + 0:.1f}".removesuffix(".0")  # + 0: never "-0"


def tag(name: str, css: str = "", **attributes: float | str) -> str:
    """`<rect class="…" x="1" …/>`; underscores become hyphens."""
    texts = {"class": css} if css else {}
    texts |= {
        key.replace("_", "-"): value if isinstance(value, str) else coordinate(value)
        for key, value in attributes.items()
    }
    return f"<{name} " + " ".join(f'{key}="{escape(value)}"' for key, value in texts.items()) + "/>"


def text(words: str, x: float, y: float, anchor: str = "start", css: str = "") -> str:
    return (
        f'<text class="{f"chart-text {css}".strip()}" x="{coordinate(x)}" y="{coordinate(y)}" text-anchor="{anchor}">'
        f"{escape(words)}</text>"
    )


def path(points: Sequence[tuple[float, float]], css: str, *, closed: bool = False) -> str:
    steps = " ".join(f"{'L' if at else 'M'}{coordinate(x)} {coordinate(y)}" for at, (x, y) in enumerate(points))
    return f'<path class="{css}" d="{steps}{"Z" if closed else ""}"/>'


def wrapped(words: str, width: int, lines: int = 3) -> list[str]:
    """Words in lines of about `width` characters; what does not fit ends with an ellipsis."""
    rows: list[str] = []
    for word in words.split():
        if rows and len(rows[-1]) + 1 + len(word) <= width:
            rows[-1] += f" {word}"
        else:
            rows.append(word)
    if len(rows) > lines:
        rows = [*rows[: lines - 1], rows[lines - 1][: width - 1] + "…"]
    return [line if len(line) <= width + 6 else line[: width + 5] + "…" for line in rows]


def drawing(identifier: str, width: float, height: float, title: str, description: str, parts: Sequence[str]) -> str:
    """The whole picture, named and described for those who do not see it."""
    ident = escape(identifier)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {coordinate(width)} {coordinate(height)}" role="img" '
        f'aria-labelledby="{ident}-titre {ident}-texte"><title id="{ident}-titre">{escape(title)}</title>'
        f'<desc id="{ident}-texte">{escape(description)}</desc>{"".join(parts)}</svg>'
    )
