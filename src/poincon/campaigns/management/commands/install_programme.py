from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from poincon.cahier.basics.problems import Unusable
from poincon.cahier.loading import find_package, library_folder
from poincon.campaigns.installing import Prospect, install_programme, prospect
from poincon.journal.services import SYSTEM
from poincon.ui.language import language
from poincon.workflow.refusals import NotAllowed


class Command(BaseCommand):
    help = "Installe une version d'un programme : un dossier, ou le nom d'un programme livré avec ce service."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder")
        parser.add_argument("--dry-run", action="store_true", help="dit ce qui serait fait, sans rien écrire")

    def handle(self, *arguments: Any, **options: Any) -> None:
        try:
            package = find_package(options["folder"])
            forecast = prospect(package)
            if options["dry_run"]:
                self._tell(forecast)
                sys.exit(2 if forecast.other is not None else 0)
            folder = package.folder or library_folder() / options["folder"]
            version = install_programme(Path(folder), actor=SYSTEM, now=timezone.now())
        except Unusable as unusable:
            for problem in unusable.problems:
                self.stderr.write(problem.render(language()))
            sys.exit(2)
        except NotAllowed as refused:
            self.stderr.write(refused.reason)
            sys.exit(2)
        sentence = _("Déjà installé : %(version)s.") if forecast.installed else _("Installé : %(version)s.")
        self.stdout.write(sentence % {"version": f"{version} ({version.digest})"})

    def _tell(self, forecast: Prospect) -> None:
        programme = forecast.package.programme
        name = f"{programme.id} {programme.version} ({forecast.package.digest})"
        if forecast.other is not None:
            self.stderr.write(_("Refusé : %(name)s. Ce numéro de version a déjà un autre contenu.") % {"name": name})
        elif forecast.installed is not None:
            self.stdout.write(_("Déjà installé : %(version)s.") % {"version": name})
        else:
            self.stdout.write(_("Serait installé : %(version)s.") % {"version": name})
        if forecast.nearest is not None and forecast.installed is None:
            self.stdout.write(
                _("Ce qui change depuis la version %(version)s :") % {"version": forecast.nearest.version}
            )
            for difference in forecast.differences:
                self.stdout.write(f"  - {difference.text.into(language())}")
