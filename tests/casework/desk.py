"""A region at work, for tests: its officers, dossiers in any state, what is written about them."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from poincon.campaigns.models import Campaign
from poincon.casework.assignments import assign, handling
from poincon.casework.entries import relist
from poincon.casework.models import Assignment
from poincon.dossiers.enums import Event
from poincon.dossiers.lifecycle import move
from poincon.dossiers.models import ChangeRequest, Dossier
from poincon.people import memberships
from poincon.people.enums import Role
from poincon.people.models import Membership, Person
from tests.admissibility.factories import REGION, officer, signed_in
from tests.cahier.packages import form, named, write_package
from tests.dossiers.factories import FIELDS, RULES, Structure, campaign, dossier, programme, reread, structure
from tests.people.makers import person
from tests.platform_fixtures import NOW

_ACTORS = [
    named({"id": "marchand", "portee": "structure", "fonctions": ["redaction", "direction"]}),
    named({"id": "regie", "portee": "region", "fonctions": ["instruction_regionale"]}),
]
_STAGES = {"saisie": "marchand", "completude": "regie", "prerequis": "regie", "non_traitee": "regie"}


@lru_cache(maxsize=1)
def examined_folder() -> Path:
    """The invented programme, with the stages at which a region examines."""
    folder = Path(tempfile.mkdtemp(prefix="poincon-instruit-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    stages = [named({"id": f"etape_{phase}", "acteur": actor, "phase": phase}) for phase, actor in _STAGES.items()]
    identity = {"version": "2.0.0", "acteurs": _ACTORS, "etapes": stages}
    return write_package(folder, form_piece=form(FIELDS), rules_piece=RULES, identity=identity)


def examined_campaign(title: str = "Étals 2023", year: int = 2023) -> Campaign:
    return campaign(programme(examined_folder()), title=title, year=year)


def ministry() -> Person:
    return person((Role.MINISTRY, None))


@dataclass(frozen=True, slots=True)
class Desk:
    """One region: a campaign, a structure and its dossier, two officers."""

    campaign: Campaign
    structure: Structure
    dossier: Dossier
    ines: Person
    paul: Person


def desk(*, submitted: bool = True) -> Desk:
    into, ours = examined_campaign(), structure("Maison Alpha", REGION)
    return Desk(into, ours, dossier(ours, into, submitted=submitted), officer("Inès Région"), officer("Paul Ost"))


def received(name: str, into: Campaign, region: str = REGION) -> Dossier:
    return dossier(structure(name, region), into, submitted=True)


def moved(dossier: Dossier, *events: Event, by: Person, now: datetime = NOW) -> Dossier:
    """The dossier, moved by these events one after the other."""
    with transaction.atomic():
        locked = Dossier.objects.select_for_update(of=("self",)).get(pk=dossier.pk)
        for place, event in enumerate(events):
            move(locked, event, by, now + timedelta(seconds=place))
    return reread(dossier)


def to_correct(dossier: Dossier, by: Person, due: datetime) -> ChangeRequest:
    """A dossier whose structure has something to change before then."""
    moved(dossier, Event.ASK_CHANGES, by=by)
    sent = due - timedelta(days=15)
    change_request = ChangeRequest.objects.create(
        dossier=dossier,
        prepared_at=sent,
        prepared_by=by,
        sent_at=sent,
        sent_by=by,
        due_at=due,
        before=dossier.sheet.snapshots.last(),
    )
    relist(dossier.pk)
    return change_request


def give(dossier: Dossier, to: Person | None, by: Person | None = None, now: datetime = NOW) -> Assignment | None:
    actor = by or to
    assert actor is not None
    return assign(dossier.pk, to, actor, now, shown_assignment=handling(dossier, now).seen)


def leave(someone: Person, now: datetime = NOW) -> None:
    """Every role of somebody ends, as when it is taken from them elsewhere than here."""
    for membership in someone.memberships.all():
        memberships.cut_short("systeme", membership, now=now)


def limited(official: Person, programme: str = "marche") -> Person:
    """An official whose roles are for one programme only."""
    Membership.objects.filter(person=official).update(programme=programme)
    return official


def queries(someone: Person, ask: Callable[[Client], object]) -> int:
    """How many a request makes; the second time, once what never changes is at hand."""
    client = signed_in(someone)
    ask(client)
    with CaptureQueriesContext(connection) as captured:
        ask(client)
    return len(captured)


def day(now: datetime = NOW) -> date:
    return timezone.localdate(now)
