"""Checks of what ranges over years, rows or groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poincon.cahier.basics.problems import suggestion
from poincon.cahier.basics.text import Text, to_write
from poincon.cahier.basics.units import COUNT
from poincon.cahier.formulas import syntax, tree
from poincon.cahier.formulas.table_functions import TABLE_FUNCTIONS
from poincon.cahier.formulas.tree import Node
from poincon.cahier.formulas.types import TYPE_WORDS, field_unit
from poincon.cahier.formulas.year_functions import YEAR_FUNCTIONS
from poincon.cahier.model import Field, FieldKind
from poincon.cahier.model.kinds import KINDS, Type

if TYPE_CHECKING:
    from poincon.cahier.formulas.checker import Checker


def _in_years(checker: Checker, at: syntax.Syntax, argument: syntax.Syntax) -> Node:
    if checker.table is not None or checker.line is not None:
        raise checker.error(
            at,
            "years_in_rows",
            "une fonction d'années ne se met pas à l'intérieur d'un tableau.",
            "a function of years cannot stand inside a table.",
        )
    if checker.year_depth:
        raise checker.error(
            at,
            "nested_years",
            "une fonction d'années n'en contient pas une autre.",
            "a function of years cannot hold another.",
            Text("Nommez la partie intérieure dans « derives ».", 'Name the inner part under "derives".'),
        )
    checker.year_depth += 1
    node = checker.node(argument)
    checker.year_depth -= 1
    if not node.yearly and not _is_figure(node):
        raise checker.error(
            argument,
            "not_yearly",
            f"« {node.text} » ne change pas d'une année à l'autre : rien de ce qu'il lit n'est demandé chaque année.",
            f'"{node.text}" does not change from year to year: nothing that it reads is asked for each year.',
            Text(
                "Lisez-le sans fonction d'années, ou demandez-le chaque année (« fenetre » de son groupe).",
                'Read it without a function of years, or ask for it each year ("fenetre" of its group).',
            ),
        )
    return node


def _is_figure(node: Node) -> bool:
    """Whether a number is made of figures of the programme alone: they stand for a year as for any other."""
    leaves = [part for part in tree.walk(node) if not tree.children(part)]
    return node.type is Type.NUMBER and all(isinstance(leaf, tree.Constant | tree.ParameterValue) for leaf in leaves)


def before(checker: Checker, at: syntax.Call) -> Node:
    operand = _in_years(checker, at, at.arguments[0])
    return tree.Before(checker.part(at), operand.type, operand.unit, True, operand)


def year_call(checker: Checker, at: syntax.Call) -> Node:
    return _over_years(checker, at, at.function, at.arguments[0])


def over_years(checker: Checker, at: syntax.OverYears) -> Node:
    return _over_years(checker, at, at.function, at.operand)


def _over_years(checker: Checker, at: syntax.Syntax, function: str, argument: syntax.Syntax) -> Node:
    row = YEAR_FUNCTIONS[function]
    operand = _in_years(checker, at, argument)
    if row.takes is not None:
        checker.require(operand, row.takes, argument)
    kind = operand.type if row.gives is None else row.gives
    unit = operand.unit if kind is Type.NUMBER else None
    return tree.OverYears(checker.part(at), kind, unit, True, function, operand)


def _table(checker: Checker, at: syntax.Syntax, name: str) -> Field:
    field = checker.programme.fields.get(name)
    if field is None or field.kind is not FieldKind.TABLE:
        tables = [field.id for field in checker.programme.fields.values() if field.kind is FieldKind.TABLE]
        raise checker.error(
            at,
            "not_a_table",
            f"« {name} » n'est pas un tableau.",
            f'"{name}" is not a table.',
            suggestion(name, tables),
            (name,),
        )
    return field


def column_of(checker: Checker, at: syntax.Syntax, table: Field, name: str) -> Field:
    column = table.column(name)
    if column is None:
        raise checker.error(
            at,
            "unknown_column",
            f"le tableau « {table.id} » n'a pas de colonne « {name} ».",
            f'the table "{table.id}" has no column "{name}".',
            suggestion(name, [column.id for column in table.columns]),
            (name,),
        )
    return column


def cell(checker: Checker, at: syntax.Dotted) -> Node:
    """`table.column`: what a function over that table reads of each row."""
    if checker.table is None or checker.table.id != at.base:
        raise checker.error(
            at,
            "dotted_name",
            f"« {at.base}. » : une colonne de tableau se lit dans « somme(…) », « max(…) » ou « premier(…) ».",
            f'"{at.base}.": a column of a table is read inside "somme(…)", "max(…)" or "premier(…)".',
            _row_word(checker, at),
        )
    column = column_of(checker, at, checker.table, at.id)
    has_bounds = checker.has_bounds and checker.row is None
    return tree.ColumnValue(checker.part(at), column.type, field_unit(column), False, column, False, has_bounds)


def _row_word(checker: Checker, at: syntax.Dotted) -> Text | None:
    """What to write within « pour chaque ligne »."""
    if checker.line is None or checker.line.id != at.base:
        return None
    return Text(f"Écrivez « ligne.{at.id} ».", f'Write "ligne.{at.id}".')


def _condition_on_rows(checker: Checker, table: Field, condition: syntax.Syntax | None) -> Node | None:
    if condition is None:
        return None
    outer = checker.table, checker.row
    checker.table = checker.row = table
    node = checker.boolean(condition)
    checker.table, checker.row = outer
    return node


def _operand_of_rows(checker: Checker, table: Field, at: syntax.OverTable) -> Node | None:
    """What a function reads of each row of a table."""
    if at.operand is None:
        return None
    function = TABLE_FUNCTIONS[at.function]
    checker.table, checker.has_bounds = table, function.has_bounds
    operand = checker.node(at.operand)
    checker.table, checker.has_bounds = None, False
    if operand.type not in function.takes:
        kind = TYPE_WORDS[operand.type]
        raise checker.error(
            at.operand,
            "kind_mismatch",
            f"« {operand.text} » est {kind.fr} : « {at.function} » ne le prend pas.",
            f'"{operand.text}" is {kind.en}: "{at.function}" does not take it.',
            _other_columns(table, at.function),
        )
    return operand


def _refuse_bare_group(checker: Checker, at: syntax.OverTable) -> None:
    """Raise the error of « nombre(gestion où majeure) », where `gestion` is a group of criteria."""
    if at.operand is not None or at.table not in checker.programme.criterion_group:
        return
    chosen = "" if at.condition is None else f" où {checker.part(at.condition)}"
    right = checker.text[: at.start] + f"nombre(criteres de {at.table}{chosen})" + checker.text[at.end :]
    raise checker.error(
        at,
        "not_a_table",
        f"« {at.table} » est un groupe de critères.",
        f'"{at.table}" is a group of criteria.',
        to_write(right),
    )


def _other_columns(table: Field, function: str) -> Text:
    """What a function may go through in a table, or the number of its rows."""
    takes = TABLE_FUNCTIONS[function].takes
    calls = [f"{function}({table.id}.{column.id})" for column in table.columns if column.type in takes]
    calls = [*calls[:3], f"nombre({table.id})"]
    fr, en = (" ou ".join(f"« {call} »" for call in calls), " or ".join(f'"{call}"' for call in calls))
    return Text(f"Écrivez {fr}.", f"Write {en}.")


def over_table(checker: Checker, at: syntax.OverTable) -> Node:
    _refuse_bare_group(checker, at)
    table = _table(checker, at, at.table)
    if checker.table is not None:
        raise checker.error(
            at,
            "nested_rows",
            "un parcours de tableau n'en contient pas un autre.",
            "a pass over a table cannot hold another.",
            Text(
                "Nommez la partie intérieure dans « derives », ou utilisez « pour chaque ligne de … : … ».",
                'Name the inner part under "derives", or use "pour chaque ligne de … : …".',
            ),
        )
    operand = _operand_of_rows(checker, table, at)
    condition = _condition_on_rows(checker, table, at.condition)
    yearly = table.yearly or any(part.yearly for part in (operand, condition) if part is not None)
    kind, unit = (Type.NUMBER, COUNT) if operand is None else (operand.type, operand.unit)
    return tree.OverTable(checker.part(at), kind, unit, yearly, at.function, table, operand, condition)


def for_each(checker: Checker, at: syntax.ForEach) -> Node:
    if checker.line is not None or checker.table is not None or checker.in_groups:
        raise checker.error(
            at, "nested_rows", "« pour chaque » n'en contient pas un autre.", '"pour chaque" cannot hold another.'
        )
    tables = tuple(_table(checker, at, name) for name in at.tables)
    over_lines = at.column == "ligne"
    if over_lines and len(tables) > 1:
        raise checker.error(
            at,
            "one_table",
            "« pour chaque ligne » porte sur un seul tableau.",
            '"pour chaque ligne" takes one table.',
        )
    if not over_lines:
        columns = [column_of(checker, at, table, at.column) for table in tables]
        if not all(KINDS[column.kind].groups_rows for column in columns):
            raise checker.error(
                at,
                "kind_mismatch",
                f"on ne groupe que par une colonne de texte ou de choix, pas par « {at.column} ».",
                f'groups are made by a column of text or of choice, not by "{at.column}".',
            )
    condition = _condition_on_rows(checker, tables[0], at.condition)
    checker.line, checker.in_groups = (tables[0], False) if over_lines else (None, True)
    body = checker.boolean(at.body)
    checker.line, checker.in_groups = None, False
    yearly = body.yearly or any(table.yearly for table in tables)
    return tree.ForEach(
        checker.part(at), Type.BOOLEAN, None, yearly, None if over_lines else at.column, tables, condition, body
    )
