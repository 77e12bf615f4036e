"""What the structure is told when the examination of its dossier ends, each in their language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from poincon.cahier.explanation import Names
from poincon.dossiers.audiences import people_of_structure
from poincon.dossiers.models import Dossier
from poincon.files.models import StoredFile
from poincon.notifications.enums import Kind
from poincon.notifications.services import send
from poincon.people.models import Person
from poincon.ui.language import language_of


def admissible(dossier: Dossier, actor: Person, now: datetime) -> None:
    """The dossier goes on to its evaluation."""
    _tell(Kind.ADMISSIBLE, dossier, actor, now)


def not_processed(dossier: Dossier, letter: StoredFile, actor: Person, now: datetime) -> None:
    """The request ends there; the letter goes with it."""
    _tell(Kind.NOT_PROCESSED, dossier, actor, now, documents=(letter,))


def _tell(kind: Kind, dossier: Dossier, actor: Person, now: datetime, *, documents: Sequence[StoredFile] = ()) -> None:
    programme = dossier.package.programme
    for person in people_of_structure(dossier, timezone.localdate(now)):
        send(
            kind,
            person,
            about=dossier.journal_subject,
            programme=programme,
            values={
                "structure": dossier.organisation.name,
                "numero": dossier.number,
                "programme": Names(programme, language_of(person.language)).title(),
                "campagne": dossier.campaign.title,
                "adresse": settings.BASE_URL + reverse("reviews:outcome", args=[dossier.pk]),
            },
            now=now,
            actor=str(actor.pk),
            documents=documents,
        )
