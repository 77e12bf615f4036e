"""The rows that acts froze, compared with what the acts say of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from poincon.journal.chain import Subject
from poincon.journal.frozen import FrozenKind, frozen_kinds
from poincon.journal.models import Act

BATCH = 200
"""Rows read at once: a snapshot has some hundred kilobytes."""


class FrozenRows:
    """Rows named by acts, in the order of the journal. What does not hold is given to `fault`, a sentence each."""

    def __init__(self, fault: Callable[[str], None]) -> None:
        self._fault = fault
        self._kinds = frozen_kinds()
        self._waiting: dict[str, dict[Any, tuple[Act, str]]] = defaultdict(dict)
        self._named: dict[str, set[Any]] = defaultdict(set)

    def name(self, act: Act) -> None:
        """Look, now or later, at the rows that the act says that it froze."""
        for name, digest in act.frozen.items():
            identifier, _slash, number = name.partition("/")
            kind = self._kinds.get(identifier)
            key = _key(kind, number) if kind is not None else None
            if kind is None or key is None:
                self._fault(_("%(act)s : nomme « %(row)s », qui n'existe pas.") % {"act": act, "row": name[:80]})
                continue
            if key in self._named[kind.id]:
                self._fault(_("%(row)s : deux actes le nomment, dont %(act)s.") % {"row": _row(kind, key), "act": act})
            self._named[kind.id].add(key)
            self._waiting[kind.id][key] = act, digest
            if len(self._waiting[kind.id]) >= BATCH:
                self._compare(kind)

    def verify(self) -> int:
        """Look at those that wait, then for rows that no act names. Gives how many were named."""
        for kind in self._kinds.values():
            self._compare(kind)
            if kind.named_always:
                self._look_for_others(kind, {})
        return self._count()

    def verify_about(self, subject: Subject) -> int:
        """The same, of one subject: all that is named are its acts."""
        for kind in self._kinds.values():
            self._compare(kind)
            condition = kind.condition_of(subject)
            if condition is not None:
                self._look_for_others(kind, condition)
        return self._count()

    def _count(self) -> int:
        return sum(len(keys) for keys in self._named.values())

    def _compare(self, kind: FrozenKind) -> None:
        waiting = self._waiting.pop(kind.id, {})
        rows = kind.model._default_manager.in_bulk(list(waiting))  # noqa: SLF001 - Django's own name for it
        for key, (act, digest) in waiting.items():
            sentence = _fault_of(kind, rows.get(key), digest)
            if sentence is not None:
                self._fault(f"{_row(kind, key)} : {sentence} ({act})")

    def _look_for_others(self, kind: FrozenKind, condition: Mapping[str, Any]) -> None:
        rows = kind.model._default_manager.filter(**condition)  # noqa: SLF001 - the same
        keys = rows.order_by("pk").values_list("pk", flat=True)
        for key in keys.iterator(chunk_size=10 * BATCH):
            if key not in self._named[kind.id]:
                self._fault(_("%(row)s : aucun acte ne le nomme.") % {"row": _row(kind, key)})


def _fault_of(kind: FrozenKind, row: Any, digest: str) -> str | None:
    if row is None:
        return _("il manque.")
    if kind.digest_of(row) != digest:
        return _("son contenu n'est plus celui qui a été inscrit.")
    return kind.fault_of(row)


def _row(kind: FrozenKind, key: Any) -> str:
    return f"{kind.title} {key}"


def _key(kind: FrozenKind, number: str) -> Any:
    """The primary key that a number stands for; None when it is none."""
    field = kind.model._meta.pk  # noqa: SLF001 - Django's own name for it
    try:
        key = field.to_python(number)
        field.run_validators(key)  # one that no column holds is an error of the database
    except ValidationError:
        return None
    return key
