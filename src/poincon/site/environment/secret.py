"""The secret of an installation that sets none, drawn once."""

from __future__ import annotations

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path

from poincon.cahier.basics.problems import Unusable


def kept_secret(var: Path) -> str:
    """The secret kept in `var/secret_key`, made at first need: readable by its owner only. Raises `Unusable`."""
    try:
        return _read(var / "secret_key")
    except OSError as error:
        raise Unusable.because(
            "VAR_DIR",
            "setting",
            f"on ne peut pas écrire dans « {var} » ({error.strerror}).",
            f'"{var}" cannot be written in ({error.strerror}).',
        ) from error


def _read(path: Path) -> str:
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".secret-")  # 0600
        with os.fdopen(handle, "w", encoding="ascii") as stream:
            stream.write(secrets.token_urlsafe(48))
        # Several processes may start at once: the first link wins, and all read the same.
        with suppress(FileExistsError):
            path.hardlink_to(name)
        Path(name).unlink()
    return path.read_text(encoding="ascii").strip()
