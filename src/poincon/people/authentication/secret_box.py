"""Secrets kept in the database under a key drawn from `SECRET_KEY`: a copy of the database does not give them."""

from __future__ import annotations

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_KEY_BYTES = 32


def sealed(text: str, *, purpose: str) -> str:
    """The text, encrypted and authenticated; what is sealed for one purpose opens for no other."""
    return _box(purpose).encrypt(text.encode()).decode("ascii")


def unsealed(token: str, *, purpose: str) -> str | None:
    """The text; None when `SECRET_KEY` has changed since, or the token was altered."""
    try:
        return _box(purpose).decrypt(token.encode()).decode()
    except InvalidToken:
        return None


def _box(purpose: str) -> Fernet:
    derivation = HKDF(algorithm=SHA256(), length=_KEY_BYTES, salt=None, info=f"poincon.people.{purpose}".encode())
    return Fernet(urlsafe_b64encode(derivation.derive(settings.SECRET_KEY.encode())))
