"""`poincon assess`: every outcome of one dossier, as JSON or as a report."""

from __future__ import annotations

import argparse
from typing import Any

from poincon.cahier.basics.text import Language
from poincon.cahier.cli.inputs import day_of, dossier_of, package_of
from poincon.cahier.cli.report import Report
from poincon.cahier.cli.report_bounds import beyond_json
from poincon.cahier.cli.terminal import Terminal
from poincon.cahier.evaluation import Assessment, assess
from poincon.cahier.explanation import BoundWords, Sentences, outcome_json


def run(options: argparse.Namespace, terminal: Terminal) -> int:
    assessment = assessment_of(options, terminal)
    if options.json:
        terminal.json(assessment_json(assessment, terminal.language))
    else:
        Report(assessment, terminal).tell(options.file)
    return 0


def assessment_of(options: argparse.Namespace, terminal: Terminal) -> Assessment:
    """The assessment that the arguments PROGRAMME, FILE and --on ask for."""
    day = day_of(options.on)
    package = package_of(options.programme, terminal)
    dossier, day = dossier_of(options.file, package, day)
    return assess(package, dossier, day)


def head_json(assessment: Assessment) -> dict[str, Any]:
    """What identifies an assessment: the same programme, version, digest and day give the same outcomes."""
    programme = assessment.package.programme
    return {
        "programme": programme.id,
        "version": programme.version,
        "digest": assessment.package.digest,
        "on": assessment.on.isoformat(),
    }


def assessment_json(assessment: Assessment, language: Language) -> dict[str, Any]:
    """The contract of `assess --json`: parameters, then rules, as the programme orders them.

    `beyond` is there where a field of the programme has a bound that is a formula.
    """
    programme = assessment.package.programme
    sentences = Sentences.of(assessment, language)
    names = [*programme.valued, *programme.rule]
    outcomes = {name: outcome_json(assessment, name, sentences) for name in names}
    answer: dict[str, Any] = {**head_json(assessment), "outcomes": outcomes}
    if assessment.package.rulebook.bounds:
        answer["beyond"] = beyond_json(assessment, BoundWords(programme, language))
    return answer
