"""A life that was lived once, copied for others: the same rows in every table, with their own people, numbers and days.

Nothing here knows what a service writes: all rows that lead to a subject are copied, table after table, and a test
compares copies with what services write.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID, uuid4

from django.apps import apps
from django.db.models import DateTimeField, Field, ForeignKey, JSONField, Model, UUIDField

from benchmarks.inserting import insert
from poincon.correspondence.models import DossierMessage, Letter, OfficialNote
from poincon.dossiers.models import ChangeItem, ChangeRequest
from poincon.journal.chain import GENESIS, Entry, Subject, row_digest
from poincon.journal.frozen import frozen_kinds
from poincon.journal.models import Act
from poincon.notifications.models import Mail
from poincon.people.models import Membership
from poincon.sheets.models import Snapshot
from poincon.sheets.snapshots import digest_of

Key = tuple[type[Model], Any]
"""A row: its table and its number."""

_NUMBERED: dict[str, type[Model]] = {
    "item": ChangeItem,
    "letter": Letter,
    "mail": Mail,
    "membership": Membership,
    "message": DossierMessage,
    "note": OfficialNote,
    "request": ChangeRequest,
}
"""What details of acts name by a whole number."""
_DAYS = ("filed",)
"""The days on which something was done that a snapshot holds, by what it calls them."""


@dataclass(slots=True)
class Copy:
    """What is another's in a copy. `numbers`: rows by those that they are copied from; `words`: texts, likewise."""

    shift: timedelta
    region: str
    numbers: dict[Key, Any]
    words: dict[str, str]
    columns: dict[Key, dict[str, Any]] = field(default_factory=dict)
    """Those of the rows that are frozen, by what they are copied from."""

    def number(self, key: Key) -> Any:
        """That of the row which stands for it; itself when it is shared."""
        return self.numbers.get(key, key[1])


@dataclass(frozen=True, slots=True)
class _Text:
    """A column in which some words are another's: they stand between the parts that are everybody's."""

    parts: tuple[str, ...]
    is_json: bool

    def of(self, copy: Copy) -> Any:
        parts = list(self.parts)
        parts[1::2] = [copy.words[word] for word in self.parts[1::2]]
        text = "".join(parts)
        return json.loads(text) if self.is_json else text


@dataclass(frozen=True, slots=True)
class _Row:
    """A row to be copied: its columns, and those of them that are not the same in a copy."""

    key: Key
    columns: dict[str, Any]
    references: tuple[tuple[str, type[Model]], ...]
    instants: tuple[str, ...]
    texts: tuple[tuple[str, _Text], ...]
    is_regional: bool

    def columns_of(self, copy: Copy) -> dict[str, Any]:
        columns = dict(self.columns)
        for name, target in self.references:
            columns[name] = copy.number((target, columns[name]))
        for name in self.instants:
            columns[name] += copy.shift
        for name, text in self.texts:
            columns[name] = text.of(copy)
        if self.is_regional:
            columns["region"] = copy.region
        if self.key[0] is Mail and columns["occasion"].isdigit():
            columns["occasion"] = str(copy.number((ChangeRequest, int(columns["occasion"]))))
        if self.key[0] is Snapshot:
            columns["digest"] = copy.words[self.columns["digest"]] = digest_of(columns["content"])
        return columns


class Template:
    """All the rows that lead to some subjects, ready to be copied.

    `words`: texts that are this life's alone (names, numbers). `outside`: rows that are not copied, and for which other
    rows stand in a copy: who lived it.
    """

    def __init__(self, subjects: Sequence[Model], region: str, words: Iterable[str], outside: Iterable[Key]) -> None:
        rows = list(rows_about(subjects))
        self.own = [(type(row), row.pk) for row in rows if isinstance(_primary(type(row)), UUIDField)]
        self.moments = tuple(dict.fromkeys(_moments(rows)))
        self.digests = tuple(row.digest for row in rows if isinstance(row, Snapshot))
        mobile = (*words, *self.moments, *self.digests, *(str(number) for _model, number in self.own))
        keys = {*outside, *((type(row), row.pk) for row in rows)}
        self.tables: dict[type[Model], list[_Row]] = {}
        for row in rows:
            self.tables.setdefault(type(row), []).append(_row(row, region, mobile, keys))

    def copy(self, shift: timedelta, region: str, numbers: Mapping[Key, Any], words: Mapping[str, str]) -> Copy:
        """A copy to be written, lived so much later by others: `numbers` and `words` say who and what they are."""
        new = {key: uuid4() for key in self.own}
        return Copy(
            shift,
            region,
            {**numbers, **new},
            {
                **{digest: digest for digest in self.digests},
                **{text: _moved(text, shift) for text in self.moments},
                **{str(key[1]): str(number) for key, number in new.items()},
                **words,
            },
        )

    def write(self, copies: Sequence[Copy]) -> None:
        """Write these copies, table after table; then the acts, which hold the digests of what was written."""
        frozen = {kind.model for kind in frozen_kinds().values()}
        for model, rows in self.tables.items():
            if model is Act:
                continue
            pairs = [(copy, row) for copy in copies for row in rows]
            written = [row.columns_of(copy) for copy, row in pairs]
            for (copy, row), number, columns in zip(pairs, insert(model, written), written, strict=True):
                copy.numbers[row.key] = number
                if model in frozen:
                    copy.columns[row.key] = columns
        insert(Act, [act for copy in copies for act in _chains(self.tables.get(Act, []), copy)])


def _row(row: Model, region: str, mobile: Sequence[str], keys: set[Key]) -> _Row:
    fields = {each.attname: each for each in _fields(type(row))}
    columns = {name: getattr(row, name) for name in fields}
    by_name = {name: each for name, each in fields.items() if columns[name] is not None}
    primary = _primary(type(row))
    references = [
        (name, each.related_model)
        for name, each in by_name.items()
        if isinstance(each, ForeignKey) and (each.related_model, columns[name]) in keys
    ]
    if isinstance(primary, UUIDField):
        references.append((primary.attname, type(row)))
    else:
        columns.pop(primary.attname)
        by_name.pop(primary.attname)
    return _Row(
        (type(row), row.pk),
        columns,
        tuple(references),
        tuple(name for name, each in by_name.items() if isinstance(each, DateTimeField)),
        tuple(_texts(by_name, columns, re.compile("(" + "|".join(map(re.escape, mobile)) + ")"))),
        columns.get("region") == region,
    )


def _texts(
    by_name: Mapping[str, Field[Any, Any]], columns: Mapping[str, Any], mobile: re.Pattern[str]
) -> Iterator[tuple[str, _Text]]:
    for name, each in by_name.items():
        is_json = isinstance(each, JSONField)
        text = json.dumps(columns[name], ensure_ascii=False) if is_json else columns[name]
        parts = mobile.split(text) if isinstance(text, str) else ()
        if len(parts) > 1:
            yield name, _Text(tuple(parts), is_json)


def _moments(rows: Iterable[Model]) -> Iterator[str]:
    """The instants of these rows as texts write them, and the days of snapshots."""
    for row in rows:
        for each in _fields(type(row)):
            value = getattr(row, each.attname)
            if isinstance(value, datetime):
                yield value.isoformat()
        if isinstance(row, Snapshot):
            content = json.loads(row.content)
            yield from (f'"{name}":"{content[name]}"' for name in _DAYS if name in content)


def _moved(text: str, shift: timedelta) -> str:
    if text.startswith('"'):
        name, _colon, day = text.partition(":")
        return f'{name}:"{date.fromisoformat(day[1:-1]) + shift}"'
    return (datetime.fromisoformat(text) + shift).isoformat()


# acts


def _chains(rows: Iterable[_Row], copy: Copy) -> Iterator[dict[str, Any]]:
    """The acts of a copy, each with the digest of the act before it on the same subject."""
    last: dict[str, str] = {}
    for row in rows:
        columns = row.columns_of(copy)
        columns["details"] = {name: _renumbered(name, value, copy) for name, value in columns["details"].items()}
        columns["frozen"] = dict(_frozen(row.columns["frozen"], copy))
        columns["previous"] = last.get(columns["subject_id"], GENESIS)
        columns["digest"] = last[columns["subject_id"]] = _digest_of(columns)
        yield columns


def _digest_of(columns: Mapping[str, Any]) -> str:
    subject = Subject(columns["subject_kind"], columns["subject_id"])
    names = ("sequence", "event", "actor", "at", "details", "frozen", "seal", "previous")
    return Entry(subject=subject, **{name: columns[name] for name in names}).digest


def _renumbered(name: str, value: Any, copy: Copy) -> Any:
    model = _NUMBERED.get(name)
    return copy.number((model, value)) if model is not None and isinstance(value, int) else value


def _frozen(digests: Mapping[str, str], copy: Copy) -> Iterator[tuple[str, str]]:
    """What an act says of the rows that it froze; what is shared stays as it is."""
    kinds = frozen_kinds()
    for name, digest in digests.items():
        identifier, _slash, number = name.partition("/")
        kind = kinds[identifier]
        key = kind.model, int(number) if number.isdigit() else UUID(number)
        columns = copy.columns.get(key)
        if columns is None:
            yield name, digest
        else:
            number = str(copy.numbers[key])
            yield f"{kind.id}/{number}", row_digest(kind.id, number, {each: columns[each] for each in kind.columns})


# which rows


def rows_about(subjects: Sequence[Model]) -> Iterator[Model]:
    """These rows and all those that lead to them, each after what it points to."""
    identifiers = [str(subject.pk) for subject in subjects]
    numbers: dict[type[Model], set[Any]] = {}
    for model in tables():
        rows = model._default_manager.order_by("pk")  # noqa: SLF001 - the same
        own = {subject.pk for subject in subjects if type(subject) is model}
        if _is_about_subjects(model):
            own |= set(rows.filter(subject_id__in=identifiers).values_list("pk", flat=True))
        for name, target in _links(model):
            if numbers.get(target):
                own |= set(rows.filter(**{f"{name}__in": numbers[target]}).values_list("pk", flat=True))
        numbers[model] = own
        yield from rows.filter(pk__in=own) if own else ()


DERIVED = frozenset({"QueueEntry", "QueueTally", "QueueWords"})
"""Tables that are worked out from the others: `bulk` has their room write them again."""


@cache
def tables() -> tuple[type[Model], ...]:
    """The platform's tables, each after those that it points to; what is about subjects comes last, and acts the very
    last: they name the others."""
    ranked: list[type[Model]] = []

    def rank(model: type[Model]) -> None:
        if model not in ranked and model.__module__.startswith("poincon.") and model.__name__ not in DERIVED:
            for _name, target in _links(model):
                if target is not model:
                    rank(target)
            ranked.append(model)

    for model in sorted(apps.get_models(), key=_lateness):
        rank(model)
    return tuple(ranked)


def _lateness(model: type[Model]) -> int:
    names_others = _is_about_subjects(model) or any(_is_about_subjects(target) for _name, target in _links(model))
    return 2 if model is Act else int(names_others)


def _is_about_subjects(model: type[Model]) -> bool:
    return any(each.name == "subject_id" for each in _fields(model))


def _links(model: type[Model]) -> list[tuple[str, type[Model]]]:
    return [(each.name, each.related_model) for each in _fields(model) if isinstance(each, ForeignKey)]


def _fields(model: type[Model]) -> Sequence[Field[Any, Any]]:
    return model._meta.concrete_fields  # noqa: SLF001 - Django's own name for what anybody may ask of a model


def _primary(model: type[Model]) -> Field[Any, Any]:
    return model._meta.pk  # noqa: SLF001 - the same
