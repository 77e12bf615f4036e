from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from poincon.preservation.copying import NotPreserved
from poincon.preservation.export import export
from poincon.preservation.management.reporting import dossier_of, progress, tell


class Command(BaseCommand):
    help = (
        "Écrit un dossier dans une archive ZIP qui se lit et se prouve seule, et l'inscrit au journal : 0, ou 1 quand "
        "un document manque ou a changé (l'archive est faite tout de même)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("number", metavar="NUMÉRO", help="numéro du dossier")
        parser.add_argument("--to", metavar="FICHIER.zip", required=True, help="archive, qui n'existe pas encore")

    def handle(self, *arguments: Any, **options: Any) -> None:
        try:
            exported = export(dossier_of(options["number"]), Path(options["to"]), timezone.now(), progress(self.stderr))
        except NotPreserved as error:
            raise CommandError(str(error), returncode=2) from error
        figures = {"acts": exported.acts, "documents": exported.documents}
        self.stdout.write(_("Exporté : %(acts)d actes, %(documents)d documents.") % figures)
        names = {"name": exported.archive.name, "digest": exported.archive.digest}
        self.stdout.write(_("Empreinte de %(name)s (SHA-256) : %(digest)s") % names)
        tell(exported.findings, self.stderr)
        if not exported.findings.hold:
            sys.exit(1)
