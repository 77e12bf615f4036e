"""Verdicts on the prerequisites of a dossier: computed, retained, concluded upon."""

from __future__ import annotations

from typing import Any

from poincon.admissibility import prerequisites
from poincon.admissibility.enums import Verdict
from poincon.admissibility.examination import examine
from tests.admissibility.factories import (
    LATER,
    Scene,
)

MET, NOT_MET, ASIDE, UNKNOWN = Verdict.MET, Verdict.NOT_MET, Verdict.NOT_APPLICABLE, Verdict.UNDETERMINED


UNDETERMINED = {"ouvert": "oui"}


"""The terrace is open and its deposit is not given."""


def computed(here: Scene) -> dict[str, Verdict]:
    return {prerequisite.id: prerequisite.computed for prerequisite in examine(here.again()).prerequisites}


def retained(here: Scene) -> dict[str, Verdict | None]:
    return {prerequisite.id: prerequisite.retained for prerequisite in examine(here.again()).prerequisites}


def admit(here: Scene, by: Any = None, digest: str = "") -> None:
    prerequisites.admit(here.dossier.pk, digest=digest or here.seen, actor=by or here.ines, now=LATER)
