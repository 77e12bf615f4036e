"""`poincon schema`: the JSON Schema of the files of a package, for editors."""

from __future__ import annotations

import argparse
from pathlib import Path

from poincon.cahier.authoring.schemas import file_schema, package_schema, schema_texts
from poincon.cahier.basics.problems import Unusable
from poincon.cahier.basics.text import Text
from poincon.cahier.cli.inputs import existing_path
from poincon.cahier.cli.terminal import Terminal, harmless


def run(options: argparse.Namespace, terminal: Terminal) -> int:
    if options.to is not None:
        _write(options.to, terminal)
    elif options.file is not None:
        terminal.json(file_schema(options.file))
    else:
        terminal.json(package_schema())
    return 0


def _write(name: str, terminal: Terminal) -> None:
    folder = existing_path(name)
    if not name.strip():
        raise Unusable.because("--to", "no_such_folder", "il faut un dossier.", "a folder is needed.")
    if folder.is_file():
        fr, en = "c'est un fichier : il faut un dossier.", "this is a file: a folder is needed."
        example = Text("Exemple : --to schemas", "Example: --to schemas")
        raise Unusable.because(name[:200], "no_such_folder", fr, en, example)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file, text in schema_texts().items():
            Path(folder, file).write_text(text, encoding="utf-8")
            terminal.line(harmless(f"{name.rstrip('/')}/{file}"))
    except OSError as error:
        raise Unusable.because(
            name[:200], "unwritable", "ce dossier ne peut pas être écrit.", "this folder cannot be written."
        ) from error
