"""Texts that YAML does not read as such: not shifted below their key, without their sign, comments without « # »."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from poincon.cahier.basics.text import Text

_KEY = re.compile(r"(?P<head>(?P<indent> *(?:- +)*)[a-z_]\w*:)(?: +(?P<value>[^\s#].*?))?(?P<comment>\s+#.*)?\s*")
_STRUCTURE = re.compile(r" *(?:- +)*\{? *(?:[a-z_]\w*|\d{4}-\d\d-\d\d) *[:：=](?:\s|$)|\s*[{}\]]")
"""A line that surely holds a key, or brackets: it ends a text."""
_SIGN = re.compile(r"[|>][+-]?")
_SIGN_AND_TEXT = re.compile(r"(?P<sign>[|>][+-]?) +(?P<text>[^\W\d].*)")
_ODD_BEGINNING = re.compile(r"\s*(?:[-#–—•*/;«]|[a-z_]\w*\s*[:：=])")
_COMMENT_SIGNS = re.compile(
    r"(?P<indent> *)(?://+|--+(?= )|;+|/\*+|<!--|%+|«(?!.*»)) *(?P<text>[^\s].*?)(?: *(?:\*/|-->))? *"
)
_ENTRY_AND_COMMA = re.compile(r"(?P<entry> *- +\{.*\}) *[,;](?P<comment>\s+#.*|\s*)")
_NUMBERS = 12
"""Numbers of lines that a remedy gives."""
_SHOWN = 200
_LONGEST_LINE = 1_000
"""Characters of a line that may be a key or a comment."""
_SENTENCE = 3
"""Words of a line that may be a sentence."""
# fmt: off
_LINKING = frozenset([
    "a", "au", "aux", "avec", "car", "ce", "ces", "cette", "chez", "comme", "dans", "de", "des", "donc", "du",
    "elle", "en", "est", "et", "il", "ils", "la", "le", "les", "leur", "leurs", "mais", "ni", "nos", "notre", "on",
    "ou", "par", "pas", "pour", "puis", "que", "qui", "quand", "sans", "sauf", "se", "selon", "si", "soit", "son",
    "sous", "sur", "un", "une", "vers", "vos", "votre", "vous",
])
# fmt: on
"""Words that begin the rest of a sentence, and no key."""


@dataclass(frozen=True, slots=True)
class Reshaping:
    line: int
    """The one to tell, from 0."""
    remedy: Text
    lines: list[str]
    """The whole file as it would be, with as many lines: an error further down keeps its number."""


def reshapings(lines: list[str], numbers: Sequence[int]) -> Iterator[Reshaping]:
    """How the lines of those numbers may belong to a text; whoever asks proves it by parsing the file."""
    for number in numbers:
        yield from _commented(lines, number)
        yield from _without_tails(lines, number)
        key = _key_above(lines, number)
        if key is None:
            continue
        sign_and_text = _SIGN_AND_TEXT.fullmatch(_value(lines[key]))
        if sign_and_text is not None:
            yield _below_the_sign(lines, key, sign_and_text)
        elif _SIGN.fullmatch(_value(lines[key])):
            yield from shifted(lines, key)
        elif not _value(lines[key]):
            yield from _with_a_sign(lines, key, number)
        else:
            yield from _continued(lines, key)


COMMENT = Text("Un commentaire commence par « # »", 'A comment begins with "#"')


def _commented(lines: list[str], number: int) -> Iterator[Reshaping]:
    """The line and those beside it that are written as it is, with the sign of a comment."""
    first, last = number, number
    while first > 0 and line_as_comment(lines, first - 1) is not None:
        first -= 1
    while last < len(lines) and line_as_comment(lines, last) is not None:
        last += 1
    written = [line_as_comment(lines, place) or lines[place] for place in range(first, last)]
    if written:
        shown = written[0].strip()
        remedy = Text(f"{COMMENT.fr} : {shown}", f"{COMMENT.en}: {shown}")
        yield Reshaping(first, remedy, [*lines[:first], *written, *lines[last:]])


def line_as_comment(lines: list[str], number: int) -> str | None:
    """The line as a comment: it begins with what other languages begin one with, or goes on from one."""
    line = lines[number]
    if not _may_be_read(line):
        return None
    match = _COMMENT_SIGNS.fullmatch(line)
    if match is not None:
        return f"{match['indent']}# {match['text']}"
    is_below = number > 0 and lines[number - 1].startswith("#")
    words = line.split()
    if not is_below or line[:1].isspace() or len(words) < _SENTENCE or _ODD_BEGINNING.match(line):
        return None
    return None if _may_be_key(words[0]) else f"# {line.rstrip()}"


def _without_tails(lines: list[str], number: int) -> Iterator[Reshaping]:
    """`- {id: nom},` on several lines: the comma of other lists."""
    places = [place for place, line in enumerate(lines) if _may_be_read(line) and _ENTRY_AND_COMMA.fullmatch(line)]
    if number != next(iter(places), None) or len(places) == 1:
        return
    written = list(lines)
    for place in places:
        written[place] = _ENTRY_AND_COMMA.sub(r"\g<entry>\g<comment>", lines[place])
    numbers = [str(place + 1) for place in places[:_NUMBERS]]
    more = len(places) > _NUMBERS
    remedy = Text(
        f"Retirez la virgule à la fin des lignes {', '.join(numbers)}{' et suivantes' if more else ''}.",
        f"Remove the comma at the end of lines {', '.join(numbers)}{' and following' if more else ''}.",
    )
    yield Reshaping(number, remedy, written)


def _may_be_read(line: str) -> bool:
    """Whether a line is short enough to be looked into: some patterns take its length squared."""
    return len(line) <= _LONGEST_LINE


def _key(line: str) -> re.Match[str] | None:
    return _KEY.fullmatch(line) if _may_be_read(line) else None


def _is_structure(line: str) -> bool:
    return _STRUCTURE.match(line[:_LONGEST_LINE]) is not None


def _value(line: str) -> str:
    match = _key(line)
    return (match["value"] or "") if match is not None else ""


def _key_above(lines: list[str], number: int) -> int | None:
    """The line of the key, at that number or above, whose text the line may belong to."""
    for place in range(number, -1, -1):
        if _key(lines[place]) is not None:
            return place
        if _is_structure(lines[place]):
            return None
    return None


def _end_of_text(lines: list[str], key: int) -> int:
    """The line after the last that may belong to the text of a key."""
    end = next((place for place in range(key + 1, len(lines)) if _is_structure(lines[place])), len(lines))
    while end > key + 1 and (not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#")):
        end -= 1
    return end


def _width(line: str) -> int:
    return len(line) - len(line.lstrip())


def _column(line: str) -> int:
    match = _key(line)
    return len(match["indent"]) if match is not None else _width(line)


def signs_above(lines: list[str]) -> list[int | None]:
    """For each line, that of the `|` or `>` whose text it may belong to."""
    signs: list[int | None] = []
    sign: int | None = None
    for place, line in enumerate(lines):
        if _key(line) is not None:
            sign = place if _SIGN.fullmatch(_value(line)) else None
        elif _is_structure(line):
            sign = None
        signs.append(sign)
    return signs


def shifted(lines: list[str], key: int) -> Iterator[Reshaping]:
    """`aide: >` and a text that is not below it."""
    column, end = _column(lines[key]), _end_of_text(lines, key)
    texts = [place for place in range(key + 1, end) if lines[place].strip()]
    out = [place for place in texts if _width(lines[place]) <= column]
    if not out:
        return
    width = _width(lines[texts[0]]) if texts[0] != out[0] else column + 2
    written = list(lines)
    for place in out:
        written[place] = " " * width + lines[place].lstrip()
    shown = lines[key].strip().removeprefix("- ")
    remedy = Text(
        f"Décalez ce texte de deux espaces sous « {shown} » : {width} espaces au début de chaque ligne.",
        f'Shift this text by two spaces below "{shown}": {width} spaces before each line.',
    )
    yield Reshaping(out[0], remedy, written)


def _below_the_sign(lines: list[str], key: int, match: re.Match[str]) -> Reshaping:
    """`corps: | Bonjour,`."""
    head = lines[key][: lines[key].index(match["sign"])] + match["sign"]
    text = " " * (_column(lines[key]) + 2) + match["text"]
    below = next((line for line in lines[key + 1 :] if line.strip()), "")
    if _width(below) > _column(lines[key]):
        text = " " * _width(below) + match["text"]
    shown = head.strip().removeprefix("- ")
    remedy = Text(
        f"Le texte commence à la ligne après « {match['sign']} » : {shown} puis, à la ligne, {match['text']}",
        f'The text begins on the line after "{match["sign"]}": {shown} then, below, {match["text"]}',
    )
    return Reshaping(key, remedy, [*lines[:key], head, text, *lines[key + 1 :]])


def _with_a_sign(lines: list[str], key: int, number: int) -> Iterator[Reshaping]:
    """`corps:` and a text below, of which a line looks like a key."""
    texts = [line for line in lines[key + 1 : number + 1] if line.strip()]
    column = _column(lines[key])
    if not texts or _ODD_BEGINNING.match(texts[0]) or any(_width(line) <= column for line in texts):
        return
    written = f"{lines[key].rstrip()} |"
    shown = written.strip().removeprefix("- ")
    remedy = Text(
        f"Un texte de plusieurs lignes vient après « | » : écrivez « {shown} ».",
        f'A text of several lines comes after "|": write "{shown}".',
    )
    yield Reshaping(key, remedy, [*lines[:key], written, *lines[key + 1 :]])


def _may_be_key(word: str) -> bool:
    """Whether a word that begins a line may be a key without its colon."""
    return word.isascii() and word.isidentifier() and word.islower() and word not in _LINKING


def _continued(lines: list[str], key: int) -> Iterator[Reshaping]:
    """`titre: Aide aux commerces` and, below, not shifted, « de proximité »."""
    end, match = _end_of_text(lines, key), _key(lines[key])
    texts = [line.strip() for line in lines[key + 1 : end] if line.strip()]
    if match is None or not texts or match["value"][0] in "[{|>" or any(_ODD_BEGINNING.match(text) for text in texts):
        return
    value, quote = match["value"], match["value"][0] if match["value"][0] in "\"'" else ""
    first, *rest = texts[0].split(maxsplit=1)
    if _may_be_key(first) and (_lacks_its_colon(lines, first, key) or (rest and not quote and " " not in value)):
        return
    joined = " ".join([value.removeprefix(quote).removesuffix(quote), *texts]).removesuffix(quote)
    written = f"{match['head']} {quote}{joined}{quote}{match['comment'] or ''}"
    shown = written.strip()[:_SHOWN]
    remedy = Text(
        "Cette ligne continue la précédente : mettez-la à sa suite, ou décalez-la. "
        f"La ligne {key + 1} devient : {shown}",
        f"This line goes on from the one before it: put it at its end, or shift it. Line {key + 1} becomes: {shown}",
    )
    if _may_be_key(first):
        remedy = _either(remedy, texts[0], first)
    blanks = [""] * (end - key - 1)
    yield Reshaping(key + 1, remedy, [*lines[:key], written, *blanks, *lines[end:]])


def _lacks_its_colon(lines: list[str], word: str, key: int) -> bool:
    """Whether the word is a key elsewhere in the file, or has below it what a key has."""
    is_key = re.compile(rf"(?:^|[{{,\s]){re.escape(word)}:(?:\s|$)")
    below = next((line for line in lines[key + 2 :] if line.strip()), "")
    opens = lines[key + 1].strip() == word and (_width(below) > _width(lines[key + 1]) or below.lstrip()[:2] == "- ")
    return opens or any(is_key.search(line) for line in lines)


def _either(remedy: Text, text: str, word: str) -> Text:
    """Both mends, for a word that may be a key."""
    with_colon = f"{word}: {text[len(word) :].strip()}".strip()
    return Text(
        f"Si « {word} » est une clé, il manque les deux-points : {with_colon} Sinon : {remedy.fr}",
        f'If "{word}" is a key, its colon is missing: {with_colon} Else: {remedy.en}',
    )
