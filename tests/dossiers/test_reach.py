"""Who sees a dossier: one table, whose three forms agree, and denials that come after the union of all roles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import count

import pytest
from django.db import connection, transaction
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from poincon.campaigns.models import Campaign, ProgrammeVersion
from poincon.dossiers import reach, services
from poincon.dossiers.audiences import people_of_structure
from poincon.dossiers.enums import CONCLUDED, PREPARED, State
from poincon.dossiers.models import Dossier
from poincon.dossiers.news import news
from poincon.dossiers.news_kinds import DOCUMENT_REFUSED
from poincon.dossiers.reach import REACH, Sees
from poincon.files.models import ScanState, StoredFile
from poincon.people.enums import NATIONAL_ROLES, RECEIVING_ROLES, REGIONAL_ROLES, STRUCTURE_ROLES, Role
from poincon.people.memberships import holding
from poincon.people.models import Membership, Organisation, Person
from poincon.sheets.models import Sheet
from tests.dossiers.factories import CLOSES, OPENS, Structure, document, dossier
from tests.people.makers import give, organisation, person
from tests.platform_fixtures import NOW

DAY = NOW.date()
REGIONS, PROGRAMMES = ("53", "84"), ("marche", "autre")
MOST = 4
"""Dossiers in an example."""


# the table


def test_every_role_says_what_it_sees() -> None:
    assert set(REACH) == set(Role)


@pytest.mark.parametrize(
    ("sees", "roles"), [(Sees.EVERYTHING, frozenset(STRUCTURE_ROLES)), (Sees.HANDED_OVER, RECEIVING_ROLES)]
)
def test_roles_that_see_are_those_of_structures_and_those_that_receive(sees: Sees, roles: frozenset[Role]) -> None:
    assert {role for role, line in REACH.items() if line.sees is sees} == roles


# the three forms


@dataclass(frozen=True, slots=True)
class Hat:
    """A membership to be; `organisation`: which of the two."""

    role: Role
    organisation: int | None
    region: str
    programme: str
    starts: int
    ends: int | None
    """In days from today."""


_OFTEN = (Role.REGIONAL_OFFICER, Role.MINISTRY, Role.STRUCTURE_EDITOR)
"""So that many examples wear two hats: what an official receives, of a structure that is also theirs."""


@st.composite
def hats(draw: st.DrawFn) -> Hat:
    role = draw(st.sampled_from((*_OFTEN, *_OFTEN, *Role)))
    regions = {**dict.fromkeys(REGIONAL_ROLES, REGIONS), Role.EXPERT: ("", *REGIONS)}.get(role, ("",))
    of_every_programme = role in (*STRUCTURE_ROLES, Role.ADMINISTRATOR)
    starts = draw(st.sampled_from((-9, -9, -9, 0, 1)))
    return Hat(
        role,
        draw(st.integers(0, 1)) if role in STRUCTURE_ROLES else None,
        draw(st.sampled_from(regions)),
        "" if of_every_programme else draw(st.sampled_from(("", *PROGRAMMES))),
        starts,
        draw(st.sampled_from((None, None, *(day for day in (-1, 0, 9) if day >= starts)))),
    )


@dataclass(frozen=True, slots=True)
class Plan:
    """A dossier to be; `author`: which of the two persons the column names."""

    state: State
    handed_over: bool
    organisation: int
    region: str
    version: int
    author: int


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    state = draw(st.sampled_from(State))
    handed_over = draw(st.booleans()) if state is State.WITHDRAWN else state not in PREPARED
    either = st.integers(0, 1)
    return Plan(state, handed_over, draw(either), draw(st.sampled_from(REGIONS)), draw(either), draw(either))


_people = st.tuples(
    st.sampled_from((True, True, True, False)),
    st.lists(hats(), max_size=MOST + 2, unique_by=lambda hat: (hat.role, hat.organisation, hat.region, hat.programme)),
)
_numbers = count(1)


class World:
    """What every example starts from: two organisations, two programmes, and a campaign for each dossier to be."""

    def __init__(self) -> None:
        self.organisations = [organisation(region=region) for region in REGIONS]
        self.versions = [
            ProgrammeVersion.objects.create(
                digest=name, programme=name, version="1.0", title=name, files={}, installed_at=NOW
            )
            for name in PROGRAMMES
        ]
        self.campaigns = [
            Campaign.objects.create(
                programme_version=self.versions[0], year=2023, title=str(each), opens_at=OPENS, closes_at=CLOSES
            )
            for each in range(MOST)
        ]

    def person(self, active: bool, roles: Sequence[Hat]) -> Person:
        holder = Person.objects.create(email=f"p{next(_numbers)}@essai.example", full_name="P", is_active=active)
        Membership.objects.bulk_create(_membership(holder, hat, self.organisations) for hat in roles)
        return holder

    def dossier(self, plan: Plan, campaign: Campaign, persons: Sequence[Person]) -> Dossier:
        campaign.programme_version = self.versions[plan.version]
        campaign.save(update_fields=["programme_version"])
        return Dossier.objects.create(
            number=f"D-{next(_numbers)}",
            campaign=campaign,
            sheet=Sheet.objects.create(programme_version=campaign.programme_version, reference_year=2022),
            organisation=self.organisations[plan.organisation],
            region=plan.region,
            state=plan.state,
            created_at=NOW,
            created_by=persons[plan.author],
            changed_at=NOW,
            validated_at=NOW,
            validated_by=persons[0],
            submitted_at=NOW if plan.handed_over else None,
            concluded_at=NOW if plan.state in CONCLUDED else None,
        )


def _membership(holder: Person, hat: Hat, organisations: Sequence[Organisation]) -> Membership:
    return Membership(
        person=holder,
        role=hat.role,
        organisation=None if hat.organisation is None else organisations[hat.organisation],
        region=hat.region,
        programme=hat.programme,
        starts=DAY + timedelta(days=hat.starts),
        ends=None if hat.ends is None else DAY + timedelta(days=hat.ends),
    )


def _of(condition: Q) -> set[object]:
    return set(Dossier.objects.filter(condition).values_list("pk", flat=True))


def _agree(persons: Sequence[Person], dossiers: Sequence[Dossier]) -> None:
    received_by_author = _of(reach.received_by_column("created_by_id", DAY))
    denied_to_author = _of(reach.denied_to_column("created_by_id", DAY))
    for someone in persons:
        memberships = someone.memberships_on(DAY)
        own, denied = _of(reach.own(memberships)), _of(reach.denied(memberships))
        received, visible = _of(reach.received(memberships)), _of(reach.visible(memberships))
        for each in dossiers:
            assert (each.pk in own) == reach.is_own(memberships, each)
            assert (someone in people_of_structure(each, DAY)) == (someone.is_active and each.pk in own)
            assert (each.pk in denied) == reach.is_denied(memberships, each)
            assert (each.pk in received) == reach.is_received(memberships, each)
            assert (each.pk in visible) == (each.pk in own or each.pk in received)
            assert not (each.pk in received and each.pk in denied)
            if each.created_by == someone:
                assert (each.pk in denied_to_author) == (each.pk in denied)
                assert (each.pk in received_by_author) == (someone.is_active and each.pk in received)


@pytest.mark.django_db
def test_the_three_forms_agree_for_any_person_and_any_dossier() -> None:
    world = World()

    @given(st.tuples(_people, _people), st.lists(plans(), min_size=1, max_size=MOST))
    def agree(people: tuple[tuple[bool, list[Hat]], ...], planned: list[Plan]) -> None:
        with transaction.atomic():
            persons = [world.person(active, roles) for active, roles in people]
            dossiers = [
                world.dossier(plan, into, persons) for plan, into in zip(planned, world.campaigns, strict=False)
            ]
            _agree(persons, dossiers)
            transaction.set_rollback(True)

    agree()


@pytest.mark.django_db
def test_an_answer_about_a_dossier_at_hand_asks_the_database_nothing(ours: Structure) -> None:
    judged, by = dossier(ours, submitted=True), person()
    Membership.objects.create(person=by, role=Role.MINISTRY, programme="marche", starts=DAY)
    memberships = list(holding(DAY).filter(person=by))
    with CaptureQueriesContext(connection) as captured:
        assert reach.is_received(memberships, judged)
        assert not reach.is_denied(memberships, judged)
    assert len(captured) == 0


# what a role covers, seen or not


@pytest.mark.parametrize("role", [role for role, line in REACH.items() if line.sees is Sees.NOTHING])
def test_a_role_that_sees_nothing_covers_all_the_same_what_a_programme_may_give_it(role: Role) -> None:
    region = "" if role in NATIONAL_ROLES else "53"
    membership = Membership(role=role, region=region, starts=DAY)
    near, far = (Dossier(region=region, submitted_at=NOW) for region in REGIONS)
    assert reach.covers(membership, near)
    assert reach.covers(membership, far) is (role in NATIONAL_ROLES)
    assert not reach.reaches(membership, near)


# denials come after the union


@pytest.mark.django_db
@pytest.mark.parametrize("order", [1, -1])
def test_no_other_role_gives_back_the_dossier_of_one_s_own_structure(ours: Structure, order: int) -> None:
    """Whatever the number of roles that give it, and which of them comes first."""
    judged, other, both = dossier(ours, submitted=True), dossier(_beside(ours), submitted=True), person()
    roles: list[tuple[Role, Organisation | str | None]] = [
        (Role.REGIONAL_OFFICER, "53"), (Role.STRUCTURE_EDITOR, ours.organisation), (Role.MINISTRY, None),
    ]  # fmt: skip
    for role, scope in roles[::order]:
        give(both, role, scope)
    Dossier.objects.update(created_by=both)
    memberships = both.memberships_on(DAY)
    assert _of(reach.received(memberships)) == _of(reach.received_by_column("created_by_id", DAY)) == {other.pk}
    assert [reach.is_received(memberships, each) for each in (judged, other)] == [False, True]
    assert _of(reach.visible(memberships)) == {judged.pk, other.pk}


@pytest.mark.django_db
def test_a_denial_ends_with_the_role_that_it_comes_from(ours: Structure) -> None:
    judged, both = dossier(ours, submitted=True), person((Role.REGIONAL_OFFICER, "53"))
    give(both, Role.STRUCTURE_EDITOR, ours.organisation, ends=DAY - timedelta(days=1))
    assert Dossier.objects.received_by(both, DAY).get() == judged
    assert not Dossier.objects.received_by(both, DAY - timedelta(days=1)).exists()


@pytest.mark.django_db
def test_whoever_is_also_of_the_structure_hears_of_its_dossier_as_one_of_its_people_only(ours: Structure) -> None:
    """Once of a document that was refused, and not that it was handed over."""
    judged, both = dossier(ours, answers={"etal": {"nom": "Chez Paul"}}), person((Role.REGIONAL_OFFICER, "53"))
    give(both, Role.STRUCTURE_EDITOR, ours.organisation)
    document(judged, ours.editor)
    services.submit(judged.pk, ours.head, NOW)
    StoredFile.objects.update(scan_state=ScanState.REFUSED, scanned_at=NOW)
    items = news(both, NOW - timedelta(seconds=1), NOW)
    assert [item.kind for item in items] == [DOCUMENT_REFUSED]


def _beside(of: Structure) -> Structure:
    """Another structure of the same region, with the same people at its head."""
    beside = organisation(region=of.organisation.region)
    give(of.head, Role.STRUCTURE_HEAD, beside)
    give(of.editor, Role.STRUCTURE_EDITOR, beside)
    return Structure(beside, of.head, of.editor)
