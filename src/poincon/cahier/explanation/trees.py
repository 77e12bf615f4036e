"""Outcomes and their explanations as plain JSON values: the contract of `poincon assess --json`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache, partial
from typing import Any

from poincon.cahier.basics.numbers import decimal_text, fraction_text
from poincon.cahier.basics.text import natural_order
from poincon.cahier.basics.units import Unit
from poincon.cahier.dossiers import Absence
from poincon.cahier.evaluation import NOT_APPLICABLE, Assessment, ParameterResult, Range, RuleResult, Unknown
from poincon.cahier.evaluation.results import CriterionTrace, ScoreTrace, VerdictTrace
from poincon.cahier.evaluation.values import DoubtfulStep, Step
from poincon.cahier.explanation.names import Names, choice_text
from poincon.cahier.explanation.phrasebook import NODES_KEPT, PROGRAMMES_KEPT, Phrasebook
from poincon.cahier.explanation.sentences import Sentences
from poincon.cahier.formulas import tree
from poincon.cahier.model import UNDATED, Rule

Json = dict[str, Any]


def value_json(value: Any) -> tuple[Any, str | None]:
    """A value as (`value`, `exact`): a decimal text and its fraction, an ISO date, a boolean, or None."""
    if value.__class__ is int or value.__class__ is Fraction:  # what most values are
        return decimal_text(value), fraction_text(value)
    if value is None or isinstance(value, Unknown | Absence) or value is NOT_APPLICABLE:
        return None, None
    if isinstance(value, bool | str):
        return value, None
    if isinstance(value, date):
        return value.isoformat(), None
    if isinstance(value, tuple):
        return [str(option) for option in value], None
    return decimal_text(value), fraction_text(value)


def outcome_json(assessment: Assessment, name: str, sentences: Sentences) -> Json:
    """One outcome of a rule or of a parameter."""
    if name in assessment.parameters:
        return _parameter_json(assessment.parameters[name], sentences)
    result = assessment.results[name]
    rule = result.checked.rule
    value, exact = _result_value(result)
    outcome: Json = {
        "kind": rule.kind.value,
        "strength": rule.strength.value if rule.strength else None,
        "status": result.status.value if result.status else None,
        "value": value,
        "exact": exact,
        "unit": _unit_name(result.checked.unit),
        "missing": result.missing,
        "cause": result.unknown.cause.value if result.unknown is not None else None,
        "source": str(rule.reference),
        "explanation": explanation_tree(result, sentences),
    }
    if rule.lines:
        outcome["label"] = sentences.value(result) or None
    years = assessment.per_year(name)
    if years:
        outcome["per_year"] = {str(year): _year_json(year_result) for year, year_result in years.items()}
    return outcome


def _result_value(result: RuleResult) -> tuple[Any, str | None]:
    """Booleans have no value of their own: their status says it all."""
    value, exact = value_json(result.value)
    return (None, None) if isinstance(value, bool) else (value, exact)


def _year_json(result: RuleResult) -> Json:
    value, exact = _result_value(result)
    return {"status": result.status.value if result.status else None, "value": value, "exact": exact}


def _parameter_json(reading: ParameterResult, sentences: Sentences) -> Json:
    parameter = reading.parameter
    value, exact = value_json(reading.value)
    lacking = reading.value is None
    return {
        "kind": "parameter",
        "strength": None,
        "status": "undetermined" if lacking else None,
        "value": value,
        "exact": exact,
        "unit": parameter.unit.name,
        "missing": [reading.missing] if lacking else [],
        "cause": "missing" if lacking else None,
        "source": str(parameter.reference),
        "explanation": {
            "text": sentences.parameter(reading),
            "choice": choice_text(sentences.names.choice_of_parameter(parameter)),
            "origin": _parameter_origin(reading.from_campaign, reading.since),
            **({} if reading.on is None else {"read_on": reading.on.isoformat()}),
        },
    }


def _parameter_origin(from_campaign: bool, since: date | None) -> str:
    if since is None:
        return "campagne" if from_campaign else "inconnu"
    return "sans_date" if since == UNDATED else since.isoformat()


def explanation_tree(result: RuleResult, sentences: Sentences) -> Json:
    """The whole tree of a result. A rule that is read several times is told once, then named."""
    return _Tree(sentences.book).result(result, sentences)


def _range_json(bounds: Range, holes: list[str]) -> Json:
    """What a number can still be; null where there is no bound. `holes`: the answers that would tell it."""
    lowest, highest = (None if end is None else fraction_text(end) for end in (bounds.lowest, bounds.highest))
    return {"lowest": lowest, "highest": highest, "holes": holes}


def _unit_name(unit: Unit | None) -> str | None:
    return unit.name if unit is not None else None


def given_level_path(step: Step) -> str:
    """Where a dossier holds the level that a formula reads by name."""
    assert isinstance(step.node, tree.GivenLevel)
    subject = step.node.subject
    if isinstance(subject, Rule):
        return f"appreciations.{subject.id}"
    return f"reponses.annees.{step.at}.{subject.id}" if step.at is not None else f"reponses.{subject.id}"


class _Tree:
    def __init__(self, book: Phrasebook) -> None:
        self.book = book
        self.names = book.names
        self.frames = _frames(book)
        self.previous: set[tuple[str, int | None]] = set()

    def result(self, result: RuleResult, sentences: Sentences | None = None) -> Json:
        rule, words = result.checked.rule, self.book.rule(result.checked)
        value, exact = value_json(result.value)
        node: Json = {
            "rule": rule.id,
            "label": words.label.text,
            "year": result.year,
            "status": result.status.value if result.status else None,
            "value": value,
            "exact": exact,
            "unit": words.unit,
        }
        if (rule.id, result.year) in self.previous:
            return {**node, "told_above": True}
        self.previous.add((rule.id, result.year))
        if sentences is not None:
            node["text"] = sentences.outcome(result)
        node["source"], node["choice"] = rule.reference.source, words.choice
        node["formula"] = rule.formula.text if rule.formula else None
        if result.bounds is not None:
            node["range"] = _range_json(result.bounds, result.holes)
        node.update(self.parts(result))
        return node

    def parts(self, result: RuleResult) -> Json:
        step = result.step
        if isinstance(step, ScoreTrace):
            return self.score(result, step)
        if isinstance(step, CriterionTrace):
            return self.criterion(step)
        if isinstance(step, VerdictTrace):
            return self.with_applicability(result, self.verdict(result, step))
        parts: Json = {"children": [self.step(step)]}
        if result.target is not None and result.checked.target is not None:
            parts["target"] = {"comparison": result.checked.target.comparison.value, **self.step(result.target)}
        return self.with_applicability(result, parts)

    def with_applicability(self, result: RuleResult, parts: Json) -> Json:
        if result.applicable is not None:
            parts["applicable_if"] = self.step(result.applicable)
        return parts

    def verdict(self, result: RuleResult, trace: VerdictTrace) -> Json:
        """Every line in order, and whether it can still win: alone, it has."""
        rule = result.checked.rule
        lines = [
            {
                "id": judged.line.id,
                "label": self.names.verdict(rule, judged.line.id),
                "if": None if judged.step is None else self.step(judged.step),
                "may_win": judged in trace.candidates,
            }
            for judged in trace.lines
        ]
        return {"lines": lines}

    def score(self, result: RuleResult, trace: ScoreTrace) -> Json:
        ratio, ratio_exact = value_json(trace.ratio)
        share = value_json(trace.share)[1]
        statements = [
            {
                "field": statement.field.id,
                "label": self.names.field(statement.field),
                "level": statement.level.id if statement.level else None,
                "weight": statement.weight,
                "earned": None if statement.earned is None else fraction_text(statement.earned),
                "source": str(statement.field.reference),
            }
            for statement in trace.statements
        ]
        parts: Json = {
            "earned": value_json(trace.earned)[1],
            "possible": value_json(trace.possible)[1],
            "ratio": ratio,
            "ratio_exact": ratio_exact,
        }
        if trace.linked is not None:
            parts |= {"linked_share": share, "linked_to": self.result(trace.linked)}
        return {**parts, "statements": statements}

    def criterion(self, trace: CriterionTrace) -> Json:
        evidence = [
            {"field": field.id, "label": self.names.field(field), "given": presence}
            for field, presence in trace.evidence
        ]
        return {"level": trace.level.id if trace.level else None, "evidence": evidence}

    def step(self, step: Step) -> Json:
        frame, value = self.frames(step.node), step.value
        shown, exact = value_json(value)
        node: Json = {"formula": frame.formula, "value": shown, "exact": exact, "unit": frame.unit}
        if isinstance(value, Unknown):
            node["cause"], node["missing"] = value.cause.value, sorted(value.missing, key=natural_order)
            if value.bounds is not None:
                node["range"] = _range_json(value.bounds, node["missing"])
        elif value is NOT_APPLICABLE:
            node["not_applicable"] = True
        if isinstance(step, DoubtfulStep):
            node["in_doubt"] = sorted(step.doubt.missing, key=natural_order)
        node.update(frame.origin(step))
        if step.children:
            node["children"] = [
                self.result(child) if isinstance(child, RuleResult) else self.step(child) for child in step.children
            ]
        return node


Origin = Callable[[Step], Json]
"""Where the value of a step comes from, as the tree tells it."""


@dataclass(frozen=True, slots=True)
class _Frame:
    """What a node fixes of every step that is made of it, in one language: the rest is filled in."""

    formula: str
    unit: str | None
    origin: Origin


@lru_cache(maxsize=PROGRAMMES_KEPT)
def _frames(book: Phrasebook) -> Callable[[tree.Node], _Frame]:
    """The frames of a programme's nodes in one language, each found once."""
    return lru_cache(maxsize=NODES_KEPT)(partial(_frame_of, book.names))


def _frame_of(names: Names, node: tree.Node) -> _Frame:
    return _Frame(node.text, _unit_name(node.unit), _ORIGINS[type(node)](names, node))


def _position(_names: Names, _node: tree.Node) -> Origin:
    return _at


def _at(step: Step) -> Json:
    return {} if step.at is None else {"at": step.at if isinstance(step.at, int | str) else str(step.at)}


def _field(names: Names, node: tree.FieldValue | tree.DeclaredAbsent) -> Origin:
    field = node.field
    once: Json = {
        "field": field.id,
        "label": names.field(field),
        "origin": f"reponses.{field.id}",
        "source": str(field.reference),
    }

    def origin(step: Step) -> Json:
        return once if step.at is None else {**once, "origin": f"reponses.annees.{step.at}.{field.id}"}

    return origin


def _level(names: Names, node: tree.GivenLevel) -> Origin:
    subject = node.subject
    is_rule = isinstance(subject, Rule)
    head: Json = {
        "rule" if is_rule else "field": subject.id,
        "label": names.rule(subject) if isinstance(subject, Rule) else names.field(subject),
    }
    source = str(subject.reference)
    return lambda step: {**head, "origin": given_level_path(step), "source": source}


def _parameter(names: Names, node: tree.ParameterValue) -> Origin:
    parameter = node.parameter
    frame: Json = {
        "parameter": parameter.id,
        "label": names.parameter(parameter),
        "origin": "",
        "source": str(parameter.reference),
        "choice": choice_text(names.choice_of_parameter(parameter)),
    }

    def origin(step: Step) -> Json:
        since = step.at if isinstance(step.at, date) else None
        return {**frame, "origin": _parameter_origin(step.at == "campagne", since)}

    return origin


def _lookup(names: Names, node: tree.Lookup) -> Origin:
    """The table; the cell that was read is the last of what is below."""
    table: Json = {"table": node.parameter.id, "label": names.parameter(node.parameter)}
    return lambda _step: table


def _cell(names: Names, node: tree.ColumnValue) -> Origin:
    column, label = node.column.id, names.any_field(node.column)
    return lambda step: {"origin": f"reponses.{step.at}.{column}", "label": label}


_ORIGINS: dict[type[tree.Node], Callable[[Names, Any], Origin]] = {
    tree.Constant: _position,
    tree.FieldValue: _field,
    tree.ParameterValue: _parameter,
    tree.Lookup: _lookup,
    tree.RuleValue: _position,
    tree.StatusTest: _position,
    tree.LevelValue: _position,
    tree.GivenLevel: _level,
    tree.CountCriteria: _position,
    tree.ColumnValue: _cell,
    tree.Known: _position,
    tree.DeclaredAbsent: _field,
    tree.Not: _position,
    tree.Logic: _position,
    tree.Compare: _position,
    tree.OptionIs: _position,
    tree.Arithmetic: _position,
    tree.Negative: _position,
    tree.DatePlus: _position,
    tree.MonthsBetween: _position,
    tree.Extreme: _position,
    tree.Rounded: _position,
    tree.If: _position,
    tree.Before: _position,
    tree.OverYears: _position,
    tree.OverTable: _position,
    tree.ForEach: _position,
}
