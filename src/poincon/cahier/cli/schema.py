"""`poincon schema`: the JSON Schema of the files of a package, for editors."""

from __future__ import annotations

import argparse
from typing import Any

from poincon.cahier.cli.terminal import Terminal
from poincon.cahier.loading.shapes import Shape
from poincon.cahier.loading.vocabulary import CASE, FORM, PROGRAMME, RULES, TEMPLATES

FILES: dict[str, tuple[str, Shape]] = {
    "programme": ("programme.yaml", PROGRAMME),
    "formulaire": ("formulaire.yaml", FORM),
    "regles": ("regles.yaml", RULES),
    "modeles": ("modeles.yaml", TEMPLATES),
    "cas": ("cas/*.yaml", CASE),
}
"""The name of each definition, the file that it describes, its shape."""


def run(options: argparse.Namespace, terminal: Terminal) -> int:
    terminal.json(package_schema())
    return 0


def package_schema() -> dict[str, Any]:
    """One document: an editor points a file at its definition, `#/$defs/regles`; the whole accepts any of the files."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Programme de Poinçon",
        "anyOf": [{"$ref": f"#/$defs/{name}"} for name in FILES],
        "$defs": {name: {"title": title, **shape.schema()} for name, (title, shape) in FILES.items()},
    }
