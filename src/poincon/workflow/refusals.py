"""Yes, or no and why: decisions that carry their reason, and the exceptions that carry it to a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.core.exceptions import PermissionDenied


@dataclass(frozen=True, slots=True)
class Allowed:
    """Yes."""

    def __bool__(self) -> bool:
        return True


@dataclass(frozen=True, slots=True)
class Refused:
    """No, and why, in words for the person who asked."""

    reason: str

    def __bool__(self) -> bool:
        return False


Decision = Allowed | Refused


class Refusal(Exception):
    """What was asked is not done; nothing of it was written. `people.access.refusals_shown_by` puts it on a page.

    `reason`: a sentence for the person who asked. `status`: what HTTP answers.
    """

    status: ClassVar[int]

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NotAllowed(Refusal, PermissionDenied):
    """The person may not do this, or not as things stand. A view that lets it through answers with the page of 403."""

    status = 403


class Outdated(Refusal):
    """The subject is no longer what the page showed: somebody else changed it meanwhile."""

    status = 409


class Unfit(Refusal):
    """What was given cannot be taken as it is; the reason tells what would be right."""

    status = 422


def require(decision: Decision) -> None:
    """Raise `NotAllowed` with the reason when refused."""
    if isinstance(decision, Refused):
        raise NotAllowed(decision.reason)


def reason_of(decision: Decision) -> str:
    """Why not; empty when it is allowed."""
    return decision.reason if isinstance(decision, Refused) else ""
