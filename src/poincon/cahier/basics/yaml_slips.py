"""A YAML file that does not parse: which line to write otherwise, and how, proved by parsing it again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from poincon.cahier.basics.problems import Place, Problem
from poincon.cahier.basics.text import Text
from poincon.cahier.basics.yaml_alignment import indent, lines_of
from poincon.cahier.basics.yaml_rewritings import TAB, Rewriting, opens_a_quotation, rewritings
from poincon.cahier.basics.yaml_texts import reshapings

LONGEST_TEXT = 400_000
"""Characters of a file in which a mending is looked for: each one is tried by parsing."""
MOST_TRIALS = 60
"""Rewritings that are tried: a hostile file would only cost time."""
_MOST_PARSED = 2_000_000
"""Characters that are parsed again in all."""
_SHOWN = 160
_LONGEST_LINE = 1_000
_FARTHEST_QUOTATION = 400
_MOST_SCANNED = 40_000
"""Lines before the error among which an open quotation is looked for, and their characters."""

_OPEN = {
    "while parsing a flow mapping": Text(
        "L'accolade « { » ouverte ici n'est pas refermée, ou une virgule manque : ajoutez « } » où elle se termine.",
        'The brace "{" opened here is not closed, or a comma is missing: add "}" where it ends.',
    ),
    "while parsing a flow sequence": Text(
        "Le crochet « [ » ouvert ici n'est pas refermé, ou une virgule manque : ajoutez « ] » où il se termine.",
        'The bracket "[" opened here is not closed, or a comma is missing: add "]" where it ends.',
    ),
    "while scanning a quoted scalar": Text(
        "Les guillemets ouverts ici ne sont pas refermés : fermez-les à la fin du texte.",
        "The quotes opened here are not closed: close them at the end of the text.",
    ),
}
"""What the parser was in the middle of, when no rewriting of one line mends the file."""
_FENCE = Text("Retirez cette ligne : elle n'est pas du YAML.", "Remove this line: it is not YAML.")
_CHECK_FORM = Text(
    "Vérifiez l'alignement, les deux-points et les guillemets.", "Check the alignment, the colons and the quotes."
)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Mending:
    line: int
    """From 1."""
    remedy: Text


def syntax_problem(error: yaml.YAMLError, text: str, file: str, loader: Any) -> Problem:
    """What is wrong with a file that does not parse, at the line to mend."""
    mark = getattr(error, "problem_mark", None)
    control = _CONTROL.search(text) if mark is None else None
    if control is not None:
        line = text.count("\n", 0, control.start()) + 1
        message = Text("ce fichier contient un caractère de contrôle.", "this file holds a control character.")
        return Problem(
            Place(file, line), "control_character", message, Text("Retapez cette ligne.", "Type this line again.")
        )
    mending = mending_of(text, error, loader) or Mending(mark.line + 1 if mark else 1, _CHECK_FORM)
    detail = str(getattr(error, "problem", None) or getattr(error, "reason", None) or "")[:120]
    message = Text("le YAML est mal formé ici.", f"malformed YAML here ({detail}).")
    return Problem(Place(file, mending.line), "syntax", message, mending.remedy)


def mending_of(text: str, error: yaml.YAMLError, loader: Any) -> Mending | None:
    """The line to write otherwise and how; None when no usual slip explains the error."""
    mark, context = getattr(error, "problem_mark", None), getattr(error, "context_mark", None)
    if mark is None or len(text) > LONGEST_TEXT:
        return None
    lines = lines_of(text)
    numbers = _suspects(lines, mark.line, context.line if context else None)
    for number in numbers:
        if "\t" in indent(lines[number]):
            return Mending(number + 1, TAB)
        if lines[number].lstrip().startswith("```"):
            return Mending(number + 1, _FENCE)
    for reshaping in reshapings(lines, numbers):
        if _is_better(reshaping.lines, mark.line, loader):
            return Mending(reshaping.line + 1, reshaping.remedy)
    candidates = [(number, rewriting) for number in numbers for rewriting in rewritings(lines, number)]
    candidates.sort(key=lambda candidate: candidate[1].rank)  # the surest first, whichever the line
    for number, rewriting in candidates[: min(MOST_TRIALS, 1 + _MOST_PARSED // (len(text) + 1))]:
        if _is_better([*lines[:number], rewriting.written, *lines[number + 1 :]], mark.line, loader):
            return Mending(number + 1, _shown(rewriting))
    opened = _OPEN.get(getattr(error, "context", None) or "")
    return Mending(context.line + 1, opened) if opened is not None and context is not None else None


def _suspects(lines: list[str], line: int, context: int | None) -> list[int]:
    """The line of the error, the one before it that holds something, and where what is open began: a quotation too."""
    before = [number for number in range(min(line, len(lines)) - 1, -1, -1) if lines[number].strip()]
    numbers = [line, *before[:1], *([] if context is None else [context]), *_quotations(lines, before)]
    return [number for number in dict.fromkeys(numbers) if number < len(lines) and len(lines[number]) <= _LONGEST_LINE]


def _quotations(lines: list[str], numbers: list[int]) -> Iterator[int]:
    """The nearest line above that opens a quotation without closing it, for each of the two marks."""
    scanned, budget = [], _MOST_SCANNED
    for number in numbers[:_FARTHEST_QUOTATION]:
        budget -= len(lines[number])
        if budget < 0:
            break
        if len(lines[number]) <= _LONGEST_LINE:
            scanned.append(number)
    for mark in "\"'":
        near = (number for number in scanned if opens_a_quotation(lines[number], mark))
        yield from (number for number in [next(near, None)] if number is not None)


def _is_better(lines: list[str], line: int, loader: Any) -> bool:
    """Whether the text parses, or now fails further down."""
    try:
        for _ in yaml.parse("\n".join(lines), Loader=loader):
            pass
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        return mark is not None and mark.line > line + 1
    return True


def _shown(rewriting: Rewriting) -> Text:
    """The remedy, with the line as it is to be written; its lines, where one becomes two."""
    written = [line.strip() for line in rewriting.written.split("\n")]
    short = [line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…" for line in written]
    about = rewriting.about
    return Text(f"{about.fr} : {' puis, à la ligne, '.join(short)}", f"{about.en}: {' then, below, '.join(short)}")
