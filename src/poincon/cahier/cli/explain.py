"""`poincon explain`: why one outcome is what it is."""

from __future__ import annotations

import argparse
from typing import Any

from poincon.cahier.basics.problems import Unusable, suggestion
from poincon.cahier.basics.spelling import as_identifier
from poincon.cahier.basics.text import Text, to_write
from poincon.cahier.cli.assess import assessment_of, head_json
from poincon.cahier.cli.explain_report import ExplainReport
from poincon.cahier.cli.inputs import existing_path, table_example
from poincon.cahier.cli.report_head import tell_head
from poincon.cahier.cli.terminal import Terminal
from poincon.cahier.evaluation import Assessment
from poincon.cahier.explanation import Sentences, outcome_json

_LONGEST = 200
"""Characters of a command that a message gives."""


def run(options: argparse.Namespace, terminal: Terminal) -> int:
    _check_order(options)
    assessment = assessment_of(options, terminal)
    _check_known(options.id, assessment)
    if options.json:
        terminal.json(explanation_json(assessment, options.id, Sentences.of(assessment, terminal.language)))
    else:
        tell_head(assessment, options.file, terminal)
        ExplainReport(assessment, terminal).tell(options.id)
    return 0


def _check_order(options: argparse.Namespace) -> None:
    """Refuse the file and the rule in the other order."""
    if existing_path(options.id).is_file() and not existing_path(options.file).is_file():
        right = f"poincon explain {options.programme} {options.id} {options.file}"
        fr, en = "le fichier vient avant la règle.", "the file comes before the rule."
        raise Unusable.because("poincon explain", "usage", fr, en, to_write(right[:_LONGEST]))


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
        _meant(name, assessment) or suggestion(name, names),
    )


def _meant(name: str, assessment: Assessment) -> Text | None:
    """What has that label; or that a column of a table is no outcome."""
    programme, words = assessment.package.programme, as_identifier(name)
    labels = {rule.id: rule.label for rule in programme.rules}
    labels |= {parameter.id: parameter.label for parameter in programme.parameters}
    labelled = next((identifier for identifier, label in labels.items() if as_identifier(label) == words), None)
    if labelled is not None:
        return to_write(labelled)
    table, dot, _ = name.partition(".")
    if dot and table in programme.fields:
        return Text(
            "C'est une colonne : expliquez une règle qui la lit.", "It is a column: explain a rule that reads it."
        )
    return None
