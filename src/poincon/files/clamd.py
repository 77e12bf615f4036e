"""Asking ClamAV's daemon about a content, by its own protocol: `man clamd`, command INSTREAM.

Written here rather than taken from a library: see docs/adr/0019-scanning.md.
"""

from __future__ import annotations

import select
import socket
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO
from urllib.parse import unquote, urlsplit

PORT = 3310
"""What clamd listens on unless told otherwise."""
CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 150.0
"""For a whole scan, from the first byte sent to the verdict. clamd gives up a content after 120 s (`MaxScanTime`)."""
CHUNK_BYTES = 64 * 1024
LONGEST_ANSWER = 4096

_LIMITS = "Heuristics.Limits.Exceeded"
"""What clamd says to have found when it stopped at one of its limits (`AlertExceedsMax`): no virus, and no verdict."""


class ScannerUnreachable(Exception):
    """Nobody answers at that address: the scanner is down, and no content is at fault."""


class ScanFailed(Exception):
    """The scanner was there, and gave no verdict on this content: it hung up, was too slow, or said so."""


class ScanLimit(Exception):
    """The content is over a limit of the scanner's: trying again gives the same."""


@dataclass(frozen=True, slots=True)
class ScanVerdict:
    """`signature`: the name of the signature that matched, empty for a clean content."""

    signature: str = ""

    @property
    def clean(self) -> bool:
        return not self.signature


@dataclass(frozen=True, slots=True)
class Scanner:
    """The daemon at `url` (`tcp://host:port`, `unix:///socket`). A connection for each question."""

    url: str
    connect_seconds: float = CONNECT_SECONDS
    answer_seconds: float = ANSWER_SECONDS

    def ping(self) -> None:
        """Raises `ScannerUnreachable` unless the daemon says that it is there."""
        until = time.monotonic() + self.connect_seconds
        with self._connected() as link:
            try:
                link.sendall(b"zPING\0")
                answer = _answer(link, until)
            except OSError as error:
                raise ScannerUnreachable from error
        if answer != "PONG":
            raise ScannerUnreachable

    def scan(self, content: BinaryIO) -> ScanVerdict:
        """Stream a content to the daemon. Raises `ScannerUnreachable`, `ScanFailed`, `ScanLimit`."""
        until = time.monotonic() + self.answer_seconds
        with self._connected() as link:
            try:
                _stream(link, content, until)
                answer = _answer(link, until)
            except OSError as error:
                raise ScanFailed from error
        return _verdict(answer)

    @contextmanager
    def _connected(self) -> Iterator[socket.socket]:
        try:
            link = self._connect()
        except OSError as error:
            raise ScannerUnreachable from error
        with link:
            yield link

    def _connect(self) -> socket.socket:
        parts = urlsplit(self.url)
        if parts.scheme == "tcp":
            return socket.create_connection((parts.hostname or "", parts.port or PORT), self.connect_seconds)
        link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            link.settimeout(self.connect_seconds)
            link.connect(unquote(parts.path))
        except OSError:
            link.close()
            raise
        return link


def _stream(link: socket.socket, content: BinaryIO, until: float) -> None:
    """Send all of it, unless the daemon answers before the end: that is how it says that it is too much."""
    try:
        _send(link, b"zINSTREAM\0", until)
        while chunk := content.read(CHUNK_BYTES):
            if _has_answered(link):
                return
            _send(link, struct.pack("!L", len(chunk)) + chunk, until)
        _send(link, struct.pack("!L", 0), until)
    except (BrokenPipeError, ConnectionResetError):
        if not _has_answered(link):
            raise
        # It closed while we were writing: what it said before that is still to be read.


def _send(link: socket.socket, data: bytes, until: float) -> None:
    link.settimeout(_left(until))
    link.sendall(data)


def _has_answered(link: socket.socket) -> bool:
    return bool(select.select([link], [], [], 0)[0])


def _answer(link: socket.socket, until: float) -> str:
    """What the daemon says, without the zero that ends it; empty when it hung up. Raises `OSError`."""
    received = b""
    while b"\0" not in received and len(received) < LONGEST_ANSWER:
        link.settimeout(_left(until))
        part = link.recv(LONGEST_ANSWER)
        if not part:
            break
        received += part
    return received.partition(b"\0")[0].decode("utf-8", "replace").strip()


def _left(until: float) -> float:
    """Seconds until then. Raises `TimeoutError` when there are none: a timeout of zero would mean something else."""
    seconds = until - time.monotonic()
    if seconds <= 0:
        raise TimeoutError
    return seconds


def _verdict(answer: str) -> ScanVerdict:
    """`stream: OK`, `stream: Name FOUND`, `INSTREAM size limit exceeded. ERROR`, or anything else."""
    reply = answer.removeprefix("stream: ")
    if reply == "OK":
        return ScanVerdict()
    if "size limit exceeded" in reply or reply.startswith(_LIMITS):
        raise ScanLimit
    signature = reply.removesuffix(" FOUND")
    if signature == reply or not signature:
        raise ScanFailed
    return ScanVerdict(signature)
