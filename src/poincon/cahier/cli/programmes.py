"""`poincon programmes`: the programmes that come with this installation."""

from __future__ import annotations

import argparse

from poincon.cahier.basics.problems import Problem, Unusable
from poincon.cahier.cli.report_head import short_digest
from poincon.cahier.cli.terminal import Style, Terminal
from poincon.cahier.explanation import Names
from poincon.cahier.loading import Package, find_package, library_folder, list_packages


def run(options: argparse.Namespace, terminal: Terminal) -> int:
    packages: list[Package] = []
    problems: list[Problem] = []
    for folder in list_packages():
        try:
            packages.append(find_package(folder.name))
        except Unusable as unusable:
            problems += unusable.problems
    if options.json:
        terminal.json({"programmes": [_entry(package, terminal) for package in packages]})
    elif packages:
        _table(packages, terminal)
    else:
        terminal.line(terminal.say("Aucun programme dans ", "No programme in ") + str(library_folder()))
    if problems:
        raise Unusable(problems)
    return 0


def _entry(package: Package, terminal: Terminal) -> dict[str, str]:
    programme = package.programme
    return {
        "id": programme.id,
        "version": programme.version,
        "kind": programme.nature,
        "title": Names(programme, terminal.language).title(),
        "digest": package.digest,
    }


def _table(packages: list[Package], terminal: Terminal) -> None:
    width = max(len(package.programme.id) for package in packages)
    for package in packages:
        programme = package.programme
        name = terminal.paint(f"{programme.id:<{width}}", Style.BOLD)
        kind = programme.nature.replace("_", " ")
        terminal.line(f"{name}  {programme.version}  {kind}  {short_digest(package)}")
        terminal.lines(terminal.wrapped(Names(programme, terminal.language).title(), 2))
