"""What officials and structures are told of in the digest: from the same querysets as the pages, and no more."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from poincon.casework import news as casework_news
from poincon.casework.departures import release
from poincon.casework.news_kinds import ASSIGNED, UNASSIGNED
from poincon.correspondence import exchanges
from poincon.correspondence import news as correspondence_news
from poincon.correspondence.models import DossierMessage
from poincon.correspondence.news_kinds import MESSAGE
from poincon.dossiers.enums import Event
from poincon.dossiers.models import ChangeRequest, Dossier
from poincon.dossiers.news_kinds import CORRECTION_LATE
from poincon.notifications.items import Item
from poincon.notifications.kinds import NewsKind
from poincon.people.enums import Role
from poincon.people.models import Person
from tests.admissibility.factories import ELSEWHERE, REGION, address, officer, signed_in
from tests.casework.desk import Desk, desk, give, leave, ministry, moved, received, to_correct
from tests.people.makers import give as give_role
from tests.people.makers import person
from tests.platform_fixtures import NOW

pytestmark = pytest.mark.django_db
SINCE = NOW - timedelta(days=1)
LATER = NOW + timedelta(hours=1)


def news(someone: Person, since: datetime, now: datetime) -> list[Item]:
    """Of both rooms: each tells one side of the messages of the other."""
    return [*correspondence_news.news(someone, since, now), *casework_news.news(someone, since, now)]


def told(someone: Person, since: datetime = SINCE, now: datetime = LATER) -> dict[NewsKind, list[str]]:
    texts: dict[NewsKind, list[str]] = {}
    for item in news(Person.objects.get(pk=someone.pk), since, now):
        texts.setdefault(item.kind, []).append(item.text)
        assert since < item.at <= now
        assert item.url.startswith(("/instruction/", "/dossiers/"))
    return texts


def strangers(here: Desk) -> list[Person]:
    """Everybody who sees nothing of the dossier of that region."""
    former = officer()
    leave(former)
    return [
        officer(region=ELSEWHERE),
        person((Role.COMMITTEE_MEMBER, REGION)),
        person((Role.EXPERT, None)),
        person((Role.ADMINISTRATOR, None)),
        person(),
        former,
        received("Loin", here.campaign, ELSEWHERE).created_by,
    ]


@pytest.fixture
def here() -> Desk:
    return desk()


# messages


def test_each_side_is_told_of_the_messages_of_the_other(here: Desk) -> None:
    number = here.dossier.number
    exchanges.send(here.dossier.pk, "Bonjour", [], here.structure.head, NOW)
    exchanges.send(here.dossier.pk, "Encore", [], here.structure.editor, NOW)
    exchanges.send(here.dossier.pk, "Bonjour à vous", [], here.ines, NOW)
    own = {MESSAGE: [f"Le service qui instruit vous a écrit au sujet du dossier {number}"]}
    theirs = {MESSAGE: [f"Maison Alpha vous a écrit 2 messages au sujet du dossier {number}"]}
    assert told(here.structure.head) == told(here.structure.editor) == own
    assert told(here.ines) == told(here.paul) == told(ministry()) == theirs
    for someone in strangers(here):
        assert told(someone) == {}


def test_a_request_taken_back_is_told_by_its_mail_and_not_again(here: Desk) -> None:
    to_correct(here.dossier, here.ines, NOW + timedelta(days=9))
    moved(here.dossier, Event.TAKE_BACK, by=here.ines, now=NOW)
    assert told(here.structure.head) == told(here.structure.editor) == {}


def test_a_message_never_tells_what_it_says(here: Desk) -> None:
    exchanges.send(here.dossier.pk, "un secret d’atelier", [], here.structure.head, NOW)
    assert "secret" not in str(told(here.ines))


def test_what_was_read_or_is_older_or_comes_later_is_no_news(here: Desk) -> None:
    exchanges.send(here.dossier.pk, "Bonjour", [], here.structure.head, NOW)
    exchanges.mark_read(here.dossier, here.ines, list(DossierMessage.objects.all()))
    assert told(here.ines) == {}
    assert told(here.paul, since=NOW) == {}
    assert told(here.paul, now=NOW - timedelta(seconds=1)) == {}
    assert MESSAGE in told(here.paul, now=NOW)


def test_the_messages_of_a_colleague_s_dossier_are_the_colleague_s(here: Desk) -> None:
    give(here.dossier, here.paul)
    exchanges.send(here.dossier.pk, "Bonjour", [], here.structure.head, NOW)
    assert MESSAGE in told(here.paul)
    assert MESSAGE not in told(here.ines)
    leave(here.paul)
    assert told(here.paul) == {}
    assert MESSAGE in told(here.ines)  # nobody's now: everybody is told


def test_notes_of_officials_are_nobody_s_news(here: Desk) -> None:
    exchanges.add_note(here.dossier.pk, "entre agents", here.ines, NOW)
    for someone in (here.structure.head, here.structure.editor, here.paul, *strangers(here)):
        assert told(someone) == {}


def test_who_is_on_both_sides_of_a_dossier_is_told_as_its_structure(here: Desk) -> None:
    both = here.structure.head
    give_role(both, Role.REGIONAL_OFFICER, REGION)
    exchanges.send(here.dossier.pk, "Bonjour", [], here.structure.editor, NOW)
    assert told(both) == {}
    exchanges.send(here.dossier.pk, "Bonjour à vous", [], here.ines, NOW)
    assert list(told(both)) == [MESSAGE]


# assignments


def test_who_is_given_a_dossier_is_told_and_not_who_takes_it(here: Desk) -> None:
    give(here.dossier, here.paul, by=here.ines)
    mine = received("Prise", here.campaign)
    give(mine, here.ines)
    text = f"Inès Région vous a confié le dossier {here.dossier.number} de Maison Alpha"
    assert told(here.paul) == {ASSIGNED: [text]}
    assert told(here.ines) == {}
    for someone in strangers(here):
        assert told(someone) == {}


def test_what_is_no_longer_theirs_is_no_longer_news_of_having_been_given(here: Desk) -> None:
    give(here.dossier, here.paul, by=here.ines)
    give(here.dossier, here.ines, now=NOW + timedelta(minutes=1))
    text = f"Le dossier {here.dossier.number} de Maison Alpha ne vous est plus confié"
    assert told(here.paul) == {UNASSIGNED: [text]}
    assert told(here.ines) == {}


def test_who_gave_their_own_dossier_to_a_colleague_is_told_nothing(here: Desk) -> None:
    give(here.dossier, here.paul, now=NOW - timedelta(days=3))
    give(here.dossier, here.ines, by=here.paul)
    assert told(here.paul) == {}


def test_colleagues_are_told_what_nobody_handles_any_more(here: Desk) -> None:
    give(here.dossier, here.paul, now=NOW - timedelta(days=3))
    leave(here.paul)
    release(NOW)
    text = f"Le dossier {here.dossier.number} de Maison Alpha est à attribuer : Paul Ost ne l’instruit plus"
    assert told(here.ines) == told(ministry()) == {UNASSIGNED: [text]}
    assert told(here.paul) == {}
    assert told(here.structure.head) == {}
    for someone in strangers(here):
        assert told(someone) == {}
    give(here.dossier, here.ines, now=NOW + timedelta(minutes=1))
    assert told(here.ines) == {}


def test_a_dossier_that_was_withdrawn_waits_for_nobody(here: Desk) -> None:
    give(here.dossier, here.paul, now=NOW - timedelta(days=3))
    moved(here.dossier, Event.WITHDRAW, by=here.structure.head)
    leave(here.paul)
    release(NOW)
    assert told(here.ines) == {}


# corrections


def test_a_late_correction_is_told_to_who_handles_the_dossier(here: Desk) -> None:
    to_correct(here.dossier, here.ines, NOW)
    text = f"Maison Alpha n’a pas déposé à temps les compléments demandés sur le dossier {here.dossier.number}"
    assert told(here.ines) == told(here.paul) == {CORRECTION_LATE: [text]}
    give(here.dossier, here.paul, now=NOW - timedelta(days=3))
    assert CORRECTION_LATE in told(here.paul)
    assert told(here.ines) == {}
    assert CORRECTION_LATE not in told(here.structure.head)
    for someone in strangers(here):
        assert told(someone) == {}
    ChangeRequest.objects.update(ended_at=NOW)
    assert told(here.paul) == {}


# as many queries for one as for many


@pytest.mark.parametrize("whose", ["official", "structure"])
def test_news_cost_the_same_for_any_number(here: Desk, whose: str) -> None:
    def happen(dossier: Dossier) -> None:
        exchanges.send(dossier.pk, "Bonjour", [], dossier.created_by, NOW)
        give(dossier, here.paul, by=here.ines)

    def cost(since: datetime) -> int:
        someone = here.paul if whose == "official" else here.structure.head
        read = Person.objects.prefetch_related("memberships__organisation").get(pk=someone.pk)
        with CaptureQueriesContext(connection) as captured:
            assert news(read, since, LATER)
        return len(captured)

    happen(here.dossier)
    exchanges.send(here.dossier.pk, "Bonjour", [], here.ines, NOW)
    alone = cost(SINCE)
    for each in range(10):
        happen(received(f"Reçu {each}", here.campaign))
    assert cost(SINCE) == alone <= 8


def test_news_are_among_those_of_the_digest_in_either_language(here: Desk) -> None:
    assert {"poincon.correspondence.news.news", "poincon.casework.news.news"} <= set(settings.NEWS_SOURCES)
    exchanges.send(here.dossier.pk, "Bonjour", [], here.structure.head, NOW)
    with override("en"):
        assert here.dossier.number in news(here.ines, SINCE, LATER)[0].text


def test_the_addresses_of_news_open_for_who_is_told(here: Desk) -> None:
    exchanges.send(here.dossier.pk, "Bonjour", [], here.structure.head, NOW)
    exchanges.send(here.dossier.pk, "Bonjour", [], here.ines, NOW)
    give(here.dossier, here.paul, by=here.ines)
    for someone in (here.paul, here.structure.head):
        items = news(someone, SINCE, LATER)
        assert address("messages", here.dossier) in {item.url for item in items}
        for item in items:
            assert signed_in(someone).get(item.url).status_code == 200
