"""`poincon manage work`: a worker. Several may run at once, on one machine or on many."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from poincon.jobs.loop import Loop
from poincon.jobs.pulse import Pulse


class Command(BaseCommand):
    help = "Run background jobs until stopped (SIGTERM, Ctrl+C): the job that runs is finished first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="Run what is due now, then end.")
        parser.add_argument(
            "--with-parent", type=int, metavar="PID", help="End when that process, our parent, is gone."
        )
        parser.add_argument(
            "--pulse", type=int, metavar="PIPE", help="Write there now and then, for the process that watches this one."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        loop = Loop(parent=options["with_parent"], pulse=Pulse(options["pulse"]))
        loop.stop_on_signals()
        if options["once"]:
            loop.run_once()
            return
        if options["with_parent"] is None:
            self.stdout.write(_("Travaux en arrière-plan : en attente. Ctrl+C pour arrêter."))
            self.stdout.flush()
        loop.run()
