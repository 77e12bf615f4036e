"""The one evaluator: outcome and explanation are made together, exactly, on one dossier."""

from poincon.cahier.evaluation.completeness import Beyond, Completeness, FieldState, completeness
from poincon.cahier.evaluation.hidden import read_shown, without_hidden
from poincon.cahier.evaluation.judge import Assessment, Judge, assess
from poincon.cahier.evaluation.ranges import Range
from poincon.cahier.evaluation.results import ParameterResult, RuleResult
from poincon.cahier.evaluation.values import NOT_APPLICABLE, Cause, Unknown

__all__ = [
    "NOT_APPLICABLE",
    "Assessment",
    "Beyond",
    "Cause",
    "Completeness",
    "FieldState",
    "Judge",
    "ParameterResult",
    "Range",
    "RuleResult",
    "Unknown",
    "assess",
    "completeness",
    "read_shown",
    "without_hidden",
]
