from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from poincon.journal.verification import Findings
from poincon.preservation import manifest
from poincon.preservation.copying import NotPreserved
from poincon.preservation.management.reporting import progress, tell
from poincon.preservation.restoring import check_backup, check_target, restore, verify_restored


class Command(BaseCommand):
    help = (
        "Restaure une sauvegarde dans une base vide et un dossier de documents vide, puis vérifie tout : 0 sans aucune "
        "différence, sinon 1 et chacune."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--from", metavar="DOSSIER", dest="source", required=True, help="ce que « backup » a écrit")

    def handle(self, *arguments: Any, **options: Any) -> None:
        folder, report = Path(options["source"]), progress(self.stderr)
        try:
            backup = manifest.read(folder)
        except NotPreserved as error:
            raise CommandError(str(error)) from error
        try:
            check_target(backup)
        except NotPreserved as error:
            raise CommandError(str(error), returncode=2) from error
        self._stop_at(check_backup(folder, backup, report), _("Rien n'est restauré."))
        try:
            restore(folder, backup, report)
        except NotPreserved as error:
            raise CommandError(str(error)) from error
        findings = verify_restored(backup, report)
        self._stop_at(findings, _("Différences : %(count)d") % {"count": findings.count})
        self.stdout.write(_("Différences : %(count)d") % {"count": 0})
        figures = {"acts": findings.acts, "rows": findings.rows, "days": findings.days, "files": len(backup.contents)}
        self.stdout.write(
            _(
                "Actes vérifiés : %(acts)d. Écrits figés : %(rows)d. Journées scellées : %(days)d. "
                "Documents : %(files)d."
            )
            % figures
        )

    def _stop_at(self, findings: Findings, sentence: str) -> None:
        """End with 1 when something does not hold."""
        if not findings.hold:
            tell(findings, self.stderr)
            self.stderr.write(sentence)
            sys.exit(1)
