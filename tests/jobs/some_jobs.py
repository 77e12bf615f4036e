"""Jobs for tests: each leaves a line in a file, so that runs can be counted from outside."""

from __future__ import annotations

import time
from pathlib import Path

from poincon.jobs.tasks import background, instant
from tests.people.makers import organisation

ADDRESS = "claire@essai.example"
"""What the sentence of an error may hold."""


def lines(path: Path) -> list[str]:
    return path.read_text().splitlines() if path.exists() else []


def write(path: str, line: str) -> None:
    with Path(path).open("a") as stream:
        stream.write(f"{line}\n")


def given_up(path: str, *_more: object) -> None:
    write(path, "given up")


def given_up_badly(path: str) -> None:
    organisation("écrite puis défaite")
    raise RuntimeError(ADDRESS)


@background(attempts=3, label="Noter")
def note(path: str, text: str = "noted") -> None:
    write(path, text)


@background(attempts=3)
def tell_the_time(path: str) -> None:
    write(path, instant().isoformat())


@background(attempts=3, given_up=given_up)
def fail(path: str, times: int = 99) -> None:
    """Fails that many times, then works."""
    write(path, "tried")
    if len(lines(Path(path))) <= times:
        raise LookupError(ADDRESS)


@background(attempts=1, given_up=given_up_badly)
def fail_twice_over(path: str) -> None:
    addresses: dict[str, int] = {}
    try:
        addresses[ADDRESS]
    except KeyError as error:
        raise RuntimeError(ADDRESS) from error


@background(attempts=1)
def leave(path: str) -> None:
    raise SystemExit(3)


@background(priority=50)
def urgent(path: str) -> None:
    write(path, "urgent")


@background()
def queue_another(path: str) -> None:
    note.later(path)


@background(attempts=3)
def slow(path: str, go: str) -> None:
    """Begins, then ends once the file `go` is there."""
    write(path, "begun")
    for _ in range(600):
        if Path(go).exists():
            write(path, "ended")
            return
        time.sleep(0.1)
    raise TimeoutError


def periodic(now: object) -> None:
    raise LookupError
