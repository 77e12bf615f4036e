"""The official's first page: what waits for them first, filtered, sorted, for as many queries whatever their number."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import partial
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from poincon.campaigns.models import Campaign
from poincon.casework.assignments import Roster
from poincon.casework.criteria import Wanted
from poincon.casework.entries import relist_all
from poincon.casework.enums import QueuePlace
from poincon.casework.listing import counted_queue
from poincon.casework.models import Assignment
from poincon.correspondence import exchanges
from poincon.correspondence.models import DossierMessage
from poincon.dossiers.enums import Event, State
from poincon.dossiers.models import Dossier
from poincon.people.enums import Role
from poincon.people.models import Person
from tests.admissibility.factories import REGION, officer
from tests.casework.desk import (
    Desk,
    desk,
    examined_campaign,
    give,
    leave,
    limited,
    moved,
    queries,
    received,
    to_correct,
)
from tests.casework.queue_pages import QUEUE, counted, numbers, page_of
from tests.dossiers.factories import campaign, dossier, many_dossiers, structure
from tests.people.makers import person
from tests.platform_fixtures import NOW

pytestmark = pytest.mark.django_db


MOST = 10_000


def busy(here: Desk) -> dict[str, Dossier]:
    """Ten dossiers of the region, in every place of Inès's queue."""
    into, now = here.campaign, timezone.now()
    late, head = now - timedelta(days=1), here.structure.head
    dossiers = {
        name: received(name, into)
        for name in ("over", "withdrawn", "with the structure", "a colleague's", "nobody's", "departed", "late", "mine")
    }
    dossiers["answered"] = here.dossier
    leaver = officer("Léa Partie")
    moved(dossiers["over"], Event.DECLARE_COMPLETE, Event.ADMIT, by=here.ines)
    moved(dossiers["withdrawn"], Event.WITHDRAW, by=head)
    to_correct(dossiers["with the structure"], here.ines, now + timedelta(days=9))
    give(dossiers["with the structure"], here.ines)
    give(dossiers["a colleague's"], here.paul)
    give(dossiers["departed"], leaver)
    leave(leaver, now)
    to_correct(dossiers["late"], here.ines, late)
    for name in ("mine", "late", "answered"):
        give(dossiers[name], here.ines)
    moved(dossiers["answered"], Event.ASK_CHANGES, Event.RESUBMIT, by=here.ines)
    return dossiers


def places_of(reader: Person) -> dict[UUID, QueuePlace]:
    """Where each dossier stands in somebody's queue."""
    now = timezone.now()
    counted = counted_queue(reader, now, Roster(timezone.localdate(now)), Wanted())
    return {pk: place.place for pk, place in counted.page("", [], 0, MOST).items()}


PLACES = {
    "answered": QueuePlace.ANSWERED,
    "mine": QueuePlace.MINE,
    "late": QueuePlace.MINE,
    "nobody's": QueuePlace.NOBODYS,
    "departed": QueuePlace.NOBODYS,
    "a colleague's": QueuePlace.OF_COLLEAGUES,
    "with the structure": QueuePlace.WITH_STRUCTURE,
    "over": QueuePlace.OVER,
    "withdrawn": QueuePlace.OVER,
}


def test_what_waits_for_me_comes_first_and_is_counted() -> None:
    here = desk()
    dossiers = busy(here)
    named = {dossier.pk: name for name, dossier in dossiers.items()}
    places = places_of(here.ines)
    assert {named[pk]: QueuePlace(place) for pk, place in places.items()} == PLACES
    page = page_of(here.ines)
    assert [places[Dossier.objects.get(number=number).pk] for number in numbers(page)] == sorted(places.values())
    text = re.sub(r"<[^>]+>|\s+", " ", page)
    for sentence in ("Ce qui m’attend 5 ", "Compléments reçus 1 ", "À attribuer 2 ", "Messages non lus 0 ", "Tous 9 "):
        assert re.sub(r"\s+", " ", sentence) in re.sub(r"\s+", " ", text)
    assert {named[Dossier.objects.get(number=number).pk] for number in numbers(page_of(here.ines, voir="attend"))} == {
        name for name, place in PLACES.items() if place <= QueuePlace.NOBODYS
    }
    assert numbers(page_of(here.ines, voir="complements")) == [dossiers["answered"].number]


def test_each_row_says_the_state_who_holds_it_who_has_it_and_until_when() -> None:
    here = desk()
    busy(here)
    text = page_of(here.ines)
    for sentence in (
        "Compléments reçus", "Compléments en retard", "À examiner", "À attribuer", "À réattribuer",
        "Léa Partie ne l’instruit plus", "Paul Ost", "Vous", "chez la structure", "chez le service", "terminé",
        "En retard :", "avant le ", "dans 8 jours", "(heure de Paris)", "Recevable",
        "Retiré",
    ):  # fmt: skip
        assert escape(sentence) in text, sentence


def test_filters_tell_the_state_and_who_has_it() -> None:
    here = desk()
    dossiers = busy(here)
    page = page_of(here.ines)
    assert counted(page, "etat") == {"déposé": 5, "à compléter": 2, "recevable": 1, "retiré": 1}
    assert counted(page, "attribue") == {"Moi": 4, "Personne": 4, "Paul Ost": 1}
    assert numbers(page_of(here.ines, attribue=str(here.paul.pk))) == [dossiers["a colleague's"].number]
    assert numbers(page_of(here.ines, etat="admissible")) == [dossiers["over"].number]
    both = page_of(here.ines, etat="submitted", attribue="personne")
    assert set(numbers(both)) == {dossiers["nobody's"].number, dossiers["departed"].number}
    # What is counted beside a choice follows the other filters, not its own.
    assert counted(both, "etat") == {"déposé": 2, "recevable": 1, "retiré": 1}
    assert counted(both, "attribue") == {"Moi": 2, "Personne": 2, "Paul Ost": 1}


def test_the_same_dossier_waits_for_one_and_not_for_the_other() -> None:
    here = desk()
    give(here.dossier, here.paul)
    place = {reader: places_of(reader)[here.dossier.pk] for reader in (here.ines, here.paul)}
    assert place == {here.ines: QueuePlace.OF_COLLEAGUES, here.paul: QueuePlace.MINE}


def test_what_nobody_examines_waits_for_nobody() -> None:
    """A self-assessment is over once it is handed over: its programme names nobody who would examine it."""
    self_assessment = dossier(structure("Seule", REGION), campaign(), submitted=True)
    page = page_of(officer())
    assert numbers(page) == [self_assessment.number]
    assert "À attribuer</span>" not in page
    assert "terminé" in page
    assert f'value="{self_assessment.pk}:' not in page


def test_of_what_is_over_the_latest_comes_first() -> None:
    into, someone = examined_campaign(), officer()
    dossiers = [received(f"Reçu {number}", into) for number in range(3)]
    for days, concluded in zip((2, 0, 1), dossiers, strict=True):
        moved(concluded, Event.DECLARE_COMPLETE, Event.ADMIT, by=someone, now=NOW + timedelta(days=days))
    assert numbers(page_of(someone)) == [dossiers[place].number for place in (0, 2, 1)]


@pytest.mark.parametrize("sort", ["structure", "etat", "depuis", "echeance", "attribue"])
def test_headers_sort_both_ways(sort: str) -> None:
    here = desk()
    busy(here)
    up, down = (numbers(page_of(here.ines, tri=each)) for each in (sort, f"-{sort}"))
    assert sorted(up) == sorted(down) == sorted(dossier.number for dossier in Dossier.objects.all())
    assert up != down
    if sort == "structure":
        names = [Dossier.objects.get(number=number).organisation.name for number in up]
        assert [name.casefold() for name in names] == sorted(name.casefold() for name in names)
    page = page_of(here.ines, tri=sort)
    assert page.count('aria-sort="ascending"') == 1
    assert f"?tri=-{sort}" in page


def test_a_header_keeps_the_filters_and_a_filter_keeps_the_sorting() -> None:
    here = desk()
    page = page_of(here.ines, etat="submitted", tri="structure")
    assert "?etat=submitted&amp;tri=-structure" in page
    assert '<input type="hidden" name="tri" value="structure">' in page


def test_unread_messages_are_those_of_the_structure_that_the_person_has_not_read() -> None:
    here = desk()
    exchanges.send(here.dossier.pk, "Bonjour", [], here.structure.head, NOW)
    exchanges.send(here.dossier.pk, "Entre nous, non", [], here.paul, NOW)
    assert "1 non lu<" in page_of(here.ines)
    exchanges.mark_read(here.dossier, here.ines, list(DossierMessage.objects.all()))
    assert "non lu<" not in page_of(here.ines)
    assert "1 non lu<" in page_of(here.paul)
    assert numbers(page_of(here.paul, voir="messages")) == [here.dossier.number]
    assert numbers(page_of(here.ines, voir="messages")) == []


def test_an_empty_queue_says_what_will_be_there() -> None:
    page = page_of(officer())
    assert "0 dossier reçu<" in page
    assert "Aucun dossier</p>" in page
    assert "seront ici" in page


def test_when_nothing_waits_the_list_of_what_waits_says_so() -> None:
    page = page_of(officer(), voir="attend")
    assert "Rien ne vous attend" in page
    assert "Aucun dossier ne répond" not in page
    assert "Aucun dossier ne répond" in page_of(officer(), voir="attend", q="rien")


def test_the_work_of_who_administers_begins_at_the_persons(client: Client) -> None:
    client.force_login(person((Role.ADMINISTRATOR, None)))
    assert client.get(reverse("home_of_person"))["Location"] == reverse("people:persons")


def test_the_work_of_an_official_begins_at_the_queue(client: Client) -> None:
    client.force_login(officer())
    assert client.get(reverse("home_of_person"))["Location"] == reverse(QUEUE)


def many(into: Campaign, number: int, someone: Person) -> None:
    """Received dossiers, all assigned, each with a message and a request for changes."""
    earlier_dossiers = set(Dossier.objects.values_list("pk", flat=True))
    many_dossiers(into, number)
    fresh = Dossier.objects.exclude(pk__in=earlier_dossiers) if earlier_dossiers else Dossier.objects.all()
    dossiers = list(fresh.only("pk"))
    Assignment.objects.bulk_create(Assignment(dossier=dossier, officer=someone, starts_at=NOW) for dossier in dossiers)
    DossierMessage.objects.bulk_create(
        DossierMessage(dossier=dossier, author=dossier.created_by, from_authority=False, text="a", made_at=NOW)
        for dossier in Dossier.objects.filter(pk__in=[each.pk for each in dossiers[:200]]).select_related("created_by")
    )
    relist_all()


QUERIES = ("", "?q=tal", "?page=2", "?tri=-depuis", "?voir=messages", "?attribue=moi&tri=echeance")


def test_the_queue_and_the_load_cost_the_same_for_any_number() -> None:
    """One population for all of them: making it costs far more than asking."""
    into, someone = examined_campaign(), limited(officer())
    limited(officer("Léa Ailleurs"), "autre")
    pages = [reverse(QUEUE) + query for query in QUERIES] + [reverse("casework:load")]
    counts: dict[str, set[int]] = {page: set() for page in pages}

    def ask(page: str, client: Client) -> None:
        assert client.get(page).status_code == 200

    for more in (1, 99, MOST - 100):
        many(into, more, someone)
        for _each in range(3):
            give(received(f"Reçu {more}-{_each}", into), officer())
        for page in pages:
            counts[page].add(queries(someone, partial(ask, page)))
    assert {page: len(each) for page, each in counts.items()} == dict.fromkeys(pages, 1), counts
    load = counts.pop(pages[-1])
    assert max(map(max, counts.values())) <= 18
    assert max(load) <= 8


def test_states_are_all_in_the_order_of_the_filter() -> None:
    from poincon.casework.listing import STATES
    from poincon.dossiers.enums import RECEIVED

    assert set(STATES) == {*RECEIVED, State.WITHDRAWN}
