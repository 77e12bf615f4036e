"""Recovery codes: ten, of 80 bits each, told once, kept as digests, good once each."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from poincon.cahier.basics.identifiers import digits_of
from poincon.people.models import Person, RecoveryCode

COUNT = 10
_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""32 signs that nobody mistakes for another: neither I, O, 0 nor 1."""
_SIGNS = 16
_GROUP = 4


def renewed(person: Person, now: datetime) -> tuple[str, ...]:
    """New codes in place of all those before. Only their digests are kept: this is the one time they are known."""
    codes = tuple(_drawn() for _each in range(COUNT))
    RecoveryCode.objects.filter(person=person).delete()
    RecoveryCode.objects.bulk_create(RecoveryCode(person=person, digest=_digest(code), made_at=now) for code in codes)
    return codes


def used(person: Person, typed: str, now: datetime) -> bool:
    """Whether that is a code of this person that had not served; it now has."""
    unused = RecoveryCode.objects.filter(person=person, digest=_digest(typed), used_at__isnull=True)
    return unused.update(used_at=now) == 1


def left(person: Person) -> int:
    return RecoveryCode.objects.filter(person=person, used_at__isnull=True).count()


def _drawn() -> str:
    signs = "".join(secrets.choice(_ALPHABET) for _each in range(_SIGNS))
    return "-".join(signs[place : place + _GROUP] for place in range(0, _SIGNS, _GROUP))


def _digest(typed: str) -> str:
    """However it was typed: capitals, spaces and hyphens do not count. Such codes cannot be guessed: no slow hash."""
    signs = digits_of(typed).upper()
    return hashlib.sha256(signs.encode()).hexdigest()
