"""A process that works: it runs what is due, queues what comes back, and puts back what dead workers left."""

from __future__ import annotations

import logging
import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from django.db import Error, close_old_connections, connections
from django.utils import timezone

from poincon.jobs.models import Worker
from poincon.jobs.periodic import schedule
from poincon.jobs.pulse import Pulse
from poincon.jobs.reaper import reap
from poincon.jobs.worker import new_identifier, run_next

BEAT_SECONDS = 10
"""How often a worker says that it lives; `ABSENCE` and `SILENCE` are several times that."""
ROUND_SECONDS = 20
"""How often it looks at regular jobs and at dead workers."""
PAUSE_SECONDS = 1.0
"""How long it waits when nothing is due."""
TROUBLE_SECONDS = 5.0
"""How long it waits when the database does not answer."""

_LOGGER = logging.getLogger(__name__)


class Loop:
    """`parent`: a process without which this one stops. `stop` may be called from anywhere, even a signal.

    `pulse`: what tells the process that watches this one that it lives.
    """

    def __init__(self, parent: int | None = None, pulse: Pulse | None = None) -> None:
        self._parent = parent
        self._stopping = threading.Event()
        self._heart = _Heart(pulse or Pulse())
        self._next_round = 0.0

    def stop(self) -> None:
        """Finish the job that runs, then end."""
        self._stopping.set()

    def stop_on_signals(self) -> None:
        """SIGTERM and SIGINT stop the loop."""

        def stop(_number: int, _frame: FrameType | None) -> None:
            self.stop()

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)

    def run(self) -> None:
        """Until it is stopped. A database that does not answer is waited for."""
        with self._heart.beating():
            while self._goes_on():
                self._step()

    def run_once(self) -> None:
        """What is due now, and what that queues. Raises `Error`."""
        with self._heart.beating():
            self._heart.be_known()
            reap(timezone.now())
            schedule(timezone.now())
            while self._goes_on() and run_next(self._heart.worker, timezone.now):
                pass

    def _goes_on(self) -> bool:
        return not self._stopping.is_set() and (self._parent is None or os.getppid() == self._parent)

    def _step(self) -> None:
        try:
            close_old_connections()
            self._heart.be_known()
            self._round()
            if run_next(self._heart.worker, timezone.now) is None:
                self._stopping.wait(PAUSE_SECONDS)
        except Error as error:
            # How a job ended may not be written: under another name, this worker lets it be taken for lost.
            _LOGGER.warning("the database does not answer: %s", type(error).__name__)
            connections.close_all()
            self._heart.change_name()
            self._stopping.wait(TROUBLE_SECONDS)

    def _round(self) -> None:
        if time.monotonic() >= self._next_round:
            reap(timezone.now())
            schedule(timezone.now())
            self._next_round = time.monotonic() + ROUND_SECONDS


class _Heart:
    """Says that the worker lives, from a thread of its own: a long job must not look like a dead one."""

    def __init__(self, pulse: Pulse) -> None:
        self.worker = new_identifier()
        self._pulse = pulse
        self._known = ""
        self._still = threading.Event()

    def change_name(self) -> None:
        self.worker = new_identifier()

    def be_known(self) -> None:
        """Before it takes a job, the worker is known: else the job would look lost. Raises `Error`."""
        if self._known != self.worker:
            self._beat()
            self._known = self.worker

    @contextmanager
    def beating(self) -> Iterator[None]:
        self._still.clear()
        thread = threading.Thread(target=self._keep_beating, name="heart", daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._still.set()
            thread.join()
            self._leave()

    def _keep_beating(self) -> None:
        self._pulse.beat()
        while not self._still.wait(BEAT_SECONDS):
            self._pulse.beat()
            try:
                close_old_connections()
                self._beat()
            except Error as error:
                _LOGGER.warning("this worker could not say that it lives: %s", type(error).__name__)
                connections.close_all()
        connections.close_all()  # those of this thread

    def _beat(self) -> None:
        now = timezone.now()
        fields = {"host": socket.gethostname()[:120], "pid": os.getpid(), "started_at": now, "seen_at": now}
        Worker.objects.update_or_create(pk=self.worker, defaults={"seen_at": now}, create_defaults=fields)

    def _leave(self) -> None:
        try:
            Worker.objects.filter(pk=self.worker).delete()
        except Error:
            _LOGGER.warning("this worker could not say that it leaves")
