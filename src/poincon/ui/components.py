"""What components show. Each class names its template of `ui/components/` and the variable to give it, or its tag.

`{% include "ui/components/task_list.html" with tasks=tasks %}`; `{% outcome_line line %}`, of the tags `drawn`, for
what pages hold by hundreds. Every text is already in the reader's language.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypedDict
from urllib.parse import urlencode

from django.forms.utils import flatatt

from poincon.cahier.explanation import Choice
from poincon.cahier.explanation.words import mark_of
from poincon.cahier.model import RuleKind, Status
from poincon.ui.widgets.model import html_id


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    url: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """`frame=` of `ui/base.html`, which the site gives to every page: where its head and its foot lead."""

    account: str
    sign_in: str
    sign_out: str
    language: str
    """Takes the choice of a language."""
    places: tuple[Link, ...] = ()
    """Where the person has something to do."""
    foot: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class ErrorLink:
    message: str
    target: str
    """The id of the input."""


def error_links(errors: Mapping[str, Sequence[str]], labels: Mapping[str, str] | None = None) -> tuple[ErrorLink, ...]:
    """`errors=` of `error_summary.html`, from messages by input name; `labels` says what each input is called."""
    labels = labels or {}
    return tuple(
        ErrorLink(f"{labels[name]} – {message}" if name in labels else message, html_id(name))
        for name, messages in errors.items()
        for message in messages
    )


class TaskState(StrEnum):
    TO_START = "to_start"
    OPTIONAL = "optional"
    IN_PROGRESS = "in_progress"
    COMPLETE = "complete"
    TO_CORRECT = "to_correct"
    LOCKED = "locked"


@dataclass(frozen=True, slots=True)
class Task:
    title: str
    url: str
    state: TaskState
    detail: str = ""
    """« 3 réponses obligatoires manquent »"""
    editor: str = ""
    """« Modifiée par Claire Ménard il y a 5 minutes »"""


@dataclass(frozen=True, slots=True)
class TaskList:
    """`task_list.html` with `tasks=`."""

    tasks: tuple[Task, ...]
    deadline: str = ""
    """« avant le vendredi 28 avril 2027 à 23 h 59 (heure de Paris), dans 3 jours »"""
    urgent: bool = False

    @property
    def complete(self) -> int:
        return sum(task.state is TaskState.COMPLETE for task in self.tasks)

    @property
    def total(self) -> int:
        return len(self.tasks)


@dataclass(frozen=True, slots=True)
class YearOutcome:
    year: int
    status: Status | None
    word: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class OutcomeLine:
    """`{% outcome_line outcome %}`. `status` None: a known value that has nothing to meet."""

    id: str
    kind: RuleKind
    label: str
    status: Status | None
    word: str
    value: str = ""
    target: str = ""
    strength: str = ""
    sentence: str = ""
    source: str = ""
    help: str = ""
    years: tuple[YearOutcome, ...] = ()
    missing: tuple[Link, ...] = ()
    choices: tuple[Choice, ...] = ()
    """Our readings: the rule's own, then those of the parameters that it uses."""

    @property
    def mark(self) -> str:
        """The name of its shape."""
        return mark_of(self.kind, self.status).value

    @property
    def state(self) -> str:
        """Its status as scripts read it; `known` when there is nothing to meet."""
        return self.status.value if self.status is not None else "known"


@dataclass(frozen=True, slots=True)
class DocumentItem:
    """`document_list.html` with `documents=` (a sequence of these)."""

    name: str
    url: str = ""
    size: str = ""
    date: str = ""
    digest: str = ""
    label: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One entry of `timeline.html` (`acts=`). `at` is ISO, `when` its words."""

    title: str
    at: str
    when: str
    author: str = ""
    text: str = ""
    document: DocumentItem | None = None
    upcoming: bool = False


@dataclass(frozen=True, slots=True)
class Pagination:
    """`pagination.html` with `pagination=`. `counted` says what is counted: « 317 dossiers »."""

    page: int
    pages: int
    counted: str
    query: tuple[tuple[str, str], ...] = ()
    """The other parameters of the address, kept from page to page."""

    def address(self, page: int) -> str:
        parameters = [(name, value) for name, value in self.query if name != "page"]
        return "?" + urlencode([*parameters, ("page", str(page))])

    @property
    def previous(self) -> str:
        return self.address(self.page - 1) if self.page > 1 else ""

    @property
    def following(self) -> str:
        return self.address(self.page + 1) if self.page < self.pages else ""

    @property
    def links(self) -> tuple[Link | None, ...]:
        """The first page, the last, and those around this page; None for a gap."""
        shown = sorted({1, self.pages, *range(max(1, self.page - 1), min(self.pages, self.page + 1) + 1)})
        links: list[Link | None] = []
        for before, page in zip([0, *shown], shown, strict=False):
            if page - before > 1:
                links.append(None)
            links.append(Link(str(page), self.address(page), current=page == self.page))
        return tuple(links)


@dataclass(frozen=True, slots=True)
class FilterOption:
    value: str
    label: str
    chosen: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Filter:
    """One drop-down list of `filters.html`; its first option is « all »."""

    name: str
    label: str
    options: tuple[FilterOption, ...]


@dataclass(frozen=True, slots=True)
class Filters:
    """`filters.html` with `filters=`. They live in the address; `clear` is the address without them."""

    action: str
    counted: str
    filters: tuple[Filter, ...] = ()
    search: str = "q"
    searched: str = ""
    search_label: str = ""
    clear: str = ""
    """Empty when nothing is filtered."""
    parameters: tuple[tuple[str, str], ...] = ()
    """Parameters to keep as they are (sorting)."""


@dataclass(frozen=True, slots=True)
class Empty:
    """`empty.html` with `empty=`: what will be here, and how to start."""

    title: str
    text: str
    action: Link | None = None


@dataclass(frozen=True, slots=True)
class Confirm:
    """`confirm.html` with `confirm=`: names the consequence. Posts to `action` with the `hidden` values."""

    title: str
    consequence: str
    button: str
    action: str
    cancel: Link
    danger: bool = False
    statement: str = ""
    """A box to tick (its name is `confirmation`): « Je certifie l’exactitude… »"""
    hidden: tuple[tuple[str, str], ...] = ()
    errors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Heading:
    """A column's head. `url` sorts by it; `sorted`: how it sorts now (`ascending`, `descending`, or nothing)."""

    label: str
    url: str = ""
    sorted: str = ""

    @property
    def arrow(self) -> str:
        return "↑" if self.sorted == "ascending" else "↓"


@dataclass(frozen=True, slots=True)
class ListingColumn:
    """What a column says of all its cells: `{% column %}` tells each part."""

    heading: Heading
    css_class: str = ""
    figures: bool = False
    unseen: bool = False

    @property
    def cell_attributes(self) -> str:
        """The attributes that its cells share, each after a space."""
        label = None if self.unseen else self.heading.label
        return flatatt({"class": "number" if self.figures else self.css_class or None, "data-label": label})


class ListingCell(TypedDict):
    """A cell: a mapping, which templates look into faster, since lists have thousands."""

    content: str
    label: str
    """Of its column, for a telephone."""
    attributes: str
    filled: bool


@dataclass(frozen=True, slots=True)
class ListingRow:
    """A row: what names it, then its other cells."""

    name: str
    cells: tuple[ListingCell, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """`table.html` with `listing=`, which `{% listing %}` makes. Rows have the same columns; there is one at least.

    Named by `label`, or by the element whose id is `labelled_by`. `look`: a class of its own.
    """

    columns: tuple[ListingColumn, ...]
    rows: tuple[ListingRow, ...]
    label: str = ""
    labelled_by: str = ""
    look: str = ""


class NoticeKind(StrEnum):
    INFORMATION = "information"
    SUCCESS = "success"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Notice:
    """`notice.html` with `notice=`. `announced` makes screen readers say it at once."""

    kind: NoticeKind
    title: str
    text: str = ""
    action: Link | None = None
    announced: bool = False

    @property
    def role(self) -> str:
        """How loud it is to screen readers, once announced."""
        return "alert" if self.kind == NoticeKind.ERROR else "status"


@dataclass(frozen=True, slots=True)
class SectionForm:
    """`form_start.html` and `save_state.html` with `form=`: a section's form, saved as one types."""

    save_url: str
    draft_key: str
    """dossier/section/person: where the browser keeps what could not be saved."""
    version: int
    saved: str = ""
    """« Enregistré à 23 h 41 »; empty when nothing is saved yet."""
    sign_in_url: str = ""
    programme: str = ""
    """The version of the programme that the page is made under."""
    questions: str = ""
    """A digest of the questions that the page asks: an answer may show others, or hide some."""


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """One answer of `{% summary_list %}`; without `value` it is told missing (if `required`) or without answer."""

    label: str
    value: str = ""
    change: str = ""
    required: bool = False
    errors: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    """A table's rows, or years down: shown instead of the value."""
    numbers: tuple[int, ...] = ()
    """The number of each row: those that say nothing are not shown, and the others keep theirs."""


@dataclass(frozen=True, slots=True)
class SummaryList:
    """`{% summary_list summary %}`: one section of "check your answers"."""

    title: str
    rows: tuple[SummaryRow, ...]
    change: str = ""
