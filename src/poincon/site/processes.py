"""The processes of the server: gunicorn's, and the worker of background jobs next to them.

`python -m poincon.site.processes [--jobs]` is what `poincon serve` becomes. Gunicorn's first process starts the others,
and again those that die or hang: a web process that gives no sign for `WEB_SILENCE_SECONDS`, the worker of jobs as
`JobsProcess` says. Nobody watches that first process but its supervisor: without it the others end by themselves.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]
from gunicorn.arbiter import Arbiter  # type: ignore[import-untyped]

from poincon.site.environment.process import of_process
from poincon.site.environment.table import Environment

THREADS = 4
"""Requests that one process answers at once."""
WEB_SILENCE_SECONDS = 30
"""A web process that gives no sign for so long is killed, and replaced. A long request is no silence."""
GRACE_SECONDS = 20
"""How long requests and the job that runs may take to end when the server is asked to."""
STARTING_SECONDS = 120
"""How long a worker of jobs may take to give its first sign."""
JOBS_SILENCE_SECONDS = 45
"""How long it may then be silent: several times the pace of `poincon.jobs.loop`, and a database that makes it wait."""
LONGEST_PAUSE_SECONDS = 60
"""How long the start of a worker that keeps dying is put off, at most; one that lives longer starts at once again."""

_LOGGER = logging.getLogger("gunicorn.error")


class JobsProcess:
    """The worker of jobs, started again when it ends and killed when it gives no sign of life.

    `program(pipe)`: the command, which writes its signs in that pipe. `clock`: seconds that never go back.
    """

    def __init__(self, program: Callable[[int], list[str]], clock: Callable[[], float] = time.monotonic) -> None:
        self._program = program
        self._clock = clock
        self._process: subprocess.Popen[bytes] | None = None
        self._pipe = -1
        self._started = self._next_start = float("-inf")
        self._silent_at = float("inf")
        self._failures = 0

    @property
    def pid(self) -> int | None:
        """The process that runs, None between two."""
        return None if self._process is None else self._process.pid

    def watch(self) -> None:
        """To be called every second or so; never waits."""
        now = self._clock()
        if self._process is None:
            if now >= self._next_start:
                self._start(now)
        elif self._process.poll() is not None:
            self._forget(now)
        elif self._gave_a_sign():
            self._silent_at = now + JOBS_SILENCE_SECONDS
        elif now >= self._silent_at:
            _LOGGER.error("the worker of background jobs (pid %s) gives no sign of life: killed", self._process.pid)
            self._process.kill()  # even one that is stopped; the next call finds that it ended

    def ask_to_stop(self) -> None:
        """The job that runs is finished first."""
        if self._process is not None:
            self._process.terminate()

    def end(self, seconds: float) -> None:
        """Wait so long for it to end, then kill it: its job is taken up again by the next one."""
        if self._process is None:
            return
        try:
            self._process.wait(max(seconds, 0))
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _start(self, now: float) -> None:
        self._started, self._silent_at = now, now + STARTING_SECONDS
        self._pipe, sending = os.pipe()
        os.set_blocking(self._pipe, False)
        try:
            self._process = subprocess.Popen(self._program(sending), pass_fds=[sending])  # noqa: S603 - a command of ours
        except OSError:  # a machine that has no room for one more process: pages go on without it
            self._forget(now)
        finally:
            os.close(sending)

    def _gave_a_sign(self) -> bool:
        try:
            return bool(os.read(self._pipe, 4096))
        except BlockingIOError:
            return False

    def _forget(self, now: float) -> None:
        os.close(self._pipe)
        self._process = None
        self._failures = 0 if now - self._started > LONGEST_PAUSE_SECONDS else self._failures + 1
        pause = min(2**self._failures, LONGEST_PAUSE_SECONDS) if self._failures else 0
        self._next_start = now + pause
        _LOGGER.error("the worker of background jobs ended: started again in %s s", pause)


class _Watch(Arbiter):  # type: ignore[misc]
    """Gunicorn's first process, which also watches the worker of jobs."""

    def __init__(self, application: BaseApplication, jobs: JobsProcess | None) -> None:
        self._jobs = jobs
        super().__init__(application)

    def manage_workers(self) -> None:
        super().manage_workers()
        if self._jobs is not None:
            self._jobs.watch()

    def stop(self, graceful: bool = True) -> None:
        """Whatever is left of the processes is killed after the grace."""
        limit = time.monotonic() + GRACE_SECONDS
        if self._jobs is not None:
            self._jobs.ask_to_stop()
        super().stop(graceful)
        if self._jobs is not None:
            self._jobs.end(limit - time.monotonic())


class Server(BaseApplication):  # type: ignore[misc]
    """The platform under gunicorn; `with_jobs`: and a worker of jobs next to it."""

    def __init__(self, environment: Environment, *, with_jobs: bool) -> None:
        self._environment = environment
        self._with_jobs = with_jobs
        super().__init__()

    def load_config(self) -> None:
        """Nothing but these: neither a file of gunicorn's nor a variable of its own is read."""
        host = self._environment.host
        address = f"[{host}]" if ":" in host else host
        options = {
            "bind": f"{address}:{self._environment.port}",
            "workers": self._environment.workers,
            "threads": THREADS,
            "worker_class": "gthread",
            "timeout": WEB_SILENCE_SECONDS,
            "graceful_timeout": GRACE_SECONDS,
            "loglevel": "warning",
            "logger_class": "poincon.site.server_logs.MaskingLogger",
            "control_socket_disable": True,
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        from poincon.site.wsgi import application  # in each web process: the first one needs no Django

        return application

    def run(self) -> None:
        _Watch(self, JobsProcess(_work) if self._with_jobs else None).run()


def _work(pipe: int) -> list[str]:
    """A worker of jobs that lives as long as this process."""
    return [sys.executable, "-m", "django", "work", f"--with-parent={os.getpid()}", f"--pulse={pipe}"]


if __name__ == "__main__":
    Server(of_process(), with_jobs="--jobs" in sys.argv[1:]).run()
