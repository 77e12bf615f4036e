"""The manifest of a backup: what it holds, to the byte, and what the journal said at that instant.

It is written last: a backup without one was interrupted. Its own digest lies beside it, for `sha256sum -c`.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from poincon.preservation.copying import NotPreserved, Part, created, settle, settle_path, why

FORMAT = 1
MANIFEST = "manifest.json"
MANIFEST_DIGEST = f"{MANIFEST}.sha256"
FILES = "files"
"""The folder of contents, laid out as the platform's own."""
DUMPS = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
"""How the copy of the database is called, by the kind of database."""
SECRETS = ("SECRET_KEY", "OIDC_CLIENT_SECRET", "EMAIL_URL", "DATABASE_URL")
"""Settings that a platform needs besides, and that hold secrets: no backup has them."""

_DIGEST = re.compile(r"[0-9a-f]{64}")
_DIGEST_LINE = re.compile(rf"([0-9a-f]{{64}})  {re.escape(MANIFEST)}\n")


@dataclass(frozen=True, slots=True)
class State:
    """What a database says of itself, at one instant."""

    acts: int
    roots: tuple[tuple[str, int, str], ...]
    """The journal's seals: day, count of acts, digest."""
    programmes: tuple[tuple[str, str, str], ...]
    """The installed versions: programme, version, digest."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds. `missing`: contents that rows named and the store did not have."""

    made_at: str
    poincon: str
    kind: str
    made_with: str
    dump: Part
    state: State
    contents: tuple[Part, ...]
    missing: tuple[str, ...]

    def text(self) -> str:
        return json.dumps(self._plain(), ensure_ascii=False, indent=1) + "\n"

    def _plain(self) -> dict[str, Any]:
        state = self.state
        return {
            "format": FORMAT,
            "made_at": self.made_at,
            "poincon": self.poincon,
            "database": {"kind": self.kind, "made_with": self.made_with, **_plain_part(self.dump)},
            "journal": {
                "acts": state.acts,
                "roots": [{"day": day, "count": count, "digest": digest} for day, count, digest in state.roots],
            },
            "programmes": [
                {"programme": programme, "version": version, "digest": digest}
                for programme, version, digest in state.programmes
            ],
            "files": [_plain_part(part) for part in self.contents],
            "missing": list(self.missing),
            "not_included": list(SECRETS),
        }


def write(folder: Path, manifest: Manifest) -> str:
    """Write it beside its digest, which is given back. Raises `OSError`."""
    text = manifest.text().encode()
    digest = hashlib.sha256(text).hexdigest()
    _written(folder / MANIFEST_DIGEST, f"{digest}  {MANIFEST}\n".encode())
    draft = folder / f"{MANIFEST}.draft"
    _written(draft, text)
    draft.replace(folder / MANIFEST)
    settle_path(folder)
    return digest


def _written(path: Path, content: bytes) -> None:
    with created(path) as file:
        file.write(content)
        settle(file)


def read(folder: Path) -> Manifest:
    """The manifest of a backup, which its digest vouches for. Raises `NotPreserved`, which names what differs."""
    try:
        content = (folder / MANIFEST).read_bytes()
        line = (folder / MANIFEST_DIGEST).read_text(encoding="ascii", errors="replace")
    except FileNotFoundError as error:
        raise NotPreserved(
            _("« %(folder)s » n'est pas une sauvegarde complète : « %(name)s » n'y est pas. Prenez-en une autre.")
            % {"folder": folder, "name": Path(error.filename or MANIFEST).name}
        ) from error
    except OSError as error:
        raise NotPreserved(
            _("« %(folder)s » ne se lit pas (%(error)s).") % {"folder": folder, "error": why(error)}
        ) from error
    match = _DIGEST_LINE.fullmatch(line)
    if match is None:
        raise NotPreserved(_("%(name)s : ne se lit pas.") % {"name": MANIFEST_DIGEST})
    if hashlib.sha256(content).hexdigest() != match[1]:
        raise NotPreserved(_("%(name)s : son empreinte n'est pas celle que dit %(digest)s.") % _NAMES)
    try:
        return _parsed(json.loads(content))
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise NotPreserved(_("%(name)s : n'est pas un manifeste que cette version sait lire.") % _NAMES) from error


_NAMES = {"name": MANIFEST, "digest": MANIFEST_DIGEST}


def _parsed(plain: Mapping[str, Any]) -> Manifest:
    """Raises `KeyError`, `TypeError` or `ValueError` for another shape."""
    database, journal = plain["database"], plain["journal"]
    kind = str(database["kind"])
    if plain["format"] != FORMAT or DUMPS[kind] != database["name"]:
        raise ValueError("another format")
    state = State(
        int(journal["acts"]),
        tuple((str(root["day"]), int(root["count"]), str(root["digest"])) for root in journal["roots"]),
        tuple((str(row["programme"]), str(row["version"]), str(row["digest"])) for row in plain["programmes"]),
    )
    contents = tuple(_part(part) for part in plain["files"])
    if not all(_DIGEST.fullmatch(part.name) for part in contents):
        raise ValueError("a content is named by its digest")
    missing = tuple(str(digest) for digest in plain["missing"])
    made_at, poincon = str(plain["made_at"]), str(plain["poincon"])
    return Manifest(made_at, poincon, kind, str(database["made_with"]), _part(database), state, contents, missing)


def _plain_part(part: Part) -> dict[str, Any]:
    return {"name": part.name, "digest": part.digest, "size": part.size}


def _part(plain: Mapping[str, Any]) -> Part:
    return Part(str(plain["name"]), str(plain["digest"]), int(plain["size"]))
