"""`poincon cases`: cases on, below and above each edge of a programme."""

from __future__ import annotations

import argparse

from poincon.cahier.authoring.generated import GeneratedCases, generated_cases, new_cases, write_cases
from poincon.cahier.basics.text import Text
from poincon.cahier.cli.inputs import folder_of
from poincon.cahier.cli.terminal import Terminal, harmless
from poincon.cahier.cli.words import count
from poincon.cahier.loading import load_package

_THRESHOLD = Text("seuil", "threshold"), Text("seuils", "thresholds")
_CASE = Text("cas", "case"), Text("cas", "cases")


def run(options: argparse.Namespace, terminal: Terminal) -> int:
    package = load_package(folder_of(options.folder), options.folder)
    generated = list(generated_cases(package))
    fresh = new_cases(package, generated)
    if options.write:
        for path in write_cases(package, fresh):
            terminal.line(harmless(f"{options.folder.rstrip('/')}/cas/{path.name}"))
    else:
        for case in fresh:
            terminal.line(f"# cas/{case.name}.yaml")
            terminal.line(case.text)
    _tell_sum(generated, len(fresh), terminal, written=options.write)
    return 0


def _tell_sum(generated: list[GeneratedCases], fresh: int, terminal: Terminal, *, written: bool) -> None:
    for around in generated:
        if not around.cases:
            terminal.line(harmless(f"# {terminal.say(around.trial.untried.fr, around.trial.untried.en)}"))
    if not written:
        fr = "# ne sont pas essayés : les seuils qu'une ligne d'un tableau, un choix ou une appréciation fait passer."
        en = "# not tried: thresholds that a row of a table, a choice or an appraisal crosses."
        terminal.line(terminal.say(fr, en))
    cases = sum(len(around.cases) for around in generated)
    number = count(len(generated), *_THRESHOLD, terminal.language), count(cases, *_CASE, terminal.language)
    terminal.line(f"# {number[0]}, {number[1]}{'' if written else _hint(cases, fresh, terminal)}")


def _hint(cases: int, fresh: int, terminal: Terminal) -> str:
    """What is there already, and how to have the rest."""
    if fresh == cases:
        return terminal.say(" ; --write les écrit dans cas/", "; --write puts them in cas/") if cases else ""
    existing = cases - fresh
    fr = f", dont {existing} déjà dans cas/" + (" ; --write y écrit les autres" if fresh else "")
    en = f", {existing} of them in cas/ already" + ("; --write puts the rest there" if fresh else "")
    return terminal.say(fr, en)
