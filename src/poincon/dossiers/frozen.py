"""What this room freezes (`journal.frozen`)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from poincon.dossiers.models import Transition
from poincon.journal.frozen import FrozenKind

TRANSITION = FrozenKind(
    "transition",
    Transition,
    _("changement d’état"),
    ("dossier_id", "event", "before", "after", "actor_id", "made_at", "reason"),
    condition_of=lambda subject: {"dossier": subject.id} if subject.kind == "dossier" else None,
)

KINDS = (TRANSITION,)
