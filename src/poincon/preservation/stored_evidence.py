"""What proves a dossier in this database (`workflow.evidence`)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError

from poincon.cahier.loading import Package
from poincon.campaigns.models import ProgrammeVersion
from poincon.dossiers.models import Dossier
from poincon.journal.chain import Subject
from poincon.journal.frozen import FrozenKind, frozen_kinds
from poincon.journal.models import Act
from poincon.people.models import Person
from poincon.workflow.evidence import FrozenRow

PACKAGES = "programme_version"
"""The kind of row that is a package: an export has it as its files."""


class StoredEvidence:
    """The acts of a dossier as they are when this is made, and the rows that they froze."""

    def __init__(self, dossier: Dossier) -> None:
        self.dossier = dossier
        self.subject: Subject = dossier.journal_subject
        chain = Act.objects.filter(subject_kind=self.subject.kind, subject_id=self.subject.id)
        self.acts: Sequence[Act] = list(chain.order_by("sequence"))
        self.left_out: Counter[str] = Counter()
        """How many rows of each kind no export has: officials' own, documents that were never handed over."""
        self._rows = self._exported()

    def rows(self, kind: str) -> Sequence[FrozenRow]:
        return self._rows.get(kind, [])

    @property
    def kinds(self) -> list[str]:
        return sorted(self._rows)

    @cached_property
    def programmes(self) -> list[ProgrammeVersion]:
        """The versions that judged what was handed over."""
        names = rested_on(row for rows in self._rows.values() for row in rows)
        digests = [name.partition("/")[2] for name in names if name.startswith(f"{PACKAGES}/")]
        return list(ProgrammeVersion.objects.filter(pk__in=digests))

    def package(self, digest: str) -> Package:
        try:
            return ProgrammeVersion.objects.get(pk=digest).package
        except ProgrammeVersion.DoesNotExist as error:
            raise LookupError(digest) from error

    @cached_property
    def people(self) -> Mapping[str, str]:
        numbers = {act.actor for act in self.acts}
        for rows in self._rows.values():
            numbers.update(value for row in rows for value in row.columns.values() if isinstance(value, str))
        persons = Person.objects.filter(pk__in=[number for number in numbers if _is_number(number)])
        return {str(person.pk): str(person) for person in persons.order_by("pk")}

    def _exported(self) -> dict[str, list[FrozenRow]]:
        names = [name for act in self.acts for name in act.frozen]
        rows = _read(names)
        needed = rested_on(rows.values())
        exported: dict[str, list[FrozenRow]] = {}
        for name, row in rows.items():
            kind = frozen_kinds()[row.kind]
            if kind.internal or not (kind.named_always or name in needed):
                self.left_out[kind.id] += 1
            else:
                exported.setdefault(kind.id, []).append(row)
        return exported


def _read(names: Iterable[str]) -> dict[str, FrozenRow]:
    """The rows of these names, in their order; those that are not there are left out."""
    kinds, numbers = frozen_kinds(), list(dict.fromkeys(names))
    rows: dict[str, FrozenRow] = {}
    for kind in kinds.values():
        keys = [key for name in numbers if name.startswith(f"{kind.id}/") and (key := _key(kind, name)) is not None]
        stored = kind.model._default_manager.in_bulk(keys) if keys else {}  # noqa: SLF001 - Django's own name for it
        for row in stored.values():
            frozen = FrozenRow(kind.id, str(row.pk), kind.columns_of(row))
            rows[frozen.name] = frozen
    return {name: rows[name] for name in numbers if name in rows}


def rested_on(rows: Iterable[FrozenRow]) -> set[str]:
    """The names of the rows without which these cannot be read. A row that was spoilt rests on nothing."""
    kinds, names = frozen_kinds(), set[str]()
    for row in rows:
        if row.kind in kinds and not kinds[row.kind].internal:
            try:
                names.update(kinds[row.kind].rests_on(row.columns))
            except (KeyError, TypeError):
                continue
    return names


def _key(kind: FrozenKind, name: str) -> Any:
    try:
        return kind.model._meta.pk.to_python(name.partition("/")[2])  # noqa: SLF001 - the same
    except ValidationError:
        return None


def _is_number(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
