"""`poincon explain`: why one outcome is what it is."""

from __future__ import annotations

import argparse
from typing import Any

from poincon.cahier.basics.problems import Unusable, suggestion
from poincon.cahier.cli.assess import assessment_of, head_json
from poincon.cahier.cli.explain_report import ExplainReport
from poincon.cahier.cli.inputs import table_example
from poincon.cahier.cli.report_head import tell_head
from poincon.cahier.cli.terminal import Terminal
from poincon.cahier.evaluation import Assessment
from poincon.cahier.explanation import Sentences, outcome_json


def run(options: argparse.Namespace, terminal: Terminal) -> int:
    assessment = assessment_of(options, terminal)
    _check_known(options.id, assessment)
    if options.json:
        terminal.json(explanation_json(assessment, options.id, Sentences.of(assessment, terminal.language)))
    else:
        tell_head(assessment, options.file, terminal)
        ExplainReport(assessment, terminal).tell(options.id)
    return 0


def explanation_json(assessment: Assessment, name: str, sentences: Sentences) -> dict[str, Any]:
    """The explanation's tree, with what identifies the assessment, and the other years in short."""
    outcome = outcome_json(assessment, name, sentences)
    tree: dict[str, Any] = {**head_json(assessment), "id": name, **outcome["explanation"]}
    return tree | {"per_year": outcome["per_year"]} if "per_year" in outcome else tree


def _check_known(name: str, assessment: Assessment) -> None:
    names = assessment.results.keys() | assessment.parameters.keys()
    if name in names:
        return
    shown = name[:80]
    if name in assessment.package.programme.fields:
        raise Unusable.because(
            assessment.package.programme.id,
            "not_an_outcome",
            f"« {shown} » est un champ du formulaire : on explique une règle ou un paramètre.",
            f'"{shown}" is a field of the form: what is explained is a rule or a parameter.',
            suggestion(name, names),
        )
    table = assessment.package.programme.parameter.get(name)
    if table is not None:
        raise Unusable.because(
            assessment.package.programme.id,
            "table",
            f"« {shown} » est une table : on explique une de ses valeurs.",
            f'"{shown}" is a table: one of its values is what is explained.',
            table_example(table),
        )
    raise Unusable.because(
        assessment.package.programme.id,
        "unknown_outcome",
        f"« {shown} » n'est ni une règle, ni un paramètre.",
        f'"{shown}" is neither a rule nor a parameter.',
        suggestion(name, names),
    )
