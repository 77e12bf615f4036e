"""A programme sent as a ZIP: only the files that make it, as text, and nothing that could hurt on the way.

The archive comes from anybody who may install, and from whoever sent it to them: it is never unpacked on disk, no name
in it is followed, and what it says of its own sizes is not believed.
"""

from __future__ import annotations

import stat
import zipfile
from collections.abc import Iterator
from typing import IO

from poincon.cahier.basics.problems import Problems, Unusable
from poincon.cahier.basics.text import Text
from poincon.cahier.loading.package import ALL_FILES
from poincon.files.archives import READABLE, UnreadableArchive, first_bytes, member_name, opened

MAXIMUM_ARCHIVE = 4 * 1024 * 1024
"""Bytes of the archive itself; our largest programme takes sixty thousand."""
MAXIMUM_FILES = 500
MAXIMUM_FILE = 4 * 1024 * 1024
MAXIMUM_TOTAL = 16 * 1024 * 1024
"""Bytes of the files that are read, once they are unpacked."""
_MEGABYTE = 1024 * 1024
_ENCRYPTED = 0x1


def files_of_archive(content: IO[bytes], label: str) -> dict[str, str]:
    """The texts of the package by name (`programme.yaml`, … `textes/en.yaml`), its folder left out.

    Raises `Unusable` with every reason. What a package may hold besides (cases, examples, change log) is left aside.
    """
    if content.seek(0, 2) > MAXIMUM_ARCHIVE:
        raise _too_large(label, MAXIMUM_ARCHIVE)
    content.seek(0)
    try:
        with opened(content) as archive:
            return _texts(archive, label)
    except UnreadableArchive as error:
        raise Unusable.because(
            label,
            "no_archive",
            "ce fichier n’est pas une archive ZIP qui se lit.",
            "this file is no readable ZIP archive.",
            Text("Refaites l’archive du dossier du programme.", "Make the archive of the programme's folder again."),
        ) from error


def _texts(archive: zipfile.ZipFile, label: str) -> dict[str, str]:
    members = archive.infolist()
    for entry in members:
        entry.filename = member_name(entry)
    entries = [entry for entry in members if not entry.is_dir()]
    if len(entries) > MAXIMUM_FILES:
        raise Unusable.because(
            label,
            "too_many_files",
            f"cette archive contient {len(entries)} fichiers ; {MAXIMUM_FILES} au plus.",
            f"this archive holds {len(entries)} files; {MAXIMUM_FILES} at most.",
        )
    problems = Problems()
    _check_names(entries, label, problems)
    problems.refuse()
    root = _root(entries, label)
    texts: dict[str, str] = {}
    allowance = MAXIMUM_TOTAL
    for name, entry in _wanted(entries, root, label, problems):
        data = _read(archive, entry, min(MAXIMUM_FILE, allowance), f"{label}/{entry.filename}")
        allowance -= len(data)
        try:
            texts[name] = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            problems.extend(_not_utf8(data, error, f"{label}/{entry.filename}").problems)
    problems.refuse()
    return texts


def _check_names(entries: list[zipfile.ZipInfo], label: str, problems: Problems) -> None:
    """Refuse what leads elsewhere, what is locked, and two files of one name: each would be read as the other."""
    names: set[str] = set()
    for entry in entries:
        shown = f"{label}/{entry.filename[:120]}"
        parts = entry.filename.split("/")
        if entry.filename.startswith("/") or ":" in parts[0] or any(part in ("", ".", "..") for part in parts):
            problems.extend(
                Unusable.because(
                    shown, "outside", "ce nom mène hors de l’archive.", "this name leads out of the archive."
                ).problems
            )
        elif stat.S_ISLNK(entry.external_attr >> 16):
            problems.extend(
                Unusable.because(
                    shown,
                    "link",
                    "ce fichier est un lien : mettez le fichier lui-même.",
                    "this file is a link: put the file itself.",
                ).problems
            )
        elif entry.flag_bits & _ENCRYPTED:
            problems.extend(
                Unusable.because(
                    shown,
                    "locked",
                    "ce fichier est protégé par un mot de passe.",
                    "this file is protected by a password.",
                ).problems
            )
        elif entry.compress_type not in READABLE:
            problems.extend(
                Unusable.because(
                    shown,
                    "compression",
                    "ce fichier est comprimé d’une façon qui n’est pas lue ici.",
                    "this file is compressed in a way that is not read here.",
                    Text("Refaites l’archive en ZIP ordinaire.", "Make the archive again, as an ordinary ZIP."),
                ).problems
            )
        elif entry.filename.casefold() in names:
            problems.extend(
                Unusable.because(shown, "twice", "deux fichiers ont ce nom.", "two files have this name.").problems
            )
        names.add(entry.filename.casefold())


def _root(entries: list[zipfile.ZipInfo], label: str) -> str:
    """The folder of the archive that holds `programme.yaml`: `` or `mon-programme/`. One programme at a time."""
    names = [entry.filename for entry in entries]
    roots = sorted(
        {name.removesuffix("programme.yaml") for name in names if name.rpartition("/")[2] == "programme.yaml"},
        key=lambda root: (root.count("/"), root),
    )
    near = [root for root in roots if root.count("/") == (roots[0].count("/") if roots else 0)]
    if len(near) == 1 and near[0].count("/") <= 1:
        return near[0]
    if near:
        raise Unusable.because(
            label,
            "several_programmes",
            "on ne sait pas lequel lire : un seul « programme.yaml », à la racine ou dans un seul dossier.",
            'which one to read is not clear: one "programme.yaml" only, at the root or in one folder.',
        )
    raise Unusable.because(
        label,
        "no_programme",
        "il n’y a pas de « programme.yaml » dans cette archive.",
        'there is no "programme.yaml" in this archive.',
        Text("Archivez le dossier du programme, entier.", "Archive the folder of the programme, whole."),
    )


def _wanted(
    entries: list[zipfile.ZipInfo], root: str, label: str, problems: Problems
) -> Iterator[tuple[str, zipfile.ZipInfo]]:
    for entry in entries:
        name = entry.filename.removeprefix(root)
        if entry.filename.startswith(root) and name in ALL_FILES:
            if entry.file_size > MAXIMUM_FILE:
                problems.extend(_too_large(f"{label}/{entry.filename}", MAXIMUM_FILE).problems)
            else:
                yield name, entry


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int, shown: str) -> bytes:
    """The file, at most so many bytes of it whatever its header says: a small archive may hold a huge file."""
    data = first_bytes(archive, entry, most + 1)
    if len(data) > most:
        raise _too_large(shown, most)
    return data


def _too_large(shown: str, most: int) -> Unusable:
    size = max(1, most // _MEGABYTE)
    return Unusable.because(shown, "too_large", f"ce fichier dépasse {size} Mo.", f"this file is over {size} MB.")


def _not_utf8(data: bytes, error: UnicodeDecodeError, shown: str) -> Unusable:
    line = data[: error.start].count(b"\n") + 1
    return Unusable.because(
        f"{shown}:{line}",
        "not_utf8",
        "ce fichier n’est pas en UTF-8.",
        "this file is not UTF-8.",
        Text("Enregistrez-le en UTF-8.", "Save it as UTF-8."),
    )
