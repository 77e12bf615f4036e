from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from poincon.journal import kept_seals
from poincon.journal.verification import advance_words, verify

PACE = 10.0
"""Seconds between two lines that tell how far it is."""


class Command(BaseCommand):
    help = (
        "Vérifie chaque acte du journal et tout ce que les actes ont figé : 0 et leur nombre, ou 1 et ce qui ne tient "
        "pas, cent lignes au plus."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--roots", metavar="FICHIER", help="sceaux gardés ailleurs, à comparer (seal_journal --to)")

    def handle(self, *arguments: Any, **options: Any) -> None:
        try:
            copies = kept_seals.read(Path(options["roots"])) if options["roots"] else []
        except kept_seals.UnreadableSeals as error:
            raise CommandError(str(error)) from error
        if options["roots"] and not copies:
            raise CommandError(_("« %(file)s » ne contient aucun sceau.") % {"file": options["roots"]})
        findings = verify(self._advance(), copies)
        for fault in findings.faults:
            self.stderr.write(_("Le journal ne tient pas. %(fault)s") % {"fault": fault})
        more = findings.count - len(findings.faults)
        if more:
            self.stderr.write(_("Autres constats : %(count)d.") % {"count": more})
        if not findings.hold:
            sys.exit(1)
        figures = {"acts": findings.acts, "rows": findings.rows, "days": findings.days}
        self.stdout.write(
            _("Actes vérifiés : %(acts)d. Écrits figés : %(rows)d. Journées scellées : %(days)d.") % figures
        )
        for withdrawal in findings.withdrawals:
            self.stdout.write(_("Sceau retiré : %(withdrawal)s") % {"withdrawal": withdrawal})
        if copies:
            last = {"count": len(copies), "day": max(root.day for root in copies)}
            self.stdout.write(
                _("Sceaux gardés ailleurs : %(count)d, jusqu'à la journée du %(day)s, tous retrouvés.") % last
            )

    def _advance(self) -> Any:
        told_at = time.monotonic()

        def advance(acts: int, contents: int) -> None:
            nonlocal told_at
            if time.monotonic() - told_at >= PACE:
                told_at = time.monotonic()
                self.stderr.write(advance_words(acts, contents))

        return advance
