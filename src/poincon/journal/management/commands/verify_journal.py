from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection
from django.utils.translation import gettext as _

from poincon.journal import guard
from poincon.journal.verification import NotHolding, verify


class Command(BaseCommand):
    help = "Vérifie chaque acte du journal : 0 et leur nombre, ou 1 et le premier qui ne tient pas."

    def handle(self, *arguments: Any, **options: Any) -> None:
        try:
            verified = verify()
        except NotHolding as fault:
            self.stderr.write(_("Le journal ne tient pas. %(fault)s") % {"fault": fault})
            sys.exit(1)
        figures = {"acts": verified.acts, "days": verified.days}
        self.stdout.write(_("Actes vérifiés : %(acts)d. Journées scellées : %(days)d.") % figures)
        absent = guard.missing(connection)
        if absent:
            names = {"names": ", ".join(absent)}
            self.stderr.write(_("Protections absentes de la base : %(names)s. Lancez « poincon migrate ».") % names)
