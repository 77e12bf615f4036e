"""Saving a section: merged name by name with what others saved; what cannot be merged is refused, both values shown.

Whoever calls has locked the owner of the sheet in a transaction, has decided that the actor may write, says which names
(`Rights`), and records what was done (`Saved.effects`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.utils.translation import gettext as _

from poincon.cahier.model import FieldKind
from poincon.people.models import Person
from poincon.sheets.answers import Answer, Answers, Changes, Name, by_text, count_of, is_in_window, is_typed_in
from poincon.sheets.models import SectionAnswers, SectionRevision, Sheet
from poincon.sheets.versions import stale_pages
from poincon.workflow.refusals import NotAllowed

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
class Effect:
    """What a save did, as the owner's journal keeps it: the event, and the names that it is about, never values."""

    event: str
    details: dict[str, Any]


WRITTEN, SET_ASIDE = "section_saved", "answers_set_aside"


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a save. What is in `conflicts` was not written; everything else was."""

    version: int
    at: datetime
    conflicts: tuple[Conflict, ...] = ()
    aside: tuple[str, ...] = ()
    """Labels of what the sheet's version no longer asks for, and which was set aside."""
    effects: tuple[Effect, ...] = ()
    """For the journal of its owner, in their order."""

    @property
    def wrote(self) -> bool:
        """Whether an answer has changed."""
        return any(effect.event == WRITTEN for effect in self.effects)


class Writable(Protocol):
    """Which inputs of a sheet may be written, as its owner decides."""

    def allows(self, name: Name) -> bool: ...

    def refusal(self) -> str:
        """What is told to whoever writes another one, in their language."""
        ...


Rights = Callable[[], Writable]
"""Asked anew before each section is written: an answer may unlock another."""


def save_section(
    sheet: Sheet,
    section: str,
    base_version: int,
    changes: Changes,
    rights: Rights,
    actor: Person,
    now: datetime,
    *,
    page: str = "",
) -> Saved:
    """Write the changes of one section. Raises `NotAllowed`, when one of them is locked, or too long: all is undone.

    `page`: the digest of the version of the programme that the page was made under; by default the sheet's own.
    """
    _check_lengths(changes)
    save = _Save(sheet, rights, actor, now)
    row = save.row(section)
    sorting = stale_pages.sort_out(sheet, row, base_version, changes, page, now)
    if sorting.set_aside:
        details = {"section": section, "names": list(sorting.set_aside), "asked_by": sorting.asked_by}
        save.effects.append(Effect(SET_ASIDE, details))
    conflicts = save.merge(row, base_version, sorting.here)
    for moved in sorting.elsewhere:
        conflicts += _disputed(sorting.disputed, moved.changes, save.row(moved.section))
        conflicts += save.merge(save.row(moved.section), moved.base, moved.changes)
    return save.outcome(row, tuple(conflicts), sorting.aside)


def add_row(sheet: Sheet, section: str, table: Name | None, rights: Rights, actor: Person, now: datetime) -> Saved:
    """Add an empty row at the end of a table (`recettes`, `annees.2021.laboratoires`); None is no table.

    Raises `NotAllowed`.
    """
    save = _Save(sheet, rights, actor, now)
    row = save.row(section)
    table = save.table(table, section)
    count = _row_count(row.answers, table)
    if count < table.field.maximum_rows:
        save.write(row, {table.row_count: str(count + 1)})
    return save.outcome(row)


def remove_row(
    sheet: Sheet,
    section: str,
    base_version: int,
    table: Name | None,
    index: int,
    rights: Rights,
    actor: Person,
    now: datetime,
) -> Saved:
    """Take a row away; those below move up. Refused when rows moved since the page was made: it would be another's.

    Raises `NotAllowed`.
    """
    save = _Save(sheet, rights, actor, now)
    row = save.row(section)
    table = save.table(table, section)
    if any(table.row_count.text in revision.previous for revision in _since(row, base_version)):
        raise NotAllowed(_("Les lignes de ce tableau viennent de changer : relisez-les avant d’en retirer une."))
    count = _row_count(row.answers, table)
    if index < count:
        save.write(row, _without_row(row.answers, table, index, count))
        _shift_documents(sheet, table, index, count, now)
    return save.outcome(row)


class _Save:
    """A save on its way: what it may write, and what it has written."""

    def __init__(self, sheet: Sheet, rights: Rights, actor: Person, now: datetime) -> None:
        self.sheet, self.rights, self.actor, self.now = sheet, rights, actor, now
        self.effects: list[Effect] = []

    def row(self, section: str) -> SectionAnswers:
        return SectionAnswers.objects.get_or_create(sheet=self.sheet, section=section)[0]

    def table(self, posted: Name | None, section: str) -> Name:
        """The table of that name, as the version of the sheet asks for it. Raises `NotAllowed`."""
        table = None if posted is None else posted.under(self.sheet.package.programme)
        if table is None or not _is_table(table, section, self.sheet.reference_year):
            raise NotAllowed(_("Ce tableau n’existe pas dans cette rubrique."))
        self.check_writable([table.row_count])
        return table

    def check_writable(self, names: Iterable[Name]) -> None:
        """What is locked is refused aloud. Raises `NotAllowed`."""
        writable = self.rights()
        if not all(writable.allows(name) for name in names):
            raise NotAllowed(writable.refusal())

    def merge(self, row: SectionAnswers, base_version: int, changes: Changes) -> list[Conflict]:
        """Write what nobody else changed since; give the rest. A forged form writes only in its section."""
        differing = {
            name: value
            for name, value in changes.items()
            if is_typed_in(name, row.section, self.sheet.reference_year)
            and (row.answers.get(name.text) or None) != (value or None)
        }
        self.check_writable(differing)
        conflicts = _conflicts(row, base_version, differing)
        for conflict in conflicts:
            differing.pop(conflict.name)
        if differing:
            self.write(row, differing | _row_counts(row.answers, differing))
        return conflicts

    def write(self, row: SectionAnswers, changes: Changes) -> None:
        self.effects.append(write(row, changes, self.actor, self.now))

    def outcome(self, row: SectionAnswers, conflicts: tuple[Conflict, ...] = (), aside: tuple[str, ...] = ()) -> Saved:
        return Saved(row.version, row.updated_at or self.now, conflicts, aside, tuple(self.effects))


def _disputed(revisions: Mapping[Name, SectionRevision], changes: Changes, row: SectionAnswers) -> list[Conflict]:
    """Names that a colleague had changed before they moved to this section: taken out of the changes."""
    conflicts = []
    for name in sorted(revisions.keys() & changes.keys(), key=str):
        mine, theirs, revision = changes.pop(name), row.answers.get(name.text), revisions[name]
        if (mine or None) not in (theirs or None, revision.previous[name.text] or None):
            conflicts.append(Conflict(name, mine, theirs, revision.made_by.full_name, revision.made_at))
    return conflicts


def _without_row(answers: Answers, table: Name, index: int, count: int) -> Changes:
    changes: Changes = {table.row_count: str(count - 1)}
    for position in range(index, count):
        for cell, below in zip(table.cells(position), table.cells(position + 1), strict=True):
            changes[cell] = answers.get(below.text) if position + 1 < count else None
    return changes


def _shift_documents(sheet: Sheet, table: Name, index: int, count: int, now: datetime) -> None:
    """The documents of a row go with it; those of the rows below move up with them."""
    current = sheet.attachments.filter(removed_at__isnull=True)
    current.filter(name__in=[cell.text for cell in table.cells(index)]).update(removed_at=now)
    for position in range(index + 1, count):
        for cell, above in zip(table.cells(position), table.cells(position - 1), strict=True):
            if cell.asked.kind is FieldKind.FILE:
                current.filter(name=cell.text).update(name=above.text)


def _is_table(name: Name, section: str, reference_year: int) -> bool:
    own = name == name.whole and name.section == section
    return own and name.field.kind is FieldKind.TABLE and is_in_window(name, reference_year)


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


def write(row: SectionAnswers, changes: Changes, actor: Person, now: datetime) -> Effect:
    """Write answers of a section, as that person's."""
    row.updated_at, row.updated_by = now, actor
    revise(row, changes, actor, now)
    return Effect(WRITTEN, {"section": row.section, "version": row.version, "names": sorted(by_text(changes))})


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
