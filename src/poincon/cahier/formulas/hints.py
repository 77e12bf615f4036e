"""Options and answers written as plain speech does (« x est a ou b », `x = a`, `x = oui`): what a formula says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from poincon.cahier.basics.numbers import parse_fraction
from poincon.cahier.basics.problems import suggestion
from poincon.cahier.basics.text import Text
from poincon.cahier.formulas import syntax
from poincon.cahier.formulas.choices import Choices
from poincon.cahier.formulas.errors import FormulaError
from poincon.cahier.formulas.foreign import foreign_word
from poincon.cahier.formulas.tree import Node
from poincon.cahier.formulas.types import OPTION_TESTS, TYPE_WORDS
from poincon.cahier.model import Field
from poincon.cahier.model.kinds import Type

if TYPE_CHECKING:
    from poincon.cahier.formulas.checker import Checker

_HYPHENATED = re.compile(r"[A-Za-z0-9_]+(?:-[A-Za-z0-9_]+)+")
_DAY = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}|[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}")
_ANSWERS = {"oui": "", "vrai": "", "true": "", "non": "non ", "faux": "non ", "false": "non "}
_TEST_WORDS = {kind: word for word, kind in OPTION_TESTS.items()}


@dataclass(frozen=True, slots=True)
class _Subject:
    """What a part of a formula reads, before it is checked."""

    id: str
    type: Type
    options: frozenset[str]


def refuse_short_options(checker: Checker, at: syntax.Chain) -> None:
    """Raise the error of « x est a ou b », where `b` is an option of `x` and no name of its own."""
    _refuse_unaccented_where(checker, at)
    test: syntax.OptionTest | None = None
    for operand in at.operands:
        if isinstance(operand, syntax.OptionTest):
            test = operand
        elif test is not None and isinstance(operand, syntax.Name):
            field = _subject(checker, test.operand)
            if field is not None and operand.id in field.options and not _is_name(checker, operand.id):
                subject = checker.part(test.operand)
                full = f"{checker.part(test)} {at.operator} {subject} {test.operator} {operand.id}"
                raise checker.error(
                    operand,
                    "repeated_option",
                    f"« {operand.id} » est une option de « {field.id} » : la comparaison se répète pour chaque option.",
                    f'"{operand.id}" is an option of "{field.id}": the comparison is repeated for each option.',
                    Text(f"Écrivez « {full} ».", f'Write "{full}".'),
                )


def _refuse_unaccented_where(checker: Checker, at: syntax.Chain) -> None:
    """Raise the error of « somme(depenses.montant ou payee) »."""
    first = at.operands[0]
    table = checker.programme.fields.get(first.base) if isinstance(first, syntax.Dotted) else None
    column = table.column(first.id) if table is not None and isinstance(first, syntax.Dotted) else None
    if at.operator == "ou" and column is not None and column.type is not Type.BOOLEAN:
        raise checker.error(
            at.operands[1],
            "formula_unexpected",
            f"après « {checker.part(first)} », « ou » est inattendu : les lignes se choisissent par « où ».",
            f'after "{checker.part(first)}", "ou" is unexpected: rows are chosen with "où".',
            Text("Écrivez « où », avec son accent.", 'Write "où", with its accent.'),
        )


def refuse_equal_option(checker: Checker, at: syntax.Binary) -> None:
    """Raise the error of `x = a` where `a` is an option of the choice `x`, and of `x = oui`."""
    if at.operator not in ("=", "<>"):
        return
    for subject, value in ((at.first, at.second), (at.second, at.first)):
        field = _subject(checker, subject)
        if field is None or not isinstance(value, syntax.Name) or _is_name(checker, value.id):
            continue
        written = checker.part(subject)
        if field.type is Type.BOOLEAN and value.id in _ANSWERS:
            opposite = (_ANSWERS[value.id] != "") == (at.operator == "=")
            right = f"non {written}" if opposite else written
        elif field.type in _TEST_WORDS and value.id in field.options:
            test = f"{written} {_TEST_WORDS[field.type]} {value.id}"
            right = test if at.operator == "=" else f"non ({test})"
        else:
            continue
        raise checker.error(
            at,
            "equal_option",
            f"« {written} » ne se compare pas par « {at.operator} ».",
            f'"{written}" is not compared with "{at.operator}".',
            Text(f"Écrivez « {right} ».", f'Write "{right}".'),
        )


def refuse_other_test(checker: Checker, at: syntax.OptionTest) -> None:
    """Raise the error of « x est oui » where `x` is a yes or no, and of « est » where « contient » is needed."""
    field = _subject(checker, at.operand)
    if field is not None and field.type in _TEST_WORDS and field.type is not OPTION_TESTS[at.operator]:
        written, kind, needed = checker.part(at.operand), TYPE_WORDS[field.type], TYPE_WORDS[OPTION_TESTS[at.operator]]
        right = f"{written} {_TEST_WORDS[field.type]} {at.option}"
        raise checker.error(
            at.operand,
            "kind_mismatch",
            f"« {written} » est {kind.fr} ; il faut {needed.fr} ici.",
            f'"{written}" is {kind.en}; {needed.en} is needed here.',
            Text(f"Écrivez « {right} ».", f'Write "{right}".'),
        )
    if field is not None and field.type is Type.BOOLEAN and at.option in _ANSWERS:
        right = _ANSWERS[at.option] + checker.part(at.operand)
        raise checker.error(
            at,
            "kind_mismatch",
            f"« {checker.part(at.operand)} » est un oui ou non : il se lit par son nom.",
            f'"{checker.part(at.operand)}" is a yes or no: it is read by its name.',
            Text(f"Écrivez « {right} ».", f'Write "{right}".'),
        )


def unknown_option(checker: Checker, at: syntax.OptionTest, choices: Choices) -> FormulaError:
    """The error of an option that a choice does not have."""
    if not choices.names:
        return checker.error(
            at,
            "broken_rule",
            f"les options de « {choices.owner} » sont elles-mêmes à corriger.",
            f'the options of "{choices.owner}" themselves need mending.',
        )
    remedy = choices.remedy(at.option)
    subject = checker.part(at.operand)
    if at.option in ("vide", "renseigne", "connu"):
        right = f"non connu({subject})" if at.option == "vide" else f"connu({subject})"
        remedy = Text(f"Écrivez « {right} ».", f'Write "{right}".')
    return checker.error(
        at,
        "unknown_option",
        f"« {at.option} » n'est pas {choices.noun.fr} de « {choices.owner} ».",
        f'"{at.option}" is not {choices.noun.en} of "{choices.owner}".',
        remedy,
        (at.option,),
    )


def unknown_name(checker: Checker, at: syntax.Syntax, name: str) -> FormulaError:
    """The error of a name that the programme does not have."""
    columns = [column.id for column in checker.row.columns] if checker.row else []
    programme = checker.programme
    names = [*columns, *programme.fields, *programme.parameter, *programme.rule]
    remedy = _hyphenated(checker, at, names) or _column_of_line(checker, name)
    remedy = remedy or foreign_word(name) or suggestion(name, names) or _column_of_table(checker, name)
    return checker.error(
        at,
        "unknown_name",
        f"« {name} » n'est ni un champ, ni un paramètre, ni une règle.",
        f'"{name}" is neither a field, nor a parameter, nor a rule.',
        remedy,
        (name,),
    )


def literal_number(checker: Checker, at: syntax.NumberText) -> FormulaError:
    """The error of a number that is written in a formula; of a day, which no parameter can be."""
    day = next((match for match in _DAY.finditer(checker.text) if match.start() <= at.start < match.end()), None)
    if day is not None:
        return checker.error(
            at,
            "literal",
            f"« {day[0]} » : une date ne s'écrit pas dans une formule.",
            f'"{day[0]}": a date is not written in a formula.',
            Text(
                "Comparez deux dates du formulaire, ou une date et une autre plus une durée (« debut + delai ») : "
                "la durée est un paramètre en jours, en mois ou en années.",
                'Compare two dates of the form, or a date and another plus a duration ("debut + delai"): '
                "the duration is a parameter in days, months or years.",
            ),
        )
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
    """What would be right where a choice, or a yes or no, is compared by a sign."""
    if first.type in _TEST_WORDS:
        test = f"{first.text} {_TEST_WORDS[first.type]} …"
        return Text(f"Écrivez « {test} » avec une de ses options.", f'Write "{test}" with one of its options.')
    if equality and first.type is second.type is Type.BOOLEAN:
        right = f"({first.text} et {second.text}) ou (non {first.text} et non {second.text})"
        return Text(f"Deux oui ou non sont égaux quand « {right} ».", f'Two yes or no are equal when "{right}".')
    answer = next((side.text for side in (first, second) if side.type is Type.BOOLEAN), None)
    if answer is not None:
        return Text(
            f"Un oui ou non s'écrit seul : « {answer} » quand c'est oui, « non {answer} » quand c'est non.",
            f'A yes or no is written by itself: "{answer}" when it is yes, "non {answer}" when it is no.',
        )
    return None


def not_subtracted(at: syntax.Binary, first: Node, second: Node) -> Text | None:
    """What would be right where a date is taken from another."""
    if at.operator != "-" or not first.type is second.type is Type.DATE:
        return None
    months, order = f"mois_entre({second.text}, {first.text})", f"{first.text} >= {second.text} + …"
    return Text(
        f"Écrivez « {months} » pour un nombre de mois, ou comparez : « {order} » avec une durée.",
        f'Write "{months}" for a number of months, or compare: "{order}" with a duration.',
    )


def _hyphenated(checker: Checker, at: syntax.Syntax, names: list[str]) -> Text | None:
    """What to write instead of « taux-d-aide », which is read as a subtraction."""
    match = _HYPHENATED.match(checker.text, at.start)
    name = match[0].replace("-", "_") if match is not None else ""
    return Text(f"Écrivez « {name} ».", f'Write "{name}".') if name in names else None


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


def _is_name(checker: Checker, name: str) -> bool:
    programme = checker.programme
    is_column = checker.row is not None and checker.row.column(name) is not None
    return is_column or name in programme.fields or name in programme.parameter or name in programme.rule


def _subject(checker: Checker, at: syntax.Syntax) -> _Subject | None:
    """The field, column or rule that a name, `ligne.x` or `dossier.x` reads; None for anything else."""
    programme = checker.programme
    if isinstance(at, syntax.Dotted) and at.base == "ligne":
        return _of_field(checker.line.column(at.id) if checker.line is not None else None)
    if isinstance(at, syntax.Dotted) and at.base != "dossier":
        table = programme.fields.get(at.base)
        return _of_field(table.column(at.id) if table is not None else None)
    if not isinstance(at, syntax.Name | syntax.Dotted):
        return None
    column = checker.row.column(at.id) if checker.row is not None and isinstance(at, syntax.Name) else None
    field = column or programme.fields.get(at.id)
    trait = checker.traits.get(at.id)
    if field is None and trait is not None:
        options = trait.chooser.options if trait.chooser is not None else ()
        return _Subject(at.id, trait.type, frozenset(option.id for option in options))
    return _of_field(field)


def _of_field(field: Field | None) -> _Subject | None:
    return None if field is None else _Subject(field.id, field.type, frozenset(option.id for option in field.options))
