"""Packages of the covered market in several versions, and people who run its campaigns."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from django.test import Client

from poincon.campaigns.models import ProgrammeVersion
from poincon.people.enums import Role
from poincon.people.models import Person
from tests.cahier.packages import Piece, form, write_package
from tests.dossiers.factories import FIELDS, RULES, programme
from tests.people.makers import person

CALENDAR: list[Piece] = [
    {"id": "ouverture", "libelle": "Les étals s’ouvrent", "quand": "au printemps", "effet": "ouverture"},
    {"id": "limite", "libelle": "Date limite des étals", "quand": "à l’été", "effet": "cloture"},
    {"id": "visite", "libelle": "Visite du marché", "quand": "en septembre"},
    {"id": "tirage", "libelle": "Tirage au sort", "quand": "en octobre"},
]


def edition(
    folder: Path,
    number: str,
    *,
    form_piece: Piece | None = None,
    rules_piece: Piece | None = None,
    calendar: Iterable[Piece] = (),
    **identity: Any,
) -> Path:
    """The folder of that version of the market: by default with the fields and rules of the dossier factories."""
    chosen = RULES if rules_piece is None else rules_piece
    written = write_package(folder / number, form_piece=form_piece or form(FIELDS), rules_piece=chosen)
    file = written / "programme.yaml"
    read = json.loads(file.read_text(encoding="utf-8"))
    days = [{"source": "R §9", **milestone} for milestone in calendar]
    read.update({"version": number, **({"calendrier": days} if days else {}), **identity})
    file.write_text(json.dumps(read, ensure_ascii=False), encoding="utf-8")
    return written


def installed(folder: Path, number: str, **pieces: Any) -> ProgrammeVersion:
    return programme(edition(folder, number, **pieces))


def zipped(files: Mapping[str, str | bytes], *, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", compression) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return content.getvalue()


def files_of(folder: Path, root: str = "marche/") -> dict[str, str | bytes]:
    """The files of a package as an archive of its folder holds them."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {f"{root}{path.relative_to(folder).as_posix()}": path.read_bytes() for path in paths}


def ministry(programme: str = "") -> Person:
    official = person((Role.MINISTRY, None))
    if programme:
        official.memberships.update(programme=programme)
    return official


def administrator() -> Person:
    return person((Role.ADMINISTRATOR, None))


def signed(someone: Person) -> Client:
    client = Client()
    client.force_login(someone)
    return client
