"""A dossier handed over: its sheet frozen, with what tells whose it is and under which figures of the campaign."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from poincon.dossiers.enums import RECEIVED
from poincon.dossiers.models import ChangeRequest, Dossier
from poincon.people.models import Person
from poincon.sheets import snapshots
from poincon.sheets.models import Snapshot
from poincon.sheets.standing import Standing


def take(
    dossier: Dossier, standing: Standing, actor: Person, now: datetime, *, request: ChangeRequest | None = None
) -> Snapshot:
    """Freeze a dossier as it stands; in answer to a request, with what was asked and what the structure says of it."""
    about: dict[str, Any] = {
        "number": dossier.number,
        "organisation": str(dossier.organisation_id),
    }
    if request is not None:
        about["request"] = [
            {"section": item.section, "name": item.name, "text": item.text, "answer": item.answer}
            for item in request.items.all()
        ]
    return snapshots.take(standing, dossier.campaign.parameters, about, actor, now)


def previous(dossier: Dossier) -> Snapshot | None:
    """The snapshot of the latest earlier dossier of the same organisation under the same programme, with its sheet."""
    sheet = dossier.sheet
    return (
        Snapshot.objects.filter(
            sheet__dossier__organisation_id=dossier.organisation_id,
            sheet__programme_version__programme=sheet.programme_version.programme,
            sheet__reference_year__lt=sheet.reference_year,
            sheet__dossier__state__in=RECEIVED,
        )
        .select_related("sheet")
        .order_by("-sheet__reference_year", "-made_at")
        .first()
    )
