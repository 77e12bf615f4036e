"""Templates of messages and letters, filled: each `{nom}` becomes its value, as it is, and nothing else is read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from poincon.cahier.model.programme import Programme
from poincon.cahier.model.templates import LIST_NAMES, Template

Paragraph = str | tuple[str, ...]
"""A text, or the items of a list."""

_BRACES = re.compile(r"\{([^{}\n]*)\}|[{}]")
_EMPTY_LINES = re.compile(r"\n[ \t]*\n\s*")


@dataclass(frozen=True, slots=True)
class Filled:
    """What is sent: a subject on one line, and paragraphs without any empty one."""

    subject: str
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Brace:
    """A `{nom}` of a text, or a brace alone (`name` is None). `line`: lines of the text before it."""

    name: str | None
    line: int


def fill(template: Template, values: Mapping[str, str]) -> Filled:
    """The template with its values. Raises `KeyError` when one that it needs is not given.

    Values are never read again: a brace in one of them stays a brace. The lines of a paragraph are one text, the line
    ends of a value are kept. A name alone in its paragraph becomes a list (`LIST_NAMES`: an item for each line of its
    value), or as many paragraphs as its value has.
    """
    lists = LIST_NAMES & template.own_names
    paragraphs: list[Paragraph] = []
    for text in paragraphs_of(template.body):
        alone = name_alone(text)
        if alone in lists:
            items = tuple(line.strip() for line in _lines(values[alone]) if line.strip())
            paragraphs += [items] if items else []
        elif alone is not None:
            paragraphs += _EMPTY_LINES.split("\n".join(_lines(values[alone])).strip())
        else:
            paragraphs.append(_replaced(text, values).strip())
    subject = _joined(_replaced(template.subject, values).splitlines())  # one line, whatever is in the values
    return Filled(subject, tuple(paragraph for paragraph in paragraphs if paragraph))


def filled_text(text: str, values: Mapping[str, str]) -> str:
    """A text with its values: its paragraphs, each on one line, an empty line between them."""
    filled = (_replaced(paragraph, values).strip() for paragraph in paragraphs_of(text))
    return "\n\n".join(paragraph for paragraph in filled if paragraph)


def names_in(*texts: str) -> frozenset[str]:
    """The names that these texts hold between braces."""
    return frozenset(brace.name for text in texts for brace in braces(text) if brace.name is not None)


def identifiers_of_recourse(programme: Programme) -> frozenset[str]:
    """The identifiers that its own recourse holds."""
    return frozenset() if programme.recourse is None else names_in(programme.recourse.text)


def identifiers_cited(template: Template) -> frozenset[str]:
    """The identifiers of its programme that a template holds: what is none of the names of its own."""
    if not template.reads_answers:
        return frozenset()
    return names_in(template.subject, template.body) - template.own_names


def paragraphs_of(body: str) -> list[str]:
    """The paragraphs of a body, each on one line."""
    return [_joined(text.split("\n")) for text in _EMPTY_LINES.split(body.strip())]


def name_alone(paragraph: str) -> str | None:
    """The name that is all of this paragraph; None when there is anything else in it."""
    match = _BRACES.fullmatch(paragraph)
    return match[1] if match else None


def braces(text: str) -> Iterator[Brace]:
    """The names of a text and its stray braces, in order."""
    for match in _BRACES.finditer(text):
        yield Brace(match[1], text.count("\n", 0, match.start()))


def _lines(value: str) -> list[str]:
    """The lines of a value, whichever way a form ended them."""
    return value.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _joined(lines: list[str]) -> str:
    """Lines put end to end; the spaces inside them, those that must not break too, stay as they are."""
    return " ".join(line.strip() for line in lines if line.strip())


def _replaced(text: str, values: Mapping[str, str]) -> str:
    return _BRACES.sub(lambda match: match[0] if match[1] is None else values[match[1]], text)
