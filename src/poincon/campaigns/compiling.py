"""A package read in a process of its own, whose time and memory are limited: no package hangs a server or a worker.

The process is this module itself: it takes `{"label": …, "files": {name: text}}` on its standard input, and writes the
reasons why the package cannot be used, each in French and in English; none when it can.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Mapping

from poincon.cahier.basics.problems import Unusable
from poincon.cahier.basics.text import Text
from poincon.cahier.loading import package_from_files

SECONDS = 30
"""Processor time of a reading; our largest programme takes one second."""
PATIENCE_SECONDS = 4 * SECONDS
"""Time by the clock, on a machine that is busy."""
MEMORY_BYTES = 1024 * 1024 * 1024
_CUT = (-signal.SIGXCPU, -signal.SIGKILL)
_NO_MEMORY = 3
"""Exit code of a reading that lacked memory."""


class TooCostly(Exception):
    """A package that takes too long to read, or too much memory. `message` says which."""

    def __init__(self, fr: str, en: str) -> None:
        super().__init__(fr)
        self.message = Text(fr, en)


def problems_of(files: Mapping[str, str], label: str) -> list[tuple[str, str]]:
    """Why the package that these files make cannot be used: French and English of each reason; none when it can.

    Raises `TooCostly`, and `subprocess.CalledProcessError` when the reading fails by a fault of ours.
    """
    try:
        process = subprocess.run(
            [sys.executable, "-m", "poincon.campaigns.compiling"],
            input=json.dumps({"label": label, "files": dict(files)}),
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=PATIENCE_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise _too_long() from error
    if process.returncode in _CUT:
        raise _too_long()
    if process.returncode == _NO_MEMORY:
        raise TooCostly(
            "lire ce programme demande trop de mémoire : il n’est pas installé. Retirez ce qui s’y répète.",
            "reading this programme takes too much memory: it is not installed. Remove what is repeated in it.",
        )
    process.check_returncode()
    return [(fr, en) for fr, en in json.loads(process.stdout)]


def _too_long() -> TooCostly:
    return TooCostly(
        f"lire ce programme prend plus de {SECONDS} secondes : il n’est pas installé. Retirez ce qui s’y répète.",
        f"reading this programme takes over {SECONDS} seconds: it is not installed. Remove what is repeated in it.",
    )


def main() -> int:
    """Read the package of the standard input, within the limits. Gives the exit code."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    os.nice(5)  # pages come first
    package = json.load(sys.stdin)
    reasons: list[tuple[str, str]] = []
    try:
        package_from_files(package["files"], package["label"])
    except Unusable as unusable:
        reasons = [(problem.render("fr"), problem.render("en")) for problem in unusable.problems]
    except MemoryError:
        return _NO_MEMORY
    json.dump(reasons, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
