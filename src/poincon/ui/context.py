"""What every page shows around its content. Registered as a context processor; other rooms add to it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from poincon.cahier.basics.text import LANGUAGES


def page(request: HttpRequest) -> dict[str, Any]:
    """`person` (signed in, or None), `language`, `languages`, `demo`, `path`: what `ui/base.html` reads."""
    active = (get_language() or "fr")[:2]
    return {
        "person": getattr(request, "person", None),
        "language": active if active in LANGUAGES else "fr",
        "languages": (("fr", "Français"), ("en", "English")),
        "demo": bool(getattr(settings, "DEMO", False)),
        "path": request.get_full_path(),
    }
