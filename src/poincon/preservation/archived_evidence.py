"""What proves a dossier in an archive (`workflow.evidence`): no row of a database is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from poincon.cahier.basics.problems import Unusable
from poincon.cahier.loading import Package, package_from_files
from poincon.cahier.loading.package import ALL_FILES
from poincon.journal.chain import Subject, checked_details
from poincon.journal.models import Act
from poincon.preservation.archive import Archive
from poincon.preservation.copying import NotPreserved
from poincon.preservation.paths import ACTS, PEOPLE, ROWS, package_path, rows_path
from poincon.workflow.evidence import FrozenRow

MAXIMUM_PACKAGES = 50
"""Versions of a programme that an archive may make us read: a dossier follows a few."""
_SHAPE = (KeyError, TypeError, ValueError, AttributeError, OverflowError, RecursionError)


class ArchivedEvidence:
    """Raises `NotPreserved` for acts, rows or names of another shape."""

    def __init__(self, archive: Archive, subject: Subject) -> None:
        self._archive = archive
        self.subject = subject
        self.acts: Sequence[Act] = _shaped(ACTS, archive.json(ACTS), _act)
        people = archive.json(PEOPLE)
        if not isinstance(people, dict) or not all(isinstance(name, str) for name in people.values()):
            raise _unreadable(PEOPLE)
        self.people: Mapping[str, str] = people
        paths = sorted(name for name in archive.names if name.startswith(f"{ROWS}/") and name.endswith(".json"))
        kinds = [path.removeprefix(f"{ROWS}/").removesuffix(".json") for path in paths]
        self._rows = {kind: _shaped(rows_path(kind), archive.json(rows_path(kind)), _row(kind)) for kind in kinds}
        self._packages: dict[str, Package] = {}

    @property
    def kinds(self) -> list[str]:
        return list(self._rows)

    def rows(self, kind: str) -> Sequence[FrozenRow]:
        return self._rows.get(kind, [])

    def package(self, digest: str) -> Package:
        if digest not in self._packages:
            if len(self._packages) >= MAXIMUM_PACKAGES:
                raise ValueError("too many packages")
            self._packages[digest] = self._load(digest)
        return self._packages[digest]

    def _load(self, digest: str) -> Package:
        paths = {name: package_path(digest, name) for name in ALL_FILES}
        files = {name: self._archive.text(path).decode() for name, path in paths.items() if path in self._archive.names}
        if not files:
            raise LookupError(digest)
        try:
            package = package_from_files(files, digest)
        except Unusable as error:
            raise ValueError(f"the package {digest} cannot be read") from error
        if package.digest != digest:
            raise ValueError(f"the files of {digest} give {package.digest}")
        return package


def _shaped(name: str, plain: Any, read: Any) -> list[Any]:
    if not isinstance(plain, list):
        raise _unreadable(name)
    try:
        return [read(each) for each in plain]
    except _SHAPE as error:
        raise _unreadable(name) from error


def _unreadable(name: str) -> NotPreserved:
    return NotPreserved(_("« %(name)s » ne se lit pas.") % {"name": name[:120]})


def _act(plain: Mapping[str, Any]) -> Act:
    """An act that no database holds. Raises what another shape makes of it."""
    frozen = {str(name): str(digest) for name, digest in plain["frozen"].items()}
    moment = datetime.fromisoformat(plain["at"])
    if moment.tzinfo is None:
        raise ValueError("an act needs an instant with its time zone")
    texts = ("subject_kind", "subject_id", "event", "actor", "seal", "previous", "digest")
    return Act(
        **{name: str(plain[name]) for name in texts},
        sequence=int(plain["sequence"]),
        at=moment,
        details=checked_details(plain["details"]),
        frozen=frozen,
    )


def _row(kind: str) -> Any:
    def read(plain: Mapping[str, Any]) -> FrozenRow:
        return FrozenRow(kind, str(plain["id"]), checked_details(plain["columns"]))

    return read
