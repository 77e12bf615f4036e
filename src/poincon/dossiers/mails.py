"""The mails of a dossier to the people of its structure, each in their language, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from poincon.cahier.explanation import Names
from poincon.dossiers.audiences import people_of_structure
from poincon.dossiers.cited import CitedValues
from poincon.dossiers.mail_kinds import CHANGES_ASKED, CHANGES_TAKEN_BACK, SUBMISSION_RECEIVED, WITHDRAWAL
from poincon.dossiers.models import ChangeItem, ChangeRequest, Dossier
from poincon.dossiers.unlocking import label_of
from poincon.files.models import StoredFile
from poincon.notifications.kinds import MailKind
from poincon.notifications.mails import Values, ValuesOf, tell
from poincon.notifications.models import Mail
from poincon.people.models import Person
from poincon.sheets.models import Snapshot
from poincon.ui.moments import moment_words


def submitted(dossier: Dossier, snapshot: Snapshot, actor: Person, now: datetime) -> None:
    """The acknowledgement of a submission, or of changes that were asked."""
    tell_structure(
        SUBMISSION_RECEIVED,
        dossier,
        lambda names: {"depose_le": moment_words(snapshot.made_at, names.language)},
        actor=str(actor.pk),
        now=now,
        occasion=snapshot.digest,
    )


def changes_asked(dossier: Dossier, request: ChangeRequest, actor: Person, now: datetime) -> None:
    """What is asked, point by point, and by when."""
    due = request.due_at
    assert due is not None
    values = values_of_changes_asked(dossier, list(request.items.all()), request.message, due)
    tell_structure(CHANGES_ASKED, dossier, values, actor=str(actor.pk), now=now, occasion=str(request.pk))


def values_of_changes_asked(dossier: Dossier, items: Sequence[ChangeItem], message: str, due: datetime) -> ValuesOf:
    """What that mail says of its own: also for whoever reads it before it is sent."""

    def values(names: Names) -> Values:
        points = [
            _("%(what)s : %(text)s") % {"what": _capital(label_of(item, names)), "text": " ".join(item.text.split())}
            for item in items
        ]
        return {
            "echeance": moment_words(due, names.language),
            "demandes": "\n".join(points),
            "message": message,
            "adresse": address(dossier, "dossiers:changes"),
        }

    return values


def changes_taken_back(dossier: Dossier, request: ChangeRequest, reason: str, actor: Person, now: datetime) -> None:
    """The request that they were sent, and its deadline, no longer count. At once: somebody may be working on it."""
    due = request.due_at
    assert due is not None
    tell_structure(
        CHANGES_TAKEN_BACK,
        dossier,
        lambda names: {
            "echeance": moment_words(due, names.language),
            "retire_le": moment_words(now, names.language),
            "motif": reason,
            "adresse": address(dossier, "dossiers:changes"),
        },
        actor=str(actor.pk),
        now=now,
        occasion=str(request.pk),
    )


def withdrawn(dossier: Dossier, actor: Person, now: datetime) -> None:
    """The dossier is withdrawn by its structure."""
    tell_structure(
        WITHDRAWAL,
        dossier,
        lambda names: {"retire_le": moment_words(now, names.language)},
        actor=str(actor.pk),
        now=now,
    )


def tell_structure(
    kind: MailKind,
    dossier: Dossier,
    values: ValuesOf,
    *,
    actor: str,
    now: datetime,
    occasion: str = "",
    documents: Sequence[StoredFile] = (),
) -> list[Mail]:
    """A mail to each person of the structure. `values`: what its template holds beside what each of them may hold, or
    instead of it."""
    cited = CitedValues(dossier)
    return tell(
        kind,
        people_of_structure(dossier, timezone.localdate(now)),
        lambda names: {**common_values(dossier, names), **values(names), **cited.of(kind.id, names)},
        about=dossier.journal_subject,
        programme=dossier.package.programme,
        now=now,
        actor=actor,
        documents=documents,
        occasion=occasion,
    )


def common_values(dossier: Dossier, names: Names) -> dict[str, str]:
    """What the template of any mail about a dossier may hold."""
    return {
        "structure": dossier.organisation.name,
        "numero": dossier.number,
        "programme": names.title(),
        "campagne": dossier.campaign.title,
        "adresse": address(dossier, "dossiers:show"),
    }


def address(dossier: Dossier, page: str) -> str:
    """The whole address of that page of the dossier, as a mail gives it."""
    return settings.BASE_URL + reverse(page, args=[dossier.pk])


def _capital(text: str) -> str:
    """Its first letter as at the head of a line; the others as they are."""
    return text[:1].upper() + text[1:]
