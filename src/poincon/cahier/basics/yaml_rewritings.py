"""How a line of YAML that does not parse may have been meant: each usual slip, and the line without it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

import yaml

from poincon.cahier.basics.text import Text
from poincon.cahier.basics.yaml_alignment import LISTED, aligned, between_neighbours, indent, without_hyphen

_KEY = re.compile(
    r"(?P<head>\s*(?:- +)*(?:\{\s*)?[^\s:{}\[\],\"'#][^:{}\[\],\"'#]{0,60}?\s*:)(?P<space>\s*)(?P<value>\S.*)"
)
_IN_BRACES = re.compile(
    r"(?<=[{,\s])(?P<key>[\w-]{1,80}: +)(?P<value>[^\s,}].*?)"
    r"(?=, *[\w-]{1,80}:(?:\s|$)|,?\s*$|\}[\]},]*\s*(?:#.*)?$|\}[\]},])"
)
_COMMENT = re.compile(r"\s+#(?!\S).*$")
_BULLET = re.compile(r"(?P<indent> *)[–—−•‣·*] +(?P<rest>\S.*)")
_TIGHT_DASH = re.compile(r"(?P<indent> *)-(?P<rest>\{.*|[^\W\d]\w*:(?: .*)?)")
_FIRST_KEY = re.compile(r" *(?:\{ *)?(?P<key>[\w-]{1,80}) *:")
_NO_COLON = re.compile(r"(?P<head> *(?:- +)?[^\W\d]\w{0,79})(?: *= *| +|$)(?P<value>\S.*)?")
_KEY_INSIDE = re.compile(r"[,;]? +(?P<key>[a-z_]{2,80}): ")
_MOST_KEYS = 12
"""Keys of one line that are looked for elsewhere."""
_ROUND = re.compile(r"(?P<head>.*: +)\((?P<inside>[^()]*: [^()]*)\)(?P<rest>.*)")
_ODD_SPACES = re.compile(r"^[\s\u200b]+|(?<=:)[\u00a0\u2009\u202f\u200b]+|(?<=-)[\t\u00a0\u2009\u202f\u200b]+")
_STRAY_END = re.compile(r"\)[;,]?$")
_WIDE_COLON = re.compile(r"(?P<key>^ *(?:- +)*[a-z_]\w*) *[：﹕∶] *")
_TAIL = re.compile(r"(?P<head>.*[}\]\"'])(?P<tail>\s*[,;.)]+)(?P<comment>\s+#.*)?\s*")
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
_PLAIN_COLON = Text("Ces deux-points ne sont pas ceux du clavier", "This colon is not that of the keyboard")
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
        lambda: _with_plain_colons(line),
        lambda: _without_tail(line),
        lambda: _dashed(lines, number),
        lambda: without_hyphen(lines, number),
        lambda: _closed_before_a_key(lines, number),
        lambda: _closed(line),
        lambda: _spaced(line),
        lambda: _parted(line, lines),
        lambda: between_neighbours(lines, number),
        lambda: _quoted_value(line),
        lambda: _with_colon(line),
        lambda: aligned(lines, number),
    )
    for rank, slip in enumerate(slips):
        for about, written in slip():
            if written != line:
                yield Rewriting(rank, about, written)


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


def _with_plain_colons(line: str) -> Iterator[tuple[Text, str]]:
    yield _PLAIN_COLON, _WIDE_COLON.sub(r"\g<key>: ", line, count=1).rstrip()


def _without_tail(line: str) -> Iterator[tuple[Text, str]]:
    """`{id: nom},`: what other languages end a line with."""
    match = _TAIL.fullmatch(line)
    if match is not None:
        tail = match["tail"].strip()
        about = Text(f"Retirez « {tail} » à la fin", f'Remove "{tail}" at the end')
        if tail == ",":
            about = Text("Retirez la virgule à la fin", "Remove the comma at the end")
        yield about, f"{match['head']}{match['comment'] or ''}"


def _dashed(lines: list[str], number: int) -> Iterator[tuple[Text, str]]:
    line = lines[number]
    bullet, tight = _BULLET.fullmatch(line), _TIGHT_DASH.fullmatch(line)
    if bullet is not None:
        yield _KEYBOARD_DASH, f"{bullet['indent']}- {bullet['rest']}"
    if tight is not None:
        yield _DASH_SPACE, f"{tight['indent']}- {tight['rest']}"
    if LISTED.match(line) or not _begins_an_item(line, lines):
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
    if LISTED.match(above):
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
        inside = _COMMENT.sub("", text)
        if _STRAY_END.search(inside) and inside.count("(") < inside.count(")"):
            inside = _STRAY_END.sub("", inside)
        yield _CLOSE, inside + "".join(_CLOSING[opening] for _, opening in reversed(stack))


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
    for inside in islice(_KEY_INSIDE.finditer(line), _MOST_KEYS):
        first, second = line[: inside.start()], line[inside.start("key") :]
        if not _FIRST_KEY.search(first.strip("- {")) or not _is_key_elsewhere(inside["key"], line, lines):
            continue
        if first.count("{") > first.count("}"):
            yield _COMMA, f"{first}, {second}"
        else:
            listed = LISTED.match(line)
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
        yield _QUOTES, f"{match['head']} {quoted(_COMMENT.sub('', match['value']))}"
    whole = line
    for pair in reversed(list(_IN_BRACES.finditer(line))):
        if not _is_sound(pair["value"]):
            start, end = pair.span("value")
            whole = whole[:start] + quoted(pair["value"]) + whole[end:]
            yield _QUOTES, line[:start] + quoted(pair["value"]) + line[end:]
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


def quoted(value: str) -> str:
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
