"""What this room freezes (`journal.frozen`)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from poincon.campaigns.models import ProgrammeVersion
from poincon.journal.frozen import FrozenKind

PROGRAMME_VERSION = FrozenKind(
    "programme_version",
    ProgrammeVersion,
    _("version d’un programme"),
    ("programme", "version", "title", "files", "installed_at"),
)

KINDS = (PROGRAMME_VERSION,)
