"""Forgetting what people typed to come in, once it serves nothing: answered requests for accounts, ended invitations.

How long is our choice, since no source says it: a year leaves time to contest a refusal, or to see why somebody was let
in. What still waits for an answer is never touched, however old: the authority's silence costs nobody anything. The
journal keeps what was decided, when and by whom; it never held what was typed.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TypeVar

from django.db import transaction
from django.db.models import Q, QuerySet

from poincon.journal.services import SYSTEM, record
from poincon.people.models import AccountRequest, Invitation

Kept = TypeVar("Kept", AccountRequest, Invitation)

REQUESTS_KEPT = timedelta(days=365)
"""After they were accepted or refused."""
INVITATIONS_KEPT = timedelta(days=90)
"""After they were accepted or revoked, or could no longer be accepted."""
BATCH = 200


def forget(now: datetime) -> int:
    """Delete them by batches, so that nobody waits for long. Gives how many. A periodic job."""
    before = now - INVITATIONS_KEPT
    ended = Q(accepted_at__lt=before) | Q(revoked_at__lt=before) | Q(expires_at__lt=before)
    requests = AccountRequest.objects.filter(decided_at__lt=now - REQUESTS_KEPT)
    return _forget(requests, "account_request_forgotten", now) + _forget(
        Invitation.objects.filter(ended), "invitation_forgotten", now
    )


def _forget(old: QuerySet[Kept], event: str, now: datetime) -> int:
    total = 0
    while True:
        with transaction.atomic():
            batch = list(old.order_by("pk").select_for_update()[:BATCH])
            for row in batch:
                record(row, event, actor=SYSTEM, details={"id": str(row.pk)}, now=now)
                row.delete()
        if not batch:
            return total
        total += len(batch)
