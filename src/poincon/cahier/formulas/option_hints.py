"""Options and answers written as plain speech does (« x est a ou b », `x = a`, `x >= a`): what a formula says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from poincon.cahier.basics.spelling import nearest
from poincon.cahier.basics.text import Text, to_write
from poincon.cahier.formulas import syntax, tree
from poincon.cahier.formulas.choices import Choices, is_writable
from poincon.cahier.formulas.criteria import given_level
from poincon.cahier.formulas.errors import FormulaError
from poincon.cahier.formulas.types import OPTION_TESTS, TYPE_WORDS
from poincon.cahier.model import Field, Rule
from poincon.cahier.model.kinds import Type

if TYPE_CHECKING:
    from poincon.cahier.formulas.checker import Checker

FREE_TEXT = Text(
    "Un texte libre ne se compare qu'à un autre texte du formulaire ; pour distinguer des réponses connues d'avance, "
    "demandez-les par un champ « choix ».",
    "A free text is only compared with another text of the form; to tell apart answers that are known beforehand, "
    'ask for them with a field "choix".',
)
_ANSWERS = {"oui": "", "vrai": "", "true": "", "non": "non ", "faux": "non ", "false": "non "}
_TURNED = {"=": "=", "<>": "<>", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
"""The comparisons, and each as it reads from its other side."""
_OPTIONS = Text("des options", "options")
_VERDICTS = Text("les mots d'un verdict", "the words of a verdict")
_LEVELS = Text("les niveaux d'une échelle", "the levels of a scale")
TEST_WORDS = {kind: word for word, kind in OPTION_TESTS.items()}
"""The word that tests an option of each type."""


@dataclass(frozen=True, slots=True)
class _Subject:
    """What a part of a formula reads, before it is checked."""

    id: str
    type: Type
    options: tuple[str, ...]
    noun: Text = _OPTIONS
    best_first: bool = False


def refuse_short_options(checker: Checker, at: syntax.Chain) -> None:
    """Raise the error of « x est a ou b », where `b` is an option of `x` and no name of its own."""
    _refuse_unaccented_where(checker, at)
    test: syntax.OptionTest | None = None
    for operand in at.operands:
        if isinstance(operand, syntax.OptionTest):
            test = operand
        elif test is not None and isinstance(operand, syntax.Name):
            field = _subject(checker, test.operand)
            if field is not None and operand.id in field.options and not checker.is_name(operand.id):
                subject = checker.part(test.operand)
                full = f"{checker.part(test)} {at.operator} {subject} {test.operator} {operand.id}"
                raise checker.error(
                    operand,
                    "repeated_option",
                    f"« {operand.id} » est une option de « {field.id} » : la comparaison se répète pour chaque option.",
                    f'"{operand.id}" is an option of "{field.id}": the comparison is repeated for each option.',
                    to_write(full),
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


def refuse_compared_option(checker: Checker, at: syntax.Binary) -> None:
    """Raise the error of `x = a` and `x >= a` where `a` is an option of the choice `x`, and of `x = oui`."""
    if at.operator not in _TURNED:
        return
    for subject, value, operator in (
        (at.first, at.second, at.operator),
        (at.second, at.first, _TURNED[at.operator]),
    ):
        field = _subject(checker, subject)
        if field is None or not isinstance(value, syntax.Name):
            continue
        if checker.is_name(value.id) and not (field.type in TEST_WORDS and value.id in field.options):
            continue
        written = checker.part(subject)
        if field.type in TEST_WORDS and value.id in field.options and operator not in ("=", "<>"):
            raise _unordered(checker, at, field, _side(field, operator, value.id), written)
        if field.type is Type.TEXT:
            raise _no_text(checker, value, written)
        right = _equal(field, written, operator, value.id)
        if right is None:
            continue
        raise checker.error(
            at,
            "equal_option",
            f"« {written} » ne se compare pas par « {at.operator} ».",
            f'"{written}" is not compared with "{at.operator}".',
            to_write(right),
        )


def _no_text(checker: Checker, value: syntax.Name, written: str) -> FormulaError:
    """The error of a free text that is compared with a word of the author's."""
    return checker.error(
        value,
        "unknown_name",
        f"« {written} » est un texte libre, et « {value.id} » n'est ni un champ, ni un paramètre.",
        f'"{written}" is a free text, and "{value.id}" is neither a field nor a parameter.',
        FREE_TEXT,
        (value.id,),
    )


def _equal(field: _Subject, written: str, operator: str, value: str) -> str | None:
    """What is written for `x = a`, `x <> a`, `x = oui`; None when that is something else."""
    if field.type is Type.BOOLEAN and value in _ANSWERS and operator in ("=", "<>"):
        opposite = (_ANSWERS[value] != "") == (operator == "=")
        return f"non {written}" if opposite else written
    if field.type in TEST_WORDS and value in field.options:
        test = f"{written} {TEST_WORDS[field.type]} {value}"
        return test if operator == "=" else f"non ({test})"
    return None


def _side(field: _Subject, operator: str, value: str) -> tuple[str, ...]:
    """The options on that side of one, as they are listed: verdicts and levels from the best, others from the least."""
    upwards = field.options[::-1] if field.best_first else field.options
    place = upwards.index(value)
    sides = {
        ">": upwards[place + 1 :],
        ">=": upwards[place:],
        "<": upwards[:place],
        "<=": upwards[: place + 1],
    }
    return sides[operator] or (value,)


def _unordered(
    checker: Checker, at: syntax.Binary, field: _Subject, names: tuple[str, ...], written: str
) -> FormulaError:
    """The error of options that are compared by an order, which they do not have."""
    full = " ou ".join(f"{written} {TEST_WORDS[field.type]} {option}" for option in names)
    return checker.error(
        at,
        "unordered_option",
        f"« {written} » n'a pas d'ordre : « {at.operator} » ne compare pas {field.noun.fr}.",
        f'"{written}" has no order: "{at.operator}" does not compare {field.noun.en}.',
        Text(
            f"Nommez chaque réponse qui convient, par exemple « {full} ».",
            f'Name each answer that will do, for instance "{full}".',
        ),
    )


def refuse_unknown_subject(checker: Checker, at: syntax.OptionTest) -> None:
    """Raise the error of « risque est fort », where no `risque` is, and other names have the option `fort`."""
    if not isinstance(at.operand, syntax.Name) or checker.is_name(at.operand.id):
        return
    fields = checker.row.columns if checker.row is not None else tuple(checker.programme.fields.values())
    owners = [field for field in fields if at.option in [option.id for option in field.options]]
    near = nearest(at.operand.id, [field.id for field in owners])
    owners = [field for field in owners if near in (None, field.id)]
    if not owners:
        return
    tests = [f"{field.id} {TEST_WORDS[field.type]} {at.option}" for field in owners[:3]]
    row = checker.row
    raise checker.error(
        at.operand,
        "unknown_name",
        f"« {at.operand.id} » n'est ni un champ, ni un paramètre, ni une règle."
        if row is None
        else f"« {at.operand.id} » n'est pas une colonne de « {row.id} ».",
        f'"{at.operand.id}" is neither a field, nor a parameter, nor a rule.'
        if row is None
        else f'"{at.operand.id}" is no column of "{row.id}".',
        Text(
            "Écrivez " + " ou ".join(f"« {test} »" for test in tests) + ".",
            "Write " + " or ".join(f'"{test}"' for test in tests) + ".",
        ),
        (at.operand.id,),
    )


def owner_of_option(checker: Checker, name: str) -> str | None:
    """« halle est couverte », for the name `couverte`; None when no field of the form has that option."""
    for field in checker.programme.fields.values():
        if name in [option.id for option in field.options]:
            return f"{field.id} {TEST_WORDS[field.type]} {name}"
    return None


def refuse_other_test(checker: Checker, at: syntax.OptionTest) -> None:
    """Raise the error of « x est oui » where `x` is a yes or no, and of « est » where « contient » is needed."""
    field = _subject(checker, at.operand)
    if field is not None and field.type in TEST_WORDS and field.type is not OPTION_TESTS[at.operator]:
        written, kind, needed = checker.part(at.operand), TYPE_WORDS[field.type], TYPE_WORDS[OPTION_TESTS[at.operator]]
        right = f"{written} {TEST_WORDS[field.type]} {at.option}"
        raise checker.error(
            at.operand,
            "kind_mismatch",
            f"« {written} » est {kind.fr} ; il faut {needed.fr} ici.",
            f'"{written}" is {kind.en}; {needed.en} is needed here.',
            to_write(right),
        )
    if field is not None and field.type is Type.BOOLEAN and at.option in _ANSWERS:
        right = _ANSWERS[at.option] + checker.part(at.operand)
        raise checker.error(
            at,
            "kind_mismatch",
            f"« {checker.part(at.operand)} » est un oui ou non : il se lit par son nom.",
            f'"{checker.part(at.operand)}" is a yes or no: it is read by its name.',
            to_write(right),
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
        remedy = to_write(right)
    return checker.error(
        at,
        "unknown_option",
        f"« {at.option} » n'est pas {choices.noun.fr} de « {choices.owner} ».",
        f'"{at.option}" is not {choices.noun.en} of "{choices.owner}".',
        remedy,
        (at.option,),
    )


def _subject(checker: Checker, at: syntax.Syntax) -> _Subject | None:
    """The field, column, rule or graded answer that a name, `ligne.x` or `dossier.x` reads; None for anything else."""
    programme = checker.programme
    if isinstance(at, syntax.Dotted) and at.base == "ligne":
        return _of_field(checker.line.column(at.id) if checker.line is not None else None)
    if isinstance(at, syntax.Dotted) and at.base != "dossier":
        table = programme.fields.get(at.base)
        return _of_field(table.column(at.id) if table is not None else None)
    if not isinstance(at, syntax.Name | syntax.Dotted):
        return None
    column = checker.row.column(at.id) if checker.row is not None and isinstance(at, syntax.Name) else None
    graded = given_level(checker, at)
    if isinstance(graded, tree.GivenLevel):
        levels = tuple(level.id for level in graded.scale.levels if is_writable(level.id))
        return _Subject(at.id, Type.CHOICE, levels, _LEVELS, best_first=True)
    field = column or programme.fields.get(at.id)
    trait = checker.traits.get(at.id)
    if field is None and trait is not None:
        options = trait.chooser.options if trait.chooser is not None else ()
        names = tuple(option.id for option in options)
        is_verdict = isinstance(trait.chooser, Rule)
        return _Subject(at.id, trait.type, names, _VERDICTS if is_verdict else _OPTIONS, best_first=is_verdict)
    return _of_field(field)


def _of_field(field: Field | None) -> _Subject | None:
    return None if field is None else _Subject(field.id, field.type, tuple(option.id for option in field.options))
