"""Where things are in the archive of a dossier. No name that somebody typed is ever more than the end of one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

MANIFEST = "manifest.json"
PAGE = "index.html"
ACTS = "acts.json"
PEOPLE = "people.json"
ROWS, PACKAGES, DOCUMENTS = "rows", "programmes", "documents"
LONGEST_NAME = 60
"""Characters of the name of a document that stay in the archive, its ending among them."""

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


def rows_path(kind: str) -> str:
    """The frozen rows of a kind."""
    return f"{ROWS}/{kind}.json"


def package_folder(digest: str) -> str:
    """The folder of a package, by its digest without `sha256:`."""
    return f"{PACKAGES}/{digest.rpartition(':')[2]}/"


def package_path(digest: str, name: str) -> str:
    return package_folder(digest) + name


def document_path(columns: Mapping[str, Any]) -> str:
    """The content of a document, by its row: its digest makes it unique, its name only tells people what it is."""
    return f"{DOCUMENTS}/{columns['digest']}-{safe_name(str(columns['name']))}"


def safe_name(name: str) -> str:
    """The nearest name of letters, figures, points, hyphens and underscores, which no system reads as a path."""
    letters = unicodedata.normalize("NFKD", name)
    plain = _UNSAFE.sub("_", "".join(sign for sign in letters if not unicodedata.combining(sign)))
    return plain.strip("._")[-LONGEST_NAME:].lstrip(".") or "document"
