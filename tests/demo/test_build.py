"""The demonstration: everybody can sign in, every state is there, and what it tells is true."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.auth import authenticate
from django.db.models import Count, DateTimeField, F
from django.test import override_settings
from django.utils import timezone
from stdnum.fr import siren

from poincon.cahier.model import Status
from poincon.campaigns.mail_kinds import EXTENSION
from poincon.campaigns.models import Campaign, CampaignChange, Extension
from poincon.correspondence.models import Letter, MessageAttachment
from poincon.demo.build import NotDemonstration, build
from poincon.demo.sign_ins import sign_ins
from poincon.dossiers.enums import RECEIVED, SectionState, State
from poincon.dossiers.models import (
    Attachment,
    ChangeRequest,
    Comment,
    Dossier,
    Presence,
    SectionAnswers,
    SectionRevision,
    Snapshot,
)
from poincon.dossiers.permissions import may_edit
from poincon.dossiers.snapshots import digest_of
from poincon.dossiers.standing import Standing, standing
from poincon.files.models import StoredFile
from poincon.files.services import content_path
from poincon.files.types import content_matches, ending_of
from poincon.journal.models import Act, DailyRoot
from poincon.journal.verification import verify
from poincon.notifications.models import Mail
from poincon.people.enums import Role
from poincon.people.models import AccountRequest, Invitation, Organisation, Person
from poincon.workflow.subjects import exists

pytestmark = [pytest.mark.usefixtures("demonstration"), pytest.mark.django_db]


@pytest.fixture(scope="module")
def standings(demonstration: datetime) -> list[Standing]:
    """Every dossier of a campaign that is open, as its pages would show it."""
    return [standing(one) for one in Dossier.objects.with_context().filter(campaign__closes_at__gt=demonstration)]


def section_states(one: Standing) -> set[SectionState]:
    return {one.section_state(section) for section in one.package.programme.sections}


def is_incoherent(one: Standing) -> bool:
    results = one.assessment.results.values()
    return any(result.checked.rule.kind.value == "coherence" and result.status is Status.NOT_MET for result in results)


# people


def test_everybody_listed_can_sign_in() -> None:
    found = sign_ins()
    assert len({one["email"] for one in found}) == len(found) >= 7
    emails = [one["email"] for one in found]
    assert Person.objects.filter(email__in=emails, is_active=True).count() == len(found)
    # One hash for all of them: checking it twice is enough, and hashing is slow.
    assert Person.objects.filter(email__in=emails).values("password").distinct().count() == 1
    for one in (found[0], found[-1]):
        person = authenticate(username=one["email"], password=one["password"])
        assert isinstance(person, Person)


def test_every_role_is_listed_with_its_scope(demonstration: datetime) -> None:
    found = sign_ins()
    assert {one["role"] for one in found} == set(Role.values)
    people = {person.email: person for person in Person.objects.prefetch_related("memberships__organisation")}
    for one in found:
        (membership,) = people[one["email"]].memberships_on(timezone.localdate(demonstration))
        organisation = membership.organisation
        assert membership.role == one["role"]
        assert (organisation.name if organisation else "") == one["organisation"]
        assert (organisation.region if organisation else membership.region) == one["region"]


def test_no_address_is_anybodys() -> None:
    addresses = [*Person.objects.filter(erased_at=None).values_list("email", flat=True)]
    addresses += AccountRequest.objects.values_list("email", flat=True)
    addresses += Invitation.objects.values_list("email", flat=True)
    assert all(email.endswith(".example") for email in addresses)
    texts = [str(answer) for row in SectionAnswers.objects.all() for answer in row.answers.values()]
    assert all(text.endswith(".example") for text in texts if "@" in text)


def test_about_thirty_structures_in_five_regions() -> None:
    structures = list(Organisation.objects.all())
    assert 28 <= len(structures) <= 34
    assert len({one.region for one in structures}) == 5
    assert all(siren.is_valid(one.siren) and one.siren.startswith("0") for one in structures)
    assert len({one.siren for one in structures}) == len(structures)
    assert all(one.startswith("0") for one in AccountRequest.objects.values_list("siren", flat=True))


# campaigns and dossiers


def test_four_programmes_are_open(demonstration: datetime) -> None:
    open_now = Campaign.objects.open_at(demonstration)
    left = sorted((timezone.localdate(one.closes_at) - timezone.localdate(demonstration)).days for one in open_now)
    assert left == [3, 24, 40, 200]
    assert open_now.values("programme_version__programme").distinct().count() == 4
    assert set(open_now.values_list("year", flat=True)) == {demonstration.year}


def test_campaigns_are_in_every_state(demonstration: datetime, standings: list[Standing]) -> None:
    closed = list(Campaign.objects.filter(state=Campaign.State.CLOSED).order_by("closes_at"))
    assert [one.dossiers.filter(state=State.SUBMITTED).count() > 5 for one in closed] == [True, False]
    assert all(one.closes_at < demonstration for one in closed)
    (prepared,) = Campaign.objects.filter(state=Campaign.State.DRAFT)
    assert prepared.year == demonstration.year + 1
    assert not prepared.dossiers.exists()
    assert CampaignChange.objects.filter(campaign__state=Campaign.State.OPEN).exclude(reason="").count() == 2


def test_a_structure_still_fills_its_dossier_after_the_end(demonstration: datetime) -> None:
    (extension,) = Extension.objects.all()
    assert extension.campaign.closes_at < demonstration < extension.until
    dossier = Dossier.objects.with_context().get(campaign=extension.campaign, organisation=extension.organisation)
    head = Person.objects.get(memberships__organisation=dossier.organisation, memberships__role=Role.STRUCTURE_HEAD)
    assert may_edit(head, dossier, demonstration)
    assert Mail.objects.filter(person=head, kind=EXTENSION.id).exists()


def test_dossiers_are_in_every_state_of_their_preparation(standings: list[Standing]) -> None:
    drafts = [one for one in standings if one.dossier.is_draft]
    received = [one for one in standings if one.dossier.state in RECEIVED]
    seen = Counter(frozenset(section_states(one)) for one in drafts)
    assert len(received) > len(standings) / 2
    untouched = {SectionState.TO_START, SectionState.OPTIONAL}
    assert any(states <= untouched for states in seen), "one that was just opened"
    assert any(SectionState.IN_PROGRESS in states for states in seen), "one that is half filled"
    assert any(SectionState.TO_CORRECT in states for states in seen), "one with answers to correct"
    assert any(one.may_be_submitted and section_states(one) == {SectionState.COMPLETE} for one in drafts)
    assert all(one.may_be_submitted for one in received)
    assert Organisation.objects.filter(dossiers__isnull=True).exists(), "a structure that has not begun"


def test_each_programme_has_its_drafts_and_its_submitted_dossiers(standings: list[Standing]) -> None:
    pairs = {(one.dossier.campaign.programme_version.programme, one.dossier.state) for one in standings}
    assert {programme for programme, state in pairs if state == State.DRAFT} == {name for name, _state in pairs}
    assert {programme for programme, state in pairs if state == State.SUBMITTED} == {name for name, _state in pairs}


def test_what_was_submitted_holds_together(standings: list[Standing]) -> None:
    assert [str(one.dossier) for one in standings if one.dossier.state in RECEIVED and is_incoherent(one)] == []


def test_targets_are_met_missed_and_met_exactly(standings: list[Standing]) -> None:
    seen: dict[str, set[Status | None]] = {}
    on_the_line = 0
    for one in standings:
        for name, result in one.assessment.results.items():
            if result.target is not None:
                seen.setdefault(name, set()).add(result.status)
                on_the_line += result.value == result.target.value
    assert sum({Status.MET, Status.NOT_MET} <= statuses for statuses in seen.values()) >= 5
    assert on_the_line >= 5


def test_two_persons_argued(demonstration: datetime) -> None:
    rows = SectionAnswers.objects.annotate(people=Count("revisions__made_by", distinct=True), saves=Count("revisions"))
    assert rows.filter(people=2, saves__gte=3, dossier__state=State.DRAFT).exists()
    changed_again = SectionRevision.objects.filter(answers__dossier__state=State.DRAFT).order_by("answers", "version")
    assert any(value for one in changed_again for value in one.previous.values())


def test_documents_are_what_their_names_say(demo_files: Path) -> None:
    files = list(StoredFile.objects.all())
    assert {"pdf", "xlsx"} <= {ending_of(one.name) for one in files}
    for one in files:
        with override_settings(FILES_ROOT=demo_files):
            content = content_path(one.digest).read_bytes()
        assert len(content) == one.size
        assert content_matches(ending_of(one.name), content[:8192])
    letters = 2 * Letter.objects.count()
    assert Attachment.objects.count() + MessageAttachment.objects.count() + letters == len(files)


def test_every_letter_is_about_something_that_is_there(demonstration: datetime) -> None:
    subjects = [letter.about for letter in Letter.objects.all()]
    assert subjects
    assert [subject for subject in subjects if not exists(subject)] == []


def test_colleagues_talk_and_are_there(demonstration: datetime) -> None:
    assert Comment.objects.count() > 20
    assert Presence.objects.filter(seen_at=demonstration).exists()


# the truth of it


def test_the_journal_holds_and_its_days_are_sealed(demonstration: datetime) -> None:
    found = verify()
    assert found.acts == Act.objects.count() > 500
    assert found.days == DailyRoot.objects.count() > 300
    told = list(Act.objects.values_list("subject_kind", "subject_id", "at"))
    assert [after for before, after in pairwise(told) if before[:2] == after[:2] and before[2] > after[2]] == []
    events = set(Act.objects.values_list("event", flat=True))
    assert {"dossier_opened", "section_saved", "document_added", "dossier_submitted", "campaign_opened"} <= events


def test_each_snapshot_is_what_its_digest_says() -> None:
    snapshots = list(Snapshot.objects.all())
    answered = ChangeRequest.objects.filter(after__isnull=False).count()
    assert len(snapshots) == Dossier.objects.filter(submitted_at__isnull=False).count() + answered
    assert all(digest_of(one.content) == one.digest for one in snapshots)


ENDS = {"Campaign.opens_at", "Campaign.closes_at", "ChangeRequest.due_at", "Extension.until", "Invitation.expires_at"}
"""What may be to come."""


def test_nothing_is_dated_later_than_now_but_what_is_to_come(demonstration: datetime) -> None:
    moments = [
        (model, field.name)
        for model in apps.get_models()
        for field in model._meta.fields
        if isinstance(field, DateTimeField) and model.__module__.startswith("poincon.")
    ]
    late = {
        f"{model.__name__}.{name}"
        for model, name in moments
        if model._default_manager.filter(**{f"{name}__gt": demonstration}).exists()
    }
    assert late == ENDS


def test_nothing_happens_out_of_its_campaign(demonstration: datetime) -> None:
    assert not Dossier.objects.filter(created_at__lt=F("campaign__opens_at")).exists()
    assert not Dossier.objects.filter(submitted_at__gte=F("campaign__closes_at")).exists()
    assert not Dossier.objects.filter(changed_at__lt=F("created_at")).exists()
    recent = demonstration - timedelta(days=14)
    assert Dossier.objects.filter(changed_at__gte=recent).count() > 5


def test_building_again_changes_nothing(demonstration: datetime) -> None:
    before = Act.objects.count()
    assert build(demonstration + timedelta(days=1)) == sign_ins()
    assert Act.objects.count() == before


def test_no_other_database_gets_these_passwords(demonstration: datetime) -> None:
    with override_settings(DEMO=False), pytest.raises(NotDemonstration):
        build(demonstration)
