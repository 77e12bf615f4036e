"""Saving a section of a dossier: its sheet merges and writes; here, who may, what is unlocked, and the journal."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from poincon.dossiers.models import Dossier
from poincon.dossiers.permissions import may_edit
from poincon.dossiers.unlocking import unlocked
from poincon.journal import services as journal
from poincon.people.models import Person
from poincon.sheets import saving
from poincon.sheets.answers import Changes, Name
from poincon.sheets.saving import Rights, Saved
from poincon.workflow.locking import locked
from poincon.workflow.refusals import require


def save_section(
    dossier_id: uuid.UUID,
    section: str,
    base_version: int,
    changes: Changes,
    actor: Person,
    now: datetime,
    *,
    page: str = "",
) -> Saved:
    """Write the changes of one section. Raises `NotAllowed`; nothing is written when one of them is locked.

    `page`: the digest of the version of the programme that the page was made under; by default the dossier's own.
    """
    return save_and_read(dossier_id, section, base_version, changes, actor, now, page=page)[0]


def save_and_read(
    dossier_id: uuid.UUID,
    section: str,
    base_version: int,
    changes: Changes,
    actor: Person,
    now: datetime,
    *,
    page: str = "",
) -> tuple[Saved, Dossier]:
    """`save_section`, with the dossier as it was read for it: whoever shows what came of it need not read it again."""
    return _saved(
        dossier_id,
        lambda dossier, rights: saving.save_section(
            dossier.sheet, section, base_version, changes, rights, actor, now, page=page
        ),
        actor,
        now,
    )


def add_row(dossier_id: uuid.UUID, section: str, table: Name | None, actor: Person, now: datetime) -> Saved:
    """Add an empty row at the end of a table (`recettes`, `annees.2021.laboratoires`); None is no table.

    Raises `NotAllowed`.
    """
    return _saved(
        dossier_id,
        lambda dossier, rights: saving.add_row(dossier.sheet, section, table, rights, actor, now),
        actor,
        now,
    )[0]


def remove_row(
    dossier_id: uuid.UUID,
    section: str,
    base_version: int,
    table: Name | None,
    index: int,
    actor: Person,
    now: datetime,
) -> Saved:
    """Take a row away; those below move up. Refused when rows moved since the page was made: it would be another's.

    Raises `NotAllowed`.
    """
    return _saved(
        dossier_id,
        lambda dossier, rights: saving.remove_row(
            dossier.sheet, section, base_version, table, index, rights, actor, now
        ),
        actor,
        now,
    )[0]


def _saved(
    dossier_id: uuid.UUID, save: Callable[[Dossier, Rights], Saved], actor: Person, now: datetime
) -> tuple[Saved, Dossier]:
    """The dossier, locked until the end: saves of one dossier follow each other."""
    with transaction.atomic():
        dossier = locked(Dossier.objects.with_context(), pk=dossier_id)
        require(may_edit(actor, dossier, now))
        saved = save(dossier, lambda: unlocked(dossier))
        for effect in saved.effects:
            journal.record(dossier, effect.event, actor=str(actor.pk), details=effect.details, now=now)
        if saved.wrote:
            Dossier.objects.filter(pk=dossier.pk).update(changed_at=now)
        return saved, dossier
