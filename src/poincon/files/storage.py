"""Where the content of documents lies."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings


def files_root() -> Path:
    """The folder of all contents."""
    return Path(settings.FILES_ROOT)


def content_path(digest: str) -> Path:
    """Where the content of that digest lies."""
    return files_root() / digest[:2] / digest
