"""A directory of companies, asked for the name and place of a structure. Its address is a setting, off by default.

`GET {DIRECTORY_URL}/search?q=SIREN` answers as the French State's « recherche d'entreprises » does:
`{"results": [{"siren": "…", "nom_complet": "…", "siege": {"libelle_commune": "…", "region": "53"}}]}`.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import Any

import requests
from django.conf import settings
from urllib3.exceptions import HTTPError

from poincon.cahier.dossiers.kinds import REGIONS
from poincon.ui.text import storable

TIMEOUT = 3.0
"""Seconds."""
LARGEST = 512 * 1024
"""Bytes of an answer."""
_NAME, _CITY = 200, 120
_FAILURES = (
    *(requests.RequestException, HTTPError),  # no connection, or one that breaks while it is read
    *(ValueError, LookupError, TypeError, AttributeError, RecursionError),  # not the JSON that we know
)


class NoAnswer(Exception):
    """The directory is silent, slow, or says what cannot be read. Whoever asked goes on by hand."""


@dataclass(frozen=True, slots=True)
class Listed:
    """What a directory says of a structure. `region` is one of ours, or empty."""

    name: str
    city: str
    region: str


def is_on() -> bool:
    return bool(settings.DIRECTORY_URL)


def look_up(siren: str) -> Listed | None:
    """The structure of that number; None when the directory knows of none. Raises `NoAnswer`."""
    try:
        results = json.loads(_fetch(siren))["results"]
        entry = next((candidate for candidate in results if str(candidate["siren"]) == siren), None)
        return None if entry is None else _listed(entry)
    except _FAILURES as error:
        raise NoAnswer from error


def _fetch(siren: str) -> bytes:
    """The answer, whole. A redirection is no answer: it could lead anywhere."""
    deadline = time.monotonic() + TIMEOUT
    address = f"{settings.DIRECTORY_URL}/search"
    with requests.get(
        address, params={"q": siren}, timeout=TIMEOUT, allow_redirects=False, stream=True,
        headers={"Accept": "application/json"},
    ) as answer:  # fmt: skip
        if answer.status_code != requests.codes.ok:
            raise NoAnswer
        content = b""
        while chunk := answer.raw.read1(65_536, decode_content=True):
            content += chunk
            if len(content) > LARGEST or time.monotonic() > deadline:
                raise NoAnswer
    return content


def _listed(entry: dict[str, Any]) -> Listed:
    seat = entry.get("siege") or {}
    region = str(seat.get("region") or "")
    return Listed(
        name=_line(entry.get("nom_complet"))[:_NAME],
        city=_line(seat.get("libelle_commune"))[:_CITY],
        region=region if region in REGIONS else "",
    )


def _line(text: object) -> str:
    """One line of what should be text, without what no database keeps."""
    return " ".join(storable(str(text or "")).split())
