"""The checklist of completeness: every answer as it was handed over, whether it is there, and what was asked of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from poincon.cahier.basics.text import Language
from poincon.cahier.evaluation import FieldState
from poincon.cahier.explanation import Names
from poincon.cahier.model import Section
from poincon.dossiers.models import ChangeItem, ChangeRequest, Dossier
from poincon.dossiers.standing import standing_of
from poincon.dossiers.unlocking import Unlocked, label_of
from poincon.files.models import ScanState
from poincon.sheets.answers import Name, parse_name
from poincon.sheets.differences import Difference, differences
from poincon.sheets.models import Attachment
from poincon.sheets.standing import Standing
from poincon.sheets.summary import Summaries
from poincon.ui.components import SummaryRow
from poincon.ui.widgets import html_id


@dataclass(frozen=True, slots=True)
class ChecklistEntry:
    """One answer of the checklist.

    `mark`: `filled`, `absent` (a document declared so), `lacking`, `unreadable`, or `empty` when nothing has to be.
    """

    name: str
    label: str
    mark: str
    word: str
    row: SummaryRow
    documents: tuple[Attachment, ...] = ()
    item: ChangeItem | None = None
    """What the request in preparation asks of it."""
    changed: bool = False
    """Whether it differs from what had been submitted before."""

    @property
    def anchor(self) -> str:
        return html_id(self.name)

    @property
    def wrong(self) -> bool:
        """Whether it lacks, or cannot be read."""
        return self.mark in ("lacking", "unreadable")

    @property
    def tag(self) -> str:
        """Which of the kinds of tag tells it."""
        return {"filled": "complete", "lacking": "to_correct", "unreadable": "to_correct"}.get(self.mark, "optional")


@dataclass(frozen=True, slots=True)
class Part:
    """A section of the checklist."""

    id: str
    title: str
    entries: tuple[ChecklistEntry, ...]
    not_asked: int
    item: ChangeItem | None = None

    @property
    def anchor(self) -> str:
        return f"rubrique-{self.id}"

    @property
    def wrong(self) -> int:
        return sum(entry.wrong for entry in self.entries)

    @property
    def asked(self) -> int:
        return sum(entry.item is not None for entry in self.entries) + (self.item is not None)

    @property
    def told(self) -> str:
        """« 12 réponses, 1 à corriger, 2 demandées »."""
        count = len(self.entries)
        parts = [ngettext("%(count)d réponse", "%(count)d réponses", count) % {"count": count}]
        if self.wrong:
            sentence = ngettext(
                "%(count)d manque ou est illisible", "%(count)d manquent ou sont illisibles", self.wrong
            )
            parts.append(sentence % {"count": self.wrong})
        if self.asked:
            sentence = ngettext("%(count)d changement demandé", "%(count)d changements demandés", self.asked)
            parts.append(sentence % {"count": self.asked})
        return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class Answered:
    """One point of a request that was sent: what it is about, what was asked, what came of it."""

    label: str
    text: str
    answer: str
    """What the structure says of it."""
    differences: tuple[Difference, ...]
    url: str = ""


def checklist(
    standing: Standing, language: Language, items: Iterable[ChangeItem], changed: Iterable[str] = ()
) -> list[Part]:
    """The sections of a dossier as it was handed over; `items` are in preparation, `changed` are base names."""
    items_by_name = {(item.section, item.name): item for item in items}
    builder = _Builder(standing, language, items_by_name, frozenset(changed))
    return [builder.part(section) for section in standing.asked_sections]


def answered(request: ChangeRequest, dossier: Dossier, language: Language) -> list[Answered]:
    """What a request asked, in the order of the form, each with what the structure changed; then what else it changed.

    Before its answer nothing is changed yet: what the structure is writing is its own.
    """
    names = Names(dossier.package.programme, language)
    items = sorted(request.items.all(), key=_Order(dossier))
    all_differences = _differences(request, dossier, items, language)
    lines = [
        Answered(
            label_of(item, names),
            item.text,
            item.answer,
            tuple(each for each in all_differences if _is_about(item, each)),
        )
        for item in items
    ]
    besides = tuple(each for each in all_differences if not any(_is_about(item, each) for item in items))
    if besides:
        text = _("Ce que vous aviez demandé a rendu ces réponses nécessaires, ou inutiles.")
        lines.append(Answered(_("Autres changements"), text, "", besides))
    return lines


def in_form_order(items: Iterable[ChangeItem], dossier: Dossier) -> list[ChangeItem]:
    return sorted(items, key=_Order(dossier))


def last_answered(dossier: Dossier) -> ChangeRequest | None:
    """The request that the structure answered last."""
    answered_requests = dossier.change_requests.filter(after__isnull=False).select_related("before", "after", "sent_by")
    return answered_requests.prefetch_related("items").order_by("ended_at", "pk").last()


def _differences(
    request: ChangeRequest, dossier: Dossier, items: list[ChangeItem], language: Language
) -> list[Difference]:
    if request.before is None or request.after is None:
        return []
    before, after = standing_of(request.before, dossier), standing_of(request.after, dossier)
    named = Unlocked(dossier, request=request, items=tuple(items))
    return differences(before, after, language, named.asks_for)


def _is_about(item: ChangeItem, difference: Difference) -> bool:
    return item.section == difference.section and item.name in ("", difference.name)


class _Order:
    """Points in the order of the form: a whole section before its fields."""

    def __init__(self, dossier: Dossier) -> None:
        programme = dossier.package.programme
        self.programme = programme
        self.sections = {section.id: place for place, section in enumerate(programme.sections)}
        self.fields = {field: place for place, field in enumerate(programme.fields)}

    def __call__(self, item: ChangeItem) -> tuple[int, int, int]:
        parsed = parse_name(item.name, self.programme) if item.name else None
        field = self.fields[parsed.field.id] if parsed is not None else -1
        return self.sections.get(item.section, len(self.sections)), field, (parsed.year or 0) if parsed else 0


class _Builder:
    def __init__(
        self,
        standing: Standing,
        language: Language,
        items_by_name: dict[tuple[str, str], ChangeItem],
        changed: frozenset[str],
    ) -> None:
        self.standing, self.items_by_name, self.changed = standing, items_by_name, changed
        # The address of a change is used to carry the name of the answer: rows have no other way to tell it.
        summaries = Summaries(standing, language, _name).all()
        self.rows = {row.change: row for summary in summaries for row in summary.rows}
        self.title = {
            section.id: summary.title for section, summary in zip(standing.asked_sections, summaries, strict=True)
        }
        self.documents: dict[str, list[Attachment]] = {}
        for name, document in standing.shown_documents.items():
            self.documents.setdefault(name.base, []).append(document)

    def part(self, section: Section) -> Part:
        states = self.standing.fields_of(section.id)
        shown = [state for state in states if state.shown is not False]
        entries = tuple(self.entry(section, state) for state in shown)
        item = self.items_by_name.get((section.id, ""))
        return Part(section.id, self.title[section.id], entries, len(states) - len(shown), item)

    def entry(self, section: Section, state: FieldState) -> ChecklistEntry:
        row = self.rows[state.path]
        documents = tuple(self.documents.get(state.path, ()))
        mark, word = _mark(state, self.unreadable(state.path))
        if state.beyond:
            mark, word = "unreadable", _("Hors bornes")
        if mark == "filled" and Name(state.field, state.year).absence in self.standing.shown_answers:
            mark, word = "absent", _("Déclaré absent")
        if any(document.file.scan_state == ScanState.REFUSED for document in documents):
            mark, word = "unreadable", _("Refusé par l’antivirus")
        return ChecklistEntry(
            state.path,
            row.label,
            mark,
            word,
            row,
            documents,
            self.items_by_name.get((section.id, state.path)),
            state.path in self.changed,
        )

    def unreadable(self, base: str) -> bool:
        """Whether anything of that answer, a cell of its table included, could not be read."""
        return any(name == base or name.startswith((f"{base}[", f"{base}.")) for name in self.standing.problems)


def _name(section: str, name: Name | None) -> str:
    return name.text if name is not None else ""


def _mark(state: FieldState, unreadable: bool) -> tuple[str, str]:
    if unreadable:
        return "unreadable", _("Illisible")
    if state.filled:
        return "filled", _("Donnée")
    if state.lacking:
        return "lacking", _("Manque")
    return "empty", _("Facultative, sans réponse")
