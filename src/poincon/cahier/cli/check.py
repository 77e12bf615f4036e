"""`poincon check`: packages are read, checked, and their cases run."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path

from poincon.cahier.basics.problems import Place, Problem, Severity, Unusable
from poincon.cahier.basics.text import Text
from poincon.cahier.cases import CaseReport, run_cases
from poincon.cahier.cli.inputs import folder_of
from poincon.cahier.cli.terminal import Style, Terminal, harmless
from poincon.cahier.cli.words import count
from poincon.cahier.loading import Package, load_package

FAILED = 1


def run(options: argparse.Namespace, terminal: Terminal) -> int:
    folders = _distinct(options.folders)
    wrong = [_check(folder, label, terminal, list_gaps=options.coverage) for label, folder in folders.items()]
    return FAILED if any(wrong) else 0


def _distinct(names: list[str]) -> dict[str, Path]:
    """The folders, once each, by the name that messages give them. When one is no folder, nothing is checked."""
    folders: dict[str, Path] = {}
    real_paths: set[Path] = set()
    problems: list[Problem] = []
    for name in names:
        try:
            folder = folder_of(name)
        except Unusable as unusable:
            problems += unusable.problems
            continue
        if folder.resolve() not in real_paths:
            real_paths.add(folder.resolve())
            folders[name.rstrip("/") or name] = folder
    if problems:
        raise Unusable(problems)
    return folders


def _check(folder: Path, label: str, terminal: Terminal, *, list_gaps: bool) -> int:
    """Tell what is wrong with one package; gives how many errors it has."""
    try:
        package = load_package(folder, label)
    except Unusable as unusable:
        return _tell_wrong(unusable.problems, label, terminal)
    _tell(package.warnings, terminal)
    report = run_cases(package, label)
    contents = _contents(package, report.count, terminal)
    if report.problems:
        return _tell_wrong(report.problems, contents, terminal)
    uncovered = _uncovered(report, label, list_gaps=list_gaps)
    _tell(uncovered, terminal)
    verdict = terminal.paint(terminal.say("tout est en ordre", "all is in order"), Style.GREEN)
    warnings = _number_of_warnings(len(package.warnings) + len(uncovered), terminal)
    terminal.line(contents + terminal.say(" : ", ": ") + (f"{verdict}, {warnings}" if warnings else verdict))
    return 0


def _uncovered(report: CaseReport, label: str, *, list_gaps: bool) -> list[Problem]:
    """What no case covers: one line, or a line for each rule when they are asked for."""
    if not report.gaps or list_gaps:
        return [gap.problem for gap in report.gaps]
    number = sum(gap.number for gap in report.gaps)
    fr = (
        f"aucun cas ne couvre {number} des {report.expected} résultats possibles (règles jamais remplies, ou "
        "toujours ; lignes de verdicts jamais atteintes)."
    )
    en = (
        f"no case covers {number} of the {report.expected} possible outcomes (rules that are never met, or always; "
        "lines of verdicts never reached)."
    )
    command = f"poincon check {label} --coverage"
    remedy = Text(f"La liste : {command}.", f"The list: {command}.")
    place = Place(f"{label.rstrip('/')}/cas")
    return [Problem(place, "uncovered", Text(fr, en), remedy, Severity.WARNING)]


def _number_of_warnings(number: int, terminal: Terminal) -> str:
    if not number:
        return ""
    words = Text("avertissement", "warning"), Text("avertissements", "warnings")
    return terminal.paint(count(number, *words, terminal.language), Style.YELLOW)


def _contents(package: Package, cases: int, terminal: Terminal) -> str:
    programme, language = package.programme, terminal.language
    parts = (
        count(cases, Text("cas", "case"), Text("cas", "cases"), language),
        count(len(programme.fields), Text("champ", "field"), Text("champs", "fields"), language),
        count(len(programme.rules), Text("règle", "rule"), Text("règles", "rules"), language),
    )
    return f"{programme.id} {programme.version}" + terminal.say(" : ", ": ") + ", ".join(parts)


def _tell_wrong(problems: list[Problem], subject: str, terminal: Terminal) -> int:
    _tell(problems, terminal)
    number = count(len(problems), Text("erreur", "error"), Text("erreurs", "errors"), terminal.language)
    terminal.line(harmless(subject) + terminal.say(" : ", ": ") + terminal.paint(number, Style.RED, Style.BOLD))
    return len(problems)


def _tell(problems: Iterable[Problem], terminal: Terminal) -> None:
    for problem in problems:
        terminal.line(harmless(problem.render(terminal.language)))
