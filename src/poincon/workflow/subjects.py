"""What is spoken of by its kind and its number (`journal.chain.Subject`), where no foreign key can hold it.

Each room declares the kinds of subject that it has, in its `subjects.py`; `settings.SUBJECTS` gathers them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Generic, TypeVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Field, Model, QuerySet
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from poincon.journal.chain import Subject
from poincon.journal.models import DailyRoot
from poincon.ui.moments import day_words

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class SubjectKind(Generic[M]):
    """A kind of subject: the table that holds it, what people call it, who may be told of it.

    `id`: permanent, in English, as the journal writes it.
    """

    id: str
    model: type[M]
    title: Callable[[M], str]
    """What people call it, in the language that is active."""
    reach: Callable[[Any, datetime], QuerySet[M]] | None
    """A function (person, instant) → the rows of which that person may then be told; None: nobody is told of any."""
    number: str = ""
    """The column that holds the number of a subject; empty for the primary key."""

    @property
    def column(self) -> Field[Any, Any]:
        meta = self.model._meta  # noqa: SLF001 - Django's own name for what anybody may ask of a model
        column = meta.get_field(self.number) if self.number else meta.pk
        assert isinstance(column, Field)  # a relation backwards holds no number
        return column

    def among(self, rows: QuerySet[M], numbers: Iterable[str]) -> QuerySet[M]:
        """Those of the rows that bear one of the numbers. A text that is no number of this kind, no row bears."""
        return rows.filter(**{f"{self.column.name}__in": [*self._read(numbers)]})

    def _read(self, numbers: Iterable[str]) -> Iterable[object]:
        for number in numbers:
            try:
                value = self.column.to_python(number)
                self.column.run_validators(value)  # a number too large for its column, as much as a text that is none
            except ValidationError:
                continue
            yield value


def _title_of_root(root: DailyRoot) -> str:
    return _("Sceau de la journée du %(day)s") % {"day": day_words(root.day)}


KINDS: tuple[SubjectKind[Any], ...] = (SubjectKind("daily_root", DailyRoot, _title_of_root, reach=None),)
"""Those of the journal, which knows nothing of rooms."""


def subject_kinds() -> dict[str, SubjectKind[Any]]:
    """All the kinds of subject that rooms declare, by their identifiers. Raises `ValueError` when two have the same."""
    return _gathered(settings.SUBJECTS)


def kind_of(subject: Subject) -> SubjectKind[Any]:
    """Raises `LookupError` for a kind that no room declares."""
    kinds = subject_kinds()
    if subject.kind not in kinds:
        raise LookupError(f"no room declares subjects of kind {subject.kind!r}: see settings.SUBJECTS")
    return kinds[subject.kind]


def exists(subject: Subject) -> bool:
    """Whether the subject is in the table of its kind. Raises `LookupError` for a kind that no room declares."""
    kind = kind_of(subject)
    return kind.among(QuerySet(kind.model), [subject.id]).exists()


def has_reach(subject: Subject) -> bool:
    """Whether a room says who may be told of such a subject."""
    return subject.kind in subject_kinds() and kind_of(subject).reach is not None


def within_reach(person: Any, subjects: Collection[Subject], now: datetime) -> frozenset[Subject]:
    """Those of the subjects that the person may be told of at that instant, in one question to each kind.

    Raises `LookupError` when no room says who may be told of one of them: nobody is by default.
    """
    reached: set[Subject] = set()
    for identifier in {subject.kind for subject in subjects}:
        same = [subject for subject in subjects if subject.kind == identifier]
        kind = kind_of(same[0])
        if kind.reach is None:
            raise LookupError(f"nobody may be told of subjects of kind {identifier!r}: the room declares no reach")
        rows = kind.among(kind.reach(person, now), [subject.id for subject in same])
        numbers = {str(number) for number in rows.values_list(kind.column.name, flat=True)}
        reached.update(subject for subject in same if subject.id in numbers)
    return frozenset(reached)


@cache
def _gathered(paths: tuple[str, ...]) -> dict[str, SubjectKind[Any]]:
    kinds: list[SubjectKind[Any]] = [kind for path in paths for kind in import_string(path)]
    by_id = {kind.id: kind for kind in kinds}
    if len(by_id) != len(kinds):
        raise ValueError(f"two rooms declare the same kind of subject: {sorted(kind.id for kind in kinds)}")
    return by_id
