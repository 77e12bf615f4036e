"""Pages as tests read them."""

from __future__ import annotations

import re
from html import unescape


def flat(page: str) -> str:
    """A page whose tags stand on the lines of their words: where a template breaks its lines says nothing."""
    beside_tags_closed_up = re.sub(r"(?<=>)[ \n]*\n[ \n]*|[ \n]*\n[ \n]*(?=<)", "", page)
    return re.sub(r" +>", ">", re.sub(r"[ \n]*\n[ \n]*", " ", beside_tags_closed_up))


def hidden(page: str) -> dict[str, str]:
    """The fields that a page holds without showing them, and sends with its form."""
    fields = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', page)
    return {name: unescape(value) for name, value in fields}
