"""Checks of what reads levels by name: `i03 est majeure`, `nombre(criteres de GROUP où mineure ou majeure)`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from poincon.cahier.basics.problems import suggestion
from poincon.cahier.basics.text import Text
from poincon.cahier.basics.units import COUNT
from poincon.cahier.formulas import syntax, tree
from poincon.cahier.formulas.choices import LEVEL, Choices, criteria_of
from poincon.cahier.formulas.tree import Node
from poincon.cahier.model import CriterionGroup, Field, Rule, RuleKind
from poincon.cahier.model.kinds import Type

if TYPE_CHECKING:
    from poincon.cahier.formulas.checker import Checker

Accepts = Callable[[str], bool]
"""Whether a level is counted."""


def given_level(checker: Checker, at: syntax.Syntax) -> Node | None:
    """The level of the statement or criterion that is named there; None of anything else."""
    name = at.id if isinstance(at, syntax.Name) or (isinstance(at, syntax.Dotted) and at.base == "dossier") else None
    if name is None or (checker.row is not None and isinstance(at, syntax.Name) and checker.row.column(name)):
        return None
    rule = checker.programme.rule.get(name)
    subject: Field | Rule | None = checker.programme.fields.get(name, rule)
    if isinstance(subject, Rule) and subject.kind is not RuleKind.CRITERION:
        return None
    scale = checker.programme.scale.get(subject.scale or "") if subject is not None else None
    if subject is None or scale is None:
        return None
    yearly = isinstance(subject, Field) and subject.yearly
    return tree.GivenLevel(checker.part(at), Type.CHOICE, None, yearly, subject, scale)


def count_criteria(checker: Checker, at: syntax.CountCriteria) -> Node:
    if checker.table is not None or checker.line is not None:
        raise checker.error(
            at,
            "criteria_in_rows",
            "les critères ne se comptent pas à l'intérieur d'un tableau.",
            "criteria are not counted inside a table.",
            Text("Nommez ce nombre dans « derives ».", 'Name this number under "derives".'),
        )
    group = _group(checker, at)
    criteria = criteria_of(checker.programme, at.group)
    if not criteria:
        raise checker.error(at, "no_criterion", "le programme n'a aucun critère.", "the programme has no criterion.")
    of_scales = {rule.scale: rule for rule in reversed(criteria)}
    counted = {scale: _counted(checker, rule, at.condition) for scale, rule in of_scales.items()}
    levels = tuple((rule, counted[rule.scale]) for rule in criteria)
    yearly = any(checker.traits[rule.id].yearly for rule in criteria if rule.id in checker.traits)
    return tree.CountCriteria(checker.part(at), Type.NUMBER, COUNT, yearly, group, levels)


def _group(checker: Checker, at: syntax.CountCriteria) -> CriterionGroup | None:
    groups = checker.programme.criterion_group
    if at.group is not None and at.group not in groups:
        raise checker.error(
            at,
            "unknown_group",
            f"« {at.group} » n'est pas un groupe de critères.",
            f'"{at.group}" is not a group of criteria.',
            suggestion(at.group, groups)
            or Text("Déclarez-le dans « groupes_de_criteres ».", 'Declare it under "groupes_de_criteres".'),
            (at.group,),
        )
    return groups[at.group] if at.group is not None else None


def _counted(checker: Checker, rule: Rule, condition: syntax.Syntax | None) -> frozenset[str] | None:
    """The levels of a criterion that a `où` counts."""
    scale = checker.programme.scale.get(rule.scale or "")
    if condition is None or scale is None:
        return None
    names = tuple(level.id for level in scale.levels)
    choices = Choices(rule.id, names, LEVEL)
    accepts = _condition(checker, choices, condition)
    return frozenset(name for name in names if accepts(name))


def _condition(checker: Checker, choices: Choices, at: syntax.Syntax) -> Accepts:
    match at:
        case syntax.Name():
            if at.id not in choices.names:
                raise unknown_choice(checker, at, at.id, choices)
            return lambda name: name == at.id
        case syntax.Unary(operator="non"):
            operand = _condition(checker, choices, at.operand)
            return lambda name: not operand(name)
        case syntax.Chain():
            operands = [_condition(checker, choices, operand) for operand in at.operands]
            settle = {"et": all, "ou": any}[at.operator]
            return lambda name: settle(operand(name) for operand in operands)
    raise checker.error(
        at,
        "not_a_level",
        f"« {checker.part(at)} » : pour compter des critères, « où » relie des niveaux par « et », « ou », « non ».",
        f'"{checker.part(at)}": to count criteria, "où" only joins levels by "et", "ou", "non".',
        Text(
            "Par exemple « nombre(criteres où mineure ou majeure) ».", 'As in "nombre(criteres où mineure ou majeure)".'
        ),
    )


def unknown_choice(checker: Checker, at: syntax.Syntax, name: str, choices: Choices) -> Exception:
    return checker.error(
        at,
        "unknown_option",
        f"« {name} » n'est pas {choices.noun.fr} de « {choices.owner} ».",
        f'"{name}" is not {choices.noun.en} of "{choices.owner}".',
        choices.remedy(name),
        (name,),
    )
