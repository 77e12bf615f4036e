from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from poincon.journal import kept_seals
from poincon.journal.models import DailyRoot
from poincon.journal.sealing import seal_days


class Command(BaseCommand):
    help = "Scelle les journées finies du journal, et montre leurs sceaux : à garder ailleurs, ou à publier."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--to", metavar="FICHIER", help="y ajouter les sceaux qui n'y sont pas encore")

    def handle(self, *arguments: Any, **options: Any) -> None:
        roots = seal_days(timezone.now())
        for root in roots:
            self.stdout.write(kept_seals.line_of(root))
        if not roots:
            self.stdout.write(_("Aucune journée à sceller."))
        if options["to"]:
            self._keep(Path(options["to"]))

    def _keep(self, path: Path) -> None:
        try:
            count = kept_seals.add(path, DailyRoot.objects.all())
        except kept_seals.UnreadableSeals as error:
            raise CommandError(str(error)) from error
        self.stdout.write(_("Sceaux ajoutés à « %(file)s » : %(count)d.") % {"file": path, "count": count})
