"""What rooms that come after this one add to « Votre compte » (`settings.ACCOUNT_SECTIONS`)."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.utils.module_loading import import_string

from poincon.people.requests import SignedInRequest
from poincon.ui.components import Link


@dataclass(frozen=True, slots=True)
class AccountSection:
    """A page about the person, below a title; `detail`: what is done there."""

    title: str
    page: Link
    detail: str


def account_sections(request: SignedInRequest) -> list[AccountSection]:
    """Those of every room, in the order of the settings."""
    return [import_string(path)(request) for path in settings.ACCOUNT_SECTIONS]
