"""Texts as people send them."""

from __future__ import annotations


def storable(text: str) -> str:
    """Without what no database keeps and nobody types: NUL, and halves of characters."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()
