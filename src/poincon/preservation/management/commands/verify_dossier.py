from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from poincon.preservation.copying import NotPreserved, part_of, why
from poincon.preservation.management.reporting import dossier_of, tell
from poincon.preservation.proving import Proof, prove_archive, prove_stored


class Command(BaseCommand):
    help = (
        "Vérifie un dossier de cette base, ou une archive d'« export_dossier » à elle seule : ses actes, ce qu'ils ont "
        "figé, et ses résultats recalculés. 0 et les nombres, ou 1 et chaque différence, cent lignes au plus."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("number", metavar="NUMÉRO", nargs="?", help="numéro d'un dossier de cette base")
        parser.add_argument("--zip", metavar="FICHIER.zip", help="archive écrite par « export_dossier »")

    def handle(self, *arguments: Any, **options: Any) -> None:
        number, archive = options["number"], options["zip"]
        if (number is None) == (archive is None):
            raise CommandError(_("Donnez le numéro d'un dossier, ou une archive par --zip."), returncode=2)
        try:
            proof = prove_stored(dossier_of(number)) if archive is None else prove_archive(Path(archive))
        except NotPreserved as error:
            raise CommandError(str(error), returncode=2) from error
        tell(proof.findings, self.stderr)
        if not proof.findings.hold:
            sys.exit(1)
        self._tell(proof)
        if archive is not None:
            self._tell_archive(Path(archive), proof)

    def _tell(self, proof: Proof) -> None:
        figures = {
            "number": proof.number,
            "acts": proof.findings.acts,
            "rows": proof.findings.rows,
            "snapshots": proof.snapshots,
        }
        self.stdout.write(
            _("%(number)s : actes vérifiés : %(acts)d. Écrits figés : %(rows)d. Clichés recalculés : %(snapshots)d.")
            % figures
        )

    def _tell_archive(self, path: Path, proof: Proof) -> None:
        """What an archive cannot prove of itself: that it is the one that the platform made."""
        try:
            digest = part_of(path, path.name).digest
        except OSError as error:
            raise CommandError(why(error)) from error
        if proof.withheld:
            count = {"count": proof.withheld}
            self.stdout.write(_("Documents refusés par l'antivirus, absents de l'archive : %(count)d.") % count)
        self.stdout.write(
            _("Empreinte de l'archive, à comparer à l'acte « dossier_exported » : %(digest)s") % {"digest": digest}
        )
