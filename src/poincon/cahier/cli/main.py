"""The `poincon` command: what scripts of operators call (its contract must not drift).

Exit codes: 0 done, whatever the outcomes; 1 a check failed; 2 unusable input. Never a traceback.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

from poincon.cahier.basics.problems import Unusable, suggestion
from poincon.cahier.basics.spelling import nearest, unaccented
from poincon.cahier.basics.text import Text
from poincon.cahier.cli.arguments import Parser, asks_for_help, chosen_language
from poincon.cahier.cli.commands import COMMANDS, Command
from poincon.cahier.cli.terminal import Terminal

UNUSABLE = 2
INTERNAL = 70
"""`EX_SOFTWARE` of sysexits: a fault of ours."""
INTERRUPTED = 130
PIPE_CLOSED = 141
"""As shells tell that a process was interrupted, or that its reader left (128 and the signal)."""

_LONGEST = 80
"""Characters of a wrong command that are looked at."""

_ABOUT = Text(
    "Poinçon juge des dossiers d'après un cahier des charges écrit en données, et explique chaque chiffre.",
    "Poinçon judges dossiers by requirements written as data, and explains every figure.",
)
_VERSION_ABOUT = Text("montre la version de Poinçon", "shows the version of Poinçon")
_CODES = Text(
    "Codes de sortie : 0 fait, quels que soient les résultats ; 1 une vérification échoue ; 2 entrée inutilisable.\n"
    "« poincon COMMANDE --help » détaille une commande.",
    "Exit codes: 0 done, whatever the outcomes; 1 a check failed; 2 unusable input.\n"
    '"poincon COMMAND --help" tells more of a command.',
)


_SAID = {
    "apercu": "preview",
    "comparer": "compare",
    "creer": "new",
    "essayer": "cases",
    "evaluer": "assess",
    "expliquer": "explain",
    "juger": "assess",
    "montrer": "show",
    "nouveau": "new",
    "schema": "schema",
    "simuler": "simulate",
    "statistiques": "statistics",
    "traduire": "textes",
    "valider": "check",
    "verifier": "check",
}
"""Commands as a French reader would call them."""


def main(arguments: list[str]) -> int:
    """Run one command; gives its exit code. Writes on the process's own streams."""
    terminal = Terminal.of_process(chosen_language(arguments))
    try:
        return _dispatch(arguments, terminal)
    except Unusable as unusable:
        for problem in unusable.problems:
            terminal.error(problem.render(terminal.language))
        return UNUSABLE


def run(entry: Callable[[list[str]], int] = main) -> None:
    """The entry point: `entry` in a process of its own, which must end well whatever happens."""
    _write_utf8()
    try:
        code = entry(sys.argv[1:])
        sys.stdout.flush()
    except KeyboardInterrupt:
        code = INTERRUPTED
    except BrokenPipeError:
        _silence_stdout()
        code = PIPE_CLOSED
    except OSError as error:
        _silence_stdout()
        _last_words(f"poincon : écriture ou lecture impossible ({error.strerror or error}).")
        code = UNUSABLE
    except Exception as error:
        _last_words(f"poincon : erreur interne ({_where(error)}). Signalez-la, avec la commande que vous avez tapée.")
        raise SystemExit(INTERNAL) from error
    sys.exit(code)


# finding the command


def _dispatch(arguments: list[str], terminal: Terminal) -> int:
    before, name, after = _parts(arguments)
    if name is None:
        return _without_command(before, terminal)
    _top_parser(terminal).read(before)
    command = COMMANDS.get(name)
    if command is None:
        raise unknown_command(name, COMMANDS)
    parser = _parser_of(name, command, terminal)
    if asks_for_help([*before, *after]):
        terminal.line(parser.format_help().rstrip())
        return 0
    return command.run(parser.read(after), terminal)


def unknown_command(name: str, commands: Iterable[str]) -> Unusable:
    """What is told of a word that is none of these commands: the one that was meant, or all of them."""
    names = list(commands)
    synonym = _SAID.get(unaccented(name[:_LONGEST]).lower()) or nearest(name, names)
    listed = ", ".join(names)
    remedy = (
        Text(f"Vouliez-vous dire « {synonym} » ?", f'Did you mean "{synonym}"?')
        if synonym in names
        else _listed(listed)
    )
    fr, en = f"« {name[:_LONGEST]} » n'est pas une commande.", f'"{name[:_LONGEST]}" is not a command.'
    return Unusable.because("poincon", "unknown_command", fr, en, remedy)


def _listed(listed: str) -> Text:
    return Text(
        f"Commandes : {listed}. Voir « poincon --help ».", f'Commands: {listed}. See "poincon --help --lang en".'
    )


def _parts(arguments: list[str]) -> tuple[list[str], str | None, list[str]]:
    """What stands before the command, the command, and what is its own."""
    index = 0
    while index < len(arguments) and arguments[index].startswith("-"):
        index += 2 if arguments[index] == "--lang" else 1
    name = arguments[index] if index < len(arguments) else None
    return arguments[:index], name, arguments[index + 1 :]


def _without_command(options: list[str], terminal: Terminal) -> int:
    parser = _top_parser(terminal)
    if asks_for_help(options):
        terminal.line(parser.format_help().rstrip())
        return 0
    if parser.read(options).version:
        terminal.line(f"poincon {version('poincon')}")
        return 0
    raise Unusable.because(
        "poincon", "no_command", "il manque une commande.", "a command is missing.", suggestion("", COMMANDS)
    )


def _top_parser(terminal: Terminal) -> Parser:
    language = terminal.language
    width = max(map(len, COMMANDS)) + 2
    listed = "\n".join(f"  {name:<{width}}{command.summary.into(language)}" for name, command in COMMANDS.items())
    title = terminal.say("Commandes\u00a0:", "Commands:")
    parser = Parser("poincon", language, _ABOUT, f"{title}\n{listed}\n\n{_CODES.into(language)}")
    parser.usage = terminal.say("poincon [options] COMMANDE …", "poincon [options] COMMAND …")
    parser.flag("--version", _VERSION_ABOUT)
    parser.common()
    return parser


def _parser_of(name: str, command: Command, terminal: Terminal) -> Parser:
    summary = command.summary.into(terminal.language)
    sentence = f"{summary[:1].upper()}{summary[1:]}."
    parser = Parser(f"poincon {name}", terminal.language, Text(sentence, sentence))
    command.declare(parser)
    parser.common()
    return parser


# ending well


def _write_utf8() -> None:
    """Write UTF-8 whatever the locale; a stream that was closed writes nowhere."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
        elif stream is None:
            setattr(sys, name, io.StringIO())


def _silence_stdout() -> None:
    """Nobody reads any more: what is still in the buffer must not fail once again when Python ends."""
    with suppress(OSError):  # not a real stream: nothing is left to fail
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _last_words(sentence: str) -> None:
    with suppress(OSError):  # nobody reads this either
        sys.stderr.write(sentence + "\n")


def _where(error: Exception) -> str:
    """The kind of fault and where it arose, for who mends it."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else "?"
    return f"{type(error).__name__}, {place}"
