"""A backup: the database first, then the contents of documents, then the manifest that vouches for both.

A content is in the store before the row that names it, and is never deleted: all that the copy of the database names
can be copied after it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from types import ModuleType

from django.db import connection
from django.utils.translation import gettext as _

from poincon.files.storage import files_root, names_in, place_in
from poincon.journal.verification import Findings
from poincon.preservation import manifest, postgres_dumps, sqlite_copies
from poincon.preservation.copying import NotPreserved, Part, Report, copied, folder_of_ours, why
from poincon.preservation.manifest import FILES, Manifest

DATABASES: dict[str, ModuleType] = {module.KIND: module for module in (sqlite_copies, postgres_dumps)}
"""How each kind of database is copied and put back."""


@dataclass(frozen=True, slots=True)
class Backup:
    """What was written, the digest of its manifest, and the contents that are missing or altered in the store."""

    manifest: Manifest
    digest: str
    findings: Findings


def back_up(folder: Path, now: datetime, report: Report) -> Backup:
    """Write a whole backup. Raises `NotPreserved`: what it has written by then has no manifest."""
    database = DATABASES[connection.vendor]
    try:
        made_with = database.check_tools(connection, "pg_dump")
        _prepare(folder)
        dump, state, digests = database.dump(connection, folder, report)
        contents = _copy_contents(folder / FILES, report)
        missing = _missing(digests, contents)
        written = Manifest(
            made_at=now.isoformat(),
            poincon=version("poincon"),
            kind=connection.vendor,
            made_with=made_with,
            dump=dump,
            state=state,
            contents=contents,
            missing=missing,
        )
        digest = manifest.write(folder, written)
    except OSError as error:
        names = {"name": error.filename or folder, "error": why(error)}
        raise NotPreserved(
            _("« %(name)s » : %(error)s. La sauvegarde n'est pas finie ; effacez-la avant de recommencer.") % names
        ) from error
    return Backup(written, digest, _findings(contents, missing))


def _prepare(folder: Path) -> None:
    """Raises `NotPreserved` when there is something in the folder."""
    if folder.exists() and not folder.is_dir():
        raise NotPreserved(
            _("« %(folder)s » n'est pas un dossier : donnez un dossier vide ou nouveau.") % {"folder": folder}
        )
    if folder.is_dir() and any(folder.iterdir()):
        sentence = _("« %(folder)s » n'est pas vide : donnez un dossier vide ou nouveau.")
        if (folder / FILES).is_dir() and not (folder / manifest.MANIFEST).exists():
            sentence = _(
                "« %(folder)s » contient une sauvegarde qui n'est pas finie : effacez-la, ou donnez un autre dossier."
            )
        raise NotPreserved(sentence % {"folder": folder})
    folder_of_ours(folder)
    folder_of_ours(folder / FILES)


def _copy_contents(folder: Path, report: Report) -> tuple[Part, ...]:
    parts: list[Part] = []
    for name in names_in(files_root()):
        target = place_in(folder, name)
        folder_of_ours(target.parent)
        parts.append(copied(place_in(files_root(), name), target, name))
        report(_("Documents copiés jusqu'ici : %(count)d…") % {"count": len(parts)})
    return tuple(parts)


def _missing(digests: list[str], contents: tuple[Part, ...]) -> tuple[str, ...]:
    present = {part.name for part in contents}
    return tuple(digest for digest in digests if digest not in present)


def _findings(contents: tuple[Part, ...], missing: tuple[str, ...]) -> Findings:
    findings = Findings()
    for digest in missing:
        findings.fault(_("contenu %(digest)s : il manque.") % {"digest": digest})
    for part in contents:
        if part.digest != part.name:
            findings.fault(_("contenu %(digest)s : il n'est plus celui qui a été reçu.") % {"digest": part.name})
    return findings
