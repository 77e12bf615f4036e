"""What a programme does with a dossier between its submission and its evaluation, and where that ends."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from poincon.cahier.model import Phase, Programme
from poincon.campaigns.models import ProgrammeVersion
from poincon.dossiers.enums import State
from poincon.dossiers.querysets import DossierQuerySet

PHASES = (Phase.COMPLETENESS, Phase.PREREQUISITES, Phase.NOT_PROCESSED)
"""The phases of an examination (`settings.EXAMINED_PHASES`)."""


@dataclass(frozen=True, slots=True)
class ExaminationCourse:
    """What a programme does with a dossier between its submission and its evaluation."""

    completeness: bool
    prerequisites: bool

    @property
    def nothing(self) -> bool:
        """Submitting is the end: nobody examines."""
        return not (self.completeness or self.prerequisites)

    @property
    def concluded_from(self) -> State:
        """The state in which prerequisites are examined."""
        return State.COMPLETE if self.completeness else State.SUBMITTED


def course_of(programme: Programme) -> ExaminationCourse:
    return ExaminationCourse(
        completeness=programme.stage_of(Phase.COMPLETENESS) is not None,
        prerequisites=programme.stage_of(Phase.PREREQUISITES) is not None,
    )


def letter_phase(programme: Programme) -> Phase:
    """Whose letter tells that a request is not processed: of that stage's actor or, when nobody of them acts on the
    platform, of whoever checks the prerequisites."""
    return Phase.NOT_PROCESSED if programme.functions_of(Phase.NOT_PROCESSED) else Phase.PREREQUISITES


def finished(dossiers: DossierQuerySet) -> Q:
    """Those of whose programme nothing more is done in the state that they are in: one query.

    A self-assessment ends when it is handed over; where no prerequisite is checked, completeness is the end.
    """
    ends: dict[State, list[str]] = {State.SUBMITTED: [], State.COMPLETE: []}
    used = ProgrammeVersion.objects.filter(pk__in=dossiers.order_by().values("sheet__programme_version_id"))
    for version in used.defer("files"):
        course = course_of(version.package.programme)
        if course.nothing:
            ends[State.SUBMITTED].append(version.pk)
        if not course.prerequisites:
            ends[State.COMPLETE].append(version.pk)
    over = Q(pk__in=[])
    for state, versions in ends.items():
        over |= Q(state=state, sheet__programme_version_id__in=versions)
    return over
