"""Kinds of mail and of news: what each is, and those that the installed rooms declare.

A room declares its kinds in `mail_kinds.py` and `news_kinds.py`; `settings.MAIL_KINDS` and `settings.NEWS_KINDS` gather
them. The database keeps identifiers alone: it is not migrated for a kind more, and one whose room was removed is shown
by its identifier.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

from django.conf import settings
from django.utils.functional import Promise
from django.utils.module_loading import import_string

from poincon.cahier.model.templates import TEMPLATE_NAMES
from poincon.people.enums import STRUCTURE_ROLES, Role

LEGAL_ROLES = frozenset(STRUCTURE_ROLES)
"""To whom mails with legal effect are sent: the people of a structure."""
LONGEST_ID = 40
"""How many characters the database keeps of an identifier."""


@dataclass(frozen=True, slots=True)
class NewsKind:
    """What a digest is made of, as one chooses to hear of it or not. Identifiers are permanent.

    `roles`: whom it can concern, which are those that the sources of news (`settings.NEWS_SOURCES`) can tell of it;
    nobody else is asked whether they want to hear of it.
    """

    id: str
    label: str | Promise = field(compare=False)
    roles: frozenset[Role] = field(compare=False)


@dataclass(frozen=True, slots=True)
class MailKind:
    """A mail, by the template that words it (`cahier.model.TEMPLATE_NAMES`). Identifiers are permanent.

    `reminder_of`: for a reminder, the news that silences it; None for what cannot be silenced.
    """

    id: str
    label: str | Promise = field(compare=False)
    reminder_of: NewsKind | None = field(default=None, compare=False)

    @property
    def legal(self) -> bool:
        """Whether it has legal effect: sent at once, and never silenced."""
        return self.reminder_of is None


def news_kinds() -> tuple[NewsKind, ...]:
    """All the kinds of news, as digests and pages order them: by room as in the settings, then as each room does."""
    return _news_kinds(settings.NEWS_KINDS)


def news_kind(identifier: str) -> NewsKind:
    """The kind of that identifier; when no room declares it any more, it concerns nobody."""
    declared = {kind.id: kind for kind in news_kinds()}
    return declared.get(identifier) or NewsKind(identifier, identifier, frozenset())


def mail_kinds() -> tuple[MailKind, ...]:
    """All the kinds of mail, in the order of their templates: a procedure's, which goes from room to room and back."""
    return _mail_kinds(settings.MAIL_KINDS)


def mail_kind(identifier: str) -> MailKind:
    """The kind of that identifier; when no room declares it any more, it counts as one with legal effect."""
    declared = {kind.id: kind for kind in mail_kinds()}
    return declared.get(identifier) or MailKind(identifier, identifier)


@cache
def _news_kinds(paths: tuple[str, ...]) -> tuple[NewsKind, ...]:
    return tuple(kind for path in paths for kind in import_string(path))


@cache
def _mail_kinds(paths: tuple[str, ...]) -> tuple[MailKind, ...]:
    templates = list(TEMPLATE_NAMES)
    kinds: list[MailKind] = [kind for path in paths for kind in import_string(path)]
    return tuple(sorted(kinds, key=lambda kind: templates.index(kind.id)))
