"""`poincon show`: what a programme asks and how it judges."""

from __future__ import annotations

import argparse
from datetime import date
from typing import Any

from poincon.cahier.basics.numbers import Number, decimal_text, fraction_text
from poincon.cahier.basics.units import Unit
from poincon.cahier.cli.inputs import package_of
from poincon.cahier.cli.show_report import ShowReport
from poincon.cahier.cli.terminal import Terminal
from poincon.cahier.explanation import Names
from poincon.cahier.formulas.types import field_unit
from poincon.cahier.loading import Package
from poincon.cahier.model import (
    UNDATED,
    CriterionGroup,
    Field,
    FieldKind,
    Formula,
    Group,
    Parameter,
    Reference,
    Rule,
    Section,
)

Json = dict[str, Any]


def run(options: argparse.Namespace, terminal: Terminal) -> int:
    package = package_of(options.programme, terminal)
    if options.json:
        terminal.json(programme_json(package, Names(package.programme, terminal.language)))
    else:
        ShowReport(package, terminal).tell()
    return 0


def programme_json(package: Package, names: Names) -> Json:
    """The contract of `show --json`."""
    programme = package.programme
    return {
        "programme": programme.id,
        "version": programme.version,
        "digest": package.digest,
        "title": names.title(),
        "sections": [section_json(section, names) for section in programme.sections],
        "fields": [field_json(field, names) for field in programme.fields.values()],
        "criterion_groups": [criterion_group_json(group, names) for group in programme.criterion_groups],
        "rules": [rule_json(rule, names) for rule in programme.rules],
        "parameters": [parameter_json(parameter, names) for parameter in programme.parameters],
    }


def section_json(section: Section, names: Names) -> Json:
    return {
        "id": section.id,
        "title": names.section(section),
        "shown_if": _formula(section.shown_if),
        "carry_over": section.carry_over,
        "groups": [group_json(group, names) for group in section.groups],
    }


def group_json(group: Group, names: Names) -> Json:
    return {
        "id": group.id,
        "title": names.group(group),
        "years": group.window,
        "shown_if": _formula(group.shown_if),
        "filled_by": group.filled_by or None,
        "stage": group.stage or None,
        "at_entry": group.at_entry,
        "carry_over": group.carry_over,
    }


def field_json(field: Field, names: Names, table: Field | None = None) -> Json:
    """`weight` and `levers` are those of weighted statements only: free lines bring their own weight."""
    entry: Json = {
        "id": field.id,
        "kind": field.kind.value,
        "label": names.column(table, field) if table else names.field(field),
        "unit": _unit(field_unit(field) if field.is_quantity else None),
        "section": field.section,
        "group": field.group,
        "years": field.window,
        **({} if table else {"carried": field.carried}),
        "required": field.required_if.text if field.required_if else field.required,
        "shown_if": _formula(field.shown_if),
        **_reference(field.reference),
    }
    if field.kind is FieldKind.STATEMENT:
        entry |= {"weight": field.weight, "levers": list(field.levers), "reconstructed": field.reconstructed}
    bounds = {
        "minimum": _bound(field.minimum_formula, field.minimum, field.earliest),
        "maximum": _bound(field.maximum_formula, field.maximum, field.latest),
    }
    entry |= {key: bound for key, bound in bounds.items() if bound is not None}
    if field.scale:
        entry["scale"] = field.scale
    if field.options:
        if field.option_list:
            entry["list"] = field.option_list
        entry["options"] = [{"id": option.id, "label": names.option(field, option)} for option in field.options]
    if field.columns:
        entry["columns"] = [field_json(column, names, field) for column in field.columns]
    return entry


def criterion_group_json(group: CriterionGroup, names: Names) -> Json:
    return {"id": group.id, "label": names.criterion_group(group), **_reference(group.reference)}


def rule_json(rule: Rule, names: Names) -> Json:
    entry: Json = {
        "id": rule.id,
        "kind": rule.kind.value,
        "label": names.rule(rule),
        "strength": rule.strength.value if rule.strength else None,
        "formula": _formula(rule.formula),
        "target": None,
        "applicable_if": _formula(rule.applicable_if),
        **_reference(rule.reference),
    }
    if rule.target:
        entry["target"] = {"comparison": rule.target.comparison.value, "formula": rule.target.formula.text}
    if rule.lines:
        entry["lines"] = [
            {"id": line.id, "label": names.verdict(rule, line.id), "if": _formula(line.condition)}
            for line in rule.lines
        ]
    own = {
        "unit": _unit(rule.unit),
        "question": rule.question,
        "scale": rule.scale,
        "group": rule.group,
        "evidence": list(rule.evidence),
        "sections": list(rule.sections),
        "linked_to": rule.linked_to,
        "linked_share": rule.linked_share,
        "levers": list(rule.levers),
    }
    return entry | {key: value for key, value in own.items() if value}


def parameter_json(parameter: Parameter, names: Names) -> Json:
    """Of a table: what it is read by, and its cells, each with its values."""
    entry: Json = {
        "id": parameter.id,
        "label": names.parameter(parameter),
        "unit": parameter.unit.name,
        "values": _values(parameter),
        "campaign": parameter.campaign,
        **_reference(parameter.reference),
    }
    if parameter.read_on:
        entry["read_on"] = parameter.read_on
    if parameter.owners:
        cells = [{"id": cell.id, "label": names.parameter(cell), "values": _values(cell)} for cell in parameter.cells]
        entry |= {"by": list(parameter.by), "by_band": parameter.by_band or None, "cells": cells}
    return entry


def _values(parameter: Parameter) -> list[Json]:
    """By the day from which each holds; `since` is null for one that the source does not date.

    The value is null from the day on which a band is no more.
    """
    return [
        {
            "since": None if since == UNDATED else since.isoformat(),
            "value": None if value is None else decimal_text(value),
            "exact": None if value is None else fraction_text(value),
        }
        for since, value in parameter.values
    ]


def _reference(reference: Reference) -> Json:
    return {"source": str(reference), "choice": reference.choice}


def _unit(unit: Unit | None) -> str | None:
    return unit.name if unit is not None else None


def _bound(formula: Formula | None, number: Number | None, day: date | None) -> str | None:
    """The text of a formula, a number exactly, or a day."""
    if formula is not None:
        return formula.text
    return fraction_text(number) if number is not None else day.isoformat() if day is not None else None


def _formula(formula: Formula | None) -> str | None:
    return formula.text if formula is not None else None
