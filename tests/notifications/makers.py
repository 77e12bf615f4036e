"""Mail and news for tests. News come from a source of our own, which a test fills."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import get_language

from poincon.admissibility.mail_kinds import ADMISSIBLE
from poincon.cahier.model import Programme
from poincon.cahier.model.templates import TEMPLATE_NAMES
from poincon.dossiers.news_kinds import SUBMITTED
from poincon.journal.services import Subject
from poincon.notifications import mails
from poincon.notifications.items import Item
from poincon.notifications.kinds import MailKind, NewsKind
from poincon.notifications.models import Mail
from poincon.people.models import AccountRequest, Person
from tests.people.makers import siren
from tests.platform_fixtures import NOW

SOURCE = "tests.notifications.makers.news"
NEWS: list[tuple[Person | None, Item]] = []
"""Whose news (None: everybody's), and which."""
BROKEN: set[str] = set()
"""Persons whose news cannot be told."""
SPOKEN: list[str] = []
"""The language in which each news was asked."""
HOUR = timedelta(hours=1)


def news(person: Person, since: datetime, now: datetime) -> list[Item]:
    SPOKEN.append(get_language() or "")
    if str(person.pk) in BROKEN:
        raise LookupError
    return [item for whose, item in NEWS if whose in {None, person} and since < item.at <= now]


def item(kind: NewsKind = SUBMITTED, text: str = "Chez Paul a déposé", at: datetime = NOW) -> Item:
    return Item(kind, text, "/dossiers/", at)


def values(kind: MailKind, **chosen: str) -> dict[str, str]:
    """Every name that its template may hold, shown between signs that no template has."""
    return {name: f"<{name}>" for name in TEMPLATE_NAMES[kind.id]} | chosen


def sent_to(
    person: Person,
    kind: MailKind = ADMISSIBLE,
    *,
    about: Subject | None = None,
    programme: Programme | None = None,
    occasion: str = "",
) -> Mail:
    return mails.send(
        kind,
        person,
        about=about or person.journal_subject,
        programme=programme,
        values=values(kind),
        now=NOW,
        actor="somebody",
        occasion=occasion,
    )


def account_request(region: str = "53", structure: str = "Chez Paul", made_at: datetime = NOW) -> AccountRequest:
    return AccountRequest.objects.create(
        email="demande@essai.example",
        full_name="Personne Demandeuse",
        role="structure_editor",
        structure_name=structure,
        siren=siren(int(made_at.timestamp()) % 1_000_000),
        city="Essai",
        region=region,
        made_at=made_at,
    )
