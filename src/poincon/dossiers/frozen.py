"""What this room freezes (`journal.frozen`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import F, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from poincon.dossiers.enums import State
from poincon.dossiers.models import Dossier, Transition
from poincon.journal.frozen import FrozenKind


def _states(condition: Mapping[str, Any]) -> Iterator[str]:
    """The dossiers whose state is not that in which their last move left them."""
    moves = Transition.objects.filter(dossier=OuterRef("pk")).order_by("-pk").values("after")[:1]
    dossiers = Dossier.objects.annotate(reached=Coalesce(Subquery(moves), Value(State.DRAFT.value)))
    if condition:
        dossiers = dossiers.filter(pk=condition["dossier"])
    for number in dossiers.exclude(state=F("reached")).order_by("pk").values_list("number", flat=True).iterator():
        yield _("dossier %(number)s\u00a0: son état n’est pas celui où son dernier changement l’a mis.") % {
            "number": number
        }


TRANSITION = FrozenKind(
    "transition",
    Transition,
    gettext_lazy("changement d’état"),
    ("dossier_id", "event", "before", "after", "actor_id", "made_at", "reason"),
    disagreements=_states,
    condition_of=lambda subject: {"dossier": subject.id} if subject.kind == "dossier" else None,
)

KINDS = (TRANSITION,)
