"""Addresses, company numbers, telephones and names of files: one reader each, for every entry.

A reader gives the one way to write the value, or None for what it cannot read. Forms of programmes, account pages,
dossier files, populations and commands all call it, and word their refusals themselves.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from stdnum.fr import siren as siren_number
from stdnum.fr import siret as siret_number

from poincon.cahier.basics.characters import plain_spaces, visible_text

LONGEST_EMAIL = 254
LONGEST_FILE_NAME = 255
"""Bytes in UTF-8, where an accented letter takes two: what most systems can keep a document under."""

_MAILBOX = re.compile(r"(?=.{1,64}$)[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_HOST = re.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+(?![0-9]+$)[a-z0-9][a-z0-9-]{0,61}[a-z0-9]")
_TELEPHONE = re.compile(r"\+?[0-9][0-9 .()-]{5,24}")
_HYPHENS = re.compile("[\u2010-\u2015\u2212]")
_GROUPING = re.compile(r"[\s.-]")
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


def read_email(text: str) -> str | None:
    """`Prenom.Nom@Centre.example` → `prenom.nom@centre.example`: nobody has two mailboxes that differ by capitals.

    What stands before the `@` is ASCII, as few servers take more; the host may have accents (IDNA).
    """
    clean = visible_text(text).lower()
    if len(clean) > LONGEST_EMAIL:  # what follows is slow on a long host
        return None
    mailbox, _, host = clean.rpartition("@")
    try:
        plain_host = host.encode("idna").decode("ascii")
        shown_host = plain_host.encode().decode("idna")
        is_same = visible_text(shown_host).lower() == shown_host and shown_host.encode("idna").decode() == plain_host
    except UnicodeError:
        return None
    address = f"{mailbox}@{shown_host}"
    fits = len(address) <= LONGEST_EMAIL and _MAILBOX.fullmatch(mailbox) and _HOST.fullmatch(plain_host)
    return address if fits and is_same else None


def digits_of(text: str) -> str:
    """A number without what groups its digits: spaces of every kind, points, hyphens. What else it holds stays."""
    return _GROUPING.sub("", _HYPHENS.sub("-", visible_text(text)))


def read_siren(text: str) -> str | None:
    """« 732 829 320 », « 732.829.320 » → `732829320`."""
    return _company_number(text, 9, siren_number.is_valid)


def read_siret(text: str) -> str | None:
    """« 732 829 320 00074 » → `73282932000074`."""
    return _company_number(text, 14, siret_number.is_valid)


def _company_number(text: str, length: int, has_right_key: Callable[[str], bool]) -> str | None:
    """Digits whose last one checks the others; zeros alone pass that check and name nobody."""
    digits = digits_of(text)
    shaped = len(digits) == length and digits.isascii() and digits.isdigit()
    return digits if shaped and digits.strip("0") and has_right_key(digits) else None


def read_telephone(text: str) -> str | None:
    """`01 99 00 12 34`, grouped as it was typed, by ordinary spaces and hyphens."""
    number = re.sub(" +", " ", plain_spaces(_HYPHENS.sub("-", visible_text(text))))
    return number if _TELEPHONE.fullmatch(number) else None


def read_file_name(text: str) -> str | None:
    """The name of a document, without a folder. None for what hides on many systems (`..pdf`), or cannot be kept.

    Where it is None, `is_long_file_name` tells whether that is for its length.
    """
    name = plain_spaces(visible_text(text))
    if not name or name.startswith(".") or "/" in name or "\\" in name or _UNPRINTABLE.search(name):
        return None
    return None if is_long_file_name(name) else name


def is_long_file_name(text: str) -> bool:
    """Whether a name takes more bytes than systems can keep."""
    return len(plain_spaces(visible_text(text)).encode(errors="replace")) > LONGEST_FILE_NAME


def ending_of(name: str) -> str:
    """`Rapport.PDF` → `pdf`; empty when the name has none."""
    return name.rpartition(".")[2].lower() if "." in name else ""
