"""Functions of spreadsheets: how a formula says the same, or what to do where it cannot."""

from __future__ import annotations

import re
from collections.abc import Callable

from poincon.cahier.basics.numbers import ROUNDING_STEPS
from poincon.cahier.basics.spelling import unaccented
from poincon.cahier.basics.text import Text
from poincon.cahier.formulas.words import RESERVED

_CALL = re.compile(r"(?<![A-Za-z0-9_.])(?P<name>[A-Za-z][A-Za-z._]*)\s*\(")
_COLUMN = re.compile(r"(?P<table>[A-Za-z0-9_]+)\.(?P<column>[A-Za-z0-9_]+)")
_LONGEST_FORMULA = 500
"""Characters at which a writing is given up."""
_DECIMALS = {"0": "unite", "2": "centime"} | {step: step for step in ROUNDING_STEPS}

_Writer = Callable[[list[str]], str | None]
"""What is written for a call, given its arguments; None when they are not those of a usual call."""


def _choice(arguments: list[str]) -> str | None:
    if len(arguments) != 3:
        return None
    return f"(si {arguments[0]} alors {arguments[1]} sinon {arguments[2]})"


def _joined(word: str) -> _Writer:
    def written(arguments: list[str]) -> str | None:
        return f"({f' {word} '.join(arguments)})" if len(arguments) > 1 else None

    return written


def _rounded(function: str, usual: str = "") -> _Writer:
    """`usual`: the decimals of a call that says none; elsewhere that is another rounding in each spreadsheet."""

    def written(arguments: list[str]) -> str | None:
        step = _DECIMALS.get((*arguments, usual)[1]) if len(arguments) < 3 else None
        return f"{function}({arguments[0]}, {step})" if step else None

    return written


def _whole(arguments: list[str]) -> str | None:
    return f"arrondi_inf({arguments[0]}, unite)" if len(arguments) == 1 else None


def _absolute(arguments: list[str]) -> str | None:
    if len(arguments) != 1:
        return None
    (number,) = arguments
    return f"max({number}, -{number})" if re.fullmatch(r"\w+", number) else f"max({number}, -({number}))"


def _average(arguments: list[str]) -> str | None:
    column = _COLUMN.fullmatch(arguments[0]) if len(arguments) == 1 else None
    return f"(somme({arguments[0]}) / nombre({column['table']}))" if column is not None else None


def _blank(arguments: list[str]) -> str | None:
    return f"non connu({arguments[0]})" if len(arguments) == 1 else None


def _rows(arguments: list[str]) -> str | None:
    column = _COLUMN.fullmatch(arguments[0]) if len(arguments) == 1 else None
    return f"nombre({column['table']})" if column is not None else None


def _rows_where(arguments: list[str]) -> str | None:
    column = _COLUMN.fullmatch(arguments[0]) if len(arguments) == 2 else None
    return f"nombre({column['table']} où {column['column']} est {arguments[1]})" if column is not None else None


def _total(arguments: list[str]) -> str | None:
    return f"somme({arguments[0]})" if len(arguments) == 1 else f"({' + '.join(arguments)})"


def _total_where(arguments: list[str]) -> str | None:
    column = _COLUMN.fullmatch(arguments[0]) if len(arguments) == 3 else None
    return f"somme({arguments[2]} où {column['column']} est {arguments[1]})" if column is not None else None


def _months(arguments: list[str]) -> str | None:
    by_month = len(arguments) == 2 or (len(arguments) == 3 and arguments[2].strip("\"'").lower() == "m")
    return f"mois_entre({arguments[0]}, {arguments[1]})" if by_month else None


def _later(arguments: list[str]) -> str | None:
    return f"({arguments[0]} + {arguments[1]})" if len(arguments) == 2 else None


def _not(arguments: list[str]) -> str | None:
    if len(arguments) != 1:
        return None
    return f"non {arguments[0]}" if re.fullmatch(r"\w+", arguments[0]) else f"non ({arguments[0]})"


def _given(arguments: list[str]) -> str | None:
    return f"connu({arguments[0]})" if len(arguments) == 1 else None


def _same(function: str) -> _Writer:
    return lambda arguments: f"{function}({', '.join(arguments)})"


_WRITERS: dict[str, _Writer] = {
    "si": _choice,
    "if": _choice,
    "et": _joined("et"),
    "and": _joined("et"),
    "ou": _joined("ou"),
    "or": _joined("ou"),
    "non": _not,
    "not": _not,
    "min": _same("min"),
    "max": _same("max"),
    "arrondi": _rounded("arrondi", "2"),
    "round": _rounded("arrondi"),
    "arrondi_inf": _rounded("arrondi_inf", "2"),
    "arrondi_sup": _rounded("arrondi_sup", "2"),
    "arrondi.inf": _rounded("arrondi_inf"),
    "arrondi.sup": _rounded("arrondi_sup"),
    "ent": _whole,
    "int": _whole,
    "abs": _absolute,
    "moyenne": _average,
    "average": _average,
    "estvide": _blank,
    "est_vide": _blank,
    "vide": _blank,
    "isblank": _blank,
    "renseigne": _given,
    "est_renseigne": _given,
    "est_connu": _given,
    "nb": _rows,
    "nbval": _rows,
    "nb.si": _rows_where,
    "somme": _total,
    "sum": _total,
    "somme.si": _total_where,
    "datedif": _months,
    "mois.decaler": _later,
}
_ROWS_WHERE = Text(
    "Les lignes d'un tableau se comptent par « nombre(tableau où colonne est option) ».",
    'The rows of a table are counted by "nombre(table où column est option)".',
)
_TOTAL_WHERE = Text(
    "Les lignes d'un tableau s'additionnent par « somme(tableau.montant où colonne est option) ».",
    'The rows of a table add up by "somme(table.amount où column est option)".',
)
_ROUNDING = Text(
    "Un arrondi dit à quoi : « arrondi(x, centime) », « arrondi(x, euro) » ou « arrondi(x, unite) ».",
    'A rounding says to what: "arrondi(x, centime)", "arrondi(x, euro)" or "arrondi(x, unite)".',
)
_TODAY = Text(
    "Une formule ne lit pas le jour où on la calcule : demandez une date dans le formulaire, et lisez-la.",
    "A formula does not read the day on which it is worked out: ask for a date in the form, and read it.",
)
_PART_OF_DATE = Text(
    "Une date ne se découpe pas : comparez deux dates, comptez les mois par « mois_entre(debut, fin) », "
    "ou demandez l'année par un champ « annee ».",
    'A date is not cut up: compare two dates, count months with "mois_entre(start, end)", '
    'or ask for the year with a field "annee".',
)
_LOOKUP = Text(
    "Une grille est un paramètre donné par option (« par ») ou par tranche (« par_tranche ») : « taux(categorie) ».",
    'A grid is a parameter given by option ("par") or by band ("par_tranche"): "taux(category)".',
)
_NO_ERROR = Text(
    "Une division par zéro ou une réponse qui manque rend le résultat inconnu, sans erreur : écrivez le calcul seul.",
    "A division by zero or a missing answer makes the outcome unknown, without an error: write the calculation alone.",
)
_CHOICE = Text("Écrivez « si … alors … sinon … ».", 'Write "si … alors … sinon …".')
_NO_SUCH = Text(
    "Le langage n'a ni puissance, ni racine, ni reste : écrivez un produit, ou demandez le nombre dans le formulaire.",
    "The language has no power, root or remainder: write a product, or ask for the number in the form.",
)
_AVERAGE = Text(
    "Une moyenne s'écrit « somme(tableau.colonne) / nombre(tableau) ».",
    'An average is written "somme(table.column) / nombre(table)".',
)
_ADVICE: dict[str, Text] = {
    "nb.si": _ROWS_WHERE,
    "nb.si.ens": _ROWS_WHERE,
    "nbsi": _ROWS_WHERE,
    "countif": _ROWS_WHERE,
    "nb": _ROWS_WHERE,
    "nbval": _ROWS_WHERE,
    "somme.si": _TOTAL_WHERE,
    "somme.si.ens": _TOTAL_WHERE,
    "sommesi": _TOTAL_WHERE,
    "sumif": _TOTAL_WHERE,
    "sommeprod": _TOTAL_WHERE,
    "arrondi": _ROUNDING,
    "arrondi.inf": _ROUNDING,
    "arrondi.sup": _ROUNDING,
    "round": _ROUNDING,
    "aujourdhui": _TODAY,
    "maintenant": _TODAY,
    "today": _TODAY,
    "annee": _PART_OF_DATE,
    "mois": _PART_OF_DATE,
    "jour": _PART_OF_DATE,
    "date": _PART_OF_DATE,
    "datedif": _PART_OF_DATE,
    "recherchev": _LOOKUP,
    "rechercheh": _LOOKUP,
    "recherchex": _LOOKUP,
    "recherche": _LOOKUP,
    "index": _LOOKUP,
    "sierreur": _NO_ERROR,
    "iferror": _NO_ERROR,
    "si.conditions": _CHOICE,
    "si": _CHOICE,
    "racine": _NO_SUCH,
    "puissance": _NO_SUCH,
    "mod": _NO_SUCH,
    "moyenne": _AVERAGE,
    "moyenne.si": _AVERAGE,
}


def without_spreadsheet_calls(formula: str) -> str:
    """The formula with the calls of spreadsheets written as the language says them: `SI(a; b; c)`, `ET(a; b)`."""
    for call in reversed(list(_CALL.finditer(formula))):
        writer = _WRITERS.get(_function(call))
        end = closing(formula, call.end())
        if writer is None or end is None:
            continue
        written = writer(_arguments(formula[call.end() : end]))
        if written is not None:
            formula = formula[: call.start()] + written + formula[end + 1 :]
        if len(formula) > _LONGEST_FORMULA:  # `ABS` writes its argument twice
            break
    return formula


def advice_on(formula: str) -> Text | None:
    """What to do instead of the first call that only a spreadsheet has."""
    foreign = (_function(call) for call in _CALL.finditer(formula) if call["name"] not in RESERVED)
    return next((_ADVICE[name] for name in foreign if name in _ADVICE), None)


def _function(call: re.Match[str]) -> str:
    return unaccented(call["name"]).lower()


def closing(formula: str, start: int) -> int | None:
    """Where the parenthesis that opens before `start` closes."""
    depth = 1
    for position in range(start, len(formula)):
        depth += {"(": 1, ")": -1}.get(formula[position], 0)
        if depth == 0:
            return position
    return None


def _arguments(inside: str) -> list[str]:
    """What commas and semicolons part, but for those between further parentheses."""
    arguments, depth = [""], 0
    for character in inside:
        depth += {"(": 1, ")": -1}.get(character, 0)
        if depth == 0 and character in ",;":
            arguments.append("")
        else:
            arguments[-1] += character
    return [argument.strip() for argument in arguments]
