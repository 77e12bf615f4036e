"""What the session remembers of how somebody proved who they are."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.utils.crypto import constant_time_compare

from poincon.people.authentication.secret_box import sealed, unsealed
from poincon.people.models import Person

FRESH = timedelta(minutes=10)
"""How long a proof allows to change other proofs."""
PATIENCE = timedelta(minutes=10)
"""How long the second proof, or a ceremony, may take after the first."""
ENROLLING = timedelta(minutes=30)
"""How long one may take to set up an application, or to note recovery codes."""

_PROOF, _PENDING, _CEREMONY, _KEPT = "proof", "proving", "ceremony", "proving_{}"


class Means(StrEnum):
    """How somebody proved who they are. The values are written in the journal."""

    PASSWORD = "password"  # noqa: S105
    APP = "app"
    RECOVERY_CODE = "recovery_code"
    PASSKEY = "passkey"
    SINGLE_SIGN_ON = "single_sign_on"


@dataclass(frozen=True, slots=True)
class Proof:
    """The last proof of this session. `strong`: two different ones were given since it began."""

    by: Means
    strong: bool
    at: datetime

    def is_fresh(self, now: datetime) -> bool:
        return now - self.at < FRESH


@dataclass(frozen=True, slots=True)
class Pending:
    """Somebody gave a first proof and must give the second: they are not signed in yet."""

    person: Person
    by: Means
    following: str


def proof_of(session: SessionBase) -> Proof | None:
    """None in a session that was opened by other means than ours."""
    entry = session.get(_PROOF)
    return Proof(Means(entry["by"]), bool(entry["strong"]), datetime.fromisoformat(entry["at"])) if entry else None


def write_proof(session: SessionBase, by: Means, *, strong: bool, now: datetime) -> None:
    session[_PROOF] = {"by": by.value, "strong": strong, "at": now.isoformat()}


def weaken(session: SessionBase) -> None:
    """One proof only, from now on."""
    if session.get(_PROOF):
        session[_PROOF] = {**session[_PROOF], "strong": False}


def is_strong(session: SessionBase) -> bool:
    proof = proof_of(session)
    return proof is not None and proof.strong


def is_fresh(session: SessionBase, now: datetime) -> bool:
    proof = proof_of(session)
    return proof is not None and proof.is_fresh(now)


def write_pending(session: SessionBase, person: Person, by: Means, following: str, now: datetime) -> None:
    session[_PENDING] = {
        "person": str(person.pk),
        # A password that changes meanwhile undoes the first proof.
        "hash": person.get_session_auth_hash(),
        "by": by.value,
        "following": following,
        "at": now.isoformat(),
    }


def pending(session: SessionBase, now: datetime) -> Pending | None:
    """Who must still give a second proof here; None once it is too late, or their account was closed."""
    entry = session.get(_PENDING)
    if not entry or now - datetime.fromisoformat(entry["at"]) >= PATIENCE:
        return None
    person = Person.objects.filter(pk=uuid.UUID(entry["person"]), is_active=True).first()
    if person is None or not constant_time_compare(entry["hash"], person.get_session_auth_hash()):
        return None
    return Pending(person, Means(entry["by"]), str(entry["following"]))


def forget_pending(session: SessionBase) -> None:
    session.pop(_PENDING, None)


def keep_sealed(session: SessionBase, name: str, text: str, now: datetime) -> None:
    """A secret for the next pages of this session only: encrypted, since sessions are rows of the database."""
    session[_KEPT.format(name)] = {"sealed": sealed(text, purpose=f"session.{name}"), "at": now.isoformat()}


def kept_sealed(session: SessionBase, name: str, now: datetime, *, within: timedelta = ENROLLING) -> str | None:
    entry: dict[str, Any] | None = session.get(_KEPT.format(name))
    if not entry or now - datetime.fromisoformat(entry["at"]) >= within:
        return None
    return unsealed(entry["sealed"], purpose=f"session.{name}")


def forget_sealed(session: SessionBase, name: str) -> None:
    session.pop(_KEPT.format(name), None)


def write_ceremony(session: SessionBase, kind: str, person: str, state: dict[str, Any], now: datetime) -> None:
    """The challenge that a device is about to sign, and for whom; empty for whoever holds a passkey."""
    session[_CEREMONY] = {"kind": kind, "person": person, "state": state, "at": now.isoformat()}


def take_ceremony(session: SessionBase, kind: str, now: datetime) -> tuple[str, dict[str, Any]] | None:
    """The person and the state of the ceremony that was begun; it serves once, whatever comes of it."""
    entry: dict[str, Any] | None = session.pop(_CEREMONY, None)
    if entry is None:
        return None
    session.save()  # at once: an answer that comes twice at the same instant finds nothing
    if entry["kind"] != kind or now - datetime.fromisoformat(entry["at"]) >= PATIENCE:
        return None
    return str(entry["person"]), dict(entry["state"])
