"""Persons, organisations and roles: what the database itself refuses, and what each role sees."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from poincon.journal.models import Act
from poincon.people import services
from poincon.people.enums import NATIONAL_ROLES, Role
from poincon.people.models import Membership, Organisation, Person
from poincon.people.permissions import can_administer
from tests.people.makers import give, organisation, person, siren
from tests.platform_fixtures import NOW

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


def test_two_persons_never_differ_by_capitals_only() -> None:
    person(email="Claire.Menard@Essai.example")
    with pytest.raises(ValidationError):
        person(email="claire.menard@essai.example")
    assert Person.objects.get_by_natural_key("CLAIRE.MENARD@essai.example").email == "claire.menard@essai.example"


def test_the_database_refuses_capitals_in_an_address() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.create(email="Claire@essai.example", full_name="Claire")


@pytest.mark.parametrize("number", ["123456789", "12345678", "55208131A", "552 081 317 0"])
def test_a_wrong_siren_is_refused(number: str) -> None:
    with pytest.raises(ValidationError) as refused:
        services.register_organisation(None, name="A", siren=number, region="53", city="B", now=NOW)
    assert "siren" in refused.value.message_dict


@pytest.mark.parametrize("change", [{"siren": "abc"}, {"region": "99"}, {"name": ""}])
def test_the_database_refuses_an_organisation_without_shape(change: dict[str, str]) -> None:
    values = {"name": "A", "siren": siren(1), "region": "53", "city": "B"} | change
    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.create(**values)


@pytest.mark.parametrize(
    ("role", "organised", "region", "fits"),
    [
        (Role.STRUCTURE_EDITOR, True, "", True),
        (Role.STRUCTURE_EDITOR, False, "", False),
        (Role.STRUCTURE_HEAD, True, "53", False),
        (Role.REGIONAL_OFFICER, False, "53", True),
        (Role.REGIONAL_OFFICER, False, "", False),
        (Role.REGIONAL_OFFICER, False, "99", False),
        (Role.COMMITTEE_MEMBER, False, "53", True),
        (Role.COMMITTEE_MEMBER, True, "53", False),
        (Role.EXPERT, False, "", True),
        (Role.MINISTRY, False, "", True),
        (Role.MINISTRY, False, "53", False),
        (Role.ADMINISTRATOR, False, "", True),
        (Role.ADMINISTRATOR, True, "", False),
        ("king", False, "", False),
    ],
)
def test_the_database_holds_each_role_to_its_scope(role: str, organised: bool, region: str, fits: bool) -> None:
    values: dict[str, Any] = {
        "person": person(),
        "role": role,
        "region": region,
        "organisation": organisation() if organised else None,
        "starts": TODAY,
    }
    if fits:
        assert Membership.objects.create(**values).pk
        return
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(**values)


def test_a_role_cannot_end_before_it_starts() -> None:
    with pytest.raises(ValidationError):
        give(person(), Role.MINISTRY, starts=date(2027, 1, 2), ends=date(2027, 1, 1))


def test_a_role_is_held_once_at_a_time() -> None:
    someone = person((Role.MINISTRY, None))
    with pytest.raises(ValidationError):
        give(someone, Role.MINISTRY)


@pytest.mark.parametrize(
    ("day", "holds"),
    [
        (date(2026, 12, 31), False),
        (date(2027, 1, 1), True),
        (date(2027, 6, 30), True),
        (date(2027, 7, 1), False),
    ],
)
def test_a_role_holds_from_its_first_to_its_last_day(day: date, holds: bool) -> None:
    someone = person()
    give(someone, Role.MINISTRY, starts=date(2027, 1, 1), ends=date(2027, 6, 30))
    assert (Role.MINISTRY in someone.roles_on(day)) is holds


def test_each_role_sees_its_organisations_and_no_other() -> None:
    mine, near, far = organisation("Mienne", "53"), organisation("Voisine", "53"), organisation("Lointaine", "84")
    persons = {
        "editor": person((Role.STRUCTURE_EDITOR, mine)),
        "head": person((Role.STRUCTURE_HEAD, mine)),
        "officer": person((Role.REGIONAL_OFFICER, "53")),
        "committee": person((Role.COMMITTEE_MEMBER, "84")),
        "two": person((Role.STRUCTURE_HEAD, mine), (Role.COMMITTEE_MEMBER, "84")),
        "expert": person((Role.EXPERT, None)),
        "ministry": person((Role.MINISTRY, None)),
        "nobody": person(),
    }
    visible = {name: set(Organisation.objects.visible_to(someone, TODAY)) for name, someone in persons.items()}
    assert visible == {
        "editor": {mine},
        "head": {mine},
        "officer": {mine, near},
        "committee": {far},
        "two": {mine, far},
        "expert": set(),
        "ministry": {mine, near, far},
        "nobody": set(),
    }
    assert set(Organisation.objects.visible_to(None, TODAY)) == set()


def test_a_role_that_ended_shows_nothing_any_more() -> None:
    someone, mine = person(), organisation()
    give(someone, Role.STRUCTURE_HEAD, mine, ends=date(2027, 3, 14))
    assert not Organisation.objects.visible_to(someone, TODAY).exists()


@pytest.mark.parametrize("role", [role for role in NATIONAL_ROLES if role != Role.ADMINISTRATOR])
def test_only_an_administrator_changes_accounts(role: Role) -> None:
    other, administrator = person((role, None)), person((Role.ADMINISTRATOR, None))
    assert can_administer(administrator, TODAY)
    assert not can_administer(other, TODAY)
    with pytest.raises(PermissionDenied, match="administre"):
        services.register_person(other, email="a@essai.example", full_name="A", now=NOW)
    newcomer = services.register_person(administrator, email="a@essai.example", full_name="A", now=NOW)
    assert not newcomer.has_usable_password()


def test_acts_name_persons_by_opaque_identifiers_only() -> None:
    someone = person((Role.MINISTRY, None), email="claire@essai.example")
    services.end_role(None, someone.memberships.get(), ends=TODAY, now=NOW)
    services.choose_language(someone, "en", now=NOW)
    acts = list(Act.objects.filter(subject_kind="person", subject_id=str(someone.pk)))
    assert [act.event for act in acts] == ["person_registered", "role_given", "role_ended", "language_chosen"]
    assert not any("claire" in f"{act.details}" or "Personne" in f"{act.details}" for act in acts)
