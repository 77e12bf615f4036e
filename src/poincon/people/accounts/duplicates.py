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


def duplicates_of(account_request: AccountRequest, reader: Person, day: date) -> Duplicates:
    """What is already there, as far as that official may see it."""
    visible = Organisation.objects.visible_to(reader, day)
    same = list(visible.filter(siren=account_request.siren).order_by("name", "id"))
    like = [
        organisation
        for organisation in _like(account_request, visible.filter(region=account_request.region))
        if organisation not in same
    ]
    hidden = Organisation.objects.filter(siren=account_request.siren).exclude(pk__in=visible.values("pk"))
    akin = Q(siren=account_request.siren) | Q(email=account_request.email)
    requests = AccountRequest.objects.visible_to(reader, day).filter(akin).exclude(pk=account_request.pk)
    return Duplicates(
        organisations=tuple(Known(organisation, organisation in same) for organisation in same + like)[: 2 * MOST],
        elsewhere=tuple(sorted(set(hidden.values_list("region", flat=True)))),
        requests=tuple(requests.order_by("-made_at")[:MOST]),
        person=Person.objects.prefetch_related("memberships__organisation").filter(email=account_request.email).first(),
    )


def _like(account_request: AccountRequest, among: Iterable[Organisation]) -> list[Organisation]:
    """Those whose name is like the one that was written, the closest first."""
    words = words_of(account_request.structure_name)
    scored = [(likeness(words, words_of(organisation.name)), organisation.name, organisation) for organisation in among]
    close = sorted(
        (-score, name, str(organisation.pk), organisation) for score, name, organisation in scored if score >= _LIKE
    )
    return [organisation for *_, organisation in close[:MOST]]


def words_of(name: str) -> frozenset[str]:
    """The words of a name that tell it from others: « Centre d’Études de Brest » → centre, etudes, brest."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return frozenset(re.findall(r"[a-z0-9]+", bare)) - _SMALL_WORDS


def likeness(first: frozenset[str], second: frozenset[str]) -> float:
    """The share of words in common, from 0 to 1; 1 as well when two words or more are a whole name."""
    common = first & second
    if len(common) >= 2 and common in (first, second):
        return 1.0
    return len(common) / len(first | second) if common else 0.0
