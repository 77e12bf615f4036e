"""What a log never holds: what opens something by itself. Each line is masked as it is written, whoever wrote it.

Links of mails, sessions, codes of the identity provider: whoever reads a log, or a copy of it, must not be able to use
them.
"""

from __future__ import annotations

import logging
import re
from typing import Any

MASK = "***"

_BOTH = "access_token|code_verifier|id_token|refresh_token|token"
_PARAMETERS = f"{_BOTH}|code|id_token_hint|nonce|session_state|state"
_SECRETS = f"{_BOTH}|client_secret|csrfmiddlewaretoken|csrftoken|password|sessionid"
_IN_ADDRESS = re.compile(rf"((?:[?&]|%3F|%26)(?:{_PARAMETERS})(?:=|%3D))[^\s&\"'<>]+", re.IGNORECASE)
"""The value of a parameter, in an address or in one that another address holds."""
_ASSIGNED = re.compile(rf"(\b(?:{_SECRETS})=)[^\s&;,\"'<>]+", re.IGNORECASE)
"""In a cookie, or the body of a form."""
_QUOTED = re.compile(rf"""(["'](?:{_PARAMETERS}|{_SECRETS})["']\s*:\s*\[?\s*["'])[^"']+""", re.IGNORECASE)
"""In a dictionary that somebody printed."""
_LONG = re.compile(r"[A-Za-z0-9_-]{32,}")
"""Tokens of links are 39 and 43 signs, sessions and forms 32 and more; nothing shorter opens anything."""
_HARMLESS = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[a-z_-]+|[A-Z_]+")
"""Long, and no token: the identifier of a row, a name or a rule of signs. Chance draws digits too."""


def mask(text: str) -> str:
    """The text without anything that looks like a token: each is replaced by `MASK`."""
    for pattern in (_IN_ADDRESS, _ASSIGNED, _QUOTED):
        text = pattern.sub(rf"\g<1>{MASK}", text)
    return _LONG.sub(lambda match: match[0] if _HARMLESS.fullmatch(match[0]) else MASK, text)


class MaskingFormatter(logging.Formatter):
    """Formats as another would, or as `logging` does, and masks the whole: message, arguments, traceback."""

    def __init__(self, *arguments: Any, inner: logging.Formatter | None = None, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._inner = inner

    def format(self, record: logging.LogRecord) -> str:
        return mask(self._inner.format(record) if self._inner is not None else super().format(record))
