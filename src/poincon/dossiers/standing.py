"""Where a dossier stands, as its sheet does, with the figures of its campaign.

Its structure reads it as it is now (`standing`); everybody else as it was handed over (`standing_of` a snapshot).
`standing_for` chooses: no page, and nobody's code, has to.
"""

from __future__ import annotations

from datetime import date, datetime

from poincon.cahier.basics.numbers import Number, parse_fraction
from poincon.dossiers.enums import State
from poincon.dossiers.models import Dossier
from poincon.dossiers.permissions import is_of_structure
from poincon.people.models import Person
from poincon.sheets.models import Snapshot
from poincon.sheets.standing import Standing, standing_of_sheet, standing_of_snapshot
from poincon.ui.moments import PARIS


def campaign_parameters(dossier: Dossier) -> dict[str, Number]:
    """The figures that the campaign sets, exact."""
    values = {name: parse_fraction(str(text)) for name, text in dossier.campaign.parameters.items()}
    return {name: value for name, value in values.items() if value is not None}


def filing_day(dossier: Dossier, now: datetime) -> date:
    """The day in Paris on which it was first handed over; before, that of `now`, when it could be."""
    return (dossier.submitted_at or now).astimezone(PARIS).date()


def standing(dossier: Dossier, now: datetime) -> Standing:
    """Read and judge a dossier as it is now, work in progress included.

    `now`: what is not handed over yet is judged as if it were at that instant.
    """
    return standing_of_sheet(dossier.sheet, campaign_parameters(dossier), filing_day(dossier, now))


def standing_for(person: Person, dossier: Dossier, now: datetime) -> Standing:
    """The dossier as that person may read it: theirs as it is now, others' as it was last handed over."""
    if is_of_structure(person, dossier, now):
        return standing(dossier, now)
    return standing_submitted(dossier)


def standing_submitted(dossier: Dossier) -> Standing:
    """The dossier as it was last handed over, whatever its structure does with it since.

    Raises `ValueError` for a dossier that never was: it is its structure's alone.
    """
    snapshot = dossier.sheet.snapshots.last()
    if snapshot is not None:
        return standing_of(snapshot, dossier)
    if State(dossier.state).is_frozen and dossier.submitted_at is not None:
        return standing(dossier, dossier.submitted_at)
    raise ValueError(f"{dossier.number} was never handed over: nobody else reads it")


def standing_of(snapshot: Snapshot, dossier: Dossier) -> Standing:
    """The dossier as that snapshot froze it, judged by the version, the parameters and the day that it names."""
    return standing_of_snapshot(snapshot, dossier.sheet)
