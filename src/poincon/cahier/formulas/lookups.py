"""Checks of what is written `name(…)` and is no function: a table of parameters, read by its arguments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poincon.cahier.basics.problems import suggestion
from poincon.cahier.basics.text import Text, to_write
from poincon.cahier.basics.units import Unit
from poincon.cahier.formulas import syntax, tree
from poincon.cahier.formulas.choices import choices_of
from poincon.cahier.formulas.errors import FormulaError
from poincon.cahier.formulas.foreign import foreign_word
from poincon.cahier.formulas.tree import Node
from poincon.cahier.formulas.types import field_unit
from poincon.cahier.formulas.words import FUNCTIONS, TOTALS
from poincon.cahier.model import Field, Parameter
from poincon.cahier.model.kinds import Type

if TYPE_CHECKING:
    from poincon.cahier.formulas.checker import Checker


def lookup(checker: Checker, at: syntax.Lookup) -> Node:
    """The value that a table of parameters has for these arguments."""
    table = checker.programme.parameter.get(at.name)
    if table is None or not table.owners:
        raise _not_a_table(checker, at)
    if len(at.arguments) != len(table.owners):
        raise checker.error(
            at,
            "argument_count",
            f"« {table.id} » attend {len(table.owners)} élément(s) entre parenthèses, pas {len(at.arguments)}.",
            f'"{table.id}" takes {len(table.owners)} item(s) in parentheses, not {len(at.arguments)}.',
            _usage(table),
        )
    if table.by_band:
        arguments: tuple[Node, ...] = (_number(checker, at.arguments[0], table),)
    else:
        arguments = tuple(_choice(checker, argument, table, index) for index, argument in enumerate(at.arguments))
    yearly = any(argument.yearly for argument in arguments)
    day = reading_day(checker, table)
    return tree.Lookup(checker.part(at), Type.NUMBER, table.unit, yearly, table, arguments, day)


def reading_day(checker: Checker, parameter: Parameter) -> Node | None:
    """The date at which a parameter is read, where it is an answer of the form."""
    field = checker.programme.fields.get(parameter.day_field)
    return None if field is None else tree.FieldValue(field.id, field.type, None, False, field)


def bare_table(checker: Checker, at: syntax.Syntax, table: Parameter) -> FormulaError:
    """What to answer to a table that is named without its arguments."""
    return checker.error(
        at,
        "table_without_arguments",
        f"« {table.id} » est une table : il faut dire laquelle de ses valeurs.",
        f'"{table.id}" is a table: which of its values has to be said.',
        _usage(table),
    )


def _usage(table: Parameter) -> Text:
    """How a table is read; by the columns of another, within a sum over its rows."""
    call = f"{table.id}({', '.join(table.owners)})"
    written = f"somme({call})" if any("." in owner for owner in table.owners) else call
    return to_write(written)


def _not_a_table(checker: Checker, at: syntax.Lookup) -> FormulaError:
    programme = checker.programme
    for names, fr, en in (
        (programme.fields, "un champ", "a field"),
        (programme.parameter, "un paramètre seul", "a parameter alone"),
        (programme.rule, "une règle", "a rule"),
    ):
        if at.name in names:
            return checker.error(
                at,
                "not_a_function",
                f"« {at.name} » est {fr}, qui se lit sans parenthèses.",
                f'"{at.name}" is {en}, which is read without parentheses.',
                to_write(at.name),
            )
    tables = [parameter.id for parameter in programme.parameters if parameter.owners]
    return checker.error(
        at,
        "unknown_function",
        f"la fonction « {at.name} » n'existe pas.",
        f'the function "{at.name}" does not exist.',
        foreign_word(at.name) or suggestion(at.name, [*FUNCTIONS, *TOTALS, *tables]),
    )


def _choice(checker: Checker, at: syntax.Syntax, table: Parameter, index: int) -> Node:
    keys = {cell.slot.options[index] for cell in table.cells if cell.slot is not None}
    if isinstance(at, syntax.Name) and at.id in keys and not checker.is_name(at.id):
        raise checker.error(
            at,
            "option_as_argument",
            f"« {at.id} » est une option : la table « {table.id} » se lit par la réponse.",
            f'"{at.id}" is an option: the table "{table.id}" is read by the answer.',
            _usage(table),
        )
    node = checker.require(checker.node(at), Type.CHOICE, at, _usage(table))
    choices = choices_of(node)
    if choices is None:
        raise checker.error(
            at,
            "not_one_choice",
            f"« {node.text} » n'est pas le choix d'un champ.",
            f'"{node.text}" is not the choice of one field.',
        )
    for name in choices.names:
        if name not in keys:
            raise checker.error(
                at,
                "option_without_value",
                f"« {node.text} » peut valoir « {name} », que la table « {table.id} » n'a pas.",
                f'"{node.text}" may be "{name}", which the table "{table.id}" does not have.',
                _usage(table),
            )
    return node


def _number(checker: Checker, at: syntax.Syntax, table: Parameter) -> Node:
    if isinstance(at, syntax.NumberText) and at.text not in ("0", "1"):
        raise checker.error(
            at,
            "literal",
            f"« {at.text} » est écrit en dur : la table « {table.id} » se lit par une réponse ou une règle.",
            f'"{at.text}" is written as a literal: the table "{table.id}" is read by an answer or a rule.',
            _usage(table),
        )
    node = checker.require(checker.node(at), Type.NUMBER, at, _usage(table))
    unit = _unit_of_bounds(checker, at, table)
    if node.unit is not None and unit is not None and node.unit != unit:
        raise checker.error(
            at,
            "unit_mismatch",
            f"« {node.text} » est en {node.unit.name}, les tranches de « {table.id} » en {unit.name}.",
            f'"{node.text}" is in {node.unit.name}, the bands of "{table.id}" in {unit.name}.',
            _usage(table),
        )
    return node


def _unit_of_bounds(checker: Checker, at: syntax.Syntax, table: Parameter) -> Unit | None:
    owner = checker.programme.key_owner(table.by_band)
    if isinstance(owner, Field):
        return field_unit(owner)
    trait = checker.traits.get(table.by_band)
    if trait is None:
        raise checker.error(
            at,
            "broken_rule",
            f"la règle « {table.by_band} » est elle-même à corriger.",
            f'the rule "{table.by_band}" itself needs mending.',
        )
    if trait.type is not Type.NUMBER:
        raise checker.error(
            at,
            "not_a_number",
            f"« {table.by_band} », dont « {table.id} » a les tranches, n'est pas un nombre.",
            f'"{table.by_band}", whose bands "{table.id}" has, is not a number.',
        )
    return trait.unit
