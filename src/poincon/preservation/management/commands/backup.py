from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from poincon.preservation.backup import back_up
from poincon.preservation.copying import NotPreserved
from poincon.preservation.management.reporting import progress, tell
from poincon.preservation.manifest import MANIFEST, SECRETS


class Command(BaseCommand):
    help = (
        "Sauvegarde la base et les documents dans un dossier neuf, pendant que la plateforme sert : 0, ou 1 quand un "
        "document manque ou a changé (la sauvegarde est faite tout de même)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--to", metavar="DOSSIER", required=True, help="dossier vide, ou qui n'existe pas encore")

    def handle(self, *arguments: Any, **options: Any) -> None:
        try:
            backup = back_up(Path(options["to"]), timezone.now(), progress(self.stderr))
        except NotPreserved as error:
            raise CommandError(str(error), returncode=2) from error
        manifest = backup.manifest
        figures = {
            "acts": manifest.state.acts,
            "days": len(manifest.state.roots),
            "programmes": len(manifest.state.programmes),
            "files": len(manifest.contents),
        }
        self.stdout.write(
            _(
                "Sauvegardé : %(acts)d actes, %(days)d journées scellées, %(programmes)d versions de programmes, "
                "%(files)d documents."
            )
            % figures
        )
        names = {"name": MANIFEST, "digest": backup.digest}
        self.stdout.write(_("Empreinte de %(name)s (SHA-256) : %(digest)s") % names)
        secrets = {"names": ", ".join(SECRETS)}
        self.stdout.write(_("À garder à part, la sauvegarde ne les contient pas : %(names)s.") % secrets)
        tell(backup.findings, self.stderr)
        if not backup.findings.hold:
            sys.exit(1)
