"""What an official sees beside a request for an account, so that nothing is made twice."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from poincon.people.models import AccountRequest, Organisation, Person

MOST = 10
"""How many of each are shown."""

_LIKE = 0.6
"""The share of words that two names have in common when they are told to be like each other."""

_SMALL_WORDS = frozenset(
    {"a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "pour", "sur", "of", "the", "and"}
)


@dataclass(frozen=True, slots=True)
class Known:
    """A structure that may be the one of a request."""

    organisation: Organisation
    same_siren: bool


@dataclass(frozen=True, slots=True)
class Duplicates:
    """`elsewhere`: regions that the reader does not handle, where structures of the same SIREN are."""

    organisations: tuple[Known, ...]
    elsewhere: tuple[str, ...]
    requests: tuple[AccountRequest, ...]
    person: Person | None


def duplicates_of(asked: AccountRequest, reader: Person, day: date) -> Duplicates:
    """What is already there, as far as that official may see it."""
    visible = Organisation.objects.visible_to(reader, day)
    same = list(visible.filter(siren=asked.siren).order_by("name", "id"))
    like = [one for one in _like(asked, visible.filter(region=asked.region)) if one not in same]
    hidden = Organisation.objects.filter(siren=asked.siren).exclude(pk__in=visible.values("pk"))
    others = AccountRequest.objects.visible_to(reader, day).exclude(pk=asked.pk)
    return Duplicates(
        organisations=tuple([Known(one, True) for one in same] + [Known(one, False) for one in like])[: 2 * MOST],
        elsewhere=tuple(sorted(set(hidden.values_list("region", flat=True)))),
        requests=tuple(others.filter(Q(siren=asked.siren) | Q(email=asked.email)).order_by("-made_at")[:MOST]),
        person=Person.objects.prefetch_related("memberships__organisation").filter(email=asked.email).first(),
    )


def _like(asked: AccountRequest, among: Iterable[Organisation]) -> list[Organisation]:
    """Those whose name is like the one that was written, the closest first."""
    words = words_of(asked.structure_name)
    scored = [(likeness(words, words_of(one.name)), one.name, one) for one in among]
    close = sorted((-score, name, str(one.pk), one) for score, name, one in scored if score >= _LIKE)
    return [one for *_, one in close[:MOST]]


def words_of(name: str) -> frozenset[str]:
    """The words of a name that tell it from others: « Centre d’Études de Brest » → centre, etudes, brest."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return frozenset(re.findall(r"[a-z0-9]+", bare)) - _SMALL_WORDS


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of words in common, from 0 to 1; 1 as well when one name holds two words or more of the other, all."""
    common = one & other
    if len(common) >= 2 and common in (one, other):
        return 1.0
    return len(common) / len(one | other) if common else 0.0
