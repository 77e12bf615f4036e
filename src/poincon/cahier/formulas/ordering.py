"""The order in which rules are checked and judged: each after what it reads, conditions of fields included."""

from __future__ import annotations

from collections.abc import Iterator

from poincon.cahier.basics.problems import Problems
from poincon.cahier.basics.text import Text
from poincon.cahier.formulas.names import does_not_parse, names_read
from poincon.cahier.formulas.visibility import Visibility
from poincon.cahier.model import Field, Programme, Rule, RuleKind


def names_of(rule: Rule, programme: Programme) -> set[str]:
    """The names that a rule reads: of rules, and of fields, whose conditions it then reads too."""
    names = {name for formula in rule.formulas for name in names_read(formula.text, programme)}
    if rule.linked_to:
        names.add(rule.linked_to)
    return names | set(rule.evidence) | {field.id for field in statements_of(rule, programme)}


def statements_of(rule: Rule, programme: Programme) -> tuple[Field, ...]:
    """The statements that a score weighs."""
    if rule.kind is not RuleKind.SCORE:
        return ()
    sections = set(rule.sections)
    return tuple(field for field in programme.fields.values() if field.scale and field.section in sections)


def ordered_names(programme: Programme, visibility: Visibility, problems: Problems) -> list[str]:
    """Rules, and fields that have conditions, each after those it reads, otherwise as written.

    Those of a cycle are reported and left out; cycles that share a name are one tangle, told once. A rule that does not
    parse comes last: what it should have been is told of all that it may read.
    """
    names = {rule.id: names_of(rule, programme) for rule in programme.rules}
    names |= {field.id: visibility.reads(field) for field in visibility.hideable}
    reads = {name: sorted(read & names.keys()) for name, read in names.items()}
    progress: dict[str, bool] = {}
    ordered: list[str] = []
    tangle: set[str] = set()
    for first in reads:
        trail: list[tuple[str, Iterator[str]]] = []
        _enter(first, trail, progress, reads)
        while trail:
            name, remaining = trail[-1]
            following = next(remaining, None)
            if following is None:
                trail.pop()
                progress[name] = True
                ordered.append(name)
            elif progress.get(following) is False:
                steps = [step for step, _ in trail]
                cycle = steps[steps.index(following) :]
                if tangle.isdisjoint(cycle):
                    _report_cycle([*cycle, following], programme, visibility, problems)
                tangle.update(cycle)
            else:
                _enter(following, trail, progress, reads)
    last = {rule.id for rule in programme.rules if any(does_not_parse(formula.text) for formula in rule.formulas)}
    return sorted(ordered, key=last.__contains__)


def _report_cycle(names: list[str], programme: Programme, visibility: Visibility, problems: Problems) -> None:
    loop = " → ".join(names)
    field = programme.fields.get(names[0])
    problems.add(
        programme.rule[names[0]].place if field is None else visibility.place(field),
        "cycle",
        f"ces règles tournent en rond : {loop}.",
        f"these rules go round in a circle: {loop}.",
        Text(
            "Coupez le cercle : une règle ne peut pas dépendre d'elle-même, ni un champ décider de son affichage.",
            "Break the circle: a rule cannot depend on itself, nor a field decide whether it is shown.",
        ),
    )


def _enter(
    name: str, trail: list[tuple[str, Iterator[str]]], progress: dict[str, bool], reads: dict[str, list[str]]
) -> None:
    if name not in progress:
        progress[name] = False
        trail.append((name, iter(reads[name])))
