"""Who handles a dossier: one person at a time, told to everybody, worth nothing once their role is over."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from poincon.admissibility.permissions import may_instruct
from poincon.cahier.model import Phase
from poincon.casework.assignments import AssignedMeanwhile, Roster, assign, handling
from poincon.casework.models import Assignment
from poincon.dossiers.enums import Event
from poincon.dossiers.models import Dossier
from poincon.journal.models import Act
from poincon.journal.verification import verify
from poincon.people.enums import Role
from poincon.people.models import Membership, Person
from poincon.workflow.refusals import NotAllowed
from tests.admissibility.factories import ELSEWHERE, REGION, address, officer, signed_in
from tests.casework.desk import day, desk, examined_campaign, give, leave, ministry, moved, received, to_correct
from tests.dossiers.factories import campaign, dossier, structure
from tests.people.makers import give as give_role
from tests.people.makers import person
from tests.platform_fixtures import NOW

django_db = pytest.mark.django_db
committing = pytest.mark.django_db(transaction=True)
WRITERS = 4


# taking, giving, giving back


@django_db
def test_taking_a_dossier_ends_whose_it_was_and_the_journal_tells_it_without_names() -> None:
    here = desk()
    assign(here.dossier.pk, here.paul, here.paul, NOW, shown_assignment="")
    later = NOW + timedelta(hours=1)
    assignment = assign(
        here.dossier.pk, here.ines, here.paul, later, shown_assignment=handling(here.dossier, later).seen
    )
    assert assignment is not None
    assert [
        (assignment.officer, assignment.starts_at, assignment.ends_at, assignment.assigned_by)
        for assignment in here.dossier.assignments.all()
    ] == [
        (here.paul, NOW, later, here.paul),
        (here.ines, later, None, here.paul),
    ]
    acts = Act.objects.filter(event__in=("dossier_assigned", "dossier_unassigned")).order_by("sequence")
    assert [(act.subject_kind, act.actor, act.details) for act in acts] == [
        ("dossier", str(here.paul.pk), {"officer": str(here.paul.pk), "before": None}),
        ("dossier", str(here.paul.pk), {"officer": str(here.ines.pk), "before": str(here.paul.pk)}),
    ]
    assert verify().acts == Act.objects.count()


@django_db
def test_a_double_click_gives_it_once() -> None:
    here = desk()
    first, second = (assign(here.dossier.pk, here.ines, here.ines, NOW, shown_assignment="") for _time in range(2))
    assert first == second
    assert Assignment.objects.count() == 1


@django_db
def test_giving_a_dossier_back_leaves_it_to_be_assigned() -> None:
    here = desk()
    give(here.dossier, here.ines)
    assert give(here.dossier, None, by=here.paul) is None
    assert handling(here.dossier, NOW).officer is None
    assert Act.objects.filter(event="dossier_unassigned").count() == 1
    assert give(here.dossier, None, by=here.paul) is None  # nothing to give back
    assert Act.objects.filter(event="dossier_unassigned").count() == 1


@django_db
def test_the_second_who_takes_it_is_told_who_has_it() -> None:
    here = desk()
    assign(here.dossier.pk, here.ines, here.ines, NOW, shown_assignment="")
    with pytest.raises(AssignedMeanwhile) as refusal:
        assign(here.dossier.pk, here.paul, here.paul, NOW, shown_assignment="")
    assert refusal.value.current is not None
    assert refusal.value.current.officer == here.ines
    assert handling(here.dossier, NOW).officer == here.ines


@committing
def test_of_several_who_take_it_at_once_one_has_it_and_the_others_are_told() -> None:
    here = desk()
    everybody = [officer() for _each in range(WRITERS)]

    def take(writer: int) -> Any:
        mine = everybody[writer]
        try:
            assignment = assign(here.dossier.pk, mine, mine, NOW, shown_assignment="")
        except AssignedMeanwhile as changed:
            assignment = changed.current
        return assignment and assignment.officer

    officers = together(take)
    assert set(officers) == {Assignment.objects.get().officer}
    assert Act.objects.filter(event="dossier_assigned").count() == 1


@committing
def test_a_dossier_given_by_several_to_one_person_at_once_is_given_once() -> None:
    here = desk()
    assignments = together(lambda writer: assign(here.dossier.pk, here.paul, here.ines, NOW, shown_assignment=""))
    assert len(set(assignments)) == Assignment.objects.count() == 1


def together(work: Any) -> list[Any]:
    """What each of several threads made of its number, all started at once."""
    start = Barrier(WRITERS)

    def run(writer: int) -> Any:
        try:
            start.wait(20)
            return work(writer)
        finally:
            connection.close()

    with ThreadPoolExecutor(WRITERS) as pool:
        return list(pool.map(run, range(WRITERS)))


# who may


@django_db
def test_only_who_received_it_says_who_handles_it() -> None:
    here = desk()
    strangers = [
        officer(region=ELSEWHERE),
        person((Role.COMMITTEE_MEMBER, REGION)),
        person((Role.EXPERT, None)),
        person((Role.ADMINISTRATOR, None)),
        here.structure.head,
        person(),
    ]
    for someone in strangers:
        with pytest.raises(NotAllowed):
            assign(here.dossier.pk, here.ines, someone, NOW, shown_assignment="")
        assert signed_in(someone).get(address("assign", here.dossier)).status_code == 404
        assert signed_in(someone).post(address("assign", here.dossier), {"officer": "moi"}).status_code == 404
    assert Assignment.objects.count() == 0
    assign(here.dossier.pk, here.ines, ministry(), NOW, shown_assignment="")


@django_db
def test_it_is_given_to_nobody_who_could_not_examine_it() -> None:
    here = desk()
    closed = officer()
    Person.objects.filter(pk=closed.pk).update(is_active=False)
    own = officer()
    give_role(own, Role.STRUCTURE_EDITOR, here.structure.organisation)
    leaver = officer()
    leave(leaver)
    for someone in (
        officer(region=ELSEWHERE),
        person((Role.COMMITTEE_MEMBER, REGION)),
        person((Role.EXPERT, None)),
        ministry(),  # this programme has its regions examine
        here.structure.head,
        Person.objects.get(pk=closed.pk),
        own,
        leaver,
        person(),
    ):
        with pytest.raises(NotAllowed, match="n’instruit pas ce dossier"):
            assign(here.dossier.pk, someone, here.ines, NOW, shown_assignment="")
    assert Assignment.objects.count() == 0


@django_db
def test_who_may_handle_is_who_may_instruct() -> None:
    """The list of those to whom it may be given, and the permission to act, are told apart and must agree."""
    into, other = examined_campaign(), campaign(title="Sans instruction")
    dossiers = [received("Ici", into), received("Là", into, ELSEWHERE)]
    assert Roster(day()).for_any([received("Autre", other)]) == []
    everybody = [officer(), person((Role.COMMITTEE_MEMBER, REGION)), ministry(), person((Role.EXPERT, None))]
    everybody.append(person((Role.ADMINISTRATOR, None)))
    for programme in ("marche", "autre"):
        limited = officer()
        Membership.objects.filter(person=limited).update(programme=programme)
        everybody.append(limited)
    roster = Roster(day())
    for received_dossier in dossiers:
        for someone in everybody:
            decision = may_instruct(Person.objects.get(pk=someone.pk), received_dossier, Phase.COMPLETENESS, NOW)
            allowed = roster.may_handle(someone, received_dossier)
            assert allowed == bool(decision), (received_dossier.region, someone.memberships.get())


@django_db
def test_a_withdrawn_dossier_is_given_to_nobody() -> None:
    here = desk()
    moved(here.dossier, Event.WITHDRAW, by=here.structure.head)
    with pytest.raises(NotAllowed, match="retiré"):
        assign(here.dossier.pk, here.ines, here.ines, NOW, shown_assignment="")
    assert "a retiré ce dossier" in signed_in(here.ines).get(address("assign", here.dossier)).content.decode()


# only while the role holds


@django_db
def test_a_departed_officer_no_longer_handles_anything_at_once() -> None:
    here = desk()
    give(here.dossier, here.paul)
    leave(here.paul)
    current = handling(here.dossier, NOW)
    assert (current.officer, current.departed) == (None, here.paul)
    assert Assignment.objects.get().ends_at is None
    page = signed_in(here.ines).get(address("assign", here.dossier)).content.decode()
    assert "Paul Ost instruit ce dossier" in page  # until the day of his departure, which the test sets later
    give(here.dossier, here.ines)
    assert handling(here.dossier, NOW).officer == here.ines


@django_db
def test_a_closed_account_no_longer_handles_anything_at_once() -> None:
    here = desk()
    give(here.dossier, here.paul)
    Person.objects.filter(pk=here.paul.pk).update(is_active=False)
    assert handling(here.dossier, NOW).departed == here.paul


@django_db
def test_who_moved_to_another_region_no_longer_handles_what_they_had() -> None:
    here = desk()
    give(here.dossier, here.paul)
    leave(here.paul)
    give_role(here.paul, Role.REGIONAL_OFFICER, ELSEWHERE)
    assert handling(here.dossier, NOW).departed == here.paul


# pages


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


# several at once


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


# who has how much


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


@django_db
def test_a_draft_is_handled_by_nobody() -> None:
    ours = structure(region=REGION)
    draft = dossier(ours, examined_campaign())
    with pytest.raises(NotAllowed):
        assign(draft.pk, officer(), officer(), NOW, shown_assignment="")
