"""A preview served in a process of its own."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.architecture.repository import ROOT


@contextmanager
def previewing(folder: Path) -> Iterator[str]:
    """The address at which `poincon preview` shows that folder, until the block ends."""
    program = [sys.executable, "-m", "poincon.site.command", "preview", str(folder), "--port", "0"]
    # what a platform of this machine is told must not reach a preview
    environment = {**os.environ, "DATABASE_URL": "postgres://nobody@db.example/none", "ALLOWED_HOSTS": "a.example"}
    process = subprocess.Popen(program, stdout=subprocess.PIPE, env=environment, cwd=ROOT)
    assert process.stdout is not None
    try:
        address = re.search(r"http://127\.0\.0\.1:\d+/", process.stdout.readline().decode())
        assert address is not None
        yield address[0]
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=30)
        process.stdout.close()
