"""Links that a page shows for rooms that come after its own: those rooms make them, the settings gather them."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest
from django.utils.module_loading import import_string

from poincon.ui.components import Link


def declared_links(makers: Sequence[str], request: HttpRequest, subject: object) -> list[Link]:
    """The links about a subject, by functions (request, subject) whose dotted paths stand in their order."""
    return [link for path in makers for link in import_string(path)(request, subject)]
