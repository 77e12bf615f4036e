"""`poincon manage scan_files`: have the scanner see, now, every document that waits."""

from __future__ import annotations

from argparse import ArgumentParser
from collections import Counter
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from poincon.files.clamd import ScanFailed, Scanner, ScannerUnreachable
from poincon.files.models import ScanState
from poincon.files.scanning import all_waiting, has_scanner, scan_content


class Command(BaseCommand):
    help = "Scan every document that waits for it, the oldest first, and say what was found. Needs CLAMAV_URL."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--again",
            action="store_true",
            help="Also those that could not be scanned: once the scanner takes larger ones.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not has_scanner():
            raise CommandError(_("Aucun antivirus n’est réglé : donnez son adresse dans CLAMAV_URL."), returncode=2)
        scanner = Scanner(settings.CLAMAV_URL)
        counts: Counter[str] = Counter()
        try:
            scanner.ping()
            for digest in all_waiting(again=options["again"]):
                counts[_scanned(digest, scanner)] += 1
        except ScannerUnreachable as error:
            raise CommandError(_("L’antivirus ne répond pas à l’adresse CLAMAV_URL."), returncode=1) from error
        self.stdout.write(
            _("Contenus analysés : %(clean)d sains, %(refused)d refusés, %(unscanned)d impossibles à analyser.")
            % {state.value: counts[state.value] for state in (ScanState.CLEAN, ScanState.REFUSED, ScanState.UNSCANNED)}
        )
        if counts["failed"]:
            self.stdout.write(_("Sans verdict, à reprendre : %(count)d.") % {"count": counts["failed"]})


def _scanned(digest: str, scanner: Scanner) -> str:
    try:
        state = scan_content(digest, scanner, timezone.now())
    except ScanFailed:
        return "failed"
    return state.value if state is not None else "done"
