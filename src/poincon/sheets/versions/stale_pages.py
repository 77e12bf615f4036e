"""A save from a page that was made before its sheet followed a new version: nothing that it carries is lost.

What the new version still asks, here or in another section, is saved; what it no longer asks is set aside, and told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q
from django.utils.translation import ngettext

from poincon.cahier.explanation import Names
from poincon.campaigns.models import ProgrammeVersion
from poincon.sheets.answers import Answer, Changes, Name, by_text, is_asked, is_typed_in
from poincon.sheets.models import SectionAnswers, SectionRevision, SetAsideAnswer, Sheet
from poincon.sheets.versions.following import VersionChange
from poincon.sheets.versions.words import label_of

_TOLD = 8


@dataclass(frozen=True, slots=True)
class MovedAnswers:
    """Answers that another section asks for now. `base`: the version of that section when they came to it."""

    section: str
    base: int
    changes: Changes


@dataclass(frozen=True, slots=True)
class Sorted:
    """What a save carries, sorted out. `here`: what this section still asks; `disputed`: names that somebody else had
    changed before they moved, with the revision that did; `set_aside`: names that only `asked_by`, the version of the
    page, asks for, and which were not aside already; `aside`: their labels."""

    here: Changes
    elsewhere: tuple[MovedAnswers, ...] = ()
    disputed: Mapping[Name, SectionRevision] = field(default_factory=dict)
    set_aside: tuple[str, ...] = ()
    asked_by: str = ""
    aside: tuple[str, ...] = ()


PAGE = "version_du_programme"
"""The hidden input that says which version a section's form was made under: its digest."""


def version_of_page(sheet: Sheet, digest: str) -> ProgrammeVersion:
    """The version that a page was made under: what it says, if the sheet ever had it, else the sheet's own."""
    if digest and digest != sheet.programme_version_id:
        revisions = SectionRevision.objects.filter(answers__sheet=sheet, followed_from=digest)
        passage = revisions.select_related("followed_from").first()
        if passage is not None and passage.followed_from is not None:
            return passage.followed_from
    return sheet.programme_version


def sort_out(
    sheet: Sheet,
    row: SectionAnswers,
    base_version: int,
    changes: Changes,
    page: str,
    now: datetime,
) -> Sorted:
    """Which changes this section takes; the others are sent on, or set aside. The caller locked the owner.

    `page`: the digest of the version that the page was made under.
    """
    old = version_of_page(sheet, page)
    if old.pk == sheet.programme_version_id:
        return Sorted(changes)
    change = VersionChange(old.package.programme, sheet.package.programme, sheet.reference_year)
    here: Changes = {}
    moved: dict[str, Changes] = {}
    leftovers: dict[Name, Answer] = {}
    for name, value in changes.items():
        after = name.under(change.new)
        if not is_typed_in(name, row.section, sheet.reference_year):
            if after is not None:
                here[after] = value  # of another section, or of no form at all: for the usual checks to say
            continue
        answer: Answer | None = None
        if value:
            answer, rest = change.carried(name, after, value)
            if rest is not None:
                leftovers[name] = rest[0]
        if after is not None and (answer or not value) and is_asked(after, sheet.reference_year):
            into = here if after.section == row.section else moved.setdefault(after.section, {})
            into[after] = answer  # emptying what is no longer asked is nothing
    fresh = _set_aside(sheet, row.section, old, leftovers, now)
    elsewhere = tuple(MovedAnswers(section, _arrival(sheet, section), each) for section, each in moved.items())
    return Sorted(
        here,
        elsewhere,
        _disputed(row, base_version, moved),
        tuple(sorted(name.text for name, _label in fresh)),
        old.pk,
        tuple(label for _name, label in fresh),
    )


def _arrival(sheet: Sheet, section: str) -> int:
    """The version of that section at the last passage: what somebody saved there since is compared."""
    passages = SectionRevision.objects.filter(answers__sheet=sheet, answers__section=section)
    last = passages.filter(followed_from__isnull=False).order_by("-version").first()
    return last.version if last is not None else 0


def _disputed(row: SectionAnswers, base_version: int, moved: Mapping[str, Changes]) -> dict[Name, SectionRevision]:
    names = {name for each in moved.values() for name in each}
    since = row.revisions.filter(Q(version__gt=max(0, base_version)), followed_from__isnull=True)
    revisions: dict[Name, SectionRevision] = {}
    for revision in since.select_related("made_by") if names else ():
        revisions.update({name: revision for name in names if name.text in revision.previous})
    return revisions


def _set_aside(
    sheet: Sheet, section: str, old: ProgrammeVersion, leftovers: Mapping[Name, Answer], now: datetime
) -> list[tuple[Name, str]]:
    """Keep what was typed for what is no longer asked. Gives the name and the label of each, but for what was set
    aside already as it is."""
    pairs = [(answer.name, answer.value) for answer in sheet.set_aside.filter(name__in=list(by_text(leftovers)))]
    fresh = {name: value for name, value in leftovers.items() if (name.text, value) not in pairs}
    names = Names(old.package.programme, "fr")
    for name, value in fresh.items():
        existing = sheet.set_aside.filter(name=name.text, asked_by=old).order_by("set_aside_at", "pk").last()
        row = existing or SetAsideAnswer(sheet=sheet, name=name.text, asked_by=old)
        row.section, row.label, row.value = section, label_of(name, names)[:500], value
        row.set_aside_at = now
        row.save()
    return [(name, label_of(name, names)) for name in fresh]


def aside_words(aside: tuple[str, ...]) -> str:
    """What the person is told of answers that were set aside; empty when none was."""
    if not aside:
        return ""
    shown = ", ".join(f"« {label} »" for label in aside[:_TOLD])
    if len(aside) > _TOLD:
        more = len(aside) - _TOLD
        shown += " " + ngettext("et %(count)d autre", "et %(count)d autres", more) % {"count": more}
    sentence = ngettext(
        "Le programme a changé de version pendant que vous écriviez. Cette réponse n’est plus demandée : %(names)s. "
        "Elle est gardée à part, rien n’est perdu. Rechargez la page pour continuer.",
        "Le programme a changé de version pendant que vous écriviez. Ces réponses ne sont plus demandées : %(names)s. "
        "Elles sont gardées à part, rien n’est perdu. Rechargez la page pour continuer.",
        len(aside),
    )
    return sentence % {"names": shown}
