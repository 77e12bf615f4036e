from __future__ import annotations

import sys
from argparse import ArgumentParser
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from poincon.cahier.basics.numbers import Number
from poincon.cahier.explanation import Names
from poincon.campaigns.figures import field_of, parameters_of, read_figure
from poincon.campaigns.forms import other_milestones
from poincon.campaigns.models import Campaign, ProgrammeVersion
from poincon.campaigns.services import open_campaign
from poincon.journal.services import SYSTEM
from poincon.ui.instants import Typed, WrongInstant, read_instant
from poincon.ui.language import language
from poincon.ui.moments import day_and_hour


class Wrong(Exception):
    """An option that cannot be used; its text is for people."""


class Command(BaseCommand):
    help = "Ouvre une campagne, pour un service qui n'a pas encore de personne du ministère."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("programme")
        parser.add_argument("--version-number", help="par défaut, la dernière version installée")
        parser.add_argument("--year", type=int, required=True)
        parser.add_argument("--title")
        parser.add_argument(
            "--opens", help="JOUR HEURE de Paris, ou un instant ISO avec son décalage ; sinon tout de suite"
        )
        parser.add_argument("--closes", required=True, help="JOUR HEURE de Paris : « 28/04/2027 23:59 »")
        parser.add_argument("--parameter", action="append", default=[], metavar="NOM=VALEUR")
        parser.add_argument("--milestone", action="append", default=[], metavar="NOM=INSTANT")

    def handle(self, *arguments: Any, **options: Any) -> None:
        now = timezone.now()
        try:
            campaign = self._open(options, now)
        except Wrong as wrong:
            self.stderr.write(str(wrong))
            sys.exit(2)
        sentence = _("Campagne %(number)d ouverte : %(title)s, jusqu'au %(closes)s.")
        self.stdout.write(
            sentence % {"number": campaign.pk, "title": campaign.title, "closes": day_and_hour(campaign.closes_at)}
        )

    def _open(self, options: dict[str, Any], now: datetime) -> Campaign:
        version = _version(options["programme"], options["version_number"])
        names = Names(version.package.programme, language())
        opens_at = _instant("--opens", options["opens"]) if options["opens"] else now
        closes_at = _instant("--closes", options["closes"])
        if not 2000 <= options["year"] <= 2199:
            raise Wrong(_("--year : une année de quatre chiffres."))
        if closes_at <= max(opens_at, now):
            raise Wrong(_("--closes : la clôture doit venir après l'ouverture, et après maintenant."))
        title = options["title"] or f"{names.title()} – {options['year']}"
        if Campaign.objects.filter(
            programme_version__programme=version.programme, year=options["year"], title=title
        ).exists():
            raise Wrong(_("Cette campagne existe déjà : %(title)s.") % {"title": title})
        return open_campaign(
            version,
            year=options["year"],
            title=title,
            opens_at=opens_at,
            closes_at=closes_at,
            parameters=_parameters(version, options["parameter"], names),
            calendar=_milestones(version, options["milestone"]),
            actor=SYSTEM,
            now=now,
        )


def _version(programme: str, number: str | None) -> ProgrammeVersion:
    versions = ProgrammeVersion.objects.filter(programme=programme)
    chosen = (
        versions.filter(version=number).first() if number else versions.order_by("-installed_at", "-digest").first()
    )
    if chosen is None:
        sentence = _("« %(programme)s » n'est pas installé, ou pas dans cette version : voir install_programme.")
        raise Wrong(sentence % {"programme": programme})
    return chosen


def _instant(option: str, text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        day, _space, hour = text.strip().partition(" ")
        try:
            return read_instant(Typed(day, hour))
        except WrongInstant as wrong:
            raise Wrong(f"{option} : {wrong.reason}") from wrong
    if moment.tzinfo is None:
        raise Wrong(_("%(option)s : donnez le décalage (+02:00), ou écrivez JJ/MM/AAAA HH:MM.") % {"option": option})
    return moment.astimezone(UTC)


def _pairs(option: str, texts: list[str], names: list[str]) -> dict[str, str]:
    pairs = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or name not in names:
            sentence = _("%(option)s %(text)s : écrivez NOM=VALEUR, avec l'un de ces noms : %(known)s.")
            raise Wrong(sentence % {"option": option, "text": text, "known": ", ".join(names) or "-"})
        pairs[name] = value
    return pairs


def _parameters(version: ProgrammeVersion, texts: list[str], names: Names) -> dict[str, Number]:
    allowed = {parameter.id: field_of(parameter, names) for parameter in parameters_of(version.package.programme)}
    read: dict[str, Number] = {}
    for name, text in _pairs("--parameter", texts, list(allowed)).items():
        value, message = read_figure(allowed[name], text, names)
        if value is None:
            why = message or _("donnez une valeur.")
            raise Wrong(f"--parameter {name} : {why}")
        read[name] = value
    return read


def _milestones(version: ProgrammeVersion, texts: list[str]) -> dict[str, datetime]:
    names = [milestone.id for milestone in other_milestones(version.package.programme)]
    return {name: _instant(f"--milestone {name}", text) for name, text in _pairs("--milestone", texts, names).items()}
