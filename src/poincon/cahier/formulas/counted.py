"""How many criteria the formulas of a programme count, all together: each count goes through all those it names."""

from __future__ import annotations

from collections.abc import Iterator

from poincon.cahier.basics.problems import Problems
from poincon.cahier.basics.text import Text
from poincon.cahier.formulas import syntax
from poincon.cahier.formulas.choices import criteria_of
from poincon.cahier.formulas.errors import FormulaError
from poincon.cahier.formulas.parser import parse
from poincon.cahier.model import Formula, Programme

MOST_COUNTED = 50_000
"""Criteria that the formulas of a programme may count, each as often as it is counted."""


def too_many_counted(programme: Programme, problems: Problems) -> bool:
    """Whether formulas count more than `MOST_COUNTED` criteria, which is reported where they go beyond."""
    total = 0
    for formula in _formulas(programme):
        total += sum(len(criteria_of(programme, count.group)) for count in _counts(formula))
        if total > MOST_COUNTED:
            problems.add(
                formula.place,
                "too_many_counted",
                f"les formules du programme comptent trop de critères : plus de {MOST_COUNTED} en tout, chaque "
                "« nombre(criteres …) » les comptant de nouveau.",
                f"the formulas of the programme count too many criteria: more than {MOST_COUNTED} in all, as each "
                '"nombre(criteres …)" counts them again.',
                Text(
                    "Nommez chaque nombre une seule fois dans « derives », et lisez son nom dans les autres formules.",
                    'Name each number only once under "derives", and read its name in the other formulas.',
                ),
            )
            return True
    return False


def _formulas(programme: Programme) -> Iterator[Formula]:
    """Every formula, as written."""
    for rule in programme.rules:
        yield from rule.formulas
    written = [section.shown_if for section in programme.sections]
    written += [group.shown_if for group in programme.groups]
    for field in programme.fields.values():
        written += [field.shown_if, field.required_if, field.minimum_formula, field.maximum_formula]
    yield from (formula for formula in written if formula is not None)


def _counts(formula: Formula) -> Iterator[syntax.CountCriteria]:
    """The counts of criteria that a formula holds; none when it does not parse, which is told elsewhere."""
    if "criteres" not in formula.text:
        return
    try:
        todo: list[object] = [parse(formula.text)]
    except FormulaError:
        return
    while todo:
        item = todo.pop()
        if isinstance(item, tuple):
            todo.extend(item)
        elif isinstance(item, syntax.CountCriteria):
            yield item
        elif isinstance(item, syntax.Syntax):
            todo.extend(getattr(item, name) for name in item.__dataclass_fields__)
