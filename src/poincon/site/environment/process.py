"""The settings of this process, from its environment. No other module of ours reads it (a test holds it)."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NoReturn

from poincon.cahier.basics.problems import Unusable
from poincon.cahier.basics.text import Language
from poincon.cahier.cli.arguments import chosen_language
from poincon.cahier.cli.terminal import Terminal
from poincon.site.environment.secret import kept_secret
from poincon.site.environment.table import Environment, read

WRONG = 2
"""Exit code of a start that a setting prevents."""
OWN_FILES = 0o077
"""What other users of the machine may not do with what the platform writes (a `umask`): anything."""
_LANGUAGE_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")


def of_process() -> Environment:
    """The settings of this process. A wrong one ends it: one line each on standard error, exit code 2."""
    try:
        return read(os.environ)
    except Unusable as unusable:
        _leave(unusable)


def secret_of_installation(var: Path) -> str:
    """The secret that is kept in this folder. One that cannot be written there ends the process likewise."""
    try:
        return kept_secret(var)
    except Unusable as unusable:
        _leave(unusable)


def _leave(unusable: Unusable) -> NoReturn:
    terminal = Terminal.of_process(language(sys.argv[1:], os.environ))
    for problem in unusable.problems:
        terminal.error(problem.render(terminal.language))
    raise SystemExit(WRONG)


def language(arguments: Sequence[str], variables: Mapping[str, str]) -> Language:
    """What `--lang` asks, else what the locale says; French unless English is asked."""
    if any(argument == "--lang" or argument.startswith("--lang=") for argument in arguments):
        return chosen_language(list(arguments))
    locale = next((variables[name] for name in _LANGUAGE_VARIABLES if variables.get(name)), "")
    return "en" if locale.startswith("en") else "fr"


def use_demonstration(variables: dict[str, str] | os._Environ[str]) -> None:
    """Point the process at the demonstration's own database and files, whatever else is set."""
    variables["DEMO"] = "1"
    for name in ("DATABASE_URL", "FILES_URL"):
        variables.pop(name, None)
