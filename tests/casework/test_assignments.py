"""Who handles a dossier: one person at a time, told to everybody, worth nothing once their role is over."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from poincon.admissibility.permissions import may_instruct
from poincon.cahier.model import Phase
from poincon.casework.assignments import AssignedMeanwhile, Roster, assign, handling
from poincon.casework.models import Assignment
from poincon.dossiers.enums import Event
from poincon.journal.models import Act
from poincon.journal.verification import verify
from poincon.people.enums import Role
from poincon.people.models import Membership, Person
from poincon.workflow.refusals import NotAllowed
from tests.admissibility.factories import ELSEWHERE, REGION, address, officer, signed_in
from tests.casework.desk import (
    day,
    desk,
    examined_campaign,
    give,
    leave,
    ministry,
    moved,
    received,
)
from tests.dossiers.factories import campaign, dossier, structure
from tests.people.makers import give as give_role
from tests.people.makers import person
from tests.platform_fixtures import NOW

django_db = pytest.mark.django_db


committing = pytest.mark.django_db(transaction=True)


WRITERS = 4


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


@django_db
def test_a_draft_is_handled_by_nobody() -> None:
    ours = structure(region=REGION)
    draft = dossier(ours, examined_campaign())
    with pytest.raises(NotAllowed):
        assign(draft.pk, officer(), officer(), NOW, shown_assignment="")
