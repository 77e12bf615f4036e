"""What the structure is told when the examination of its dossier ends, each in their language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from poincon.admissibility.mail_kinds import ADMISSIBLE, NOT_PROCESSED
from poincon.dossiers.mails import address, tell_structure
from poincon.dossiers.models import Dossier
from poincon.files.models import StoredFile
from poincon.notifications.kinds import MailKind
from poincon.people.models import Person


def admissible(dossier: Dossier, actor: Person, now: datetime) -> None:
    """The dossier goes on to its evaluation."""
    _tell(ADMISSIBLE, dossier, actor, now)


def not_processed(dossier: Dossier, letter: StoredFile, actor: Person, now: datetime) -> None:
    """The request ends there; the letter goes with it."""
    _tell(NOT_PROCESSED, dossier, actor, now, documents=(letter,))


def _tell(
    kind: MailKind, dossier: Dossier, actor: Person, now: datetime, *, documents: Sequence[StoredFile] = ()
) -> None:
    tell_structure(
        kind,
        dossier,
        lambda _names: {"adresse": address(dossier, "admissibility:outcome")},
        actor=str(actor.pk),
        now=now,
        documents=documents,
    )
