"""What every page shows around its content. Registered as a context processor; other rooms add to it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from poincon.ui.language import language


def page(request: HttpRequest) -> dict[str, Any]:
    """`person` (signed in, or None), `language`, `languages`, `demo`, `path`: what `ui/base.html` reads."""
    return {
        "person": getattr(request, "person", None),
        "language": language(),
        "languages": (("fr", "Français"), ("en", "English")),
        "demo": settings.DEMO,
        "path": request.get_full_path(),
    }
