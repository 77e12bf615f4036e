"""What a generated case expects: the outcome of today, as a case writes it."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from poincon.cahier.authoring.thresholds import BandEdge, FieldBound, Trial
from poincon.cahier.basics.numbers import decimal_text, finite_decimals, fraction_text
from poincon.cahier.basics.text import natural_order
from poincon.cahier.evaluation import Assessment, RuleResult, completeness
from poincon.cahier.formulas import tree
from poincon.cahier.formulas.checked_rules import CheckedRule
from poincon.cahier.model import Field, Status
from poincon.cahier.model.enums import STATUSES, WORDS_OF_STATUSES

_LONGEST = 30
"""Decimals, or figures of a fraction, that a case reads."""


def expected_lines(trial: Trial, assessment: Assessment) -> list[str]:
    """The last lines of a case."""
    if isinstance(trial, FieldBound):
        paths = sorted((state.path for state in completeness(assessment).beyond), key=natural_order)
        result = _beside(trial.field, assessment)
        return [f"hors_bornes: [{', '.join(paths)}]", f"attendu: {{{result.checked.rule.id}: {outcome(result)}}}"]
    assert trial.rule is not None  # only the bound of a field has none
    result = assessment.results[trial.rule.id]
    words = outcome(result) if isinstance(trial, BandEdge) or trial.rule.lines else WORDS_OF_STATUSES[result.status]
    return [f"attendu: {{{trial.rule.id}: {words}}}"]


def outcome(result: RuleResult) -> str:
    """An outcome with its value, as it is written under `attendu`."""
    words, value = WORDS_OF_STATUSES[result.status], _value(result)
    if not value:
        return words
    if result.checked.rule.lines and result.value not in STATUSES:
        return str(result.value)
    return f"{{statut: {words}, {value}}}"


def _value(result: RuleResult) -> str:
    """The value that a case may expect; empty where there is none, and of a number that is too long to be read."""
    value: Any = result.value
    if isinstance(value, date):
        return f"valeur: {value.isoformat()}"
    if isinstance(value, str) and result.checked.rule.lines:
        return f"valeur: {value}"
    if not isinstance(value, int | Fraction) or isinstance(value, bool):
        return ""
    decimals = finite_decimals(value)
    if decimals is not None and decimals <= _LONGEST:
        return f"valeur: {decimal_text(value)}"
    text = fraction_text(value)
    return f"exact: {text}" if len(text) <= _LONGEST else ""


def _beside(field: Field, assessment: Assessment) -> RuleResult:
    """The outcome that a case of a field's bound expects, since a case expects one: of a rule that reads the field."""
    results = [result for result in assessment.results.values() if result.status is not Status.UNDETERMINED]
    results = results or list(assessment.results.values())
    return max(results, key=lambda result: _reads(result.checked, field))


def _reads(checked: CheckedRule, field: Field) -> bool:
    nodes = (node for top in checked.trees for node in tree.walk(top))
    return any(isinstance(node, tree.FieldValue) and node.field is field for node in nodes)
