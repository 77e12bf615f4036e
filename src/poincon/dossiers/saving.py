"""Saving a section: merged name by name with what others saved; what cannot be merged is refused, both values shown."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from poincon.cahier.model import FieldKind
from poincon.dossiers.adoption import stale_pages
from poincon.dossiers.answers import Answer, Answers, Changes, Name, by_text, count_of, is_in_window, is_typed_in
from poincon.dossiers.models import Dossier, SectionAnswers, SectionRevision
from poincon.dossiers.permissions import may_edit
from poincon.dossiers.unlocking import unlocked
from poincon.journal import services as journal
from poincon.people.models import Person
from poincon.workflow.locking import locked
from poincon.workflow.refusals import NotAllowed, require

MAXIMUM_ANSWER = 100_000
"""Characters in one answer: what the engine itself accepts."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A name that somebody else changed since the page was loaded, to another value."""

    name: Name
    mine: Answer | None
    theirs: Answer | None
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a save. What is in `conflicts` was not written; everything else was."""

    version: int
    at: datetime
    conflicts: tuple[Conflict, ...] = ()
    aside: tuple[str, ...] = ()
    """Labels of what the dossier's version no longer asks for, and which was set aside."""


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
    with transaction.atomic():
        dossier = _locked(dossier_id, actor, now)
        _check_lengths(changes)
        row = _row(dossier, section)
        sorting = stale_pages.sort_out(dossier, row, base_version, changes, page, actor, now)
        conflicts = _merge(dossier, row, base_version, sorting.here, actor, now)
        for moved in sorting.elsewhere:
            disputed = _disputed(sorting.disputed, moved.changes, _row(dossier, moved.section))
            conflicts += disputed
            conflicts += _merge(dossier, _row(dossier, moved.section), moved.base, moved.changes, actor, now)
        return Saved(row.version, row.updated_at or now, tuple(conflicts), sorting.aside)


def _merge(
    dossier: Dossier, row: SectionAnswers, base_version: int, changes: Changes, actor: Person, now: datetime
) -> list[Conflict]:
    """Write what nobody else changed since; give the rest. A forged form writes nowhere else than in its section."""
    differing = {
        name: value
        for name, value in changes.items()
        if is_typed_in(name, row.section, dossier.reference_year)
        and (row.answers.get(name.text) or None) != (value or None)
    }
    _check_unlocked(dossier, differing)
    conflicts = _conflicts(row, base_version, differing)
    for conflict in conflicts:
        differing.pop(conflict.name)
    if differing:
        _write(dossier, row, differing | _row_counts(row.answers, differing), actor, now)
    return conflicts


def _disputed(revisions: Mapping[Name, SectionRevision], changes: Changes, row: SectionAnswers) -> list[Conflict]:
    """Names that a colleague had changed before they moved to this section: taken out of the changes."""
    conflicts = []
    for name in sorted(revisions.keys() & changes.keys(), key=str):
        mine, theirs, revision = changes.pop(name), row.answers.get(name.text), revisions[name]
        if (mine or None) not in (theirs or None, revision.previous[name.text] or None):
            conflicts.append(Conflict(name, mine, theirs, revision.made_by.full_name, revision.made_at))
    return conflicts


def add_row(dossier_id: uuid.UUID, section: str, table: Name | None, actor: Person, now: datetime) -> Saved:
    """Add an empty row at the end of a table (`recettes`, `annees.2021.laboratoires`); None is no table."""
    with transaction.atomic():
        dossier = _locked(dossier_id, actor, now)
        row = _row(dossier, section)
        table = _table(table, section, dossier)
        count = _row_count(row.answers, table)
        if count < table.field.maximum_rows:
            _write(dossier, row, {table.row_count: str(count + 1)}, actor, now)
        return Saved(row.version, row.updated_at or now)


def remove_row(
    dossier_id: uuid.UUID,
    section: str,
    base_version: int,
    table: Name | None,
    index: int,
    actor: Person,
    now: datetime,
) -> Saved:
    """Take a row away; those below move up. Refused when rows moved since the page was made: it would be another's."""
    with transaction.atomic():
        dossier = _locked(dossier_id, actor, now)
        row = _row(dossier, section)
        table = _table(table, section, dossier)
        if any(table.row_count.text in revision.previous for revision in _since(row, base_version)):
            raise NotAllowed(_("Les lignes de ce tableau viennent de changer : relisez-les avant d’en retirer une."))
        count = _row_count(row.answers, table)
        if index < count:
            _write(dossier, row, _without_row(row.answers, table, index, count), actor, now)
            _shift_documents(dossier, table, index, count, now)
        return Saved(row.version, row.updated_at or now)


def _without_row(answers: Answers, table: Name, index: int, count: int) -> Changes:
    changes: Changes = {table.row_count: str(count - 1)}
    for position in range(index, count):
        for cell, below in zip(table.cells(position), table.cells(position + 1), strict=True):
            changes[cell] = answers.get(below.text) if position + 1 < count else None
    return changes


def _shift_documents(dossier: Dossier, table: Name, index: int, count: int, now: datetime) -> None:
    """The documents of a row go with it; those of the rows below move up with them."""
    current = dossier.attachments.filter(removed_at__isnull=True)
    current.filter(name__in=[cell.text for cell in table.cells(index)]).update(removed_at=now)
    for position in range(index + 1, count):
        for cell, above in zip(table.cells(position), table.cells(position - 1), strict=True):
            if cell.asked.kind is FieldKind.FILE:
                current.filter(name=cell.text).update(name=above.text)


def _locked(dossier_id: uuid.UUID, actor: Person, now: datetime) -> Dossier:
    """The dossier, locked until the end of the transaction: saves of one dossier follow each other."""
    dossier = locked(Dossier.objects.with_context(), pk=dossier_id)
    require(may_edit(actor, dossier, now))
    return dossier


def _check_unlocked(dossier: Dossier, names: Iterable[Name]) -> None:
    """Of a dossier to correct, only what was asked changes; the rest is refused aloud. Raises `NotAllowed`."""
    may_change = unlocked(dossier)
    if not all(may_change.allows(name) for name in names):
        raise NotAllowed(may_change.refusal())


def _row(dossier: Dossier, section: str) -> SectionAnswers:
    return SectionAnswers.objects.get_or_create(dossier=dossier, section=section)[0]


def _table(posted: Name | None, section: str, dossier: Dossier) -> Name:
    """The table of that name, as the dossier's version asks for it. Raises `NotAllowed`."""
    table = None if posted is None else posted.under(dossier.package.programme)
    if table is None or not _is_table(table, section, dossier):
        raise NotAllowed(_("Ce tableau n’existe pas dans cette rubrique."))
    _check_unlocked(dossier, [table.row_count])
    return table


def _is_table(name: Name, section: str, dossier: Dossier) -> bool:
    own = name == name.whole and name.section == section
    return own and name.field.kind is FieldKind.TABLE and is_in_window(name, dossier.reference_year)


def _check_lengths(changes: Changes) -> None:
    """An answer too long to be read is refused aloud: left out in silence, it would be lost. Raises `NotAllowed`."""
    for value in changes.values():
        if sum(map(len, value or "")) > MAXIMUM_ANSWER:
            raise NotAllowed(
                _("Une réponse dépasse %(most)d caractères : rien n’a été enregistré. Raccourcissez-la.")
                % {"most": MAXIMUM_ANSWER}
            )


def _row_counts(answers: Answers, changes: Changes) -> Changes:
    """A script adds and removes rows by itself: rows that are written to are there, last ones just emptied are not."""
    rows: dict[Name, set[int]] = {}
    for name in changes:
        if name.row is not None:
            rows.setdefault(name.whole, set()).add(name.row)
    after = {**answers, **by_text(changes)}
    counts: Changes = {}
    for table, written in rows.items():
        before = _row_count(answers, table)
        filled = {row for row in written if any(after.get(cell.text) for cell in table.cells(row))}
        emptied = written - filled
        count = max([before, *(row + 1 for row in filled)])
        while count - 1 in emptied:
            count -= 1
        if count != before:
            counts[table.row_count] = str(count)
    return counts


def _row_count(answers: Answers, table: Name) -> int:
    return count_of(answers.get(table.row_count.text))


def _since(row: SectionAnswers, base_version: int) -> list[SectionRevision]:
    """What was saved since that version, the first first. A version that never was has seen nothing."""
    base = base_version if 0 <= base_version <= row.version else 0
    return [] if base == row.version else list(row.revisions.filter(version__gt=base).select_related("made_by"))


def _conflicts(row: SectionAnswers, base_version: int, changes: Changes) -> list[Conflict]:
    """The names that somebody changed since the version that the page was made from.

    A whole form also posts what was not touched: those answers, still as the page showed them, leave `changes`.
    """
    later = [revision for revision in _since(row, base_version) if revision.followed_from_id is None]
    changed = {text: revision for revision in later for text in revision.previous}
    shown = {text: value for revision in reversed(later) for text, value in revision.previous.items()}
    for name in [name for name in changes if name.text in changed]:
        if (shown[name.text] or None) == (changes[name] or None):
            changes.pop(name)
    return [
        Conflict(name, value, row.answers.get(name.text), revision.made_by.full_name, revision.made_at)
        for name, value in changes.items()
        if (revision := changed.get(name.text)) is not None
    ]


def revise(row: SectionAnswers, changes: Changes, actor: Person, now: datetime) -> None:
    """Add a revision: a page that was made before meets it as any other change."""
    previous = {name.text: row.answers.get(name.text) for name in changes}
    for name, value in changes.items():
        if value:
            row.answers[name.text] = value
        else:
            row.answers.pop(name.text, None)
    row.version += 1
    row.save()
    SectionRevision.objects.create(answers=row, version=row.version, previous=previous, made_at=now, made_by=actor)


def _write(dossier: Dossier, row: SectionAnswers, changes: Changes, actor: Person, now: datetime) -> None:
    row.updated_at, row.updated_by = now, actor
    revise(row, changes, actor, now)
    Dossier.objects.filter(pk=dossier.pk).update(changed_at=now)
    journal.record(
        dossier,
        "section_saved",
        actor=str(actor.pk),
        details={"section": row.section, "version": row.version, "names": sorted(by_text(changes))},
        now=now,
    )
