"""The official's first page: what they received and nothing else, what waits for them first."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import partial

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from poincon.campaigns.models import Campaign
from poincon.casework.models import Assignment
from poincon.casework.querysets import QueuePlace, queue_of, with_handler
from poincon.correspondence import exchanges
from poincon.correspondence.models import DossierMessage
from poincon.dossiers.enums import Event, State
from poincon.dossiers.models import Dossier
from poincon.people.enums import Role
from poincon.people.models import Membership, Person
from tests.admissibility.factories import ELSEWHERE, REGION, address, officer, signed_in
from tests.casework.desk import (
    Desk,
    day,
    desk,
    examined_campaign,
    give,
    leave,
    ministry,
    moved,
    queries,
    received,
    to_correct,
)
from tests.dossiers.factories import campaign, dossier, many_dossiers, structure
from tests.pages import flat
from tests.people.makers import give as give_role
from tests.people.makers import person
from tests.platform_fixtures import NOW

pytestmark = pytest.mark.django_db
MOST = 10_000
QUEUE = "casework:queue"


def page_of(someone: Person, **query: str) -> str:
    response = signed_in(someone).get(reverse(QUEUE), query)
    assert response.status_code == 200
    return flat(response.content.decode())


def numbers(page: str) -> list[str]:
    """The dossiers that a page lists, in its order."""
    return re.findall(r'class="under">(\S+) ·', page)


def counted(page: str, name: str) -> dict[str, int]:
    """The choices of one filter, with what is counted beside."""
    match = re.search(rf'<select id="filtre-{name}".*?</select>', page, re.DOTALL)
    assert match is not None, name
    return {
        label: int(count) for label, count in re.findall(r"<option[^>]*>([^<(]*?) \((\d+)\)</option>", match.group())
    }


@pytest.fixture
def two_regions() -> dict[str, Dossier]:
    first, second = campaign(title="Première campagne"), campaign(title="Seconde campagne", year=2022)
    return {
        "here": dossier(structure("Ici Alpha", "53"), first, submitted=True),
        "here too": dossier(structure("Ici Bravo", "53"), first, submitted=True),
        "draft": dossier(structure("Ici Brouillon", "53"), first),
        "elsewhere": dossier(structure("Là-bas Alpha", "84"), first, submitted=True),
        "elsewhere in another": dossier(structure("Là-bas Charlie", "84"), second, submitted=True),
    }


# who sees it, and what


@pytest.mark.parametrize("route", ["queue", "load"])
@pytest.mark.parametrize(
    ("role", "scope"),
    [(Role.COMMITTEE_MEMBER, "53"), (Role.EXPERT, None), (Role.ADMINISTRATOR, None), (None, None)],
    ids=str,
)
def test_who_receives_nothing_has_no_queue(role: Role | None, scope: str | None, route: str) -> None:
    someone = person((role, scope)) if role else person()
    client = signed_in(someone)
    assert client.get(reverse(f"casework:{route}")).status_code == 404
    assert client.post(reverse("casework:assign_many"), {"officer": "moi"}).status_code == 404


def test_a_structure_has_no_queue() -> None:
    ours = structure()
    for someone in (ours.head, ours.editor):
        assert signed_in(someone).get(reverse(QUEUE)).status_code == 404


def test_a_region_lists_and_counts_its_own(two_regions: dict[str, Dossier]) -> None:
    page = page_of(officer())
    assert "2 dossiers reçus" in page
    assert counted(page, "campagne") == {"Première campagne": 2}
    assert sorted(numbers(page)) == sorted(two_regions[name].number for name in ("here", "here too"))
    for hidden in ("Brouillon", "Là-bas", "Seconde campagne"):
        assert hidden not in page
    assert "filtre-region" not in page


def test_the_ministry_lists_every_region_and_no_draft(two_regions: dict[str, Dossier]) -> None:
    page = page_of(ministry())
    assert "4 dossiers reçus" in page
    assert counted(page, "campagne") == {"Première campagne": 3, "Seconde campagne": 1}
    assert counted(page, "region") == {"Bretagne": 2, "Auvergne-Rhône-Alpes": 2}
    assert set(numbers(page)) == {dossier.number for name, dossier in two_regions.items() if name != "draft"}
    assert sorted(numbers(page_of(ministry(), region="84"))) == sorted(
        two_regions[name].number for name in ("elsewhere", "elsewhere in another")
    )


@pytest.mark.parametrize("query", ["Là-bas", "Charlie", "Brouillon", "%", "_", "' OR 1=1 --", "\\", "ALPHA%"])
def test_a_search_finds_nothing_of_others(two_regions: dict[str, Dossier], query: str) -> None:
    page = page_of(officer(), q=query)
    assert "0 dossier" in page
    assert "Aucun dossier ne répond à ces filtres" in page
    assert not [dossier for dossier in two_regions.values() if dossier.number in page]


def test_a_search_finds_by_name_and_by_number(two_regions: dict[str, Dossier]) -> None:
    someone = officer()
    for query in ("alpha", two_regions["here"].number, two_regions["here"].number.lower()):
        page = page_of(someone, q=query)
        assert "1 dossier reçu" in page
        assert "Ici Alpha" in page


@pytest.mark.parametrize(
    "query",
    [
        {"q": "\0"},
        {"q": "\ud7ff" * 5000},
        {"campagne": "999999999999999999999999"},
        {"campagne": "999999999"},
        {"campagne": "-1"},
        {"campagne": "²"},
        {"campagne": "1 OR 1"},
        {"etat": "draft"},
        {"etat": "\0"},
        {"attribue": "x"},
        {"attribue": "00000000-0000-0000-0000-000000000000"},
        {"attribue": "{00000000-0000-0000-0000-000000000000}"},
        {"region": "84"},
        {"region": "<script>"},
        {"voir": "x"},
        {"tri": "password"},
        {"tri": "--structure"},
        {"page": "9999999999999999999999"},
        {"page": "-1"},
        {"page": "x"},
    ],
    ids=lambda query: "".join(query)[:20],
)
def test_what_an_address_may_hold_never_breaks_the_queue(
    two_regions: dict[str, Dossier], query: dict[str, str]
) -> None:
    page = page_of(officer(), **query)
    assert "Là-bas" not in page
    assert "Brouillon" not in page
    assert "<script>" not in page.replace('<script type="module"', "")


def test_the_filter_of_a_campaign_shows_nothing_of_another_region(two_regions: dict[str, Dossier]) -> None:
    hidden = two_regions["elsewhere in another"].campaign_id
    page = page_of(officer(), campagne=str(hidden))
    assert "0 dossier" in page
    assert "Seconde campagne" not in page


def test_the_filter_of_a_colleague_names_nobody_of_another_region(two_regions: dict[str, Dossier]) -> None:
    far = officer("Yann Ailleurs", ELSEWHERE)
    give(two_regions["elsewhere"], far)
    page = page_of(officer(), attribue=str(far.pk))
    assert "0 dossier" in page
    assert "Yann" not in page


def test_an_officer_who_is_also_of_a_structure_counts_what_was_received_only() -> None:
    own = structure("La mienne", "84")
    give_role(own.head, Role.REGIONAL_OFFICER, "53")
    dossier(own, campaign(title="Étals"))
    page = page_of(own.head)
    assert "0 dossier" in page
    assert "Étals (" not in page


def test_an_officer_does_not_examine_their_own_structure() -> None:
    own = structure("La mienne", REGION)
    give_role(own.head, Role.REGIONAL_OFFICER, REGION)
    own_dossier = dossier(own, examined_campaign(), submitted=True)
    assert "0 dossier" in page_of(own.head)
    assert signed_in(own.head).get(address("notes", own_dossier)).status_code == 404
    assert signed_in(own.head).get(address("assign", own_dossier)).status_code == 404


def test_an_officer_of_one_programme_receives_that_one_only() -> None:
    here = desk()
    limited = officer()
    Membership.objects.filter(person=limited).update(programme="autre")
    assert "0 dossier" in page_of(limited)
    Membership.objects.filter(person=limited).update(programme="marche")
    assert numbers(page_of(limited)) == [here.dossier.number]


# what waits comes first


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
    now = timezone.now()
    places = {dossier.pk: vars(dossier)["place"] for dossier in queue_of(here.ines, timezone.localdate(now), now)}
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
    now = timezone.now()
    place = {
        reader: vars(queue_of(reader, timezone.localdate(now), now).get())["place"] for reader in (here.ines, here.paul)
    }
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


# the condition of the queue is that of the permissions


def test_who_handles_a_dossier_holds_it_exactly_as_they_would_receive_it() -> None:
    """One condition told twice, in a queryset for one person and in SQL for each row: both must agree."""
    into, other = examined_campaign(), campaign(title="Autre")
    dossiers = [received("Ici", into), received("Là", into, ELSEWHERE), received("Autre", other)]
    roles = [
        (Role.REGIONAL_OFFICER, REGION),
        (Role.MINISTRY, None),
        (Role.COMMITTEE_MEMBER, REGION),
        (Role.EXPERT, None),
    ]
    someone = []
    for role, scope in roles:
        for programme in ("", "marche", "autre"):
            official = person((role, scope))
            Membership.objects.filter(person=official).update(programme=programme)
            someone.append(official)
    for starts, ends in ((1, None), (-9, -1), (-9, 0), (0, 0)):
        official = person((Role.REGIONAL_OFFICER, REGION))
        until = None if ends is None else day() + timedelta(days=ends)
        Membership.objects.filter(person=official).update(starts=day() + timedelta(days=starts), ends=until)
        someone.append(official)
    for each in dossiers:
        for official in someone:
            Assignment.objects.update_or_create(dossier=each, defaults={"officer": official, "starts_at": NOW})
            handled = vars(with_handler(Dossier.objects.filter(pk=each.pk), day()).get())["handler"]
            receives = (
                Dossier.objects.received_by(Person.objects.get(pk=official.pk), day()).filter(pk=each.pk).exists()
            )
            assert (handled == official.pk) == receives, (each.organisation.name, official.memberships.get())


# as many queries for one as for ten thousand


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


QUERIES = ("", "?q=tal", "?page=2", "?tri=-depuis", "?voir=messages", "?attribue=moi&tri=echeance")


def test_the_queue_and_the_load_cost_the_same_for_any_number() -> None:
    """One population for all of them: making it costs far more than asking."""
    into, someone = examined_campaign(), officer()
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
    from poincon.casework.views.queue import ORDER
    from poincon.dossiers.enums import RECEIVED

    assert set(ORDER) == {*RECEIVED, State.WITHDRAWN}
