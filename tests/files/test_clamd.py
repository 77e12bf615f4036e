"""Asking a scanner, over a socket: what it says, and everything that may go wrong on the way."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from poincon.files.clamd import CHUNK_BYTES, ScanFailed, ScanLimit, Scanner, ScannerUnreachable
from tests.files.scanner_server import EVIL, FOUND, Behaviour, free_port, scanner

Served = tuple[Scanner, Behaviour]


@pytest.fixture
def served() -> Iterator[Served]:
    with scanner() as (url, behaviour):
        yield Scanner(url, connect_seconds=2, answer_seconds=5), behaviour


def scan(daemon: Scanner, content: bytes) -> str:
    return daemon.scan(io.BytesIO(content)).signature


def test_a_sound_content_is_clean_and_reaches_the_scanner_whole(served: Served) -> None:
    daemon, behaviour = served
    for size in (1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 5 * CHUNK_BYTES):
        assert scan(daemon, b"a" * size) == ""
    assert behaviour.scanned == [1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 5 * CHUNK_BYTES]


def test_what_is_found_is_named_wherever_it_is_in_the_content(served: Served) -> None:
    daemon, _behaviour = served
    assert scan(daemon, EVIL) == FOUND
    across = b"a" * (CHUNK_BYTES - 5) + EVIL + b"b"
    assert scan(daemon, across) == FOUND
    assert not daemon.scan(io.BytesIO(across)).clean


def test_an_answer_that_comes_in_pieces_is_read_whole(served: Served) -> None:
    daemon, behaviour = served
    behaviour.in_pieces = True
    daemon.ping()
    assert scan(daemon, EVIL) == FOUND


def test_the_scanner_listens_on_a_socket_file_too(tmp_path: Path) -> None:
    with scanner(tmp_path / "clamd sock") as (url, _behaviour):
        daemon = Scanner(url.replace(" ", "%20"))
        daemon.ping()
        assert scan(daemon, EVIL) == FOUND


def test_over_its_limit_the_scanner_s_answer_is_heard_although_it_hangs_up_on_what_we_write(served: Served) -> None:
    daemon, behaviour = served
    for size in (1_000_001, 30_000_000):
        for _again in range(10):
            with pytest.raises(ScanLimit):
                scan(daemon, b"a" * size)
    assert behaviour.scanned == []


def test_a_scanner_that_has_spoken_is_sent_nothing_more(served: Served) -> None:
    """One that went on would wait until the scanner's time is up, and would say that it is out of reach."""
    daemon, behaviour = served
    behaviour.lingers_seconds = 6 * daemon.answer_seconds
    with pytest.raises(ScanLimit):
        scan(daemon, b"a" * 30_000_000)


@pytest.mark.parametrize("name", ["MaxFileSize", "MaxScanSize", "MaxScanTime"])
def test_a_limit_that_it_reports_as_something_found_is_no_virus(served: Served, name: str) -> None:
    daemon, behaviour = served
    behaviour.says = f"stream: Heuristics.Limits.Exceeded.{name} FOUND"
    with pytest.raises(ScanLimit):
        scan(daemon, b"a")


@pytest.mark.parametrize(
    "answer",
    [
        "stream: Can't allocate memory ERROR",
        "stream:  FOUND",
        "UNKNOWN COMMAND",
        "stream: OK and more",
        "stream: not OK",
        "\ufffd",
    ],
)
def test_an_answer_that_is_no_verdict_is_never_taken_for_clean(served: Served, answer: str) -> None:
    daemon, behaviour = served
    behaviour.says = answer
    with pytest.raises(ScanFailed):
        scan(daemon, b"a")


def test_a_scanner_that_hangs_up_gave_no_verdict(served: Served) -> None:
    daemon, behaviour = served
    behaviour.hangs_up = True
    for size in (1, 30_000_000):
        with pytest.raises(ScanFailed):
            scan(daemon, b"a" * size)


def test_a_scanner_that_is_too_slow_is_not_waited_for(served: Served) -> None:
    daemon, behaviour = served
    behaviour.slow_seconds = 3
    began = time.monotonic()
    with pytest.raises(ScanFailed):
        Scanner(daemon.url, answer_seconds=0.3).scan(io.BytesIO(b"a"))
    assert time.monotonic() - began < 2


def test_a_scanner_that_takes_nothing_in_is_not_waited_for_either() -> None:
    with scanner() as (url, behaviour):
        behaviour.limit = 10**9
        slow = Scanner(url, answer_seconds=0.5)
        with pytest.raises(ScanFailed):
            slow.scan(_Endless())  # type: ignore[arg-type] # only `read` is asked of it


class _Endless:
    """A content that never ends."""

    def read(self, size: int) -> bytes:
        time.sleep(0.01)
        return b"a"


def test_nobody_at_that_address_is_told_apart_from_a_content_without_verdict(tmp_path: Path) -> None:
    for url in (f"tcp://127.0.0.1:{free_port()}", f"unix://{tmp_path / 'absent'}", "tcp://nowhere.invalid:3310"):
        daemon = Scanner(url, connect_seconds=1)
        with pytest.raises(ScannerUnreachable):
            daemon.ping()
        with pytest.raises(ScannerUnreachable):
            scan(daemon, b"a")


def test_a_service_that_is_no_scanner_does_not_answer_a_ping(served: Served) -> None:
    daemon, behaviour = served
    behaviour.pong = "220 mail.example ESMTP"
    with pytest.raises(ScannerUnreachable):
        daemon.ping()
