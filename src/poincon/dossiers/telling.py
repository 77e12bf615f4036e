"""The mails of a dossier to the people of its structure, each in their language, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from poincon.cahier.explanation import Names
from poincon.dossiers.audiences import people_of_structure
from poincon.dossiers.models import ChangeRequest, Dossier, Snapshot
from poincon.dossiers.unlocking import label_of
from poincon.files.models import StoredFile
from poincon.journal.services import SYSTEM
from poincon.notifications.enums import Kind
from poincon.notifications.services import remind, send
from poincon.people.models import Person
from poincon.ui.language import language_of
from poincon.ui.moments import moment_words

Values = Mapping[str, str]
ValuesOf = Callable[[Names], Values]


def submitted(dossier: Dossier, snapshot: Snapshot, actor: Person, now: datetime) -> None:
    """The acknowledgement of a submission, or of changes that were asked."""
    tell(
        Kind.SUBMISSION_RECEIVED,
        dossier,
        lambda names: {"depose_le": moment_words(snapshot.made_at, names.language)},
        actor=actor,
        now=now,
        occasion=snapshot.digest,
    )


def changes_asked(dossier: Dossier, request: ChangeRequest, actor: Person, now: datetime) -> None:
    """What is asked, point by point, and by when."""
    due = request.due_at
    assert due is not None
    items = list(request.items.all())

    def values(names: Names) -> Values:
        asked = [
            _("%(what)s : %(text)s") % {"what": _capital(label_of(one, names)), "text": " ".join(one.text.split())}
            for one in items
        ]
        return {
            "echeance": moment_words(due, names.language),
            "demandes": "\n".join(asked),
            "message": request.message,
            "adresse": _address(dossier, "changes"),
        }

    tell(Kind.CHANGES_ASKED, dossier, values, actor=actor, now=now, occasion=str(request.pk))


def changes_taken_back(dossier: Dossier, request: ChangeRequest, reason: str, actor: Person, now: datetime) -> None:
    """The request that they were sent, and its deadline, no longer count. At once: somebody may be working on it."""
    due = request.due_at
    assert due is not None
    tell(
        Kind.CHANGES_TAKEN_BACK,
        dossier,
        lambda names: {
            "echeance": moment_words(due, names.language),
            "retire_le": moment_words(now, names.language),
            "motif": reason,
            "adresse": _address(dossier, "changes"),
        },
        actor=actor,
        now=now,
        occasion=str(request.pk),
    )


def withdrawn(dossier: Dossier, actor: Person, now: datetime) -> None:
    tell(
        Kind.WITHDRAWAL,
        dossier,
        lambda names: {"retire_le": moment_words(now, names.language)},
        actor=actor,
        now=now,
    )


def reminder(kind: Kind, dossier: Dossier, person: Person, values: ValuesOf, occasion: str, now: datetime) -> bool:
    """A reminder to one person, by the platform. False when they do not want to hear of it."""
    names = _names(dossier, person)
    with override(person.language):
        mail = remind(
            kind,
            person,
            about=dossier.journal_subject,
            programme=names.programme,
            values={**_common(dossier, names), **values(names)},
            now=now,
            actor=SYSTEM,
            occasion=occasion,
        )
    return mail is not None


def tell(
    kind: Kind,
    dossier: Dossier,
    values: ValuesOf,
    *,
    actor: Person,
    now: datetime,
    occasion: str = "",
    documents: Sequence[StoredFile] = (),
) -> None:
    """A mail to each person of the structure. `values`: what its template holds beside what every one of them may."""
    for person in people_of_structure(dossier, timezone.localdate(now)):
        names = _names(dossier, person)
        with override(person.language):
            send(
                kind,
                person,
                about=dossier.journal_subject,
                programme=dossier.package.programme,
                values={**_common(dossier, names), **values(names)},
                now=now,
                actor=str(actor.pk),
                documents=documents,
                occasion=occasion,
            )


def _names(dossier: Dossier, person: Person) -> Names:
    language = language_of(person.language)
    return Names(dossier.package.programme, language)


def _common(dossier: Dossier, names: Names) -> dict[str, str]:
    return {
        "structure": dossier.organisation.name,
        "numero": dossier.number,
        "programme": names.title(),
        "campagne": dossier.campaign.title,
        "adresse": _address(dossier, "show"),
    }


def _address(dossier: Dossier, page: str) -> str:
    return settings.BASE_URL + reverse(f"dossiers:{page}", args=[dossier.pk])


def _capital(text: str) -> str:
    """Its first letter as at the head of a line; the others as they are."""
    return text[:1].upper() + text[1:]
