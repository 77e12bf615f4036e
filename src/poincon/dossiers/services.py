"""What people do with a dossier, besides filling it (`saving`): open, document, comment, submit."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from poincon.cahier.model import Field
from poincon.campaigns.applicants import may_apply
from poincon.campaigns.models import Campaign
from poincon.dossiers import mails, snapshots
from poincon.dossiers.enums import Event, State
from poincon.dossiers.lifecycle import move
from poincon.dossiers.models import Dossier
from poincon.dossiers.permissions import may_edit, may_submit
from poincon.dossiers.standing import standing
from poincon.dossiers.unlocking import unlocked
from poincon.files import services as files
from poincon.journal import services as journal
from poincon.people.enums import STRUCTURE_ROLES
from poincon.people.models import Organisation, Person
from poincon.sheets import colleagues, documents
from poincon.sheets.answers import Name
from poincon.sheets.documents import document_name
from poincon.sheets.models import Attachment, Comment, Sheet, Snapshot
from poincon.sheets.standing import Standing
from poincon.workflow.locking import locked
from poincon.workflow.refusals import NotAllowed, Unfit, require

DEFAULT_MEGABYTES = 20
"""Size limit of a document whose field sets none."""


class NotComplete(Unfit):
    """The dossier cannot be submitted yet; `standing` says what is missing."""

    def __init__(self, standing: Standing) -> None:
        super().__init__(_("Des réponses obligatoires manquent encore, ou sont à corriger."))
        self.standing = standing


def open_dossier(campaign: Campaign, organisation: Organisation, actor: Person, now: datetime) -> Dossier:
    """The live dossier of an organisation in a campaign, opened if it has none. A double click opens one only."""
    memberships = actor.memberships_on(timezone.localdate(now))
    roles = {membership.role for membership in memberships if membership.organisation_id == organisation.pk}
    if not roles & set(STRUCTURE_ROLES):
        raise NotAllowed(_("Vous ne faites pas partie de cette structure."))
    if not campaign.is_open_for(organisation.pk, now):
        raise NotAllowed(_("Cette campagne n’est pas ouverte."))
    with transaction.atomic():
        siblings = list(_same_year(campaign).values_list("pk", flat=True))
        list(Campaign.objects.filter(pk__in=siblings).order_by("pk").select_for_update())  # numbers follow each other
        # What the caller read may be old by now: closed meanwhile, or in another version.
        campaign = Campaign.objects.with_version().get(pk=campaign.pk)
        existing = Dossier.objects.live_of(campaign, organisation)
        if existing is not None:
            return existing
        if not campaign.is_open_for(organisation.pk, now):
            raise NotAllowed(_("Cette campagne n’est pas ouverte."))
        organisation = Organisation.objects.get(pk=organisation.pk)
        require(may_apply(organisation, campaign.programme_version.package.programme))
        dossier = Dossier.objects.create(
            number=_next_number(campaign),
            campaign=campaign,
            sheet=Sheet.objects.create(programme_version=campaign.programme_version, reference_year=campaign.year - 1),
            organisation=organisation,
            region=organisation.region,
            created_at=now,
            created_by=actor,
            changed_at=now,
        )
        journal.record(dossier, "dossier_opened", actor=str(actor.pk), details={"number": dossier.number}, now=now)
        return dossier


def _same_year(campaign: Campaign) -> QuerySet[Campaign]:
    """The campaigns that share its numbers."""
    programme = campaign.programme_version.programme
    return Campaign.objects.filter(programme_version__programme=programme, year=campaign.year).order_by("pk")


def _next_number(campaign: Campaign) -> str:
    """`LABEL-2026-0007`: the programme, without the year of its text, then the campaign's year."""
    head = f"{re.sub('-[0-9]{4}$', '', campaign.programme_version.programme).upper()}-{campaign.year}"
    count = Dossier.objects.filter(campaign__in=_same_year(campaign)).count() + 1
    while Dossier.objects.filter(number=f"{head}-{count:04d}").exists():  # another edition of the same text
        count += 1
    return f"{head}-{count:04d}"


# documents


def file_field(dossier: Dossier, name: str) -> Field | None:
    """The file field that an input's name stands for; None when it is not one."""
    document = document_name(dossier.sheet, name)
    return document.asked if document is not None else None


def _unlocked_name(dossier: Dossier, text: str) -> Name:
    """The name under which a document may be given or taken back now. Raises `NotAllowed`."""
    name = document_name(dossier.sheet, text)
    if name is None:
        raise NotAllowed(_("Aucun document n’est demandé ici."))
    may_change = unlocked(dossier)
    if not may_change.allows(name):
        raise NotAllowed(may_change.refusal())
    return name


@dataclass(frozen=True, slots=True)
class Attached:
    """A document that was given. `withdrawn`: why it had been declared absent, when it was; that no longer holds."""

    attachment: Attachment
    withdrawn: str = ""


def attach(dossier_id: uuid.UUID, name: str, upload: UploadedFile[Any], actor: Person, now: datetime) -> Attached:
    """Give a document. Raises `NotAllowed`, or `FileRefused` when the file is not what the field asks for."""
    dossier = Dossier.objects.with_context().get(pk=dossier_id)
    require(may_edit(actor, dossier, now))
    field = _unlocked_name(dossier, name).asked
    limit = field.maximum_size or DEFAULT_MEGABYTES
    stored = files.receive(
        upload, files.whole_name(upload), formats=field.formats, maximum_megabytes=limit, actor=actor, now=now
    )
    with transaction.atomic():
        dossier = locked(Dossier.objects.with_context(), pk=dossier_id)
        require(may_edit(actor, dossier, now))
        unlocked_name = _unlocked_name(dossier, name)
        attachment = documents.attach(dossier.sheet, unlocked_name, stored, actor, now)
        absence = documents.withdraw_absence(dossier.sheet, unlocked_name, actor, now)
        Dossier.objects.filter(pk=dossier.pk).update(changed_at=now)
        details = {"name": name, "digest": stored.digest, "size": stored.size}
        journal.record(dossier, "document_added", actor=str(actor.pk), details=details, freezes=[stored], now=now)
        if absence is not None:
            journal.record(dossier, absence.effect.event, actor=str(actor.pk), details=absence.effect.details, now=now)
    return Attached(attachment, absence.reason if absence is not None else "")


def detach(dossier_id: uuid.UUID, name: str, actor: Person, now: datetime) -> None:
    """Take a document back: it is no longer an answer; what was stored stays until nothing needs it."""
    with transaction.atomic():
        dossier = locked(Dossier.objects.with_context(), pk=dossier_id)
        require(may_edit(actor, dossier, now))
        if documents.detach(dossier.sheet, _unlocked_name(dossier, name), now):
            Dossier.objects.filter(pk=dossier.pk).update(changed_at=now)
            journal.record(dossier, "document_removed", actor=str(actor.pk), details={"name": name}, now=now)


# people


def comment(dossier_id: uuid.UUID, section: str, text: str, actor: Person, now: datetime) -> Comment | None:
    """Leave a note for colleagues; an empty note is nothing."""
    if not text.strip():
        return None
    with transaction.atomic():
        dossier = Dossier.objects.with_context().get(pk=dossier_id)
        require(may_edit(actor, dossier, now))
        note = colleagues.comment(dossier.sheet, section, text.strip()[:5000], actor, now)
        journal.record(dossier, "comment_added", actor=str(actor.pk), details={"section": section}, now=now)
    return note


# submission


def submit(dossier_id: uuid.UUID, actor: Person, now: datetime) -> Snapshot:
    """Freeze the dossier and hand it over, and say so to the structure. Twice gives the first snapshot.

    Raises `NotAllowed`, `NotComplete`.
    """
    with transaction.atomic():
        dossier = locked(Dossier.objects.with_context(), pk=dossier_id)
        if State(dossier.state).is_received:
            submitted = dossier.sheet.snapshots.last()
            if submitted is not None:
                return submitted
        require(may_submit(actor, dossier, now))
        current = standing(dossier, now)
        if not current.may_be_submitted:
            raise NotComplete(current)
        snapshot = snapshots.take(dossier, current, actor, now)
        frozen = [snapshot, move(dossier, Event.SUBMIT, actor, now)]
        details = {"snapshot": snapshot.digest, "programme": current.package.digest}
        journal.record(dossier, "dossier_submitted", actor=str(actor.pk), details=details, freezes=frozen, now=now)
        mails.submitted(dossier, snapshot, actor, now)
    return snapshot
