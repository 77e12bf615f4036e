"""A sheet passes to another version of its programme: what follows, what is set aside, what comes back is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from poincon.cahier.explanation import Names
from poincon.campaigns.models import ProgrammeVersion
from poincon.people.models import Person
from poincon.sheets.answers import Answer, Answers, by_text
from poincon.sheets.models import SectionAnswers, SectionRevision, SetAsideAnswer, Sheet
from poincon.sheets.versions.following import Contents, FollowedAnswers, Leftover
from poincon.sheets.versions.words import label_of


@dataclass(frozen=True, slots=True)
class FollowedNames:
    """Names of the answers that were set aside, and of those that came back, for the journal of the sheet's owner."""

    set_aside: tuple[str, ...]
    restored: tuple[str, ...]


def pass_to(
    sheet: Sheet,
    version: ProgrammeVersion,
    contents: Contents,
    followed: FollowedAnswers,
    actor: Person,
    now: datetime,
) -> FollowedNames:
    """Make the sheet one of that version. `followed`: its `contents` carried to it. The caller locked its owner."""
    old, sheet.programme_version = sheet.programme_version, version
    sheet.save(update_fields=["programme_version"])
    set_aside = _set_aside(sheet, old, followed, now)
    restored = _restore(sheet, contents, followed)
    _write_sections(sheet, old, followed, actor, now)
    return FollowedNames(set_aside, restored)


def _set_aside(sheet: Sheet, old: ProgrammeVersion, followed: FollowedAnswers, now: datetime) -> tuple[str, ...]:
    """Keep what is left, with its label; documents leave the answers and stay stored."""
    names = Names(old.package.programme, "fr")
    leftovers = [*followed.leftovers, *followed.leftover_documents]
    SetAsideAnswer.objects.bulk_create(
        SetAsideAnswer(
            sheet=sheet,
            section=leftover.section,
            name=leftover.name,
            label=_label(leftover, names),
            value=leftover.value,
            asked_by=old,
            set_aside_at=now,
        )
        for leftover in leftovers
    )
    document_names = [leftover.name for leftover in followed.leftover_documents]
    sheet.attachments.filter(removed_at__isnull=True, name__in=document_names).update(removed_at=now)
    return tuple(sorted({leftover.name for leftover in leftovers}))


def _label(leftover: Leftover, names: Names) -> str:
    """What was asked, as the version that asked it said: the label of a table for its rows."""
    return (leftover.name if leftover.before is None else label_of(leftover.before, names))[:500]


def _restore(sheet: Sheet, contents: Contents, followed: FollowedAnswers) -> tuple[str, ...]:
    """Put back what is asked for again: its row leaves what was set aside, its document is current again."""
    rows = sheet.set_aside.filter(pk__in=followed.restored)
    back = list(rows)
    documents = {answer.key for answer in contents.set_aside if answer.is_document}
    for row in back:
        if row.pk in documents:
            removed = sheet.attachments.filter(name=row.name, removed_at=row.set_aside_at).last()
            if removed is not None:
                removed.removed_at = None
                removed.save(update_fields=["removed_at"])
    rows.delete()
    return tuple(sorted({row.name for row in back}))


def _write_sections(
    sheet: Sheet, old: ProgrammeVersion, followed: FollowedAnswers, actor: Person, now: datetime
) -> None:
    """Every section of either version is one version further: a page made before then knows that it is old."""
    rows = {row.section: row for row in sheet.sections.all()}
    programmes = (old.package.programme, sheet.package.programme)
    identifiers = {section.id for programme in programmes for section in programme.sections}
    for section in sorted(identifiers | rows.keys()):
        row = rows.get(section) or SectionAnswers(sheet=sheet, section=section)
        before = dict(row.answers)
        row.answers = by_text(followed.sections.get(section, {}))
        row.version += 1
        row.save()
        SectionRevision.objects.create(
            answers=row,
            version=row.version,
            previous=_previous(before, row.answers),
            made_at=now,
            made_by=actor,
            followed_from=old,
        )


def _previous(before: Answers, after: Answers) -> dict[str, Answer | None]:
    """The values before, of the names that changed."""
    return {name: before.get(name) for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
