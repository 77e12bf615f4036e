"""Pages that give dossiers to officials: of a dossier, of several at once, of who has how much."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from poincon.casework.assignments import handling
from poincon.casework.models import Assignment
from poincon.dossiers.enums import Event
from poincon.dossiers.models import Dossier
from poincon.people.enums import Role
from poincon.people.models import Person
from tests.admissibility.factories import ELSEWHERE, address, officer, signed_in
from tests.casework.desk import (
    desk,
    give,
    leave,
    ministry,
    moved,
    received,
    to_correct,
)
from tests.people.makers import person

django_db = pytest.mark.django_db


@django_db
def test_the_page_takes_the_dossier_and_says_so_once() -> None:
    here = desk()
    client, url = signed_in(here.ines), address("assign", here.dossier)
    page = client.get(url).content.decode()
    assert "Personne n’instruit encore ce dossier." in page
    assert 'value="moi"' in page
    assert "Paul Ost" in page
    answer = client.post(url, {"officer": "moi", "seen": ""})
    assert answer.status_code == 302
    assert handling(here.dossier, timezone.now()).officer == here.ines
    assert "Vous instruisez ce dossier depuis le " in client.get(url).content.decode()


@django_db
def test_the_page_tells_the_second_who_has_it_and_lets_them_choose_again() -> None:
    here = desk()
    url = address("assign", here.dossier)
    signed_in(here.paul).post(url, {"officer": "moi", "seen": ""})
    answer = signed_in(here.ines).post(url, {"officer": "moi", "seen": ""})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Paul Ost a pris ce dossier le " in page
    assignment_id = str(Assignment.objects.get().pk)
    assert f'name="seen" value="{assignment_id}"' in page
    assert signed_in(here.ines).post(url, {"officer": "moi", "seen": assignment_id}).status_code == 302
    assert handling(here.dossier, timezone.now()).officer == here.ines


@django_db
def test_what_nobody_handles_is_taken_from_its_home_by_who_may_examine_it() -> None:
    here, button = desk(), "Je m’en charge"
    home = address("show", here.dossier)
    assert button in signed_in(here.ines).get(home).content.decode()
    assert button not in signed_in(person((Role.MINISTRY, None))).get(home).content.decode()  # reads, examines nothing
    answer = signed_in(here.ines).post(address("assign", here.dossier), {"officer": "moi", "seen": ""}, follow=True)
    assert "Vous instruisez ce dossier depuis le " in answer.content.decode()
    for official in (here.ines, here.paul):
        assert button not in signed_in(official).get(home).content.decode()


@django_db
@pytest.mark.parametrize("value", ["", "x", "\0", "00000000-0000-0000-0000-000000000000"])
def test_the_page_asks_again_for_somebody_who_is_not_there(value: str) -> None:
    here = desk()
    answer = signed_in(here.ines).post(address("assign", here.dossier), {"officer": value, "seen": ""})
    assert answer.status_code == 422
    assert "Choisissez qui instruit ce dossier" in answer.content.decode()
    assert Assignment.objects.count() == 0


def ticked(*dossiers: Dossier) -> list[str]:
    return [f"{dossier.pk}:{handling(dossier, timezone.now()).seen}" for dossier in dossiers]


@django_db
def test_several_dossiers_are_given_at_once_from_the_queue() -> None:
    here = desk()
    more = [received(f"Reçu {each}", here.campaign) for each in range(3)]
    chosen = [here.dossier, *more[:2]]
    body = {"dossier": ticked(*chosen), "officer": str(here.paul.pk), "retour": "etat=submitted&page=2"}
    answer = signed_in(here.ines).post(reverse("casework:assign_many"), body)
    assert answer["Location"] == "/region/?etat=submitted&page=2"
    assert {assignment.dossier_id for assignment in Assignment.objects.filter(officer=here.paul)} == {
        dossier.pk for dossier in chosen
    }
    assert Assignment.objects.count() == 3


@django_db
def test_of_several_those_taken_meanwhile_stay_with_who_took_them_and_are_named() -> None:
    here = desk()
    other = received("Prise", here.campaign)
    boxes = ticked(here.dossier, other)
    give(other, here.paul, now=timezone.now())
    answer = signed_in(here.ines).post(reverse("casework:assign_many"), {"dossier": boxes, "officer": "moi"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Vous instruisez ce dossier." in page
    assert "Un dossier n’a pas été attribué" in page
    assert f"Prise, {other.number}" in page
    assert "Paul Ost a pris ce dossier" in page
    assert handling(here.dossier, timezone.now()).officer == here.ines
    assert handling(other, timezone.now()).officer == here.paul


@django_db
def test_of_several_none_is_given_when_one_is_not_theirs_to_give() -> None:
    here = desk()
    far = received("Loin", here.campaign, ELSEWHERE)
    body = {"dossier": ticked(here.dossier, far), "officer": "moi"}
    assert signed_in(here.ines).post(reverse("casework:assign_many"), body).status_code == 404
    assert Assignment.objects.count() == 0


@django_db
@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"officer": "moi"}, 422),
        ({"dossier": ["x"], "officer": "moi"}, 404),
        ({"dossier": ["\0:"], "officer": "moi"}, 404),
        ({"dossier": ["00000000-0000-0000-0000-000000000000:"], "officer": "moi"}, 404),
        ({}, 422),
    ],
)
def test_what_a_forged_form_may_hold_breaks_nothing(body: dict[str, Any], status: int) -> None:
    someone = desk().ines
    assert signed_in(someone).post(reverse("casework:assign_many"), body).status_code == status


@django_db
def test_nobody_chosen_is_asked_again_and_the_way_back_stays_in_the_queue() -> None:
    here = desk()
    body = {"dossier": ticked(here.dossier), "officer": "?", "retour": "//ailleurs.example/?a=b"}
    answer = signed_in(here.ines).post(reverse("casework:assign_many"), body)
    assert answer.status_code == 422
    assert "Choisissez une personne." in answer.content.decode()
    assert 'href="//' not in answer.content.decode()


def load_of(someone: Person) -> str:
    response = signed_in(someone).get(reverse("casework:load"))
    assert response.status_code == 200
    return str(response.content.decode())


@django_db
def test_the_load_counts_what_each_colleague_has_in_hand_by_state() -> None:
    here, now = desk(), timezone.now()
    dossiers = [received(f"Reçu {each}", here.campaign) for each in range(6)]
    for own_dossier in dossiers[:4]:
        give(own_dossier, here.paul)
    to_correct(dossiers[0], here.ines, now - timedelta(days=1))
    to_correct(dossiers[1], here.ines, now + timedelta(days=1))
    moved(dossiers[2], Event.DECLARE_COMPLETE, by=here.ines)
    leaver = officer()
    give(dossiers[4], leaver)
    leave(leaver, now)
    moved(dossiers[5], Event.DECLARE_COMPLETE, Event.ADMIT, by=here.ines)  # over: no longer in hand
    page = load_of(here.ines)
    row = page[page.index(">Paul Ost<") : page.index("</tr>", page.index(">Paul Ost<"))]
    cells = [cell.split("</td>")[0].replace('<strong class="missing">', "") for cell in row.split('class="number"')[1:]]
    assert [int(cell.partition(">")[2].partition("<")[0]) for cell in cells] == [4, 1, 2, 1, 1]
    assert "1 dossier est à attribuer" in page
    assert "1 dossier est à réattribuer" in page
    assert ">Inès Région<" in page


@django_db
def test_the_load_counts_and_names_nothing_of_another_region() -> None:
    here, far = desk(), officer("Yann Ailleurs", ELSEWHERE)
    give(received("Loin", here.campaign, ELSEWHERE), far)
    received("Loin aussi", here.campaign, ELSEWHERE)
    page = load_of(here.ines)
    assert "Yann" not in page
    assert "1 dossier est à attribuer" in page
    national = load_of(ministry())
    assert "Yann Ailleurs" in national
    assert "2 dossiers sont à attribuer" in national
