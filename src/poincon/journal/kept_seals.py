"""Seals kept elsewhere than in the database, a line each: day, count of acts, digest. A person can read and print them.

Whoever can rewrite the whole database cannot rewrite these: they are what a verification rests on at last.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from django.utils.translation import gettext as _

from poincon.journal.models import DailyRoot

_LINE = re.compile(r"(\d{4}-\d\d-\d\d) +(\d{1,9}) +([0-9a-f]{64})( +withdrawn)?")

LARGEST_BYTES = 10_000_000
"""Three centuries of seals."""


class UnreadableSeals(Exception):
    """A file of seals that cannot be read or written; the sentence says where and why."""


def line_of(root: DailyRoot, *, withdrawn: bool = False) -> str:
    end = "  withdrawn" if withdrawn else ""
    return f"{root.day.isoformat()}  {root.count:>8}  {root.digest}{end}"


def read(path: Path) -> list[DailyRoot]:
    """The seals of a file, without those that a later line withdraws. Raises `UnreadableSeals`."""
    try:
        if not path.is_file() or path.stat().st_size > LARGEST_BYTES:
            raise UnreadableSeals(_("« %(file)s » n'est pas un fichier de sceaux.") % {"file": path})
        lines = path.read_text(encoding="ascii").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableSeals(
            _("« %(file)s » n'a pas pu être lu (%(error)s).") % {"file": path, "error": _why(error)}
        ) from error
    seals: dict[str, DailyRoot] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        root, withdrawn = _parsed(path, number, line)
        if withdrawn:
            seals.pop(root.digest, None)
        else:
            seals[root.digest] = root
    return list(seals.values())


def add(path: Path, roots: Iterable[DailyRoot]) -> int:
    """Add those that the file does not have, in a file that it makes where there is none; gives how many.

    Nothing that stands in it changes. Raises `UnreadableSeals`, for a day of which it has another seal too.
    """
    seals = {root.day: root.digest for root in read(path)} if path.exists() else {}
    lines: list[str] = []
    for root in roots:
        if root.day not in seals:
            lines.append(line_of(root))
        elif seals[root.day] != root.digest:
            raise UnreadableSeals(
                _(
                    "« %(file)s » a un autre sceau de la journée du %(day)s : rien n'y est ajouté. Lancez "
                    "« poincon manage verify_journal --roots »."
                )
                % {"file": path, "day": root.day}
            )
    _append(path, lines)
    return len(lines)


def withdraw(path: Path, roots: Iterable[DailyRoot]) -> None:
    """Say that these seals were withdrawn; without any, that the file can be told so. Raises `UnreadableSeals`."""
    seals = {(root.day, root.digest) for root in read(path)} if path.exists() else set()
    _append(path, [line_of(root, withdrawn=True) for root in roots if (root.day, root.digest) in seals])


def _append(path: Path, lines: Iterable[str]) -> None:
    try:
        with path.open("a", encoding="ascii") as file:
            file.write("".join(f"{line}\n" for line in lines))
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise UnreadableSeals(
            _("« %(file)s » n'a pas pu être écrit (%(error)s).") % {"file": path, "error": _why(error)}
        ) from error


def _parsed(path: Path, number: int, line: str) -> tuple[DailyRoot, bool]:
    match = _LINE.fullmatch(line.rstrip())
    day = _date(match[1]) if match is not None else None
    if match is None or day is None:
        raise UnreadableSeals(
            _("« %(file)s », ligne %(number)d : on attend une journée, un nombre d'actes et un sceau.")
            % {"file": path, "number": number}
        )
    return DailyRoot(day=day, count=int(match[2]), digest=match[3]), match[4] is not None


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _why(error: Exception) -> str:
    return getattr(error, "strerror", None) or type(error).__name__
