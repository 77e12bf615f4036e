"""Whether the journal still says what was written in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _

from poincon.journal.chain import GENESIS, Subject
from poincon.journal.models import Act, DailyRoot
from poincon.journal.services import root_of

BATCH = 2000


class NotHolding(Exception):
    """The first act, or day, that does not hold; the sentence names it and says why."""


@dataclass(frozen=True, slots=True)
class Verified:
    acts: int
    days: int


def verify() -> Verified:
    """Recompute every chain, then every sealed day. Raises `NotHolding` at the first that differs."""
    return Verified(_verify_acts(), _verify_days())


def _verify_acts() -> int:
    count, subject, sequence, previous = 0, Subject("", ""), 0, GENESIS
    for act in Act.objects.iterator(chunk_size=BATCH):
        if act.subject != subject:
            subject, sequence, previous = act.subject, 0, GENESIS
        sequence += 1
        _check_act(act, sequence, previous)
        previous = act.digest
        count += 1
    return count


def _check_act(act: Act, sequence: int, previous: str) -> None:
    if act.sequence != sequence:
        raise NotHolding(_("%(act)s : il manque l'acte %(number)d.") % {"act": act, "number": sequence})
    if act.previous != previous:
        raise NotHolding(_("%(act)s : ne suit pas l'acte qui le précède.") % {"act": act})
    if act.entry().digest != act.digest:
        raise NotHolding(_("%(act)s : son contenu n'est plus celui qui a été inscrit.") % {"act": act})


def _verify_days() -> int:
    count, previous = 0, GENESIS
    expected = None
    for root in DailyRoot.objects.iterator(chunk_size=BATCH):
        day = root.day.isoformat()
        if expected is not None and root.day != expected:
            raise NotHolding(_("journée du %(day)s : il manque le sceau d'une journée avant elle.") % {"day": day})
        computed = root_of(root.day, previous)
        if computed.count != root.count:
            figures = {"day": day, "sealed": root.count, "found": computed.count}
            raise NotHolding(_("journée du %(day)s : %(sealed)d actes scellés, %(found)d trouvés.") % figures)
        if (computed.digest, previous) != (root.digest, root.previous):
            raise NotHolding(_("journée du %(day)s : son sceau ne correspond pas à ses actes.") % {"day": day})
        previous, expected = root.digest, root.day + timedelta(days=1)
        count += 1
    return count
