"""What must be settled as a request is made, and reads what others fill afterwards: its author is warned."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from poincon.cahier.basics.problems import Place, Problems
from poincon.cahier.basics.text import Text, enumeration
from poincon.cahier.formulas import tree
from poincon.cahier.formulas.rulebook import Rulebook
from poincon.cahier.formulas.tree import Node
from poincon.cahier.formulas.visibility import field_key, fields_below, group_key, section_key
from poincon.cahier.model import Field, Formula, RuleKind, Strength

_REMEDY = Text(
    "Demandez ces réponses à la structure, ou lisez-en d'autres.",
    "Ask the structure for these answers, or read others.",
)


def report_filled_later(book: Rulebook, problems: Problems) -> None:
    """Warn of prerequisites, and of conditions and bounds of what is asked at entry, that read what others fill."""
    if all(field.at_entry for field in book.programme.fields.values()):
        return
    later = _read_by_rules(book)
    for checked in book.rules:
        rule = checked.rule
        if rule.kind is RuleKind.PREREQUISITE or rule.strength is Strength.PREREQUISITE:
            _warn(rule.place, f"le prérequis « {rule.id} »", f'the prerequisite "{rule.id}"', later[rule.id], problems)
    for formula, node in _asked_at_entry(book):
        names = _not_at_entry(fields_below(node))
        for rule in tree.rules_below(node):
            names |= later[rule.id]
        _warn(formula.place, "cette formule", "this formula", names, problems)


def _read_by_rules(book: Rulebook) -> dict[str, set[str]]:
    """What others fill, by the rule that reads it, through other rules too: each stands after those that it reads."""
    later: dict[str, set[str]] = {}
    for checked in book.rules:
        own = _not_at_entry(book.fields_read(checked))
        later[checked.rule.id] = own.union(*(later[name] for name in checked.reads))
    return later


def _not_at_entry(fields: Iterable[Field]) -> set[str]:
    return {field.id for field in fields if not field.at_entry}


def _asked_at_entry(book: Rulebook) -> Iterator[tuple[Formula, Node]]:
    """The conditions and the bounds that decide what the structure is asked, each once."""
    programme = book.programme
    for section in programme.sections:
        if any(group.at_entry for group in section.groups):
            yield from _pair(section.shown_if, book.shown_if.get(section_key(section.id)))
    for group in programme.groups:
        if group.at_entry:
            yield from _pair(group.shown_if, book.shown_if.get(group_key(group.id)))
    for field in programme.fields.values():
        if field.at_entry:
            yield from _pair(field.shown_if, book.shown_if.get(field_key(field)))
            yield from _pair(field.required_if, book.required_if.get(field_key(field)))
            for bound in book.bounds.get(field.id, ()):
                yield from _pair(field.maximum_formula if bound.is_maximum else field.minimum_formula, bound.limit)


def _pair(formula: Formula | None, node: Node | None) -> Iterator[tuple[Formula, Node]]:
    if formula is not None and node is not None:
        yield formula, node


def _warn(place: Place, fr: str, en: str, names: set[str], problems: Problems) -> None:
    if not names:
        return
    quoted_fr = enumeration([f"« {name} »" for name in sorted(names)], "fr")
    quoted_en = enumeration([f'"{name}"' for name in sorted(names)], "en")
    problems.warn(
        place,
        "filled_later",
        f"{fr} lit {quoted_fr}, que la structure ne remplit pas à la saisie : son résultat ne sera pas connu au dépôt.",
        f"{en} reads {quoted_en}, which the structure does not fill at entry: its outcome will not be known when the "
        "request is handed over.",
        _REMEDY,
    )
