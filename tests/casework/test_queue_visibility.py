"""Who sees a queue, and what in it: the dossiers that a person received and no others, whatever the address."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from poincon.casework.models import Assignment
from poincon.casework.querysets import with_handler
from poincon.dossiers.models import Dossier
from poincon.people.enums import Role
from poincon.people.models import Membership, Person
from tests.admissibility.factories import ELSEWHERE, REGION, address, officer, signed_in
from tests.casework.desk import (
    day,
    desk,
    examined_campaign,
    give,
    ministry,
    received,
)
from tests.casework.queue_pages import QUEUE, counted, numbers, page_of
from tests.dossiers.factories import campaign, dossier, structure
from tests.people.makers import give as give_role
from tests.people.makers import person
from tests.platform_fixtures import NOW

pytestmark = pytest.mark.django_db


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
