"""The server and its worker of jobs, as `poincon serve` becomes them, but with silences that a test can wait for.

`python hasty_server.py` is the server; `python hasty_server.py PARENT PIPE` the worker that it starts.
"""

from __future__ import annotations

import os
import sys

import django
from django.core.management import execute_from_command_line

from poincon.site import processes
from poincon.site.environment.process import of_process

SILENCE_SECONDS = 8
"""Long enough for a machine that is busy: a process that is well gives a sign each second."""


def serve() -> None:
    processes.WEB_SILENCE_SECONDS = processes.JOBS_SILENCE_SECONDS = SILENCE_SECONDS
    processes._work = lambda pipe: [sys.executable, __file__, str(os.getpid()), str(pipe)]
    processes.Server(of_process(), with_jobs=True).run()


def work(parent: str, pipe: str) -> None:
    django.setup()
    from poincon.jobs import loop  # it needs Django to be set up

    loop.BEAT_SECONDS = 1
    execute_from_command_line(["django", "work", f"--with-parent={parent}", f"--pulse={pipe}"])


if __name__ == "__main__":
    if sys.argv[1:]:
        work(*sys.argv[1:])
    else:
        serve()
