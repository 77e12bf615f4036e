"""What must be settled as a request is made, and reads what comes afterwards: its author is warned."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from poincon.cahier.basics.problems import Place, Problems
from poincon.cahier.basics.text import Text, enumeration
from poincon.cahier.formulas import tree
from poincon.cahier.formulas.rulebook import Rulebook
from poincon.cahier.formulas.tree import Node
from poincon.cahier.formulas.visibility import field_key, fields_below, group_key, section_key
from poincon.cahier.model import Field, Formula, Phase, Programme, Rule, RuleKind, Strength

_REMEDY = Text(
    "Demandez ces réponses à la structure, ou lisez-en d'autres.",
    "Ask the structure for these answers, or read others.",
)


def report_filled_later(book: Rulebook, problems: Problems) -> None:
    """Warn of prerequisites, and of conditions and bounds of what is asked at entry, that read what others fill."""
    later, ignored = _read_by_rules(book), _appraised_in_time(book.programme)
    for checked in book.rules:
        rule = checked.rule
        if rule.kind is RuleKind.PREREQUISITE or rule.strength is Strength.PREREQUISITE:
            names = later[rule.id] - ignored - {rule.id}
            _warn(rule.place, f"le prérequis « {rule.id} »", f'the prerequisite "{rule.id}"', names, problems)
    for formula, node in _asked_at_entry(book):
        names = _not_at_entry(fields_below(node))
        for rule in tree.rules_below(node):
            names |= later[rule.id]
        _warn(formula.place, "cette formule", "this formula", names, problems)


def _read_by_rules(book: Rulebook) -> dict[str, set[str]]:
    """What others fill, by the rule that reads it, through other rules too: each stands after those that it reads."""
    later: dict[str, set[str]] = {}
    for checked in book.rules:
        own = _not_at_entry(book.fields_read(checked)) | _appraised(checked.rule)
        later[checked.rule.id] = own.union(*(later[name] for name in checked.reads))
    return later


def _not_at_entry(fields: Iterable[Field]) -> set[str]:
    return {field.id for field in fields if not field.at_entry}


def _appraised_in_time(programme: Programme) -> set[str]:
    """The criteria, where requests are entered and no stage checks prerequisites: those are read later, as acts."""
    is_read_later = programme.stage_of(Phase.DRAFTING) and not programme.stage_of(Phase.PREREQUISITES)
    return {rule.id for rule in programme.rules if rule.kind is RuleKind.CRITERION} if is_read_later else set()


def _appraised(rule: Rule) -> set[str]:
    """A criterion itself: people give its level once the request is handed over."""
    return {rule.id} if rule.kind is RuleKind.CRITERION else set()


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
        f"{fr} lit ce qui n'est rempli ou apprécié qu'après la saisie ({quoted_fr}) : son résultat ne sera pas connu "
        "au dépôt.",
        f"{en} reads what is filled or appraised only after entry ({quoted_en}): its outcome will not be known when "
        "the request is handed over.",
        _REMEDY,
    )
