"""The `poincon` command as a process, and its server."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

POINCON = Path(sys.executable).with_name("poincon")


def run(*arguments: str, var: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [POINCON, *arguments], env=surroundings(var, variables), capture_output=True, text=True, check=False, timeout=90
    )


def surroundings(var: Path, variables: dict[str, str]) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "VAR_DIR": str(var), "LANG": "C.UTF-8", **variables}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(*arguments: str, var: Path, port: int) -> Iterator[str]:
    """A real server, until the block ends. Gives its address."""
    address = f"http://127.0.0.1:{port}"
    variables = surroundings(var, {"PORT": str(port), "WORKERS": "1"})
    process = subprocess.Popen([POINCON, *arguments], env=variables, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        for _ in range(150):
            time.sleep(0.2)
            assert process.poll() is None, process.stderr and process.stderr.read()
            try:
                urllib.request.urlopen(f"{address}/healthz", timeout=2).close()
                break
            except OSError:
                continue
        yield address
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)
        assert process.stderr is not None
        process.stderr.close()


def read(address: str) -> tuple[int, str]:
    with urllib.request.urlopen(address, timeout=10) as response:
        return response.status, response.read().decode()
