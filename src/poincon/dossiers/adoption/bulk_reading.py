"""What dossiers hold when a version comes, read many at once; once handed over, as they were handed over last."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from poincon.cahier.loading import Package
from poincon.dossiers.enums import PREPARED, State
from poincon.dossiers.models import Dossier
from poincon.sheets.versions.contents import contents_of, frozen_contents_of
from poincon.sheets.versions.following import Contents

CHUNK = 200


@dataclass(frozen=True, slots=True)
class Reading:
    """A dossier with what it holds."""

    dossier: Dossier
    contents: Contents

    @property
    def package(self) -> Package:
        return self.dossier.package


def readings_of(dossiers: Iterable[Dossier]) -> Iterator[Reading]:
    """Each dossier with what it holds, some queries for `CHUNK` of them."""
    rest = iter(dossiers)
    while chunk := list(islice(rest, CHUNK)):
        yield from _readings(chunk)


def _readings(dossiers: Sequence[Dossier]) -> Iterator[Reading]:
    """Work in progress of a dossier to correct is its structure's: what was handed over is read instead."""
    correcting = [dossier.sheet for dossier in dossiers if dossier.state == State.TO_CORRECT]
    frozen = frozen_contents_of(correcting)
    contents = contents_of(
        [dossier.sheet for dossier in dossiers if dossier.sheet_id not in frozen],
        following=[dossier.sheet for dossier in dossiers if dossier.state in PREPARED],
    )
    for dossier in dossiers:
        yield Reading(dossier, (frozen if dossier.sheet_id in frozen else contents)[dossier.sheet_id])
