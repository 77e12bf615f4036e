"""An official leaves: no dossier stays with who can no longer open it, and none is lost on the way."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string

from poincon.casework.assignments import handling
from poincon.casework.departures import CannotTake, DepartureOutcome, depart, endable, given_up, release
from poincon.casework.models import Assignment
from poincon.dossiers.enums import Event
from poincon.dossiers.models import Dossier
from poincon.journal.models import Act
from poincon.journal.verification import verify
from poincon.people.enums import Role
from poincon.people.models import Membership, Person
from poincon.workflow.refusals import NotAllowed
from tests.admissibility.factories import ELSEWHERE, REGION, officer, signed_in
from tests.casework.desk import Desk, day, desk, give, leave, limited, ministry, moved, queries, received
from tests.pages import flat
from tests.people.makers import give as give_role
from tests.people.makers import person
from tests.platform_fixtures import NOW

pytestmark = pytest.mark.django_db
URL = "casework:departure"


def role_of(someone: Person) -> Membership:
    return Membership.objects.get(person=someone)


def handler(dossier: Dossier) -> Person | None:
    return handling(dossier, NOW).officer


@pytest.fixture
def here() -> Desk:
    return desk()


@pytest.fixture
def dossiers(here: Desk) -> list[Dossier]:
    """Three dossiers that Paul has."""
    received_dossiers = [received(f"Reçu {each}", here.campaign) for each in range(3)]
    for dossier in received_dossiers:
        give(dossier, here.paul, now=NOW - timedelta(days=2))
    return received_dossiers


# leaving by oneself


def test_all_dossiers_go_to_one_colleague_and_the_role_ends_at_once(here: Desk, dossiers: list[Dossier]) -> None:
    outcome = depart(role_of(here.paul).pk, here.ines, {}, here.paul, NOW)
    assert outcome == DepartureOutcome(handovers=3, waiting=0)
    assert [handler(dossier) for dossier in dossiers] == [here.ines] * 3
    assert not Dossier.objects.received_by(Person.objects.get(pk=here.paul.pk), day()).exists()
    assert Act.objects.filter(event="role_ended", actor=str(here.paul.pk)).count() == 1
    acts = Act.objects.filter(event="dossier_assigned", at=NOW)
    assert [(act.actor, act.details) for act in acts] == [
        (str(here.paul.pk), {"officer": str(here.ines.pk), "before": str(here.paul.pk)})
    ] * 3
    assert verify().acts == Act.objects.count()


def test_each_dossier_goes_to_whom_was_chosen_for_it(here: Desk, dossiers: list[Dossier]) -> None:
    third = officer("Chloé Troisième")
    heirs = {dossiers[0].pk: third, dossiers[1].pk: None}
    assert depart(role_of(here.paul).pk, here.ines, heirs, here.paul, NOW) == DepartureOutcome(handovers=2, waiting=1)
    assert [handler(dossier) for dossier in dossiers] == [third, None, here.ines]
    assert Assignment.objects.filter(ends_at__isnull=True).count() == 2


def test_leaving_twice_changes_nothing_more(here: Desk, dossiers: list[Dossier]) -> None:
    depart(role_of(here.paul).pk, here.ines, {}, here.paul, NOW)
    before = Act.objects.count()
    assert depart(role_of(here.paul).pk, None, {}, here.paul, NOW + timedelta(seconds=1)) == DepartureOutcome(0, 0)
    assert Act.objects.count() == before
    assert [handler(dossier) for dossier in dossiers] == [here.ines] * 3


def test_who_has_already_left_hands_nothing_on(here: Desk, dossiers: list[Dossier]) -> None:
    leave(here.paul)
    assert depart(role_of(here.paul).pk, here.ines, {}, here.paul, NOW) == DepartureOutcome(0, 0)
    assert [handling(dossier, NOW).departed for dossier in dossiers] == [here.paul] * 3


def test_nothing_changes_when_one_dossier_cannot_go_to_whom_was_chosen(here: Desk, dossiers: list[Dossier]) -> None:
    with pytest.raises(CannotTake) as refused:
        depart(role_of(here.paul).pk, here.ines, {dossiers[2].pk: officer(region=ELSEWHERE)}, here.paul, NOW)
    assert refused.value.dossier == dossiers[2]
    assert [handler(dossier) for dossier in dossiers] == [here.paul] * 3
    assert role_of(here.paul).ends is None
    assert not Act.objects.filter(event="role_ended").exists()


def test_one_does_not_leave_dossiers_to_oneself(here: Desk, dossiers: list[Dossier]) -> None:
    with pytest.raises(CannotTake):
        depart(role_of(here.paul).pk, here.paul, {}, here.paul, NOW)


def test_only_the_dossiers_of_the_role_that_ends_change_hands(here: Desk, dossiers: list[Dossier]) -> None:
    give_role(here.paul, Role.REGIONAL_OFFICER, ELSEWHERE)
    paul = Person.objects.get(pk=here.paul.pk)
    far = received("Loin", here.campaign, ELSEWHERE)
    give(far, paul)
    ending = Membership.objects.get(person=paul, region=REGION)
    assert set(given_up(ending, day())) == set(dossiers)
    depart(ending.pk, None, {}, paul, NOW)
    assert handler(far) == paul
    assert [handler(dossier) for dossier in dossiers] == [None] * 3


def test_what_another_role_still_gives_stays(here: Desk, dossiers: list[Dossier]) -> None:
    """Two roles for the same region, one of them for one programme: the dossiers stay until the last ends."""
    role_of(here.paul)
    give_role(here.paul, Role.REGIONAL_OFFICER, REGION, ends=day() + timedelta(days=30))
    ending = Membership.objects.filter(person=here.paul, ends__isnull=True).get()
    assert depart(ending.pk, here.ines, {}, here.paul, NOW) == DepartureOutcome(0, 0)
    assert [handler(dossier) for dossier in dossiers] == [here.paul] * 3


def test_a_dossier_that_was_withdrawn_goes_to_nobody(here: Desk, dossiers: list[Dossier]) -> None:
    moved(dossiers[0], Event.WITHDRAW, by=here.structure.head)
    depart(role_of(here.paul).pk, here.ines, {}, here.paul, NOW)
    assert [handler(dossier) for dossier in dossiers] == [None, here.ines, here.ines]


# who may


def test_a_colleague_s_role_is_ended_by_the_ministry_or_who_administers_and_nobody_else(
    here: Desk, dossiers: list[Dossier]
) -> None:
    paul = role_of(here.paul)
    limited = ministry()
    Membership.objects.filter(person=limited).update(programme="autre")
    for someone in (here.ines, officer(region=ELSEWHERE), person((Role.EXPERT, None)), here.structure.head, limited):
        with pytest.raises(NotAllowed):
            depart(paul.pk, here.ines, {}, someone, NOW)
        assert signed_in(someone).get(reverse(URL), {"role": paul.pk}).status_code == 404
        assert signed_in(someone).post(reverse(URL), {"role": paul.pk, "confirmation": "oui"}).status_code == 404
    assert role_of(here.paul).ends is None
    for someone in (ministry(), person((Role.ADMINISTRATOR, None))):
        assert paul in endable(someone, NOW)
    depart(paul.pk, here.ines, {}, person((Role.ADMINISTRATOR, None)), NOW)
    assert [handler(dossier) for dossier in dossiers] == [here.ines] * 3


def test_roles_of_structures_and_of_committees_do_not_end_here(here: Desk) -> None:
    member, administrator = person((Role.COMMITTEE_MEMBER, REGION)), person((Role.ADMINISTRATOR, None))
    for someone in (member, here.structure.head, administrator):
        with pytest.raises(NotAllowed):
            depart(role_of(someone).pk, None, {}, administrator, NOW)
    assert signed_in(member).get(reverse(URL)).status_code == 404
    assert signed_in(here.structure.head).get(reverse(URL)).status_code == 404


# the page


def posted(client: Client, membership: Membership, **more: Any) -> Any:
    return client.post(reverse(URL), {"role": membership.pk, "confirmation": "oui", **more})


def test_the_page_names_the_consequence_and_does_it(here: Desk, dossiers: list[Dossier]) -> None:
    client = signed_in(here.paul)
    page = client.get(reverse(URL)).content.decode()
    for sentence in (
        "Qui reprend les 3 dossiers",
        "Votre rôle prend fin tout de suite",
        dossiers[0].number,
        "Inès Région",
    ):
        assert sentence in page
    answer = posted(client, role_of(here.paul), heir=str(here.ines.pk), **{f"dossier-{dossiers[1].pk}": "personne"})
    assert answer.status_code == 200
    assert "2 dossiers ont été confiés." in answer.content.decode()
    assert "1 dossier est à attribuer." in answer.content.decode()
    assert [handling(dossier, timezone.now()).officer for dossier in dossiers] == [here.ines, None, here.ines]
    assert client.get(reverse("casework:queue")).status_code == 404


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ({"confirmation": "oui"}, "Choisissez qui reprend les dossiers."),
        ({"confirmation": "oui", "heir": "x"}, "Choisissez qui reprend les dossiers."),
        ({"heir": "personne"}, "Cochez cette case"),
    ],
)
def test_the_page_keeps_what_was_chosen_and_says_what_lacks(
    here: Desk, dossiers: list[Dossier], body: dict[str, str], sentence: str
) -> None:
    choices = {f"dossier-{dossiers[1].pk}": str(here.ines.pk)}
    answer = signed_in(here.paul).post(reverse(URL), {"role": role_of(here.paul).pk, **body, **choices})
    page = flat(answer.content.decode())
    assert answer.status_code == 422
    assert sentence in page
    assert f'<option value="{here.ines.pk}" selected>' in page
    assert role_of(here.paul).ends is None


def test_the_ministry_chooses_who_leaves_then_who_takes_over(here: Desk, dossiers: list[Dossier]) -> None:
    client = signed_in(ministry())
    assert "Paul Ost – instruit pour une région – Bretagne" in client.get(reverse(URL)).content.decode()
    page = client.get(reverse(URL), {"role": role_of(here.paul).pk}).content.decode()
    assert "Départ de Paul Ost" in page
    assert dossiers[0].number in page
    assert posted(client, role_of(here.paul), heir=str(here.ines.pk)).status_code == 200
    assert [handling(dossier, timezone.now()).officer for dossier in dossiers] == [here.ines] * 3


def test_who_administers_sees_no_dossier_and_still_gives_them_all(here: Desk, dossiers: list[Dossier]) -> None:
    client = signed_in(person((Role.ADMINISTRATOR, None)))
    page = client.get(reverse(URL), {"role": role_of(here.paul).pk}).content.decode()
    assert "Des dossiers que vous ne pouvez pas voir lui sont confiés" in page
    assert not [dossier for dossier in dossiers if dossier.number in page or dossier.organisation.name in page]
    assert posted(client, role_of(here.paul), heir=str(here.ines.pk)).status_code == 200
    assert [handling(dossier, timezone.now()).officer for dossier in dossiers] == [here.ines] * 3


def test_an_official_without_dossiers_leaves_too(here: Desk) -> None:
    client = signed_in(here.paul)
    assert "Aucun dossier ne vous est confié." in client.get(reverse(URL)).content.decode()
    assert posted(client, role_of(here.paul)).status_code == 200
    assert role_of(here.paul).ends is not None


@pytest.mark.parametrize("value", ["x", "0", "999999999999", "\0"])
def test_a_role_that_is_not_there_is_not_found(here: Desk, value: str) -> None:
    client = signed_in(here.paul)
    assert client.get(reverse(URL), {"role": value}).status_code == 404
    assert client.post(reverse(URL), {"role": value}).status_code == 404


def test_the_page_costs_the_same_for_any_number_of_dossiers(here: Desk) -> None:
    counts = []
    limited(here.paul)
    limited(here.ines, "autre")
    for more in (1, 20):
        for each in range(more):
            give(received(f"Lot {more}-{each}", here.campaign), here.paul)

        def ask(client: Client) -> None:
            assert client.get(reverse(URL)).status_code == 200

        counts.append(queries(here.paul, ask))
    assert counts[0] == counts[1] <= 14


# roles that end elsewhere, or with time


def test_the_job_releases_the_dossiers_of_who_no_longer_has_the_role(here: Desk, dossiers: list[Dossier]) -> None:
    give(here.dossier, here.ines, now=NOW - timedelta(days=2))
    leave(here.paul)
    assert [handler(dossier) for dossier in dossiers] == [None] * 3  # at once, before the job
    assert release(NOW) == 3
    assert Assignment.objects.filter(ends_at__isnull=True).get().officer == here.ines
    acts = Act.objects.filter(event="dossier_unassigned")
    assert {(act.actor, act.details["before"], act.details["officer"]) for act in acts} == {
        ("systeme", str(here.paul.pk), None)
    }
    assert acts.count() == 3
    assert release(NOW) == 0


def test_the_job_leaves_what_still_holds_and_takes_closed_accounts(here: Desk, dossiers: list[Dossier]) -> None:
    assert release(NOW) == 0
    Membership.objects.filter(person=here.paul).update(ends=day() + timedelta(days=1))
    assert release(NOW) == 0
    assert release(NOW + timedelta(days=2)) == 3
    give(here.dossier, here.ines)
    Person.objects.filter(pk=here.ines.pk).update(is_active=False)
    assert release(NOW) == 1


def test_the_job_releases_the_dossiers_of_who_joined_the_structure(here: Desk) -> None:
    """They can no longer open it as an official: nobody examines their own structure."""
    give(here.dossier, here.ines)
    give_role(here.ines, Role.STRUCTURE_EDITOR, here.structure.organisation)
    assert handling(here.dossier, NOW).departed == here.ines
    assert release(NOW) == 1
    assert handling(here.dossier, NOW).assignment is None


def test_a_role_that_ends_between_the_two_steps_of_the_job_is_judged_again(here: Desk, dossiers: list[Dossier]) -> None:
    """Another job, or a colleague, may have given the dossier meanwhile: each is read again, locked."""
    from poincon.casework import departures

    leave(here.paul)
    orphans = departures._orphans(day())
    assert len(orphans) == 3
    give(dossiers[0], here.ines)
    assert sum(departures._release(pk, NOW) for pk in orphans) == 2
    assert handler(dossiers[0]) == here.ines


def test_the_job_is_among_those_that_run_every_hour() -> None:
    path, every = settings.PERIODIC_JOBS["casework_departures"]
    assert import_string(path) is release
    assert every == 3600
