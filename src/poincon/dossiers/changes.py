"""Asking a structure to change its dossier, point by point; what it answers; taking a request back.

Who may ask is decided by the rooms that examine: their decision is given to each service as `allowed`. The structure's
own part (`answer_item`, `resubmit`) checks by itself.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from poincon.dossiers import clock, mails, snapshots
from poincon.dossiers.enums import Event, State
from poincon.dossiers.lifecycle import leads_somewhere, move
from poincon.dossiers.models import ChangeItem, ChangeRequest, Dossier
from poincon.dossiers.permissions import may_edit, may_resubmit
from poincon.dossiers.services import NotComplete
from poincon.dossiers.standing import standing, standing_of, standing_submitted
from poincon.dossiers.unlocking import Unlocked, open_request, unlocked
from poincon.journal import services as journal
from poincon.people.models import Person
from poincon.sheets.answers import Name, parse_name
from poincon.sheets.differences import changed_between
from poincon.sheets.models import Snapshot
from poincon.sheets.restoring import PutBack, put_all_back, put_back
from poincon.sheets.standing import Standing
from poincon.workflow.locking import locked
from poincon.workflow.refusals import Decision, NotAllowed, Outdated, Unfit, require

__all__ = [
    "AlreadyAsked",
    "NotAnswered",
    "TextChanged",
    "Unlocked",
    "answer_item",
    "ask",
    "edit_item",
    "in_preparation",
    "prepare_item",
    "remove_item",
    "resubmit",
    "take_back",
    "unanswered",
    "unlocked",
]

LONGEST_ITEM = 2_000
LONGEST_MESSAGE = 5_000


class AlreadyAsked(Outdated):
    """Somebody already prepared `item` for that answer, in other words: the text is theirs to amend."""

    def __init__(self, item: ChangeItem) -> None:
        super().__init__(_("Ce point est déjà dans la demande : modifiez son texte."))
        self.item = item


class TextChanged(Outdated):
    """Somebody changed the text of `item` since the page showed it. Nothing was written."""

    def __init__(self, item: ChangeItem) -> None:
        super().__init__(_("Une autre personne vient de modifier ce texte : relisez-le avant de le changer."))
        self.item = item


class NotAnswered(Unfit):
    """Points asked of which nothing changed and nothing is said."""

    def __init__(self, items: list[ChangeItem]) -> None:
        super().__init__(_("Changez cette réponse, ou dites ici pourquoi elle ne change pas."))
        self.items = items


# preparing: the structure sees nothing of it


def prepare_item(
    dossier_id: uuid.UUID, section: str, name: str, text: str, actor: Person, now: datetime, *, allowed: Decision
) -> ChangeItem:
    """Add a point to the request in preparation, which is begun if need be. `name`: that of a field (`montant`,
    `annees.2021.montant`, a table or a document), or empty for the whole section.

    The same point with the same text is not added twice. Raises `NotAllowed`, `AlreadyAsked`.
    """
    with transaction.atomic():
        dossier = locked(Dossier.objects.with_context(), pk=dossier_id)
        _require_examined(dossier, allowed)
        _check_asked(dossier, section, name)
        wording = _text(text, LONGEST_ITEM)
        request, _made = ChangeRequest.objects.get_or_create(
            dossier=dossier, ended_at=None, defaults={"prepared_at": now, "prepared_by": actor}
        )
        existing = request.items.filter(section=section, name=name).first()
        if existing is not None:
            if existing.text != wording:
                raise AlreadyAsked(existing)
            return existing
        item = ChangeItem.objects.create(
            request=request, section=section, name=name, text=wording, added_at=now, added_by=actor
        )
        _record(dossier, "change_prepared", item, actor, now)
        return item


def edit_item(
    item_id: int, text: str, actor: Person, now: datetime, *, allowed: Decision, shown: str | None = None
) -> ChangeItem:
    """Change the text of a point in preparation. `shown`: what the page showed; somebody else's change is not lost.

    Raises `NotAllowed`, `TextChanged`.
    """
    with transaction.atomic():
        dossier, item = _prepared(item_id, allowed)
        wording = _text(text, LONGEST_ITEM)
        if item.text == wording:
            return item
        if shown is not None and _plain(shown) != _plain(item.text):
            raise TextChanged(item)
        item.text = wording
        item.save(update_fields=["text"])
        _record(dossier, "change_reworded", item, actor, now)
        return item


def remove_item(item_id: int, actor: Person, now: datetime, *, allowed: Decision) -> None:
    """Take a point out of the request in preparation; twice is once. Raises `NotAllowed`."""
    with transaction.atomic():
        if not ChangeItem.objects.filter(pk=item_id).exists():
            return
        dossier, item = _prepared(item_id, allowed)
        _record(dossier, "change_dropped", item, actor, now)
        item.delete()


def in_preparation(dossier: Dossier) -> ChangeRequest | None:
    """The request that officials prepare, not sent yet."""
    return dossier.change_requests.filter(sent_at__isnull=True, ended_at__isnull=True).first()


# asking, taking back


def ask(
    dossier_id: uuid.UUID, message: str, due_at: datetime | None, actor: Person, now: datetime, *, allowed: Decision
) -> ChangeRequest:
    """Send the request in preparation: what it names is unlocked, and the structure is told. A double click sends one.

    `due_at`: None for what the clock leaves (`clock.due_for`); a later day gives more, and its end is taken. Raises
    `NotAllowed`.
    """
    with transaction.atomic():
        dossier = locked(Dossier.objects.with_context(), pk=dossier_id)
        wording = _short(message, LONGEST_MESSAGE)
        sent = open_request(dossier)
        if sent is not None and sent.sent_by_id == actor.pk and sent.message == wording:
            return sent
        require(allowed)
        require(leads_somewhere(dossier, Event.ASK_CHANGES))
        request = in_preparation(dossier)
        items = list(request.items.all()) if request is not None else []
        before = dossier.sheet.snapshots.last()
        if request is None or before is None or not items:
            raise NotAllowed(_("Cette demande est vide : dites d’abord ce qui est à compléter."))
        request.message, request.sent_at, request.sent_by = wording, now, actor
        request.due_at, request.before = _due(dossier, due_at, now), before
        request.save()
        transition = move(dossier, Event.ASK_CHANGES, actor, now)
        details = {
            "request": request.pk,
            "asked": [{"section": item.section, "name": item.name} for item in items],
            "due_at": request.due_at.isoformat(),
            "before": before.digest,
        }
        journal.record(dossier, "changes_asked", actor=str(actor.pk), details=details, freezes=[transition], now=now)
        mails.changes_asked(dossier, request, actor, now)
        return request


def take_back(dossier_id: uuid.UUID, reason: str, actor: Person, now: datetime, *, allowed: Decision) -> None:
    """Give the request up: the dossier is again as it had been handed over, and examined; the structure is told.

    What the structure had changed meanwhile is put aside: it was never submitted, and stays theirs to read
    (`ChangeRequest.unsent`). Taking back twice is once. Raises `NotAllowed`.
    """
    with transaction.atomic():
        dossier = locked(Dossier.objects.with_context(), pk=dossier_id)
        if dossier.state == State.SUBMITTED and _last_event(dossier) == Event.TAKE_BACK:
            return
        require(allowed)
        require(leads_somewhere(dossier, Event.TAKE_BACK))
        why = _text(reason, LONGEST_MESSAGE)
        request = _open(dossier)
        assert request.before is not None
        request.unsent = put_all_back(dossier.sheet, request.before, actor, now)
        request.ended_at = now
        request.save(update_fields=["unsent", "ended_at"])
        transition = move(dossier, Event.TAKE_BACK, actor, now, reason=why)
        details = {"request": request.pk, "snapshot": request.before.digest, "put_aside": _names_of(request.unsent)}
        journal.record(
            dossier, "changes_taken_back", actor=str(actor.pk), details=details, freezes=[transition], now=now
        )
        mails.changes_taken_back(dossier, request, why, actor, now)


# the structure's part


def answer_item(item_id: int, answer: str, actor: Person, now: datetime, *, shown: str | None = None) -> ChangeItem:
    """Say something of a point that was asked: why it could not be changed, for example. Empty takes it away.

    `shown`: what the page showed. Raises `NotAllowed`, `TextChanged`.
    """
    with transaction.atomic():
        dossier_id = ChangeItem.objects.values_list("request__dossier", flat=True).get(pk=item_id)
        dossier = locked(Dossier.objects.with_context(), pk=dossier_id)
        require(may_edit(actor, dossier, now))
        item = ChangeItem.objects.select_related("request").get(pk=item_id)
        if dossier.state != State.TO_CORRECT or not item.request.is_open:
            raise NotAllowed(_("Cette demande est close : il n’y a plus à y répondre."))
        wording = _short(answer, LONGEST_ITEM)
        if wording == item.answer:
            return item
        if shown is not None and _plain(shown) != item.answer:
            raise TextChanged(item)
        item.answer = wording
        item.save(update_fields=["answer"])
        _record(dossier, "change_answered", item, actor, now)
        return item


def unanswered(items: Iterable[ChangeItem], changed: Mapping[str, Name]) -> list[ChangeItem]:
    """The points of which nothing changed (`differences.changed_between`) and nothing is said."""
    sections = {name.section for name in changed.values()}
    return [
        item
        for item in items
        if not item.answer and (item.name not in changed if item.name else item.section not in sections)
    ]


def resubmit(dossier_id: uuid.UUID, actor: Person, now: datetime) -> Snapshot:
    """Hand the changes over: a new snapshot, beside that which had been submitted. Twice gives the first.

    Whatever differs from what had been submitted and is not unlocked is put back first: what was hidden again, after it
    had been shown and answered. No deadline stops it. Raises `NotAllowed`, `NotComplete`, `NotAnswered`.
    """
    with transaction.atomic():
        dossier = locked(Dossier.objects.with_context(), pk=dossier_id)
        last = dossier.sheet.snapshots.last()
        if dossier.state == State.SUBMITTED and last is not None and _last_event(dossier) == Event.RESUBMIT:
            return last
        require(may_resubmit(actor, dossier, now))
        request = _open(dossier)
        assert request.before is not None
        restored = _put_back_what_is_locked(dossier, request.before, actor, now)
        current, before = standing(dossier, now), standing_of(request.before, dossier)
        if not current.may_be_submitted:
            raise NotComplete(current)
        changed = changed_between(before, current)
        silent = unanswered(request.items.all(), changed)
        if silent:
            raise NotAnswered(silent)
        return _handed_over(dossier, request, current, {"changed": sorted(changed), "put_back": restored}, actor, now)


def _handed_over(
    dossier: Dossier,
    request: ChangeRequest,
    standing: Standing,
    names: dict[str, list[str]],
    actor: Person,
    now: datetime,
) -> Snapshot:
    snapshot = snapshots.take(dossier, standing, actor, now, request=request)
    request.after, request.ended_at = snapshot, now
    request.save(update_fields=["after", "ended_at"])
    frozen = [snapshot, move(dossier, Event.RESUBMIT, actor, now)]
    details = {"request": request.pk, "snapshot": snapshot.digest, **names}
    journal.record(dossier, "changes_submitted", actor=str(actor.pk), details=details, freezes=frozen, now=now)
    mails.submitted(dossier, snapshot, actor, now)
    return snapshot


def _put_back_what_is_locked(dossier: Dossier, before: Snapshot, actor: Person, now: datetime) -> list[str]:
    """Again until nothing is: what is put back may hide what it had shown."""
    names: list[str] = []
    while more := _names_of(put_back(dossier.sheet, before, actor, now, unlocked(dossier).allows)):
        names += more
    return names


# shared


def _open(dossier: Dossier) -> ChangeRequest:
    request = open_request(dossier)
    if request is None:
        raise NotAllowed(_("Aucun complément n’est attendu sur ce dossier."))
    return request


def _last_event(dossier: Dossier) -> str:
    return dossier.transitions.values_list("event", flat=True).last() or ""


def _prepared(item_id: int, allowed: Decision) -> tuple[Dossier, ChangeItem]:
    dossier_id = ChangeItem.objects.values_list("request__dossier", flat=True).filter(pk=item_id).first()
    if dossier_id is None:
        raise NotAllowed(_("Ce point n’est plus dans la demande."))
    dossier = locked(Dossier.objects.with_context(), pk=dossier_id)
    item = ChangeItem.objects.select_related("request").filter(pk=item_id).first()
    if item is None:
        raise NotAllowed(_("Ce point n’est plus dans la demande."))
    _require_examined(dossier, allowed)
    if item.request.sent_at is not None:
        raise NotAllowed(_("Cette demande est déjà envoyée : elle ne change plus."))
    return dossier, item


def _require_examined(dossier: Dossier, allowed: Decision) -> None:
    """A request is prepared while the authority holds the dossier and its completeness is not settled."""
    require(allowed)
    require(leads_somewhere(dossier, Event.ASK_CHANGES))


def _check_asked(dossier: Dossier, section_id: str, name: str) -> None:
    """Only what the form asks for can be asked again. Raises `NotAllowed`."""
    programme = dossier.package.programme
    if not any(section.id == section_id for section in programme.sections):
        raise NotAllowed(_("Cette rubrique n’existe pas dans le dossier."))
    submitted = standing_submitted(dossier)
    if not any(section.id == section_id for section in submitted.asked_sections):
        raise NotAllowed(_("Cette rubrique n’est pas demandée à cette structure."))
    if not name:
        return
    parsed = parse_name(name, programme)
    if parsed is None or parsed.field.section != section_id or name != parsed.base:
        raise NotAllowed(_("Cette réponse n’existe pas dans cette rubrique."))
    state = next((state for state in submitted.fields if state.path == name), None)
    if state is None or state.shown is False:
        raise NotAllowed(_("Cette réponse n’est pas demandée à cette structure."))


def _due(dossier: Dossier, due_at: datetime | None, now: datetime) -> datetime:
    least = clock.due_for(dossier, now)
    if due_at is None:
        return least
    end = clock.end_of_its_day(due_at)
    if end < least:
        day = timezone.localdate(least)
        raise NotAllowed(
            _("Cette échéance est trop proche : la structure a au moins jusqu’au %(day)s.") % {"day": f"{day:%d/%m/%Y}"}
        )
    return end


def _text(text: str, longest: int) -> str:
    wording = _short(text, longest)
    if not wording:
        raise NotAllowed(_("Dites ce qui est demandé, ou pourquoi : ce texte est vide."))
    return wording


def _short(text: str, longest: int) -> str:
    """A text too long is refused aloud: cut, it would be lost."""
    wording = _plain(text)
    if len(wording) > longest:
        raise NotAllowed(_("Ce texte dépasse %(most)d caractères : raccourcissez-le.") % {"most": longest})
    return wording


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _record(dossier: Dossier, event: str, item: ChangeItem, actor: Person, now: datetime) -> None:
    details = {"item": item.pk, "request": item.request_id, "section": item.section, "name": item.name}
    journal.record(dossier, event, actor=str(actor.pk), details=details, now=now)


def _names_of(aside: PutBack) -> list[str]:
    return [name for part in ("answers", "documents") for name in aside[part]]
