"""A scanner for tests: a real server on a real socket that speaks as `man clamd` says, with what goes wrong at will."""

from __future__ import annotations

import socket
import socketserver
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

EVIL = b"NOT-A-VIRUS-BUT-FOUND-AS-ONE"
"""What this scanner takes for a virus."""
FOUND = "Test.Signature"


@dataclass
class Behaviour:
    """How the scanner behaves, which a test may change at any time."""

    limit: int = 1_000_000
    """`StreamMaxLength`, in bytes."""
    slow_seconds: float = 0.0
    hangs_up: bool = False
    """In the middle of a content, without a word."""
    says: str = ""
    """Instead of any verdict."""
    pong: str = "PONG"
    lingers_seconds: float = 0.0
    """How long it holds the line, reading nothing, once it said that a content is too much."""
    in_pieces: bool = False
    """Its answers come byte by byte."""
    scanned: list[int] = field(default_factory=list)
    """The size of each content that it was given whole."""


class _Handler(socketserver.BaseRequestHandler):
    behaviour: ClassVar[Behaviour]
    request: socket.socket

    def handle(self) -> None:
        command = b""
        while not command.endswith((b"\0", b"\n")):
            command += self._read(1)
        if command == b"zPING\0":
            self._say(self.behaviour.pong)
        elif command == b"zINSTREAM\0":
            self._scan()
        else:
            self._say("UNKNOWN COMMAND")

    def _scan(self) -> None:
        content = b""
        while (size := struct.unpack("!L", self._read(4))[0]) > 0:
            if len(content) + size > self.behaviour.limit:
                self._say("INSTREAM size limit exceeded. ERROR")
                time.sleep(self.behaviour.lingers_seconds)
                return  # as clamd does: it closes with what it did not read still on its way
            content += self._read(size)
            if self.behaviour.hangs_up:
                return
        self.behaviour.scanned.append(len(content))
        time.sleep(self.behaviour.slow_seconds)
        self._say(self.behaviour.says or (f"stream: {FOUND} FOUND" if EVIL in content else "stream: OK"))

    def _say(self, text: str) -> None:
        data = text.encode() + b"\0"
        try:
            for piece in [bytes([byte]) for byte in data] if self.behaviour.in_pieces else [data]:
                self.request.sendall(piece)
        except OSError:
            pass  # whoever asked has left

    def _read(self, size: int) -> bytes:
        data = b""
        while len(data) < size:
            part = self.request.recv(size - len(data))
            if not part:
                raise _Left
            data += part
        return data


class _Left(Exception):
    """Whoever asked has left."""


class _Quiet(socketserver.ThreadingMixIn):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Who hangs up is part of what is tested."""


class _Tcp(_Quiet, socketserver.TCPServer):
    allow_reuse_address = True


class _Unix(_Quiet, socketserver.UnixStreamServer):
    pass


@contextmanager
def scanner(path: Path | None = None, port: int = 0) -> Iterator[tuple[str, Behaviour]]:
    """A scanner that listens: its address as `CLAMAV_URL` has it, and how it behaves. `path`: on a socket file."""
    behaviour = Behaviour()
    handler = type("Handler", (_Handler,), {"behaviour": behaviour})
    server = _Unix(str(path), handler) if path is not None else _Tcp(("127.0.0.1", port), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield (f"unix://{path}" if path is not None else f"tcp://127.0.0.1:{server.socket.getsockname()[1]}"), behaviour
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def free_port() -> int:
    """A port where nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
        return number
