"""Saving a section: merged name by name with what others saved; what cannot be merged is refused, both values shown."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from poincon.cahier.model import FieldKind, Programme
from poincon.dossiers.adoption import stale_pages
from poincon.dossiers.answers import Answer, Answers, Name, is_asked, parse_name, row_count
from poincon.dossiers.models import Dossier, SectionAnswers, SectionRevision
from poincon.dossiers.permissions import may_edit
from poincon.dossiers.unlocking import unlocked
from poincon.journal import services as journal
from poincon.people.models import Person
from poincon.workflow.locking import locked
from poincon.workflow.refusals import NotAllowed, require

MAXIMUM_ANSWER = 100_000
"""Characters in one answer: what the engine itself accepts."""

Changes = dict[str, Answer | None]


@dataclass(frozen=True, slots=True)
class Conflict:
    """A name that somebody else changed since the page was loaded, to another value."""

    name: str
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
        found = stale_pages.sort_out(dossier, row, base_version, changes, page, actor, now)
        conflicts = _merge(dossier, row, base_version, found.here, actor, now)
        for moved in found.elsewhere:
            disputed = _disputed(found.disputed, moved.changes, _row(dossier, moved.section))
            conflicts += disputed
            conflicts += _merge(dossier, _row(dossier, moved.section), moved.base, moved.changes, actor, now)
        return Saved(row.version, row.updated_at or now, tuple(conflicts), found.aside)


def _merge(
    dossier: Dossier, row: SectionAnswers, base_version: int, changes: Changes, actor: Person, now: datetime
) -> list[Conflict]:
    """Write what nobody else changed since; give the rest."""
    programme = dossier.package.programme
    asked = {name: value for name, value in changes.items() if _acceptable(name, row.section, programme, dossier)}
    wanted = {name: value for name, value in asked.items() if (row.answers.get(name) or None) != (value or None)}
    _check_unlocked(dossier, row.section, wanted)
    conflicts = _conflicts(row, base_version, wanted)
    for conflict in conflicts:
        wanted.pop(conflict.name)
    if wanted:
        _write(dossier, row, wanted | _row_counts(row.answers, wanted, programme), actor, now)
    return conflicts


def _disputed(revisions: Mapping[str, SectionRevision], changes: Changes, row: SectionAnswers) -> list[Conflict]:
    """Names that a colleague had changed before they moved to this section: taken out of the changes."""
    found = []
    for name in sorted(revisions.keys() & changes.keys()):
        mine, theirs, revision = changes.pop(name), row.answers.get(name), revisions[name]
        if (mine or None) not in (theirs or None, revision.previous[name] or None):
            found.append(Conflict(name, mine, theirs, revision.made_by.full_name, revision.made_at))
    return found


def add_row(dossier_id: uuid.UUID, section: str, table: str, actor: Person, now: datetime) -> Saved:
    """One more empty row at the end of a table (`recettes`, `annees.2021.laboratoires`)."""
    with transaction.atomic():
        dossier = _locked(dossier_id, actor, now)
        row = _row(dossier, section)
        parsed = _table(table, section, dossier)
        count = row_count(row.answers, table)
        if count < parsed.field.maximum_rows:
            _write(dossier, row, {f"{table}[]": str(count + 1)}, actor, now)
        return Saved(row.version, row.updated_at or now)


def remove_row(
    dossier_id: uuid.UUID, section: str, base_version: int, table: str, index: int, actor: Person, now: datetime
) -> Saved:
    """Take a row away; those below move up. Refused when rows moved since the page was made: it would be another's."""
    with transaction.atomic():
        dossier = _locked(dossier_id, actor, now)
        row = _row(dossier, section)
        parsed = _table(table, section, dossier)
        if any(f"{table}[]" in revision.previous for revision in _since(row, base_version)):
            raise NotAllowed(_("Les lignes de ce tableau viennent de changer : relisez-les avant d’en retirer une."))
        count = row_count(row.answers, table)
        if index < count:
            _write(dossier, row, _without_row(row.answers, table, parsed, index, count), actor, now)
            _shift_documents(dossier, table, parsed, index, count, now)
        return Saved(row.version, row.updated_at or now)


def _without_row(answers: Answers, table: str, parsed: Name, index: int, count: int) -> Changes:
    changes: Changes = {f"{table}[]": str(count - 1)}
    for position in range(index, count):
        for column in parsed.field.columns:
            following = answers.get(f"{table}[{position + 1}].{column.id}") if position + 1 < count else None
            changes[f"{table}[{position}].{column.id}"] = following
    return changes


def _shift_documents(dossier: Dossier, table: str, parsed: Name, index: int, count: int, now: datetime) -> None:
    """The documents of a row go with it; those of the rows below move up with them."""
    current = dossier.attachments.filter(removed_at__isnull=True)
    for column in parsed.field.columns:
        if column.kind is FieldKind.FILE:
            current.filter(name=f"{table}[{index}].{column.id}").update(removed_at=now)
            for position in range(index + 1, count):
                name = f"{table}[{position}].{column.id}"
                current.filter(name=name).update(name=f"{table}[{position - 1}].{column.id}")


def _locked(dossier_id: uuid.UUID, actor: Person, now: datetime) -> Dossier:
    """The dossier, locked until the end of the transaction: saves of one dossier follow each other."""
    dossier = locked(Dossier.objects.with_context(), pk=dossier_id)
    require(may_edit(actor, dossier, now))
    return dossier


def _check_unlocked(dossier: Dossier, section: str, names: Iterable[str]) -> None:
    """Of a dossier to correct, only what was asked changes; the rest is refused aloud. Raises `NotAllowed`."""
    may_change = unlocked(dossier)
    if not all(may_change.allows(section, name) for name in names):
        raise NotAllowed(may_change.refusal())


def _row(dossier: Dossier, section: str) -> SectionAnswers:
    return SectionAnswers.objects.get_or_create(dossier=dossier, section=section)[0]


def _table(table: str, section: str, dossier: Dossier) -> Name:
    parsed = parse_name(f"{table}[]", dossier.package.programme)
    if (
        parsed is None
        or parsed.field.section != section
        or not is_asked(replace(parsed, row=0), dossier.reference_year)
    ):
        raise NotAllowed(_("Ce tableau n’existe pas dans cette rubrique."))
    _check_unlocked(dossier, section, [f"{table}[]"])
    return parsed


def _acceptable(name: str, section: str, programme: Programme, dossier: Dossier) -> bool:
    """Names of this section only: a forged form writes nowhere else. Documents have a door of their own."""
    parsed = parse_name(name, programme)
    if parsed is None or parsed.field.section != section or parsed.asked.kind is FieldKind.FILE:
        return False
    return is_asked(parsed, dossier.reference_year)


def _check_lengths(changes: Changes) -> None:
    """An answer too long to be read is refused aloud: left out in silence, it would be lost. Raises `NotAllowed`."""
    for value in changes.values():
        if sum(map(len, value or "")) > MAXIMUM_ANSWER:
            raise NotAllowed(
                _("Une réponse dépasse %(most)d caractères : rien n’a été enregistré. Raccourcissez-la.")
                % {"most": MAXIMUM_ANSWER}
            )


def _row_counts(answers: Answers, changes: Changes, programme: Programme) -> Changes:
    """A script adds and removes rows by itself: rows that are written to are there, last ones just emptied are not."""
    written: dict[str, set[int]] = {}
    filled: dict[str, int] = {}
    for name, value in {**answers, **changes}.items():
        parsed = parse_name(name, programme)
        if parsed is not None and parsed.row is not None:
            filled[parsed.base] = max(filled.get(parsed.base, 0), parsed.row + 1 if value else 0)
            if name in changes:
                written.setdefault(parsed.base, set()).add(parsed.row)
    counts: Changes = {}
    for base, rows in written.items():
        before = row_count(answers, base)
        count = max(before, filled[base])
        while count > filled[base] and count - 1 in rows:
            count -= 1
        if count != before:
            counts[f"{base}[]"] = str(count)
    return counts


def _since(row: SectionAnswers, base_version: int) -> list[SectionRevision]:
    """What was saved since that version, the first first. A version that never was has seen nothing."""
    seen = base_version if 0 <= base_version <= row.version else 0
    return [] if seen == row.version else list(row.revisions.filter(version__gt=seen).select_related("made_by"))


def _conflicts(row: SectionAnswers, base_version: int, wanted: Changes) -> list[Conflict]:
    """The names that somebody changed since the version that the page was made from.

    A whole form also posts what was not touched: those answers, still as the page showed them, leave `wanted`.
    """
    later = [one for one in _since(row, base_version) if one.followed_from_id is None]
    changed = {name: revision for revision in later for name in revision.previous}
    shown = {name: value for revision in reversed(later) for name, value in revision.previous.items()}
    for name in changed.keys() & wanted.keys():
        if (shown[name] or None) == (wanted[name] or None):
            wanted.pop(name)
    return [
        Conflict(name, value, row.answers.get(name), changed[name].made_by.full_name, changed[name].made_at)
        for name, value in wanted.items()
        if name in changed
    ]


def revise(row: SectionAnswers, changes: Changes, actor: Person, now: datetime) -> None:
    """One revision more: a page that was made before meets it as any other change."""
    previous = {name: row.answers.get(name) for name in changes}
    for name, value in changes.items():
        if value:
            row.answers[name] = value
        else:
            row.answers.pop(name, None)
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
        details={"section": row.section, "version": row.version, "names": sorted(changes)},
        now=now,
    )
