"""What this room freezes (`journal.frozen`)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from poincon.journal.frozen import FrozenKind
from poincon.sheets.models import Snapshot

SNAPSHOT = FrozenKind("snapshot", Snapshot, _("cliché"), ("sheet_id", "content", "digest", "made_at", "made_by_id"))

KINDS = (SNAPSHOT,)
