"""Where a line of YAML that does not parse may have to stand: beside which other, with a hyphen or without."""

from __future__ import annotations

import re
from collections.abc import Iterator

from poincon.cahier.basics.text import Text

_LINE_ENDS = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
LISTED = re.compile(r"(?P<indent> *)- +")
_LISTED_KEY = re.compile(r"(?P<indent> *)- +(?P<is_id>id: *)?(?P<key>[a-z_]\w*):?(?P<value> .*)?")
_KEY = re.compile(r" *[a-z_]\w* *:(?:\s|$)")
_NO_LIST = Text("Ici pas de liste, écrivez", "No list here, write")
_NO_HYPHEN = Text("Retirez le tiret", "Remove the hyphen")


def lines_of(text: str) -> list[str]:
    """The lines of a text as YAML counts them: it ends one at more signs than an editor does."""
    return _LINE_ENDS.split(text)


def indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]


def without_hyphen(lines: list[str], number: int) -> Iterator[tuple[Text, str]]:
    """`- id: collectivite` or `- titre: Aide`, where the lines beside it are keys without a hyphen."""
    line = lines[number]
    match = _LISTED_KEY.fullmatch(line)
    if match is None or not any(_KEY.match(other) for other in _beside(lines, number, len(match["indent"]))):
        return
    beginning = "- id:" if match["is_id"] else f"- {match['key']}:"
    if any(other.lstrip().startswith(beginning) for other in lines if other is not line):
        return  # an item like others: it is only badly aligned
    if not match["is_id"]:
        yield _NO_HYPHEN, match["indent"] + line[len(match["indent"]) + 1 :].lstrip()
    if not (match["value"] or "").strip():
        yield _NO_LIST, f"{match['indent']}{match['key']}:"


def _beside(lines: list[str], number: int, width: int) -> Iterator[str]:
    """The nearest lines above and below that begin where this one does, in the same mapping."""
    for places in (range(number - 1, -1, -1), range(number + 1, len(lines))):
        written = (lines[place] for place in places if _is_written(lines[place]))
        near = next((line for line in written if len(indent(line)) <= width), "")
        if len(indent(near)) == width:
            yield near


def between_neighbours(lines: list[str], number: int) -> Iterator[tuple[Text, str]]:
    """The line where the ones above and below both stand."""
    above, below = _above(lines, number), _below(lines, number)
    if above is not None and below is not None and _column(lines[above]) == _column(lines[below]):
        yield from _aligned_on(lines, number, above)


def aligned(lines: list[str], number: int) -> Iterator[tuple[Text, str]]:
    """The line where its neighbours stand, or a line above that is less far to the right."""
    near = [place for place in (_above(lines, number), _below(lines, number)) if place is not None]
    widths: set[int] = set()
    for place in [*near, *_enclosing(lines, number)]:
        if _column(lines[place]) not in widths or LISTED.match(lines[place]):
            widths.add(_column(lines[place]))
            yield from _aligned_on(lines, number, place)


def _aligned_on(lines: list[str], number: int, place: int) -> Iterator[tuple[Text, str]]:
    line, model = lines[number], lines[place]
    listed = LISTED.match(line) is not None
    if listed and not LISTED.match(model):
        width = _column(model) - 2  # the word after the hyphen stands where the line below begins
    else:
        width = len(indent(model)) if listed else _column(model)
    if width < 0 or width == len(indent(line)):
        return
    spaces = Text(f"{width} espaces au début", f"{width} spaces before it") if width else _NO_SPACE
    about = Text(
        f"Alignez cette ligne sur la ligne {place + 1} ({spaces.fr})",
        f"Align this line with line {place + 1} ({spaces.en})",
    )
    yield about, " " * width + line.lstrip()


_NO_SPACE = Text("sans espace au début", "no space before it")


def _column(line: str) -> int:
    """Where the words of a line begin, after its hyphen."""
    listed = LISTED.match(line)
    return len(listed[0]) if listed else len(indent(line))


def _above(lines: list[str], number: int) -> int | None:
    return next((place for place in range(number - 1, -1, -1) if _is_written(lines[place])), None)


def _below(lines: list[str], number: int) -> int | None:
    return next((place for place in range(number + 1, len(lines)) if _is_written(lines[place])), None)


def _is_written(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")


def _enclosing(lines: list[str], number: int) -> Iterator[int]:
    """The lines above, each less far to the right than the one before it."""
    width: int | None = None
    for place in range(number - 1, -1, -1):
        line = lines[place]
        if _is_written(line) and (width is None or len(indent(line)) < width):
            width = len(indent(line))
            yield place
            if not width:
                return
