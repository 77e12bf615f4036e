"""Between braces, a comma cuts a text or a number in two: `{montant: 12 000,50}` has the key `50`, without a value."""

from __future__ import annotations

import re
from collections.abc import Collection

from poincon.cahier.basics.located import Located, Scalar
from poincon.cahier.basics.meant import number_meant
from poincon.cahier.basics.numbers import decimal_text
from poincon.cahier.basics.problems import MAXIMUM, Place, Problems
from poincon.cahier.basics.spelling import nearest
from poincon.cahier.basics.text import Text, enumeration
from poincon.cahier.basics.yaml_rewritings import quoted

_COMPARED_NUMBER = re.compile(r".*[<>=*/+-]\s*([0-9]{1,20})")
_DIGITS = 20
_LISTED = 6
"""Numbers that a message repeats."""
_LONGEST = 120
"""Characters of a cut text that a message repeats."""


def report_cut(first: str, rest: str, place: Place, problems: Problems) -> None:
    """Say that a comma cut a text after `first`, and what to write."""
    threshold = _COMPARED_NUMBER.fullmatch(first[:_LONGEST])
    number = number_meant(f"{first},{rest}") if rest[:1].isdecimal() else None
    if number is not None:
        report_cut_numbers([f"{first},{rest}"], place, problems)
        return
    if threshold is not None and rest.isdecimal():
        fr, en = "une virgule coupe ce nombre.", "a comma cuts this number."
        remedy = _of_threshold(f"{threshold[1]}.{rest[:_DIGITS]}")
    else:
        text = f"{first}, {rest}"
        whole = quoted(text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…")
        fr, en = "une virgule coupe ce texte.", "a comma cuts this text."
        remedy = Text(
            f"Entre accolades, une virgule coupe le texte : mettez-le entre guillemets, {whole}.",
            f"Between braces, a comma cuts the text: put it in quotes, {whole}.",
        )
    problems.add(place, "cut_by_comma", fr, en, remedy)


def report_cut_numbers(numbers: Collection[str], place: Place, problems: Problems) -> None:
    """Say that commas cut these numbers, « 0,60 », as they were written, and how they are written."""
    plain = [decimal_text(number_meant(written) or 0) for written in numbers]
    fr, en = "une virgule coupe ce nombre.", "a comma cuts this number."
    if len(plain) > 1:
        fr, en = "des virgules coupent ces nombres.", "commas cut these numbers."
    listed = Text(enumeration(plain[:_LISTED], "fr"), enumeration(plain[:_LISTED], "en"))
    remedy = Text(
        f"Les décimales s'écrivent avec un point : {listed.fr}.", f"Decimals are written with a point: {listed.en}."
    )
    problems.add(place, "cut_by_comma", fr, en, remedy)


def _of_threshold(number: str) -> Text:
    figure = f"valeurs: {{sans_date: {number}}}"
    return Text(
        f"Un seuil ne s'écrit pas dans une formule : donnez-lui un nom dans « parametres » (« {figure} »), et écrivez "
        "ce nom.",
        f'A threshold is not written in a formula: give it a name under "parametres" ("{figure}"), and write '
        "that name.",
    )


def without_cuts(
    entries: dict[str, Located], names: Collection[str], problems: Problems
) -> tuple[dict[str, Located], frozenset[str]]:
    """The entries that no comma cut, and the keys of the others, which are told.

    `names`: the keys that the mapping may have; a key without a value that is none of them is what follows a comma.
    """
    whole: dict[str, Located] = {}
    pieces: dict[str, list[str]] = {}
    before = ""
    for name, node in entries.items():
        likely = names if len(pieces.get(before, ())) < MAXIMUM else ()  # so many are no slips of keys
        if before and _is_piece(name, node, entries[before].place, likely):
            pieces.setdefault(before, []).append(name)
            continue
        whole[name] = node
        before = name if isinstance(node, Scalar) and node.text else ""
    for name, rest in pieces.items():
        node = whole.pop(name)
        report_cut(node.text or "" if isinstance(node, Scalar) else "", ", ".join(rest), node.place, problems)
    return whole, frozenset(pieces)


def _is_piece(name: str, node: Located, before: Place, names: Collection[str]) -> bool:
    """Whether an entry is the rest of the text before it, on the same line, and no known key misspelt."""
    is_alone = isinstance(node, Scalar) and node.text is None and name.partition(":")[0] not in names
    return is_alone and 0 < before.line == node.place.line and nearest(name, names) is None
