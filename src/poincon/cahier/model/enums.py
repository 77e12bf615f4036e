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


class RuleKind(StrEnum):
    DERIVED = "derived"
    PREREQUISITE = "prerequisite"
    INDICATOR = "indicator"
    CRITERION = "criterion"
    SCORE = "score"
    SCHEDULE = "schedule"
    COHERENCE = "coherence"
    RECOMMENDATION = "recommendation"
    VERDICT = "verdict"


RULE_BLOCKS: dict[str, RuleKind] = {
    "derives": RuleKind.DERIVED,
    "prerequis": RuleKind.PREREQUISITE,
    "indicateurs": RuleKind.INDICATOR,
    "criteres": RuleKind.CRITERION,
    "scores": RuleKind.SCORE,
    "echeancier": RuleKind.SCHEDULE,
    "coherence": RuleKind.COHERENCE,
    "recommandations": RuleKind.RECOMMENDATION,
    "verdicts": RuleKind.VERDICT,
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
WORDS_OF_STATUSES: dict[Status | None, str] = {status: word for word, status in STATUSES.items()}


class ActorFunction(StrEnum):
    """What an actor may do on the platform: the values are those of the roles that people hold there."""

    STRUCTURE_EDITOR = "structure_editor"
    STRUCTURE_HEAD = "structure_head"
    REGIONAL_OFFICER = "regional_officer"
    COMMITTEE_MEMBER = "committee_member"
    EXPERT = "expert"
    MINISTRY = "ministry"


ACTOR_FUNCTIONS: dict[str, ActorFunction] = {
    "redaction": ActorFunction.STRUCTURE_EDITOR,
    "direction": ActorFunction.STRUCTURE_HEAD,
    "instruction_regionale": ActorFunction.REGIONAL_OFFICER,
    "comite_regional": ActorFunction.COMMITTEE_MEMBER,
    "expertise": ActorFunction.EXPERT,
    "ministere": ActorFunction.MINISTRY,
}


class CarryOver(StrEnum):
    """What becomes of an answer of last year, or of the request that is renewed."""

    YES = "yes"
    TO_CONFIRM = "to_confirm"
    NO = "no"


CARRY_OVERS: dict[str, CarryOver] = {
    "oui": CarryOver.YES,
    "a_confirmer": CarryOver.TO_CONFIRM,
    "non": CarryOver.NO,
}


class Phase(StrEnum):
    """The moments of a request that the platform knows how to hold; a programme names its own stages."""

    ACCOUNT = "account"
    DRAFTING = "drafting"
    VALIDATION = "validation"
    COMPLETENESS = "completeness"
    PREREQUISITES = "prerequisites"
    NOT_PROCESSED = "not_processed"
    EVALUATION = "evaluation"


PHASES: dict[str, Phase] = {
    "compte": Phase.ACCOUNT,
    "saisie": Phase.DRAFTING,
    "validation": Phase.VALIDATION,
    "completude": Phase.COMPLETENESS,
    "prerequis": Phase.PREREQUISITES,
    "non_traitee": Phase.NOT_PROCESSED,
    "evaluation": Phase.EVALUATION,
}


class OrganisationKind(StrEnum):
    """What an organisation is by law, as far as programmes tell them apart. The values are permanent."""

    ASSOCIATION = "association"
    FOUNDATION = "foundation"
    COMPANY = "company"
    LOCAL_AUTHORITY = "local_authority"
    PUBLIC_BODY = "public_body"
    GROUPING = "grouping"
    OTHER = "other"


ORGANISATION_KINDS: dict[str, OrganisationKind] = {
    "association": OrganisationKind.ASSOCIATION,
    "fondation": OrganisationKind.FOUNDATION,
    "entreprise": OrganisationKind.COMPANY,
    "collectivite": OrganisationKind.LOCAL_AUTHORITY,
    "etablissement_public": OrganisationKind.PUBLIC_BODY,
    "groupement": OrganisationKind.GROUPING,
    "autre": OrganisationKind.OTHER,
}


FILE_FORMATS = ("pdf", "docx", "odt", "xlsx", "ods", "pptx", "png", "jpg", "jpeg", "csv", "zip")
"""Endings of the documents that a programme may ask for: those whose content the platform can check."""


class LetterAct(StrEnum):
    """What has happened to a dossier, for the models of letters that are offered since then."""

    SUBMITTED = "submitted"
    CHANGES_ASKED = "changes_asked"
    COMPLETE = "complete"
    ADMISSIBLE = "admissible"
    NOT_PROCESSED = "not_processed"


LETTER_ACTS: dict[str, LetterAct] = {
    "depot": LetterAct.SUBMITTED,
    "complements": LetterAct.CHANGES_ASKED,
    "complet": LetterAct.COMPLETE,
    "recevable": LetterAct.ADMISSIBLE,
    "non_traitee": LetterAct.NOT_PROCESSED,
}


class CalendarEffect(StrEnum):
    """What a day of the calendar does to a campaign."""

    OPENING = "opening"
    CLOSING = "closing"


CALENDAR_EFFECTS: dict[str, CalendarEffect] = {
    "ouverture": CalendarEffect.OPENING,
    "cloture": CalendarEffect.CLOSING,
}


PLATFORM_SETTINGS: dict[str, int] = {
    "delai_de_correction": 15,
    "delai_minimal_de_correction": 5,
    "rappel_avant_echeance": 3,
}
"""The options that the platform itself reads, in days, and what each is when a programme does not say: how long a
structure has to complete its request, the least that may be given, how long before an end it is reminded."""


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
