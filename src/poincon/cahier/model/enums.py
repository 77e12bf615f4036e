"""The closed lists: kinds of field and of rule, strengths, statuses. French words of packages on the right."""

from __future__ import annotations

from enum import StrEnum


class FieldKind(StrEnum):
    TEXT = "text"
    LONG_TEXT = "long_text"
    CHOICE = "choice"
    CHOICES = "choices"
    YES_NO = "yes_no"
    INTEGER = "integer"
    DECIMAL = "decimal"
    PERCENTAGE = "percentage"
    EUROS = "euros"
    FTE = "fte"
    DATE = "date"
    YEAR = "year"
    SIREN = "siren"
    SIRET = "siret"
    EMAIL = "email"
    TELEPHONE = "telephone"
    ADDRESS = "address"
    REGION = "region"
    FILE = "file"
    TABLE = "table"
    STATEMENT = "statement"
    FREE_STATEMENT = "free_statement"


FIELD_KINDS: dict[str, FieldKind] = {
    "texte": FieldKind.TEXT,
    "texte_long": FieldKind.LONG_TEXT,
    "choix": FieldKind.CHOICE,
    "choix_multiple": FieldKind.CHOICES,
    "oui_non": FieldKind.YES_NO,
    "entier": FieldKind.INTEGER,
    "decimal": FieldKind.DECIMAL,
    "pourcentage": FieldKind.PERCENTAGE,
    "euros": FieldKind.EUROS,
    "etp": FieldKind.FTE,
    "date": FieldKind.DATE,
    "annee": FieldKind.YEAR,
    "siren": FieldKind.SIREN,
    "siret": FieldKind.SIRET,
    "courriel": FieldKind.EMAIL,
    "telephone": FieldKind.TELEPHONE,
    "adresse": FieldKind.ADDRESS,
    "region": FieldKind.REGION,
    "fichier": FieldKind.FILE,
    "tableau": FieldKind.TABLE,
    "enonce": FieldKind.STATEMENT,
    "enonce_libre": FieldKind.FREE_STATEMENT,
}

NUMERIC_KINDS = frozenset(
    {FieldKind.INTEGER, FieldKind.DECIMAL, FieldKind.PERCENTAGE, FieldKind.EUROS, FieldKind.FTE, FieldKind.YEAR}
)
STATEMENT_KINDS = frozenset({FieldKind.STATEMENT, FieldKind.FREE_STATEMENT})


class RuleKind(StrEnum):
    DERIVED = "derived"
    PREREQUISITE = "prerequisite"
    INDICATOR = "indicator"
    CRITERION = "criterion"
    SCORE = "score"
    SCHEDULE = "schedule"
    COHERENCE = "coherence"
    RECOMMENDATION = "recommendation"


RULE_BLOCKS: dict[str, RuleKind] = {
    "derives": RuleKind.DERIVED,
    "prerequis": RuleKind.PREREQUISITE,
    "indicateurs": RuleKind.INDICATOR,
    "criteres": RuleKind.CRITERION,
    "scores": RuleKind.SCORE,
    "echeancier": RuleKind.SCHEDULE,
    "coherence": RuleKind.COHERENCE,
    "recommandations": RuleKind.RECOMMENDATION,
}


class Strength(StrEnum):
    """How much a requirement weighs: data of the programme, never of the engine."""

    PREREQUISITE = "prerequisite"
    ELIMINATING = "eliminating"
    REQUIRED = "required"
    RECOMMENDED = "recommended"
    COMPARED = "compared"


STRENGTHS: dict[str, Strength] = {
    "prerequis": Strength.PREREQUISITE,
    "eliminatoire": Strength.ELIMINATING,
    "requise": Strength.REQUIRED,
    "recommandee": Strength.RECOMMENDED,
    "comparee": Strength.COMPARED,
}


class Status(StrEnum):
    MET = "met"
    NOT_MET = "not_met"
    NOT_APPLICABLE = "not_applicable"
    UNDETERMINED = "undetermined"


STATUSES: dict[str, Status | None] = {
    "atteint": Status.MET,
    "non_atteint": Status.NOT_MET,
    "sans_objet": Status.NOT_APPLICABLE,
    "indetermine": Status.UNDETERMINED,
    "connu": None,
}
"""The words of cases; `connu` is a known value that has nothing to meet."""


class Comparison(StrEnum):
    EQUAL = "="
    DIFFERENT = "<>"
    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="


TARGETS: dict[str, Comparison] = {
    "plus_de": Comparison.MORE,
    "au_moins": Comparison.AT_LEAST,
    "au_plus": Comparison.AT_MOST,
    "moins_de": Comparison.LESS,
    "egal_a": Comparison.EQUAL,
}
