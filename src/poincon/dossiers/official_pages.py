"""What every page of officials about a dossier needs, whatever its room: it, its tabs, who else has it open."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

from poincon.dossiers.models import Dossier
from poincon.dossiers.tabs import all_tabs
from poincon.people.access import get_visible_or_404
from poincon.people.models import Person
from poincon.people.requests import SignedInRequest
from poincon.sheets.models import Presence

INSTRUCTION = "instruction"
"""The section of `Presence` that stands for the pages of officials."""

HERE = timedelta(minutes=10)
"""How long after a page was opened somebody is said to be on the dossier: these pages do not tell that one stays."""

_SEEN_ANEW = timedelta(minutes=1)


def received_dossier(request: SignedInRequest, pk: uuid.UUID) -> Dossier:
    """Loading and authorising in one call, for pages of officials only."""
    return get_visible_or_404(Dossier.objects.received_by(request.person, request.day).with_context(), pk=pk)


def frame(request: SignedInRequest, dossier: Dossier) -> dict[str, Any]:
    """What every page of officials says around its subject (`dossiers/_frame.html`, `dossiers/_present.html`)."""
    return {
        "dossier": dossier,
        "tabs": all_tabs(request, dossier),
        "present": present_words(dossier, request),
    }


def present_words(dossier: Dossier, request: SignedInRequest) -> list[str]:
    """Who else has this dossier open, for a page of officials."""
    return [presence.person.full_name for presence in who_is_on(dossier, request.person, request.now)]


def who_is_on(dossier: Dossier, person: Person, now: datetime) -> list[Presence]:
    """Say that an official has this dossier open; the others who have, since a few minutes, the last first.

    For the pages of officials only: those of a structure know of each other section by section.
    """
    presences = Presence.objects.filter(sheet=dossier.sheet_id, section=INSTRUCTION)
    if not presences.filter(person=person, seen_at__gt=now - _SEEN_ANEW, seen_at__lte=now).exists():
        Presence.objects.update_or_create(
            sheet_id=dossier.sheet_id, person=person, defaults={"section": INSTRUCTION, "seen_at": now}
        )
    recent = presences.filter(seen_at__gte=now - HERE).exclude(person=person)
    return list(recent.select_related("person").order_by("-seen_at"))
