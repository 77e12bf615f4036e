"""`poincon new`: a first package, that passes `check`."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from poincon.cahier.authoring.starter import identifier_of, starter_files, write_starter
from poincon.cahier.basics.problems import Unusable
from poincon.cahier.basics.text import Text
from poincon.cahier.cli.inputs import existing_path
from poincon.cahier.cli.terminal import Terminal, harmless


def run(options: argparse.Namespace, terminal: Terminal) -> int:
    shown = options.folder.rstrip("/")
    if not options.folder.strip():
        fr, en = "le nom du dossier est vide.", "the folder's name is empty."
        raise Unusable.because("poincon new", "no_name", fr, en, Text("Exemple : mon-aide", "Example: my-aid"))
    folder = Path(os.path.abspath(existing_path(options.folder)))  # noqa: PTH100 - a link is not followed
    files = starter_files(identifier_of(folder))
    write_starter(folder, files)
    for name in files:
        terminal.line(harmless(f"{shown}/{name}"))
    terminal.line()
    terminal.line(terminal.say("Et maintenant :", "And now:"))
    for command, about in (
        ("check", terminal.say("vérifie et joue les cas", "checks it and runs its cases")),
        ("preview", terminal.say("montre le formulaire dans le navigateur", "shows the form in the browser")),
    ):
        terminal.line(harmless(f"  poincon {command} {shown}") + f"   # {about}")
    return 0
