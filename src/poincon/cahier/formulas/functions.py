"""Checks of functions over values, rules and levels: `min`, `arrondi`, `connu`, `absente`, `atteint`, `note`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poincon.cahier.basics.numbers import ROUNDING_STEPS, Rounding
from poincon.cahier.basics.problems import SHORT_LIST, suggestion
from poincon.cahier.basics.text import Text, enumeration, to_write
from poincon.cahier.basics.units import MONTH, RATIO
from poincon.cahier.formulas import syntax, tree
from poincon.cahier.formulas.errors import FormulaError
from poincon.cahier.formulas.foreign import example_of
from poincon.cahier.formulas.table_functions import TABLE_FUNCTIONS
from poincon.cahier.formulas.tree import Node
from poincon.cahier.model import Field, FieldKind, Rule, RuleKind, Status
from poincon.cahier.model.kinds import Type

if TYPE_CHECKING:
    from poincon.cahier.formulas.checker import Checker

_GREATEST = {"min": False, "max": True}
_ROUNDINGS = {"arrondi": Rounding.NEAREST, "arrondi_inf": Rounding.DOWN, "arrondi_sup": Rounding.UP}
_STATUSES = {"atteint": Status.MET, "non_atteint": Status.NOT_MET}


def extreme(checker: Checker, at: syntax.Call) -> Node:
    if len(at.arguments) < 2:
        raise _too_few(checker, at)
    operands = tuple(checker.number(argument) for argument in at.arguments)
    unit, reference = operands[0].unit, operands[0]
    for operand in operands[1:]:
        unit = checker.same_unit(at, reference, operand, at.function)
        reference = operand if reference.unit is None else reference
    yearly = any(operand.yearly for operand in operands)
    return tree.Extreme(checker.part(at), Type.NUMBER, unit, yearly, _GREATEST[at.function], operands)


def _too_few(checker: Checker, at: syntax.Call) -> FormulaError:
    """The error of `max(x)`; a table alone lacks its column."""
    return _lacks_a_column(checker, at, at.function, at.arguments[0]) or checker.error(
        at,
        "argument_count",
        f"« {at.function} » compare au moins 2 éléments, ou parcourt la colonne d'un tableau.",
        f'"{at.function}" compares at least 2 items, or goes through the column of a table.',
        example_of(at.function, None),
    )


def bare_sum(checker: Checker, at: syntax.BareSum) -> Node:
    """Refuse `somme(x)`: a sum goes through the rows of a table, or through the years of an answer."""
    lacking = _lacks_a_column(checker, at, "somme", at.operand)
    if lacking is not None:
        raise lacking
    name = at.operand.id if isinstance(at.operand, syntax.Name) else ""
    owners = [table.id for table in checker.programme.fields.values() if table.column(name) is not None]
    calls = [f"somme({owner}.{name})" for owner in owners]
    if not calls:
        node = checker.node(at.operand)
        calls = [f"somme({node.text} sur annees)" if node.yearly else node.text]
    raise checker.error(
        at,
        "sum_of_one",
        "« somme » additionne la colonne d'un tableau, ou les années d'une réponse.",
        '"somme" adds up the column of a table, or the years of an answer.',
        _one_of(calls),
    )


def _lacks_a_column(checker: Checker, at: syntax.Syntax, function: str, argument: syntax.Syntax) -> FormulaError | None:
    """The error of a function that names a table without its column; None when it names no table."""
    table = checker.programme.fields.get(argument.id) if isinstance(argument, syntax.Name) else None
    if table is None or not table.columns:
        return None
    takes = TABLE_FUNCTIONS[function].takes
    calls = [f"{function}({table.id}.{column.id})" for column in table.columns if column.type in takes]
    if not calls and function != "somme":
        return None
    return checker.error(
        at,
        "argument_count",
        f"« {table.id} » est un tableau : « {function} » en prend une colonne.",
        f'"{table.id}" is a table: "{function}" takes a column of it.',
        _one_of(calls or [f"nombre({table.id})"]),
    )


def _one_of(calls: list[str]) -> Text:
    fr = enumeration([f"« {call} »" for call in calls[:SHORT_LIST]], "fr", ("ou", "or"))
    en = enumeration([f'"{call}"' for call in calls[:SHORT_LIST]], "en", ("ou", "or"))
    return Text(f"Écrivez {fr}.", f"Write {en}.")


def rounding(checker: Checker, at: syntax.Call) -> Node:
    operand = checker.number(at.arguments[0])
    if at.step not in ROUNDING_STEPS:
        raise checker.error(
            at,
            "unknown_step",
            f"on n'arrondit pas à « {at.step} ».",
            f'there is no rounding to "{at.step}".',
            suggestion(at.step, ROUNDING_STEPS),
        )
    if at.step != "unite" and operand.unit is not None and ("euro", 1) not in operand.unit.powers:
        raise checker.error(
            at,
            "unit_mismatch",
            f"« {operand.text} » est en {operand.unit.name} : on ne l'arrondit pas en {at.step}.",
            f'"{operand.text}" is in {operand.unit.name}: it does not round to a {at.step}.',
        )
    return tree.Rounded(
        checker.part(at), Type.NUMBER, operand.unit, operand.yearly, _ROUNDINGS[at.function], at.step, operand
    )


def months_between(checker: Checker, at: syntax.Call) -> Node:
    first, second = (checker.require(checker.node(argument), Type.DATE, argument) for argument in at.arguments)
    yearly = first.yearly or second.yearly
    return tree.MonthsBetween(checker.part(at), Type.NUMBER, MONTH, yearly, first, second)


def declared_absent(checker: Checker, at: syntax.Call) -> Node:
    argument = at.arguments[0]
    field = checker.programme.fields.get(argument.id) if isinstance(argument, syntax.Name) else None
    if field is None or field.kind is not FieldKind.FILE:
        raise checker.error(
            argument,
            "not_a_document",
            f"« {checker.part(argument)} » n'est pas un document demandé par le formulaire.",
            f'"{checker.part(argument)}" is not a document that the form asks for.',
            suggestion(checker.part(argument), _documents(checker)),
            (checker.part(argument),),
        )
    return tree.DeclaredAbsent(checker.part(at), Type.BOOLEAN, None, field.yearly, field)


def known(checker: Checker, at: syntax.Call) -> Node:
    operand = checker.node(at.arguments[0])
    return tree.Known(checker.part(at), Type.BOOLEAN, None, operand.yearly, operand)


def status_test(checker: Checker, at: syntax.Call) -> Node:
    argument = at.arguments[0]
    if not isinstance(argument, syntax.Name) or argument.id not in checker.programme.rule:
        raise checker.error(
            argument,
            "not_a_rule",
            f"« {checker.part(argument)} » n'est pas une règle.",
            f'"{checker.part(argument)}" is not a rule.',
            _compared_number(checker, argument) or suggestion(checker.part(argument), checker.programme.rule),
            (checker.part(argument),),
        )
    if argument.id not in checker.traits:
        raise checker.error(
            argument,
            "broken_rule",
            f"la règle « {argument.id} » est elle-même à corriger.",
            f'the rule "{argument.id}" itself needs mending.',
        )
    trait, rule = checker.traits[argument.id], checker.programme.rule[argument.id]
    if not trait.has_status:
        raise checker.error(
            argument,
            "no_status",
            f"« {argument.id} » n'a rien à atteindre : ni cible, ni condition.",
            f'"{argument.id}" has nothing to meet: no target, no condition.',
            _tested_word(at, rule)
            or _compared_number(checker, argument)
            or Text(
                f"Lisez sa valeur (« {argument.id} »), ou donnez-lui une « cible ».",
                f'Read its value ("{argument.id}"), or give it a "cible".',
            ),
        )
    return tree.StatusTest(checker.part(at), Type.BOOLEAN, None, trait.yearly, rule, _STATUSES[at.function])


def _tested_word(at: syntax.Call, rule: Rule) -> Text | None:
    """What to write instead of `atteint(etoiles)`, where `etoiles` is a verdict."""
    if not rule.lines:
        return None
    test = f"{rule.id} est {rule.lines[0].id}"
    right = test if at.function == "atteint" else f"non ({test})"
    return to_write(right)


def _compared_number(checker: Checker, argument: syntax.Syntax) -> Text | None:
    """What to do instead of `atteint(x)`, where `x` is a number: a parameter of its unit tells what is to be met."""
    try:
        node = checker.node(argument)
    except FormulaError:
        return None
    if node.type is not Type.NUMBER:
        return None
    parameters = [each for each in checker.programme.parameters if not each.owners and each.unit == node.unit]
    if not parameters:
        return None
    limit = parameters[0].id
    return Text(
        f"Comparez-le à un paramètre, par exemple « {node.text} >= {limit} ».",
        f'Compare it with a parameter, for instance "{node.text} >= {limit}".',
    )


def _documents(checker: Checker) -> list[str]:
    return [field.id for field in checker.programme.fields.values() if field.kind is FieldKind.FILE]


def _graded(checker: Checker) -> list[str]:
    """The statements and criteria, which have a scale."""
    statements = [field.id for field in checker.programme.fields.values() if field.scale]
    return [*statements, *(rule.id for rule in checker.programme.criteria)]


def level(checker: Checker, at: syntax.Call) -> Node:
    argument = at.arguments[0]
    subject: Field | Rule | None = None
    if isinstance(argument, syntax.Name):
        rule = checker.programme.rule.get(argument.id)
        subject = rule if rule and rule.kind is RuleKind.CRITERION else checker.programme.fields.get(argument.id)
    if subject is None or not subject.scale:
        raise checker.error(
            argument,
            "no_scale",
            f"« {checker.part(argument)} » n'a pas d'échelle : ni énoncé, ni critère.",
            f'"{checker.part(argument)}" has no scale: neither a statement nor a criterion.',
            suggestion(checker.part(argument), _graded(checker)),
            (checker.part(argument),),
        )
    yearly = isinstance(subject, Field) and subject.yearly
    return tree.LevelValue(checker.part(at), Type.NUMBER, RATIO, yearly, subject)
