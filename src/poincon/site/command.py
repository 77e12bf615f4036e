"""The `poincon` command: requirements as code (`poincon.cahier.cli`), and the platform.

Django is imported only for the platform's own commands: judging a dossier starts fast and needs no setting.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from poincon.cahier.basics.problems import Unusable
from poincon.cahier.basics.text import Text
from poincon.cahier.cli import main as cahier
from poincon.cahier.cli.arguments import asks_for_help
from poincon.cahier.cli.commands import COMMANDS
from poincon.cahier.cli.terminal import Terminal
from poincon.site.environment.process import language

Run = Callable[[list[str], Terminal], int]


def run() -> None:
    """The entry point of the process."""
    cahier.run(main)


def main(arguments: list[str]) -> int:
    """Run one command; gives its exit code."""
    name = _name(arguments)
    if name in COMMANDS:
        return cahier.main(arguments)
    terminal = Terminal.of_process(language(arguments, os.environ if name in PLATFORM else {}))
    if name is None:
        return _without_name(arguments, terminal)
    try:
        if name not in PLATFORM:
            raise cahier.unknown_command(name, [*COMMANDS, *PLATFORM])
        return _run_platform(name, arguments, terminal)
    except Unusable as unusable:
        for problem in unusable.problems:
            terminal.error(problem.render(terminal.language))
        return cahier.UNUSABLE


def _without_name(arguments: list[str], terminal: Terminal) -> int:
    """Help, the version, or what may be run when nothing is asked: every command, of both halves."""
    if without_language(arguments):
        code = cahier.main(arguments)
        if asks_for_help(arguments):
            _list_platform(terminal)
        return code
    terminal.error(terminal.say("Il manque une commande.", "A command is missing."))
    cahier.main(["--help", *arguments])
    _list_platform(terminal)
    return cahier.UNUSABLE


def _run_platform(name: str, arguments: list[str], terminal: Terminal) -> int:
    after = without_language(arguments[arguments.index(name) + 1 :])
    if name != "manage" and asks_for_help(after):
        terminal.line(PLATFORM[name].into(terminal.language))
        return 0
    if name == "preview":
        from poincon.site.preview.serving import preview

        return preview(after, terminal)
    if name == "demo":
        from poincon.site.demonstration import demo

        return demo(after, terminal)
    from poincon.site.running import COMMANDS as RUNNING

    return RUNNING[name](after, terminal)


PLATFORM: dict[str, Text] = {
    "preview": Text(
        "montre le formulaire et les résultats d'un programme dans le navigateur, relus à chaque enregistrement : "
        "DOSSIER, --port (8100)",
        "shows the form and results of a programme in the browser, read again at each save: FOLDER, --port (8100)",
    ),
    "demo": Text(
        "ouvre la démonstration : --keep garde la base, --no-serve prépare sans servir, --sign-ins [--json] dit "
        "comment se connecter",
        "opens the demonstration: --keep keeps its database, --no-serve prepares without serving, --sign-ins [--json] "
        "tells how to sign in",
    ),
    "serve": Text("sert la plateforme (HOST, PORT)", "serves the platform (HOST, PORT)"),
    "migrate": Text("met la base de données à jour", "brings the database up to date"),
    "manage": Text("lance une commande d'administration", "runs a management command"),
}


def _list_platform(terminal: Terminal) -> None:
    terminal.line()
    terminal.line(terminal.say("Plateforme\u00a0:", "Platform:"))
    width = max(map(len, COMMANDS)) + 2
    for name, summary in PLATFORM.items():
        terminal.line(f"  {name:<{width}}{summary.into(terminal.language)}")


def _name(arguments: list[str]) -> str | None:
    """The first word that is no option, as `cahier` finds it."""
    index = 0
    while index < len(arguments) and arguments[index].startswith("-"):
        index += 2 if arguments[index] == "--lang" else 1
    return arguments[index] if index < len(arguments) else None


def without_language(arguments: list[str]) -> list[str]:
    """The arguments without `--lang`, which Django's commands do not know."""
    words: list[str] = []
    rest = iter(arguments)
    for argument in rest:
        if argument == "--lang":
            next(rest, None)
        elif not argument.startswith("--lang="):
            words.append(argument)
    return words


if __name__ == "__main__":
    sys.argv[0] = "poincon"
    run()
