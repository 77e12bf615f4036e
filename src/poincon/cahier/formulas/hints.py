"""What is no name, no threshold or no comparison of the language: what a formula says instead."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import TYPE_CHECKING

from poincon.cahier.basics.numbers import parse_fraction
from poincon.cahier.basics.problems import suggestion
from poincon.cahier.basics.spelling import extended, nearest
from poincon.cahier.basics.text import Text, to_write
from poincon.cahier.basics.units import COUNT, MONTH, named
from poincon.cahier.formulas import syntax, tree
from poincon.cahier.formulas.choices import choices_of, is_writable
from poincon.cahier.formulas.errors import FormulaError
from poincon.cahier.formulas.foreign import WRITTEN_DAY, foreign_word, written_day
from poincon.cahier.formulas.option_hints import FREE_TEXT, TEST_WORDS, owner_of_option
from poincon.cahier.formulas.tree import Node
from poincon.cahier.formulas.types import field_unit
from poincon.cahier.model import FieldKind
from poincon.cahier.model.kinds import Type

if TYPE_CHECKING:
    from poincon.cahier.formulas.checker import Checker

_HYPHENATED = re.compile(r"[A-Za-z0-9_]+(?:-[A-Za-z0-9_]+)+")
_DAY = re.compile(WRITTEN_DAY)


def unknown_name(checker: Checker, at: syntax.Syntax, name: str) -> FormulaError:
    """The error of a name that the programme does not have."""
    columns = [column.id for column in checker.row.columns] if checker.row else []
    programme = checker.programme
    names = (*columns, *programme.fields, *programme.parameter, *programme.rule)
    remedy = _hyphenated(checker, at, names) or _column_of_line(checker, name)
    remedy = remedy or _foreign(name) or _option_of_field(checker, name)
    near = nearest(name, columns) or nearest(name, names)
    if remedy is None and near is not None:
        remedy = suggestion(name, [near])
    longer = extended(name, names)
    if remedy is None and 0 < len(longer) <= 3:
        remedy = suggestion(name, longer)
    remedy = remedy or _column_of_table(checker, name) or suggestion(name, columns) or suggestion(name, names)
    return checker.error(
        at,
        "unknown_name",
        f"« {name} » n'est ni un champ, ni un paramètre, ni une règle.",
        f'"{name}" is neither a field, nor a parameter, nor a rule.',
        remedy,
        (name,),
    )


def _foreign(name: str) -> Text | None:
    """What is written for a word of elsewhere; `x`, which stands for a product elsewhere, may be any name here."""
    return None if name == "x" else foreign_word(name)


def _option_of_field(checker: Checker, name: str) -> Text | None:
    """What to write for the bare name of an option."""
    test = owner_of_option(checker, name)
    return (
        None
        if test is None
        else Text(
            f"C'est une option, qui se lit par sa question : « {test} ».",
            f'It is an option, which is read by its question: "{test}".',
        )
    )


def literal_number(checker: Checker, at: syntax.NumberText) -> FormulaError:
    """The error of a number that is written in a formula; of a day, which no parameter can be."""
    day = next((match for match in _DAY.finditer(checker.text) if match.start() <= at.start < match.end()), None)
    if day is not None:
        return written_day(day[0], at.start)
    return checker.error(
        at,
        "literal",
        f"« {at.text} » est écrit en dur : seuls 0 et 1 le peuvent.",
        f'"{at.text}" is written as a literal: only 0 and 1 may be.',
        _parameter_worth(checker, at.text),
    )


def _parameter_worth(checker: Checker, number: str) -> Text:
    """What to write instead of a number: a new parameter, or one that is worth it, where it means the same."""
    value = parse_fraction(number)
    worth = [each.id for each in checker.programme.parameters if value in [dated for _, dated in each.values]]
    fr, en = (" ou ".join(f"« {name} »" for name in worth[:3]), " or ".join(f'"{name}"' for name in worth[:3]))
    return Text(
        "Donnez-lui un nom, une unité et une source dans « parametres »"
        + (f", ou écrivez {fr} si c'est la même chose." if worth else "."),
        'Give it a name, a unit and a source under "parametres"'
        + (f", or write {en} if it is the same thing." if worth else "."),
    )


def not_comparable(first: Node, second: Node, *, equality: bool) -> Text | None:
    """What would be right where a choice, a text, a yes or no, or a date is compared with something else."""
    choice = next((side for side in (first, second) if side.type in TEST_WORDS), None)
    if choice is not None:
        return to_write(tested(choice))
    if equality and first.type is second.type is Type.BOOLEAN:
        right = f"({first.text} et {second.text}) ou (non {first.text} et non {second.text})"
        return Text(f"Deux oui ou non sont égaux quand « {right} ».", f'Two yes or no are equal when "{right}".')
    answer = next((side.text for side in (first, second) if side.type is Type.BOOLEAN), None)
    if answer is not None:
        return Text(
            f"Un oui ou non s'écrit seul : « {answer} » quand c'est oui, « non {answer} » quand c'est non.",
            f'A yes or no is written by itself: "{answer}" when it is yes, "non {answer}" when it is no.',
        )
    if Type.TEXT in (first.type, second.type):
        return FREE_TEXT
    if Type.DATE in (first.type, second.type):
        return Text(
            "Une date se compare à une date : une autre réponse, ou une réponse plus une durée (« debut + delai »).",
            'A date is compared with a date: another answer, or an answer plus a duration ("debut + delai").',
        )
    return None


def as_condition(node: Node) -> Text | None:
    """What to write where a yes or no is needed and something else is read."""
    if node.type is Type.BOOLEAN or isinstance(node, tree.Constant):
        return None
    if isinstance(node, tree.FieldValue) and node.field.kind is FieldKind.TABLE:
        return to_write(f"nombre({node.text}) > 0")
    if node.type is Type.NUMBER:
        right = f"{node.text} > 0"
        return Text(
            f"Comparez-le : écrivez par exemple « {right} », ou comparez-le à un paramètre.",
            f'Compare it: write for instance "{right}", or compare it with a parameter.',
        )
    if node.type in TEST_WORDS:
        return to_write(tested(node))
    right = f"connu({node.text})"
    return Text(
        f"S'il suffit qu'une réponse soit donnée, écrivez « {right} ».", f'If any answer will do, write "{right}".'
    )


def tested(node: Node) -> str:
    """A choice tested against the first of its options that can be written."""
    choices = choices_of(node)
    writable = [name for name in choices.names if is_writable(name)] if choices is not None else []
    return f"{node.text} {TEST_WORDS[node.type]} {writable[0] if writable else '…'}"


def refuse_table(checker: Checker, at: syntax.Binary, first: Node, second: Node) -> None:
    """Raise the error of a table that is compared, or taken for a number: its rows are counted, a column adds up."""
    for node, side, other in ((first, at.first, second), (second, at.second, first)):
        if not isinstance(node, tree.FieldValue) or node.field.kind is not FieldKind.TABLE:
            continue
        counts = other.unit is None or other.unit == COUNT or other.type is not Type.NUMBER
        columns = [] if counts else [column for column in node.field.columns if field_unit(column) == other.unit]
        read = f"somme({node.field.id}.{columns[0].id})" if columns else f"nombre({node.field.id})"
        right = checker.text[: side.start] + read + checker.text[side.end :]
        if isinstance(other, tree.Constant) and other.value == 1 and at.operator == ">=":
            right = f"{read} > 0"
        raise checker.error(
            side,
            "table_as_number",
            f"« {node.text} » est un tableau : on compte ses lignes, ou on additionne une de ses colonnes.",
            f'"{node.text}" is a table: its rows are counted, or one of its columns adds up.',
            to_write(right),
        )


def not_a_duration(checker: Checker, at: syntax.Syntax, node: Node) -> FormulaError:
    """The error of what is added to a date and is no duration."""
    durations = [each.id for each in checker.programme.parameters if each.unit.is_duration and not each.owners]
    fr = " ou ".join(f"« {name} »" for name in durations[:3])
    en = " or ".join(f'"{name}"' for name in durations[:3])
    return checker.error(
        at,
        "not_a_duration",
        f"« {node.text} » n'est pas une durée (an, mois, jour).",
        f'"{node.text}" is not a duration (an, mois, jour).',
        Text(
            "Ajoutez un paramètre en an, en mois ou en jour"
            + (f" : {fr}." if durations else " (« {id: delai, unite: mois, valeurs: {sans_date: 6}, … } »)."),
            "Add a parameter in years, months or days"
            + (f": {en}." if durations else ' ("{id: delai, unite: mois, valeurs: {sans_date: 6}, … }").'),
        ),
    )


def not_subtracted(at: syntax.Binary, first: Node, second: Node) -> Text | None:
    """What would be right where a date is taken from another."""
    if at.operator != "-" or not first.type is second.type is Type.DATE:
        return None
    months, order = f"mois_entre({second.text}, {first.text})", f"{first.text} >= {second.text} + …"
    return Text(
        f"Écrivez « {months} » pour un nombre de mois, ou comparez : « {order} » avec une durée.",
        f'Write "{months}" for a number of months, or compare: "{order}" with a duration.',
    )


def date_comes_first(checker: Checker, at: syntax.Binary, first: Node, second: Node) -> FormulaError:
    """The error of « delai + debut »."""
    right = f"{checker.text[: at.start]}{second.text} + {first.text}{checker.text[at.end :]}"
    return checker.error(
        at,
        "kind_mismatch",
        "une durée s'ajoute après la date.",
        "a duration is added after the date.",
        to_write(right),
    )


def differing_units(first: Node, second: Node) -> Text:
    """What to do where two numbers do not have the same unit; a parameter may be told in the unit of the other."""
    for parameter, other in ((second, first), (first, second)):
        if isinstance(parameter, tree.ParameterValue) and other.unit is not None and parameter.unit is not None:
            if other.unit == MONTH and parameter.unit == named("an"):
                name, months = parameter.parameter.id, "« unite: mois » et 24 pour 2 ans"
                return Text(
                    f"Donnez « {name} » en mois : {months}.",
                    f'Give "{name}" in months: "unite: mois" and 24 for 2 years.',
                )
            return Text(
                f"Si « {parameter.text} » est en {other.unit.name}, écrivez « unite: {other.unit.name} » à ce "
                "paramètre ; sinon, comparez ou ajoutez une grandeur de même unité.",
                f'If "{parameter.text}" is in {other.unit.name}, write "unite: {other.unit.name}" for this parameter; '
                "otherwise compare or add a quantity of the same unit.",
            )
    return Text(
        "Prenez deux grandeurs de même unité, ou ramenez l'une à l'autre par un paramètre (un prix par personne, "
        "un taux).",
        "Take two quantities of the same unit, or bring one to the other by a parameter (a price per person, a rate).",
    )


def _hyphenated(checker: Checker, at: syntax.Syntax, names: Collection[str]) -> Text | None:
    """What to write instead of « taux-d-aide », which is read as a subtraction."""
    match = _HYPHENATED.match(checker.text, at.start)
    name = match[0].replace("-", "_") if match is not None else ""
    return to_write(name) if name in names else None


def _column_of_line(checker: Checker, name: str) -> Text | None:
    """What to write instead of a column's bare name within « pour chaque ligne »."""
    if checker.line is None or checker.line.column(name) is None:
        return None
    return Text(f"Écrivez « ligne.{name} ».", f'Write "ligne.{name}".')


def _column_of_table(checker: Checker, name: str) -> Text | None:
    for field in checker.programme.fields.values():
        if field.column(name) is not None:
            total = f"somme({field.id}.{name})"
            return Text(
                f"C'est une colonne du tableau « {field.id} » : écrivez par exemple « {total} ».",
                f'It is a column of the table "{field.id}": write for instance "{total}".',
            )
    return None
