"""`poincon cases`: cases on, below and above each threshold."""

from __future__ import annotations

import argparse

from poincon.cahier.authoring.generated import GeneratedCases, generated_cases, write_cases
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
    if options.write:
        for path in write_cases(package, generated):
            terminal.line(harmless(f"{options.folder.rstrip('/')}/cas/{path.name}"))
    else:
        for around in generated:
            for case in around.cases:
                terminal.line(f"# cas/{case.name}.yaml")
                terminal.line(case.text)
    _tell_sum(generated, terminal, written=options.write)
    return 0


def _tell_sum(generated: list[GeneratedCases], terminal: Terminal, *, written: bool) -> None:
    without = [around.threshold for around in generated if not around.cases]
    for threshold in without:
        rule, field = threshold.rule.rule.id, threshold.field.id
        terminal.line(
            terminal.say(
                f"# {rule} : aucun cas rempli ne passe ce seuil en changeant seulement « {field} ».",
                f'# {rule}: no case that meets it crosses this threshold by changing "{field}" alone.',
            )
        )
    cases = sum(len(around.cases) for around in generated)
    number = count(len(generated), *_THRESHOLD, terminal.language), count(cases, *_CASE, terminal.language)
    hint = "" if written or not cases else terminal.say(" ; --write les écrit dans cas/", "; --write puts them in cas/")
    if not written:
        fr = "# ne sont pas essayés : les seuils lus dans un tableau, les bords des tranches, les lignes des verdicts."
        en = "# not tried: thresholds read from a table, edges of bands, lines of verdicts."
        terminal.line(terminal.say(fr, en))
    terminal.line(f"# {number[0]}, {number[1]}{hint}")
