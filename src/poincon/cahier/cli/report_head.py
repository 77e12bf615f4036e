"""The first lines of a report: which programme, which version, which dossier, read when."""

from __future__ import annotations

from poincon.cahier.cli.terminal import Style, Terminal, harmless
from poincon.cahier.evaluation import Assessment
from poincon.cahier.explanation import Figures, Names
from poincon.cahier.loading import Package

_DIGEST_SHOWN = 12


def short_digest(package: Package) -> str:
    """Enough of the digest to tell two versions apart by eye."""
    return package.digest.removeprefix("sha256:")[:_DIGEST_SHOWN]


def tell_head(assessment: Assessment, file: str, terminal: Terminal) -> None:
    """Title, identity, dossier, year and day."""
    package, programme = assessment.package, assessment.package.programme
    day = Figures(programme, terminal.language).day(assessment.on)
    title = Names(programme, terminal.language).title()
    for line in terminal.wrapped(title, 0):
        terminal.line(terminal.paint(line, Style.BOLD))
    identity = terminal.say(
        f"{programme.id}, version {programme.version}, empreinte {short_digest(package)}",
        f"{programme.id}, version {programme.version}, digest {short_digest(package)}",
    )
    reading = terminal.say(f"dossier {harmless(file)}", f"dossier {harmless(file)}")
    if programme.has_years or assessment.dossier.reference_year is not None:
        reading += terminal.say(f", exercice {assessment.year}", f", reference year {assessment.year}")
    reading += terminal.say(f", paramètres lus au {day}", f", parameters read on {day}")
    for line in (*terminal.wrapped(identity, 0), *terminal.wrapped(reading, 0)):
        terminal.line(terminal.paint(line, Style.DIM))
