"""Habits that only a programme's own names tell: a table of parameters read by its options, a column without its table.

Each is a rewriting: it is kept only where what it gives is right.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from poincon.cahier.basics.units import COUNT
from poincon.cahier.formulas.types import field_unit
from poincon.cahier.formulas.words import RESERVED
from poincon.cahier.model import Programme
from poincon.cahier.model.kinds import Type

Rewriting = Callable[[str], str]

_SHORTEST_LABEL = 3
_LONGEST_LABEL = 160
_JOINED = re.compile(
    r"(?<![A-Za-z0-9_.])([a-z][a-z0-9_]*)\s+(?:de\s+la\s+|de\s+l['’]|de\s+|du\s+|des\s+|d['’])([a-z0-9_]+)"
)
_TABLE_READ = re.compile(r"(?<![A-Za-z0-9_.])([A-Za-z][A-Za-z0-9_]*)(?:(?:\.[A-Za-z0-9_]+)+|\s*\[[^\[\]]*\])")
_TOTAL = re.compile(r"\bsomme\(\s*([A-Za-z][A-Za-z0-9_]*)(?=\s+où\s)")
_COMPARED = re.compile(r"(?<![A-Za-z0-9_.(])([A-Za-z][A-Za-z0-9_]*)(?=\s*(?:<=|>=|<|>))")


def own_rewritings(programme: Programme) -> tuple[Rewriting, ...]:
    """Those of a programme, to try in that order."""
    return (
        _labelled(programme),
        _joined(programme),
        _read_by_answers(programme),
        _totals(programme),
        _graded(programme),
    )


def _labelled(programme: Programme) -> Rewriting:
    """Labels replaced by the identifiers that they are those of, the longest first.

    A label that several bear, that is an identifier, or a word of the language, says nothing sure.
    """
    named = [(option.label, option.id) for field in programme.fields.values() for option in field.options]
    named += [(rule.label, rule.id) for rule in programme.rules]
    named += [(parameter.label, parameter.id) for parameter in programme.parameters]
    named += [(field.label, field.id) for field in programme.fields.values()]
    named += [(name.replace("_", " "), name) for _, name in named if "_" in name]
    aside = RESERVED | {name for _, name in named}
    bearers: dict[str, set[str]] = {}
    for label, name in named:
        if _SHORTEST_LABEL <= len(label) <= _LONGEST_LABEL:
            bearers.setdefault(label.casefold(), set()).add(name)
    ids = {label: next(iter(names)) for label, names in bearers.items() if len(names) == 1 and label not in aside}
    if not ids:
        return lambda formula: formula
    longest_first = "|".join(re.escape(label) for label in sorted(ids, key=len, reverse=True))
    pattern = re.compile(rf"(?<!\w)(?:{longest_first})(?!\w)", re.IGNORECASE)
    return lambda formula: pattern.sub(lambda match: ids.get(match[0].casefold(), match[0]), formula)


def _joined(programme: Programme) -> Rewriting:
    """« date de fin » → « date_fin », where that is a name."""
    names = programme.fields.keys() | programme.parameter.keys() | programme.rule.keys()

    def joined(match: re.Match[str]) -> str:
        candidates = (f"{match[1]}_{match[2]}", f"{match[1]}_de_{match[2]}")
        return next((name for name in candidates if name in names), match[0])

    return lambda formula: _JOINED.sub(joined, formula)


def _read_by_answers(programme: Programme) -> Rewriting:
    """« taux.sport.petite », « taux[sport] » → « taux(famille, categorie) »."""

    def called(match: re.Match[str]) -> str:
        table = programme.parameter.get(match[1])
        return match[0] if table is None or not table.owners else f"{table.id}({', '.join(table.owners)})"

    return lambda formula: _TABLE_READ.sub(called, formula)


def _totals(programme: Programme) -> Rewriting:
    """« somme(montant où …) », « somme(depenses où …) » → « somme(depenses.montant où …) »."""

    def whole(match: re.Match[str]) -> str:
        name = match[1]
        for table in programme.fields.values():
            numbers = [column for column in table.columns if column.type is Type.NUMBER]
            amounts = [column.id for column in numbers if field_unit(column) != COUNT] or [each.id for each in numbers]
            if name == table.id and len(amounts) == 1:  # of several, none is surely meant
                return f"somme({table.id}.{amounts[0]}"
            if any(name == column.id for column in numbers):
                return f"somme({table.id}.{name}"
        return match[0]

    return lambda formula: _TOTAL.sub(whole, formula)


def _graded(programme: Programme) -> Rewriting:
    """« s1 >= seuil » → « note(s1) >= seuil », where `s1` has a scale."""
    graded = {field.id for field in programme.fields.values() if field.scale}
    graded |= {rule.id for rule in programme.criteria}
    return lambda formula: _COMPARED.sub(lambda match: f"note({match[1]})" if match[1] in graded else match[0], formula)
