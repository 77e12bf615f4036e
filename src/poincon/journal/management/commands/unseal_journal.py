from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from poincon.journal import kept_seals
from poincon.journal.chain import checked_details
from poincon.journal.models import DailyRoot
from poincon.journal.sealing import withdraw

LONGEST = 500


class Command(BaseCommand):
    help = (
        "Retire les sceaux de journées qui ne sont pas finies, quand une horloge avançait : la plateforme se remet à "
        "enregistrer. Le journal garde le motif."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--reason", metavar="MOTIF", required=True, help="pourquoi : le journal le garde")
        parser.add_argument("--to", metavar="FICHIER", help="fichier de seal_journal --to, où le dire aussi")

    def handle(self, *arguments: Any, **options: Any) -> None:
        reason, file = self._reason(options["reason"]), Path(options["to"]) if options["to"] else None
        self._say_in(file, [])  # before anything is done: once seals are withdrawn, they are no longer to be told
        roots = withdraw(reason, timezone.now())
        for root in roots:
            self.stdout.write(kept_seals.line_of(root, withdrawn=True))
        if not roots:
            self.stdout.write(_("Aucun sceau à retirer : toutes les journées scellées sont finies."))
        self._say_in(file, roots)

    def _say_in(self, file: Path | None, roots: list[DailyRoot]) -> None:
        if file is None:
            return
        try:
            kept_seals.withdraw(file, roots)
        except kept_seals.UnreadableSeals as error:
            raise CommandError(str(error)) from error

    def _reason(self, text: str) -> str:
        reason = text.strip()
        if not reason or len(reason) > LONGEST:
            raise CommandError(_("Dites pourquoi, en %(most)d caractères au plus.") % {"most": LONGEST})
        try:
            checked_details({"reason": reason})
        except ValueError as error:
            raise CommandError(_("Ce motif contient un signe qui ne s'écrit pas.")) from error
        return reason
