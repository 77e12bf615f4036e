"""What building the project makes: each catalogue of texts, compiled beside its source, where Django reads it.

Hatch runs this for a wheel, and for the editable install of `make setup`.
"""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Catalogues(BuildHookInterface[Any]):
    """Compiles the catalogues, with no gettext on the machine. A text that waits for confirmation is left out."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        for source in sorted(Path(self.root, "src/poincon/site/locale").glob("*/LC_MESSAGES/*.po")):
            compile_catalogue(source)


def compile_catalogue(source: Path) -> None:
    """Write the `.mo` of a `.po`. Raises `ValueError` when a translation does not fill the blanks of its text."""
    with source.open("rb") as stream:
        catalogue = read_po(stream, abort_invalid=True)
    for message, errors in catalogue.check():
        raise ValueError(f"{source}:{message.lineno}: {errors[0]}")
    catalogue.creation_date = datetime.fromtimestamp(0, UTC)  # the same sources give the same bytes
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    # Put there whole: whatever runs meanwhile reads the old one or the new one.
    draft = source.with_suffix(".draft")
    draft.write_bytes(compiled.getvalue())
    draft.replace(source.with_suffix(".mo"))
