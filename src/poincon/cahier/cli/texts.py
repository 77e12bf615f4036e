"""`poincon textes`: what is to be translated, ready to paste."""

from __future__ import annotations

import argparse

from poincon.cahier.authoring.translation import as_yaml, to_translate
from poincon.cahier.cli.inputs import folder_of
from poincon.cahier.cli.terminal import Terminal
from poincon.cahier.loading import programme_to_translate
from poincon.cahier.loading.package import ENGLISH


def run(options: argparse.Namespace, terminal: Terminal) -> int:
    programme = programme_to_translate(folder_of(options.folder), options.folder)
    needed, optional = to_translate(programme)
    if not needed and not optional:
        terminal.line(terminal.say("rien à traduire", "nothing to translate"))
    if needed:
        about = (
            "à coller dans {0} : remplacez chaque texte par son anglais",
            "to paste into {0}: replace each text by its English",
        )
        terminal.line("# " + terminal.say(*about).format(ENGLISH))
    if optional:
        nothing = "" if needed else terminal.say("rien à traduire d'obligatoire ; ", "nothing needs translating; ")
        about = (
            "facultatif, à décommenter : ce qui suit « # »",
            'optional, to be uncommented: what follows "# "',
        )
        terminal.line(f"# {nothing}{terminal.say(*about)}")
    terminal.lines(as_yaml(needed, optional))
    return 0
