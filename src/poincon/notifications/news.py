"""What is new for somebody, asked of the rooms at this moment (`settings.NEWS_SOURCES`): nothing of it is kept.

Each source reads the same `visible_to` querysets as the pages: what one may not see is no news to them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import override

from poincon.notifications.items import Item
from poincon.notifications.kinds import NewsKind, news_kinds
from poincon.notifications.querysets import silenced_by
from poincon.people.models import Person

Source = Callable[[Person, datetime, datetime], list[Item]]


def news_for(person: Person, since: datetime, now: datetime) -> list[Item]:
    """The items since then that the person wants to hear of, in their language, last first."""
    silenced = silenced_by(person)
    with override(person.language):
        items = [item for source in sources() for item in source(person, since, now)]
    return sorted((item for item in items if item.kind not in silenced), key=lambda item: item.at, reverse=True)


def sources() -> list[Source]:
    return [import_string(path) for path in settings.NEWS_SOURCES]


def by_kind(items: Iterable[Item]) -> list[tuple[NewsKind, list[Item]]]:
    """Grouped, in the order in which kinds are declared: what asks for an act comes first there."""
    groups: dict[NewsKind, list[Item]] = {}
    for item in items:
        groups.setdefault(item.kind, []).append(item)
    order = dict.fromkeys((*news_kinds(), *groups))
    return [(kind, groups[kind]) for kind in order if kind in groups]
