"""`poincon show`: what a programme asks and how it judges."""

from __future__ import annotations

import argparse
from typing import Any

from poincon.cahier.basics.numbers import decimal_text, fraction_text
from poincon.cahier.basics.units import Unit
from poincon.cahier.cli.inputs import package_of
from poincon.cahier.cli.show_report import ShowReport
from poincon.cahier.cli.terminal import Terminal
from poincon.cahier.explanation import Names
from poincon.cahier.formulas.types import field_unit
from poincon.cahier.loading import Package
from poincon.cahier.model import UNDATED, CriterionGroup, Field, FieldKind, Formula, Parameter, Reference, Rule

Json = dict[str, Any]


def run(options: argparse.Namespace, terminal: Terminal) -> int:
    package = package_of(options.programme)
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
        "fields": [field_json(field, names) for field in programme.fields.values()],
        "criterion_groups": [group_json(group, names) for group in programme.criterion_groups],
        "rules": [rule_json(rule, names) for rule in programme.rules],
        "parameters": [parameter_json(parameter, names) for parameter in programme.parameters],
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
        "required": field.required_if.text if field.required_if else field.required,
        "shown_if": _formula(field.shown_if),
        **_reference(field.reference),
    }
    if field.kind is FieldKind.STATEMENT:
        entry |= {"weight": field.weight, "levers": list(field.levers), "reconstructed": field.reconstructed}
    if field.scale:
        entry["scale"] = field.scale
    if field.options:
        entry["options"] = [{"id": option.id, "label": names.option(field, option)} for option in field.options]
    if field.columns:
        entry["columns"] = [field_json(column, names, field) for column in field.columns]
    return entry


def group_json(group: CriterionGroup, names: Names) -> Json:
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
    own = {
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
    """`values` by the day from which each holds; `since` is null for one that the source does not date."""
    values = [
        {
            "since": None if since == UNDATED else since.isoformat(),
            "value": decimal_text(value),
            "exact": fraction_text(value),
        }
        for since, value in parameter.values
    ]
    return {
        "id": parameter.id,
        "label": names.parameter(parameter),
        "unit": parameter.unit.name,
        "values": values,
        "campaign": parameter.campaign,
        **_reference(parameter.reference),
    }


def _reference(reference: Reference) -> Json:
    return {"source": str(reference), "choice": reference.choice}


def _unit(unit: Unit | None) -> str | None:
    return unit.name if unit is not None else None


def _formula(formula: Formula | None) -> str | None:
    return formula.text if formula is not None else None
