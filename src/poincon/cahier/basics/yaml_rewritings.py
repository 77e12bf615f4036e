"""How a line of YAML that does not parse may have been meant: each usual slip, and the line without it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import yaml

from poincon.cahier.basics.text import Text

_KEY = re.compile(
    r"(?P<head>\s*(?:- +)*(?:\{\s*)?[^\s:{}\[\],\"'#][^:{}\[\],\"'#]{0,60}?\s*:)(?P<space>\s*)(?P<value>\S.*)"
)
_IN_BRACES = re.compile(
    r"(?<=[{,\s])(?P<key>[\w-]{1,80}: +)(?P<value>[^\s,}].*?)(?=, *[\w-]{1,80}:(?:\s|$)|\}[\]},]*\s*(?:#.*)?$|\}[\]},])"
)
_COMMENT = re.compile(r"\s+#(?!\S).*$")
_LISTED = re.compile(r"(?P<indent> *)- +")
_BULLET = re.compile(r"(?P<indent> *)[–—−•‣·*] +(?P<rest>\S.*)")
_TIGHT_DASH = re.compile(r"(?P<indent> *)-(?P<rest>\{.*|[^\W\d]\w*:(?: .*)?)")
_FIRST_KEY = re.compile(r" *(?:\{ *)?(?P<key>[\w-]{1,80}) *:")
_NO_COLON = re.compile(r"(?P<head> *(?:- +)?[^\W\d]\w{0,79})(?: *= *| +|$)(?P<value>\S.*)?")
_KEY_INSIDE = re.compile(r"[,;]? +(?P<key>[a-z_]{2,80}): ")
_ROUND = re.compile(r"(?P<head>.*: +)\((?P<inside>[^()]*: [^()]*)\)(?P<rest>.*)")
_ODD_SPACES = re.compile(r"^[\s\u200b]+|(?<=:)[\u00a0\u2009\u202f\u200b]+|(?<=-)[\t\u00a0\u2009\u202f\u200b]+")
_CLOSING = {"{": "}", "[": "]"}
_OPENING = {closing: opening for opening, closing in _CLOSING.items()}

TAB = Text("Alignez avec des espaces, jamais avec une tabulation.", "Align with spaces, never with a tab.")
_QUOTES = Text("Mettez le texte entre guillemets", "Put the text in quotes")
_SPACE = Text("Il faut une espace après les deux-points", "A space is needed after the colon")
_CLOSE = Text("Fermez ce qui est ouvert", "Close what is open")
_DASH = Text("Mettez « - » devant chaque élément d'une liste", 'Put "- " before each item of a list')
_DASH_SPACE = Text("Il faut une espace après le tiret", "A space is needed after the hyphen")
_KEYBOARD_DASH = Text("Une liste s'écrit avec le tiret du clavier", "A list is written with a plain hyphen")
_COLON = Text("Il manque les deux-points après la clé", "The colon after the key is missing")
_KEY_A_LINE = Text("Écrivez une seule clé par ligne", "Write one key a line")
_COMMA = Text("Entre accolades, séparez par des virgules", "Between braces, separate with commas")
_BRACES = Text("Écrivez des accolades, pas des parenthèses", "Write braces, not parentheses")
_ODD_SPACE = Text(
    "Remplacez l'espace insécable ou la tabulation par une espace", "Replace the odd space by a plain one"
)


@dataclass(frozen=True, slots=True)
class Rewriting:
    rank: int
    """The surest slips have the lowest."""
    about: Text
    written: str
    """The line as it would be, or two lines."""


def rewritings(lines: list[str], number: int) -> Iterator[Rewriting]:
    """What the line of that number may have been meant to be; whoever asks proves it by parsing the file."""
    line = lines[number]
    slips: tuple[Callable[[], Iterator[tuple[Text, str]]], ...] = (
        lambda: _with_plain_spaces(line),
        lambda: _dashed(lines, number),
        lambda: _closed_before_a_key(lines, number),
        lambda: _closed(line),
        lambda: _spaced(line),
        lambda: _parted(line, lines),
        lambda: _between_neighbours(lines, number),
        lambda: _quoted_value(line),
        lambda: _with_colon(line),
        lambda: _aligned(lines, number),
    )
    for rank, slip in enumerate(slips):
        for about, written in slip():
            if written != line:
                yield Rewriting(rank, about, written)


def indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]


def opens_a_quotation(line: str, mark: str) -> bool:
    """Whether a value of the line begins with that mark and does not end on it."""
    return any(value[0] == mark and (len(value) == 1 or value.rstrip()[-1] != mark) for value in _values(line))


def _values(line: str) -> Iterator[str]:
    match = _KEY.fullmatch(line)
    if match is not None and "{" not in match["head"]:
        yield _COMMENT.sub("", match["value"])
    yield from (pair["value"] for pair in _IN_BRACES.finditer(line))


# spaces and hyphens


def _with_plain_spaces(line: str) -> Iterator[tuple[Text, str]]:
    """Spaces that no keyboard shows apart from plain ones: they come with a text that is pasted."""
    yield _ODD_SPACE, _ODD_SPACES.sub(lambda spaces: " " * len(spaces[0]), line)


def _dashed(lines: list[str], number: int) -> Iterator[tuple[Text, str]]:
    line = lines[number]
    bullet, tight = _BULLET.fullmatch(line), _TIGHT_DASH.fullmatch(line)
    if bullet is not None:
        yield _KEYBOARD_DASH, f"{bullet['indent']}- {bullet['rest']}"
    if tight is not None:
        yield _DASH_SPACE, f"{tight['indent']}- {tight['rest']}"
    if _LISTED.match(line) or not _begins_an_item(line, lines):
        return
    for width in dict.fromkeys(_widths_of_items(lines, number)):
        yield _DASH, f"{' ' * width}- {line.strip()}"


def _begins_an_item(line: str, lines: list[str]) -> bool:
    """Whether elsewhere in the file an element of a list begins with the same key."""
    first = _FIRST_KEY.match(line)
    if first is None:
        return False
    same = re.compile(rf" *- +\{{? *{re.escape(first['key'])} *:")
    return first["key"] == "id" or any(same.match(other) for other in lines)


def _widths_of_items(lines: list[str], number: int) -> Iterator[int]:
    """Where the hyphen may stand: below that of the element above, or two spaces before what follows, or is there."""
    width = len(indent(lines[number]))
    above = next((before for before in reversed(lines[:number]) if before.strip()), "")
    if _LISTED.match(above):
        yield len(indent(above))
    below = next((after for after in lines[number + 1 :] if after.strip()), "")
    yield from (place - 2 for place in (len(indent(below)), width) if place >= 2)
    yield width


# what is opened and not closed, or closed and not opened


def _closed_before_a_key(lines: list[str], number: int) -> Iterator[tuple[Text, str]]:
    """`{id: a, valeurs: {sans_date: 10, source: …}`: elsewhere in the file, `source` comes after a closed brace."""
    line = lines[number]
    start = line.rfind("{")
    if line.count("{") <= line.count("}") or line.find("{") == start or "}" not in line[start:]:
        return
    for comma in re.finditer(r", *(?P<key>[\w-]{1,80}): ", line[start:]):
        if any(f"}}, {comma['key']}: " in other for other in lines if other is not line):
            yield _CLOSE, f"{line[: start + comma.start()]}}}{line[start + comma.start() :]}"


def _closed(line: str) -> Iterator[tuple[Text, str]]:
    text = line.rstrip()
    match = _KEY.fullmatch(text)
    value = _COMMENT.sub("", match["value"]) if match is not None else ""
    if match is not None and value[:1] in ("'", '"') and value.count(value[0]) == 1:
        yield _CLOSE, f"{match['head']}{match['space']}{value}{value[0]}"
    stack: list[tuple[int, str]] = []
    for position, character in enumerate(text):
        if character in _CLOSING:
            stack.append((position, character))
        elif character in _OPENING and stack and _CLOSING[stack[-1][1]] == character:
            stack.pop()
        elif character in _OPENING:
            yield from _mismatched(text, position, stack)
    if stack:
        yield _CLOSE, _COMMENT.sub("", text) + "".join(_CLOSING[opening] for _, opening in reversed(stack))


def _mismatched(text: str, position: int, stack: list[tuple[int, str]]) -> Iterator[tuple[Text, str]]:
    """A bracket that closes nothing, or something of the other kind."""
    closing = text[position]
    if stack:
        start, opening = stack[-1]
        right = "{" if ": " in text[start:position] else opening
        written = text[:start] + right + text[start + 1 : position] + _CLOSING[right] + text[position + 1 :]
        fr = f"Ce que « {right} » ouvre se ferme par « {_CLOSING[right]} »"
        yield Text(fr, f'What "{right}" opens is closed by "{_CLOSING[right]}"'), written
    yield (
        Text(f"Retirez « {closing} », qui ne ferme rien", f'Remove "{closing}", which closes nothing'),
        text[:position] + text[position + 1 :],
    )


# keys


def _spaced(line: str) -> Iterator[tuple[Text, str]]:
    match = _KEY.fullmatch(line)
    if match is not None and not match["space"]:
        yield _SPACE, f"{match['head']} {match['value']}"
    round_brackets = _ROUND.fullmatch(line)
    if round_brackets is not None:
        yield _BRACES, f"{round_brackets['head']}{{{round_brackets['inside']}}}{round_brackets['rest']}"


def _parted(line: str, lines: list[str]) -> Iterator[tuple[Text, str]]:
    """Two keys that nothing parts: what looks like the second is a key elsewhere in the file."""
    for inside in _KEY_INSIDE.finditer(line):
        first, second = line[: inside.start()], line[inside.start("key") :]
        if not _FIRST_KEY.search(first.strip("- {")) or not _is_key_elsewhere(inside["key"], line, lines):
            continue
        if first.count("{") > first.count("}"):
            yield _COMMA, f"{first}, {second}"
        else:
            listed = _LISTED.match(line)
            yield _KEY_A_LINE, f"{first}\n{' ' * (len(listed[0]) if listed else len(indent(line)))}{second}"


def _is_key_elsewhere(key: str, line: str, lines: list[str]) -> bool:
    pattern = re.compile(rf"(?:^|[{{,\s]){re.escape(key)}:(?:\s|$)")
    return any(pattern.search(other) for other in lines if other is not line)


def _with_colon(line: str) -> Iterator[tuple[Text, str]]:
    match = _NO_COLON.fullmatch(_COMMENT.sub("", line.rstrip()))
    if match is not None:
        yield _COLON, f"{match['head']}: {match['value'] or ''}".rstrip()


# texts that want quotes


def _quoted_value(line: str) -> Iterator[tuple[Text, str]]:
    match = _KEY.fullmatch(line)
    if match is not None and "{" not in match["head"] and not _is_collection(match["value"]):
        yield _QUOTES, f"{match['head']} {_quoted(_COMMENT.sub('', match['value']))}"
    whole = line
    for pair in reversed(list(_IN_BRACES.finditer(line))):
        if not _is_sound(pair["value"]):
            start, end = pair.span("value")
            whole = whole[:start] + _quoted(pair["value"]) + whole[end:]
            yield _QUOTES, line[:start] + _quoted(pair["value"]) + line[end:]
    yield _QUOTES, whole


def _is_collection(value: str) -> bool:
    """Whether a value opens with a bracket and ends with one: text in quotes was not meant."""
    return value[0] in _CLOSING and _COMMENT.sub("", value).rstrip()[-1:] in _OPENING


def _is_sound(value: str) -> bool:
    """Whether a value can stand between braces as it is."""
    if value[0] in "*&!":
        return False
    try:
        events = [event.__class__ for event in yaml.parse(f"{{k: {value}}}", Loader=yaml.SafeLoader)]
    except yaml.YAMLError:
        return False
    return value[0] in _CLOSING or events.count(yaml.ScalarEvent) == 2  # the key and its text, or another key appears


def _quoted(value: str) -> str:
    """The value between quotes that it does not hold itself; what quotes it had around it go."""
    inner = value.strip()
    for mark in "\"'":
        if len(inner) > 1 and inner[0] == inner[-1] == mark:
            inner = inner[1:-1]
            break
        if inner[:1] == mark and inner.count(mark) == 1:
            inner = inner[1:]
    if '"' in inner or "\\" in inner:
        return "'" + inner.replace("'", "''") + "'"
    return f'"{inner}"'


# alignment


def _between_neighbours(lines: list[str], number: int) -> Iterator[tuple[Text, str]]:
    """The line where the ones above and below both stand."""
    above, below = _above(lines, number), _below(lines, number)
    if above is not None and below is not None and _column(lines[above]) == _column(lines[below]):
        yield from _aligned_on(lines, number, above)


def _aligned(lines: list[str], number: int) -> Iterator[tuple[Text, str]]:
    """The line where its neighbours stand, or a line above that is less far to the right."""
    near = [place for place in (_above(lines, number), _below(lines, number)) if place is not None]
    widths: set[int] = set()
    for place in [*near, *_enclosing(lines, number)]:
        if _column(lines[place]) not in widths or _LISTED.match(lines[place]):
            widths.add(_column(lines[place]))
            yield from _aligned_on(lines, number, place)


def _aligned_on(lines: list[str], number: int, place: int) -> Iterator[tuple[Text, str]]:
    line, model = lines[number], lines[place]
    listed = _LISTED.match(line) is not None
    if listed and not _LISTED.match(model):
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
    listed = _LISTED.match(line)
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
