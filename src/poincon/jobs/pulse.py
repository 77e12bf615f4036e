"""The sign of life that a worker gives to the process that watches it: a byte in a pipe, whatever the database does."""

from __future__ import annotations

import os
from contextlib import suppress


class Pulse:
    """`pipe`: where to write, the descriptor that the watching process passed on. None: nobody watches."""

    def __init__(self, pipe: int | None = None) -> None:
        self._pipe = pipe
        if pipe is not None:
            os.set_blocking(pipe, False)

    def beat(self) -> None:
        """Never waits: a pipe that is full, or that nobody reads any more, is no trouble of the worker's."""
        if self._pipe is not None:
            with suppress(OSError):
                os.write(self._pipe, b".")
