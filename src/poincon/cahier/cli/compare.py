"""`poincon compare`: what changed between two packages, in words."""

from __future__ import annotations

import argparse
from itertools import groupby
from typing import Any

from poincon.cahier.basics.text import Text
from poincon.cahier.cli.inputs import package_of
from poincon.cahier.cli.report_head import short_digest
from poincon.cahier.cli.terminal import Style, Terminal
from poincon.cahier.cli.words import count
from poincon.cahier.comparison import Difference, compare
from poincon.cahier.comparison.differences import AREA_TITLES
from poincon.cahier.loading import Package


def run(options: argparse.Namespace, terminal: Terminal) -> int:
    before, after = package_of(options.before, terminal), package_of(options.after, terminal)
    differences = compare(before, after)
    if options.json:
        terminal.json(
            {
                "before": _identity(before),
                "after": _identity(after),
                "same": before.digest == after.digest,
                "differences": [difference.to_json(terminal.language) for difference in differences],
            }
        )
    else:
        _tell(before, after, differences, terminal)
    return 0


def _identity(package: Package) -> dict[str, Any]:
    programme = package.programme
    return {"programme": programme.id, "version": programme.version, "digest": package.digest}


def _tell(before: Package, after: Package, differences: list[Difference], terminal: Terminal) -> None:
    names = [
        f"{package.programme.id} {package.programme.version} ({short_digest(package)})" for package in (before, after)
    ]
    terminal.line(terminal.paint(" → ".join(names), Style.BOLD))
    if not differences:
        terminal.line(terminal.say("Rien n'a changé.", "Nothing has changed."))
        return
    for area, group in groupby(differences, key=lambda difference: difference.area):
        terminal.line()
        terminal.line(terminal.paint(terminal.into(AREA_TITLES[area]).upper(), Style.BOLD))
        for difference in group:
            first, *rest = terminal.wrapped(terminal.into(difference.text), 4)
            terminal.line(f"  - {first.lstrip(' ')}")
            terminal.lines(rest)
    terminal.line()
    number = count(
        len(differences), Text("différence", "difference"), Text("différences", "differences"), terminal.language
    )
    terminal.line(f"{number}.")
