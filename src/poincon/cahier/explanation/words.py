"""Words that explanations choose from: comparisons, functions of years and of tables, statuses, causes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from poincon.cahier.basics.numbers import Rounding
from poincon.cahier.basics.text import Language, Text
from poincon.cahier.evaluation import Cause
from poincon.cahier.model import CarryOver, Comparison, RuleKind, Status, Strength

COMPARISONS: dict[Comparison, Text] = {
    Comparison.MORE: Text("plus de", "more than"),
    Comparison.AT_LEAST: Text("au moins", "at least"),
    Comparison.AT_MOST: Text("au plus", "at most"),
    Comparison.LESS: Text("moins de", "less than"),
    Comparison.EQUAL: Text("égal à", "equal to"),
    Comparison.DIFFERENT: Text("différent de", "different from"),
}
DATE_COMPARISONS: dict[Comparison, Text] = {
    Comparison.MORE: Text("après", "after"),
    Comparison.AT_LEAST: Text("au plus tôt", "no earlier than"),
    Comparison.AT_MOST: Text("au plus tard", "no later than"),
    Comparison.LESS: Text("avant", "before"),
    Comparison.EQUAL: Text("même jour que", "same day as"),
    Comparison.DIFFERENT: Text("autre jour que", "another day than"),
}
INVERSE: dict[Comparison, Comparison] = {
    Comparison.MORE: Comparison.AT_MOST,
    Comparison.AT_LEAST: Comparison.LESS,
    Comparison.AT_MOST: Comparison.MORE,
    Comparison.LESS: Comparison.AT_LEAST,
    Comparison.EQUAL: Comparison.DIFFERENT,
    Comparison.DIFFERENT: Comparison.EQUAL,
}
"""What holds exactly when a comparison does not: how a comparison after « non » is told."""
OPERATORS = {"+": "+", "-": "−", "*": "×", "/": "÷"}
ROUNDINGS: dict[Rounding, Text] = {
    Rounding.NEAREST: Text("arrondi", "rounded"),
    Rounding.DOWN: Text("arrondi vers le bas", "rounded down"),
    Rounding.UP: Text("arrondi vers le haut", "rounded up"),
}
PRECEDENCE = {"+": 1, "-": 1, "*": 2, "/": 2}


@dataclass(frozen=True, slots=True)
class WordsOfYears:
    """How a function over years is told: before the values that it makes one of; after those that it tests."""

    value: Text | None
    test: Text | None


OVER_YEARS: dict[str, WordsOfYears] = {
    "somme": WordsOfYears(value=Text("somme de", "sum of"), test=None),
    "premier": WordsOfYears(value=Text("premier de", "first of"), test=None),
    "dernier": WordsOfYears(value=Text("dernier de", "last of"), test=None),
    "croissant": WordsOfYears(
        value=None, test=Text("en hausse, sans recul d'une année à l'autre", "rising, with no fall from year to year")
    ),
}
OVER_TABLE: dict[str, Text] = {
    "somme": Text("total de", "total of"),
    "nombre": Text("nombre de lignes de", "number of rows of"),
    "min": Text("le plus petit de", "the smallest of"),
    "max": Text("le plus grand de", "the greatest of"),
    "premier": Text("premier de", "first of"),
    "dernier": Text("dernier de", "last of"),
}
"""How a function over a table is told, before its table."""
OVER_TABLE_OF_DATES: dict[str, Text] = {
    "min": Text("la première date de", "the earliest of"),
    "max": Text("la dernière date de", "the latest of"),
}
CARRY_OVER_WORDS: dict[CarryOver, Text] = {
    CarryOver.YES: Text("repris", "carried over"),
    CarryOver.TO_CONFIRM: Text("repris, à confirmer", "carried over, to be confirmed"),
    CarryOver.NO: Text("non repris", "not carried over"),
}
STRENGTH_WORDS: dict[Strength, Text] = {
    Strength.PREREQUISITE: Text("préalable", "prerequisite"),
    Strength.ELIMINATING: Text("éliminatoire", "eliminating"),
    Strength.REQUIRED: Text("requise", "required"),
    Strength.RECOMMENDED: Text("recommandée", "recommended"),
    Strength.COMPARED: Text("de comparaison", "comparison"),
}
STATUS_WORDS: dict[Status, Text] = {
    Status.MET: Text("atteint", "met"),
    Status.NOT_MET: Text("non atteint", "not met"),
    Status.NOT_APPLICABLE: Text("sans objet", "not applicable"),
    Status.UNDETERMINED: Text("indéterminé", "undetermined"),
}
"""A status of nothing in particular; that of a rule is told by `status_word`."""

_Words = dict[Status, Text]
_TARGET: _Words = {
    Status.MET: Text("Atteinte", "Met"),
    Status.NOT_MET: Text("Non atteinte", "Not met"),
    Status.NOT_APPLICABLE: Text("Sans objet", "Not applicable"),
    Status.UNDETERMINED: Text("Indéterminée", "Undetermined"),
}
_CONDITION: _Words = {
    Status.MET: Text("Rempli", "Met"),
    Status.NOT_MET: Text("Non rempli", "Not met"),
    Status.NOT_APPLICABLE: Text("Sans objet", "Not applicable"),
    Status.UNDETERMINED: Text("Indéterminé", "Undetermined"),
}
OUTCOME_WORDS: dict[RuleKind, _Words] = {
    RuleKind.PREREQUISITE: _CONDITION,
    RuleKind.SCHEDULE: _CONDITION,
    RuleKind.INDICATOR: _TARGET,
    RuleKind.SCORE: _TARGET,
    RuleKind.DERIVED: {**_CONDITION, Status.MET: Text("Oui", "Yes"), Status.NOT_MET: Text("Non", "No")},
    RuleKind.COHERENCE: {
        **_CONDITION,
        Status.MET: Text("Cohérent", "Consistent"),
        Status.NOT_MET: Text("Incohérent", "Inconsistent"),
    },
    RuleKind.CRITERION: {
        **_CONDITION,
        Status.MET: Text("Satisfait", "Satisfied"),
        Status.NOT_MET: Text("Non satisfait", "Not satisfied"),
    },
    RuleKind.RECOMMENDATION: {**_CONDITION, Status.MET: Text("À suivre", "To be followed")},
    RuleKind.VERDICT: _CONDITION,
}
CAUSES: dict[Cause, Text] = {
    Cause.HIDDEN: Text("la question ne se pose pas", "the question is not asked"),
    Cause.DIVISION_BY_ZERO: Text("le diviseur est zéro", "the divisor is zero"),
    Cause.NO_SUCH_YEAR: Text("il faut au moins une année de plus", "at least one more year is needed"),
}
"""Other causes than answers that lack."""


_KNOWN, _REACHED = Text("Connu", "Known"), Text("Verdict", "Verdict")


def status_word(kind: RuleKind, status: Status | None, language: Language) -> str:
    """The status in the words that suit the kind of rule; « Connu » for a known value that has nothing to meet."""
    if status is None:
        return (_REACHED if kind is RuleKind.VERDICT else _KNOWN).into(language)
    return OUTCOME_WORDS[kind][status].into(language)


class Mark(StrEnum):
    """The shape that stands beside an outcome's word."""

    MET = "met"
    NOT_MET = "not_met"
    NOT_APPLICABLE = "not_applicable"
    UNDETERMINED = "undetermined"
    KNOWN = "known"
    """A value, or a bare yes or no: nothing to meet."""
    ADVICE = "advice"
    """A recommendation to follow."""


def mark_of(kind: RuleKind, status: Status | None) -> Mark:
    """The mark of an outcome: a tick stands for what is met, never for a problem to mend nor for a bare yes."""
    if status is None or (kind is RuleKind.DERIVED and status in (Status.MET, Status.NOT_MET)):
        return Mark.KNOWN
    if kind is RuleKind.RECOMMENDATION and status is Status.MET:
        return Mark.ADVICE
    return Mark(status.value)
